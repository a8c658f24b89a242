"""Read one posted workbook into memory, under a limit that is small enough for that.

A slow sender must not keep a connection to the database waiting: whoever posts is asked for
their right in a transaction of its own, and the next one begins when the workbook is there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction
from app.documents.package import MOST_BYTES
from app.errors import InvalidInputError
from app.policy.decision import Decision
from app.routers.deps import identify
from app.routers.multipart import file_parts
from app.routers.resources import Resources
from app.routers.visitor import Visitor, visitor_of_request
from app.uploads.errors import BodyBrokenError

Ask = Callable[[AsyncSession, Visitor, datetime], Awaitable[Decision | None]]
LONGEST_SECONDS = 300.0
"""Enough for the largest workbook at 150 kbit/s."""


class SheetMissingError(InvalidInputError):
    """The form came without a file."""

    code = "sheet_missing"
    message = "没有选择文件。请先选择填好的 .xlsx 文件，再提交。"


class SheetTooLargeError(InvalidInputError):
    """The file is larger than a form to import can be."""

    code = "sheet_too_large"
    message = "文件过大，没有读取。请去掉图片和多余的工作表，或分成几份后重新上传。"


class SheetBrokenError(InvalidInputError):
    """The sender went away in the middle; nothing was kept."""

    code = "sheet_broken"
    message = "文件没有传完，没有导入任何内容。请检查网络后重新上传。"


class SheetSlowError(SheetBrokenError):
    """The sender took longer than anybody with a working connection; nothing was kept."""

    code = "sheet_slow"
    message = "文件传得太慢，超过了时限，没有导入任何内容。请检查网络后重新上传。"


async def refused_before_reading(
    request: Request, resources: Resources, ask: Ask
) -> Decision | None:
    """Return the refusal of ``ask``, whose event has committed, before anything is read.

    For a dependency that stands before the door's ``SessionDep``: parameters are resolved in
    their order, so no transaction is open while the body arrives. The door asks again, because
    the right may have ended meanwhile.

    Raises:
        UnauthenticatedError: nobody is signed in; nothing was read.
    """
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        return await ask(session, visitor, now)


async def sheet_if_allowed(request: Request, resources: Resources, ask: Ask) -> bytes | Decision:
    """Return the posted workbook, or the refusal as ``refused_before_reading`` does.

    Raises:
        UnauthenticatedError: nobody is signed in; nothing was read.
        SheetMissingError, SheetTooLargeError, SheetBrokenError, InvalidInputError: as in
            ``read_sheet_upload``.
    """
    refused = await refused_before_reading(request, resources, ask)
    return refused or await read_sheet_upload(request)


async def read_sheet_upload(
    request: Request,
    field: str = "file",
    *,
    limit_bytes: int = MOST_BYTES,
    limit_seconds: float = LONGEST_SECONDS,
) -> bytes:
    """Return the bytes of the file that was chosen in ``field`` of a multipart form.

    Raises:
        SheetMissingError: no file was chosen in this field.
        SheetTooLargeError: more than ``limit_bytes``; the rest is not read.
        SheetBrokenError: the body ended early, or as ``SheetSlowError`` it took too long.
        InvalidInputError: this is no such form.
    """
    try:
        async with asyncio.timeout(limit_seconds):
            return await _first_file(request, field, limit_bytes)
    except BodyBrokenError as error:
        raise SheetBrokenError from error
    except TimeoutError as error:
        raise SheetSlowError from error


async def _first_file(request: Request, field: str, limit_bytes: int) -> bytes:
    async for part in file_parts(request):
        if part.field != field:
            continue
        content = bytearray()
        async for piece in part.stream:
            content += piece
            if len(content) > limit_bytes:
                raise SheetTooLargeError
        return bytes(content)
    raise SheetMissingError
