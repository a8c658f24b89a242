"""The headers of tus 1.0.0 as values."""

import pytest

from app.uploads.errors import MalformedRequestError, UnknownChecksumError
from app.uploads.protocol import parse_append, parse_creation

BODY = {"content-type": "application/offset+octet-stream"}


def test_a_creation_has_a_length() -> None:
    creation = parse_creation({"upload-length": "10"})

    assert creation.length == 10
    assert not creation.body.is_present


def test_a_deferred_length_is_unknown() -> None:
    assert parse_creation({"upload-defer-length": "1"}).length is None


@pytest.mark.parametrize("text", ["", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x1", "٣", "1" * 19])
def test_a_number_is_plain_digits(text: str) -> None:
    with pytest.raises(MalformedRequestError):
        parse_append({"upload-offset": text})


@pytest.mark.parametrize(
    ("headers", "is_present", "length"),
    [
        ({}, False, 0),
        ({"content-length": "0"}, False, 0),
        ({"content-length": "7"}, True, 7),
        ({"transfer-encoding": "chunked"}, True, None),
    ],
    ids=["no header", "empty", "of known length", "chunked"],
)
def test_the_headers_announce_a_body(
    headers: dict[str, str], is_present: bool, length: int | None
) -> None:
    body = parse_append({"upload-offset": "0", **headers}).body

    assert (body.is_present, body.length) == (is_present, length)


@pytest.mark.parametrize(
    "text",
    [
        "application/offset+octet-stream",
        "Application/Offset+Octet-Stream",
        "application/offset+octet-stream; charset=x",
    ],
)
def test_the_body_type_is_known_in_every_spelling(text: str) -> None:
    assert parse_append({"upload-offset": "0", "content-type": text}).body.has_right_type


@pytest.mark.parametrize(
    "text",
    ["", "sha1", "sha1 ", "md5 YQ==", "SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha1 é", "sha256 YQ=="],
)
def test_a_checksum_we_cannot_check_is_refused(text: str) -> None:
    with pytest.raises(UnknownChecksumError):
        parse_append({"upload-offset": "0", "upload-checksum": text})
