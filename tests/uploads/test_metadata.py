"""What senders say about their files: strict grammar, lenient content."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.uploads.errors import MetadataError
from app.uploads.metadata import MOST_CHARACTERS, parse_metadata
from tests.uploads.server import pairs


@pytest.mark.parametrize(
    "text",
    [
        "filename",
        "filename ",
        "a YQ==,b YQ==",
        "a YQ==, b YQ==",
        "a , b",
        "",
        "  ",
    ],
)
def test_the_grammar_of_the_protocol_is_accepted(text: str) -> None:
    assert parse_metadata(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "a YQ==,",
        ",a YQ==",
        "a YQ==,,b YQ==",
        "a YQ==,a Yg==",
        "a YQ",
        "a Y Q==",
        "a !!!!",
        "名 YQ==",
        "a\tb YQ==",
        "a " + "A" * MOST_CHARACTERS,
    ],
    ids=[
        "comma at the end",
        "comma at the start",
        "nothing between commas",
        "key twice",
        "no padding",
        "space inside",
        "not base64",
        "key not ascii",
        "tab in key",
        "too long",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(MetadataError):
        parse_metadata(text)


@given(
    st.dictionaries(
        st.text("abcdefghijklmnopqrstuvwxyz-_", min_size=1).filter(
            lambda key: key not in {"sha256", "recorded_at"}
        ),
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300),
        max_size=5,
    )
)
def test_every_text_comes_back_as_it_was(values: dict[str, str]) -> None:
    assert parse_metadata(pairs(values)).values == values


def test_bytes_that_are_not_utf8_are_read_as_latin_and_noted() -> None:
    found = parse_metadata("filename " + b64encode(b"caf\xe9.mp4").decode())

    assert found.file_name == "café.mp4"
    assert found.notes == ("filename:not_utf8",)


def test_a_digest_is_lowered() -> None:
    assert parse_metadata(pairs({"sha256": "AB" * 32})).declared_sha256 == "ab" * 32


def test_an_empty_digest_is_none() -> None:
    assert parse_metadata("sha256").declared_sha256 is None


@pytest.mark.parametrize("digest", ["ab", "zz" * 32, "ab" * 32 + "\n", " " + "ab" * 32])
def test_a_malformed_digest_is_refused(digest: str) -> None:
    with pytest.raises(MetadataError):
        parse_metadata(pairs({"sha256": digest}))


@pytest.mark.parametrize(
    "text", ["2026-11-21T10:00:00+08:00", "2026-11-21T02:00:00Z", "20261121T020000Z"]
)
def test_the_declared_time_is_understood(text: str) -> None:
    found = parse_metadata(pairs({"recorded_at": text}))

    assert found.recorded_at == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert found.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-11-21T10:00:00",
        "2026-13-01T00:00:00Z",
        "0001-01-01T00:00:00+08:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_time_that_cannot_be_trusted_is_unknown_and_noted(text: str) -> None:
    found = parse_metadata(pairs({"recorded_at": text}))

    assert found.recorded_at is None
    assert found.notes == ("recorded_at:not_understood",)
