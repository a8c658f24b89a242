"""Files of a form as they stream in, however the network cuts them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request

from app.errors import InvalidInputError
from app.routers.multipart import file_parts
from app.uploads.errors import BodyBrokenError

FORM = (
    b'--cut\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
    b'--cut\r\nContent-Disposition: form-data; name="files"; filename="\xe4\xb8\x80.mp4"\r\n'
    b"Content-Type: video/mp4\r\n\r\nfirst\r\nbytes\r\n"
    b'--cut\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n'
    b'--cut\r\nContent-Disposition: form-data; name="files"; filename="two.jpg"\r\n\r\nsecond\r\n'
    b"--cut--\r\n"
)


def _request(
    body: bytes, size: int, content_type: str = "multipart/form-data; boundary=cut"
) -> Request:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]

    async def receive() -> dict[str, Any]:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": True}
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def _joined(stream: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in stream])


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
async def test_files_are_found_whatever_the_size_of_the_pieces(size: int) -> None:
    request = _request(FORM, size)

    found = [(part.file_name, await _joined(part.stream)) async for part in file_parts(request)]

    assert found == [("一.mp4", b"first\r\nbytes"), ("two.jpg", b"second")]


async def test_an_unread_file_is_passed_over() -> None:
    names = [part.file_name async for part in file_parts(_request(FORM, 5))]

    assert names == ["一.mp4", "two.jpg"]


async def test_a_body_that_ends_early_is_broken() -> None:
    request = _request(FORM[:200], 50)

    with pytest.raises(BodyBrokenError):
        [await _joined(part.stream) async for part in file_parts(request)]


async def test_another_type_is_no_form() -> None:
    with pytest.raises(InvalidInputError):
        [part async for part in file_parts(_request(FORM, 50, "application/json"))]


async def test_a_boundary_longer_than_any_program_makes_is_no_form() -> None:
    endless = "multipart/form-data; boundary=" + "b" * 5000

    with pytest.raises(InvalidInputError):
        [part async for part in file_parts(_request(FORM, 50, endless))]


async def test_a_flood_of_header_bytes_is_refused() -> None:
    flood = b"--cut\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n"

    with pytest.raises(InvalidInputError):
        [part async for part in file_parts(_request(flood, 1000))]


@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_a_text_before_a_file_is_known_when_the_file_comes(size: int) -> None:
    texts: dict[str, str] = {}

    known = [dict(texts) async for _ in file_parts(_request(FORM, size), texts)]

    assert known == [{"note": "hello"}, {"note": "hello"}]


@pytest.mark.parametrize(
    "field",
    [
        b'--cut\r\nContent-Disposition: form-data; name="note"\r\n\r\n' + b"x" * 70_000 + b"\r\n",
        b"".join(
            b'--cut\r\nContent-Disposition: form-data; name="%d"\r\n\r\nx\r\n' % number
            for number in range(60)
        ),
    ],
    ids=["too long", "too many"],
)
async def test_there_is_an_end_to_texts(field: bytes) -> None:
    with pytest.raises(InvalidInputError):
        [part async for part in file_parts(_request(field + FORM, 4096), {})]
