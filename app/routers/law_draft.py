"""Read a posted draft of a regulation or of own settings: a file, or pasted text."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import ClientDisconnect

from app.errors import InvalidInputError
from app.law.notes import may_rehearse
from app.policy.decision import Decision
from app.routers.deps import ResourcesDep
from app.routers.forms import storable
from app.routers.multipart import file_parts
from app.routers.sheet_upload import refused_before_reading
from app.routers.visitor import Visitor
from app.uploads.errors import BodyBrokenError

MOST_BYTES = 128 * 1024
_OF_A_LETTER = 3
"""How many bytes a form makes of one byte that it has to escape."""
_LONGEST_SECONDS = 120.0


class DraftMissingError(InvalidInputError):
    """Neither a file nor a text was sent."""

    code = "draft_missing"
    message = "没有收到内容。请选择一个 TOML 文件，或者粘贴其内容后再预演。"


class DraftTooLargeError(InvalidInputError):
    """More than a regulation needs; the rest was not read."""

    code = "draft_too_large"
    message = f"内容超过 {MOST_BYTES // 1024} KB，没有读取。一份规定的文件通常不到 40 KB，请核对。"


class DraftBrokenError(InvalidInputError):
    """The body ended early or took too long."""

    code = "draft_broken"
    message = "内容没有传完，没有预演。请检查网络后重试。"


async def posted_draft(
    request: Request, resources: ResourcesDep
) -> bytes | Decision | InvalidInputError:
    """Return the draft, read while no transaction is open, or why there is none."""

    async def ask(session: AsyncSession, visitor: Visitor, now: datetime) -> Decision | None:
        unit_id = visitor.person.unit_id
        decision = await may_rehearse(session, visitor.actor, unit_id, now=now)
        return None if decision.allowed else decision

    refused = await refused_before_reading(request, resources, ask)
    if refused:
        return refused
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return await _read(request)
    except InvalidInputError as error:
        return error
    except (BodyBrokenError, ClientDisconnect, TimeoutError):
        return DraftBrokenError()


PostedDraft = Annotated[bytes | Decision | InvalidInputError, Depends(posted_draft)]


async def _read(request: Request) -> bytes:
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        async for part in file_parts(request):
            if part.field == "file":
                return _some(await _limited(part.stream, MOST_BYTES))
        raise DraftMissingError
    body = await _limited(request.stream(), MOST_BYTES * _OF_A_LETTER)
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=5)
    except ValueError as error:
        raise InvalidInputError from error
    text = storable(fields.get("text", [""])[0]).encode()
    if len(text) > MOST_BYTES:
        raise DraftTooLargeError
    return _some(text)


async def _limited(pieces: AsyncIterator[bytes], most: int) -> bytes:
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > most:
            raise DraftTooLargeError
    return bytes(content)


def _some(content: bytes) -> bytes:
    if not content.strip():
        raise DraftMissingError
    return content
