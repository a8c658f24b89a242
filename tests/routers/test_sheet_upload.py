"""One workbook out of a posted form."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from app.errors import InvalidInputError
from app.routers.sheet_upload import (
    SheetBrokenError,
    SheetMissingError,
    SheetSlowError,
    SheetTooLargeError,
    read_sheet_upload,
)

FORM = (
    b'--cut\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
    b'--cut\r\nContent-Disposition: form-data; name="other"; filename="other.xlsx"\r\n\r\nother\r\n'
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="list.xlsx"\r\n\r\nPK one\r\n'
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="two.xlsx"\r\n\r\nPK two\r\n'
    b"--cut--\r\n"
)


def _request(body: bytes, content_type: str = "multipart/form-data; boundary=cut") -> Request:
    pieces = [body[start : start + 50] for start in range(0, len(body), 50)]

    async def receive() -> dict[str, Any]:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": True}
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


@pytest.mark.parametrize(("field", "content"), [("file", b"PK one"), ("other", b"other")])
async def test_the_first_file_of_the_field_is_read(field: str, content: bytes) -> None:
    assert await read_sheet_upload(_request(FORM), field) == content


@pytest.mark.parametrize("body", [FORM.replace(b'name="file"', b'name="x"'), b"--cut--\r\n"])
async def test_a_form_without_the_file_says_so(body: bytes) -> None:
    with pytest.raises(SheetMissingError, match="没有选择文件"):
        await read_sheet_upload(_request(body))


async def test_an_empty_choice_is_no_file() -> None:
    with pytest.raises(SheetMissingError):
        await read_sheet_upload(_request(FORM.replace(b"list.xlsx", b"").replace(b"two.xlsx", b"")))


@pytest.mark.parametrize(("limit", "is_refused"), [(6, False), (5, True)])
async def test_the_limit_is_the_last_size_that_is_taken(limit: int, is_refused: bool) -> None:
    request = _request(FORM)

    if is_refused:
        with pytest.raises(SheetTooLargeError, match="文件过大"):
            await read_sheet_upload(request, limit_bytes=limit)
    else:
        assert await read_sheet_upload(request, limit_bytes=limit) == b"PK one"


async def test_a_body_that_ends_early_is_not_half_a_file() -> None:
    with pytest.raises(SheetBrokenError, match="没有传完"):
        await read_sheet_upload(_request(FORM[: FORM.index(b" one")]))


async def test_another_type_is_no_form() -> None:
    with pytest.raises(InvalidInputError):
        await read_sheet_upload(_request(FORM, "application/json"))


async def test_a_sender_who_falls_silent_is_cut_off() -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    request = Request(_request(FORM).scope, receive)

    with pytest.raises(SheetSlowError, match="超过了时限"):
        await read_sheet_upload(request, limit_seconds=0)
