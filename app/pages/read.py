"""Read one untrusted document: the only door of this package for workers.

A bad document never raises here. Whatever it does to the child (crash, hang, eat memory, answer
nonsense) becomes a problem with a name, and the original is kept. Only our own faults raise.
"""

import asyncio
import json
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.media import wire as frames
from app.media.errors import MediaReaderError, SandboxUnavailableError
from app.media.launch import start_python, stop_child
from app.media.sandbox import SandboxMode
from app.pages import wire
from app.pages.limits import PageLimits
from app.pages.passing import PaperType
from app.pages.problems import PaperProblem
from app.pages.wire import PagePicture, Request

KeepPage = Callable[[int, PagePicture], Awaitable[None]]
"""Keeps a page of a scan, counted from 1, before the next one is asked for."""
_DEFAULT_LIMITS = PageLimits()
_JPEG = b"\xff\xd8\xff"


class Stretch(NamedTuple):
    """So many pages of one size follow one another; in points."""

    pages: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What was found; ``has_more`` says that not all words are in ``text``.

    ``told_pages`` is what a Word document says of itself; nobody has counted. ``sheets`` are the
    sizes of the pages of a PDF.
    """

    page_count: int | None
    text: str
    problem: PaperProblem | None
    has_more: bool = False
    told_pages: int | None = None
    sheets: tuple[Stretch, ...] = ()


@dataclass(slots=True)
class ChildAnswer:
    """What has been accepted so far; it stays useful when the child dies half-way."""

    ready: bool = False
    page_count: int | None = None
    told_pages: int | None = None
    sheets: tuple[Stretch, ...] = ()
    pictures: int = 0
    texts: list[str] = field(default_factory=list)
    problem: PaperProblem | None = None
    has_more: bool = False
    complete: bool = False


class GarbledAnswerError(Exception):
    """The child sent something our child never sends; it may not be our child any more."""


async def read_paper(
    descriptor: int,
    *,
    size_bytes: int,
    media_type: PaperType,
    limits: PageLimits = _DEFAULT_LIMITS,
    sandbox: SandboxMode = "required",
    keep: KeepPage | None = None,
) -> PaperFacts:
    """Count the pages of a document and take its words; of a TIFF, draw its pages for ``keep``.

    ``descriptor`` is read-only, read by position, and stays the caller's. What ``keep`` raises is
    raised.

    Raises:
        SandboxUnavailableError: ``required`` and not to be had.
        MediaReaderError: the child died before it read a byte.
    """
    request = Request(
        descriptor=descriptor,
        size_bytes=size_bytes,
        media_type=media_type.value,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        text_seconds=limits.text_seconds,
        max_pages=limits.max_pages,
        max_characters=limits.max_characters,
        max_unpacked_bytes=limits.max_unpacked_bytes,
        max_pixels=limits.max_pixels,
        max_picture_bytes=limits.max_picture_bytes,
        max_picture_pages=limits.max_picture_pages,
        picture_side=limits.picture_side,
        jpeg_quality=limits.jpeg_quality,
    )
    answer = await _ask_child(request, limits, keep)
    return PaperFacts(
        page_count=answer.page_count,
        text=_storable("".join(answer.texts)),
        problem=answer.problem,
        has_more=answer.has_more,
        told_pages=answer.told_pages,
        sheets=answer.sheets,
    )


async def _ask_child(request: Request, limits: PageLimits, keep: KeepPage | None) -> ChildAnswer:
    answer = ChildAnswer()
    child = await start_python("app.pages.child", request.to_argument(), request.descriptor)
    assert child.stdout is not None
    try:
        async with asyncio.timeout(limits.wall_seconds):
            await read_answer(child.stdout, answer, limits, keep)
            await child.wait()
    except (TimeoutError, GarbledAnswerError):
        answer.problem = PaperProblem.TOO_COSTLY
    finally:
        exit_code = await stop_child(child)
    if not answer.ready:
        unconfined = exit_code == frames.EXIT_UNCONFINED
        raise SandboxUnavailableError if unconfined else MediaReaderError
    if not answer.complete:
        # Killed by a limit, or by what the document made of it.
        answer.problem = PaperProblem.TOO_COSTLY
    return answer


async def read_answer(
    stream: asyncio.StreamReader,
    answer: ChildAnswer,
    limits: PageLimits,
    keep: KeepPage | None = None,
) -> None:
    """Read frames into ``answer`` until the last one or the end of the stream.

    Raises:
        GarbledAnswerError: a frame is too large, malformed or unknown.
    """
    while not answer.complete:
        try:
            head = await stream.readexactly(frames.FRAME_HEAD.size)
            kind, length = frames.FRAME_HEAD.unpack(head)
            if length > wire.MOST_FRAME_BYTES:
                raise GarbledAnswerError
            payload = await stream.readexactly(length)
        except asyncio.IncompleteReadError:
            return
        try:
            picture = _accept(answer, kind, payload, limits)
        except (ValueError, RecursionError, struct.error) as error:
            raise GarbledAnswerError from error
        if picture is not None:
            if keep is None:
                raise GarbledAnswerError
            answer.pictures += 1
            await keep(answer.pictures, picture)
        if sum(map(len, answer.texts)) > limits.max_characters:
            raise GarbledAnswerError


def _accept(
    answer: ChildAnswer, kind: bytes, payload: bytes, limits: PageLimits
) -> PagePicture | None:
    """Take one frame in; a page of a scan is returned, for it is not held in memory."""
    if not answer.ready:
        if kind != frames.READY or payload:
            raise ValueError("the child says first that it is ready")
        answer.ready = True
    elif kind == wire.COUNT:
        value = json.loads(payload)
        answer.page_count = _count(value, "pages", limits)
        answer.told_pages = _count(value, "told", limits)
    elif kind == wire.SIZES:
        answer.sheets = _sheets(json.loads(payload), answer.page_count or 0)
    elif kind == wire.PAGE:
        return _picture(answer, payload, limits)
    elif kind == wire.TEXT:
        answer.texts.append(payload.decode("utf-8"))
    elif kind == wire.DONE:
        value = json.loads(payload)
        problem = value.get("problem")
        answer.problem = PaperProblem(problem) if problem else None
        answer.has_more = value.get("has_more") is True
        answer.complete = True
    else:
        raise ValueError("an unknown frame")
    return None


def _picture(answer: ChildAnswer, payload: bytes, limits: PageLimits) -> PagePicture:
    width, height = wire.PAGE_HEAD.unpack_from(payload)
    jpeg = payload[wire.PAGE_HEAD.size :]
    if not 0 < min(width, height) <= max(width, height) <= limits.picture_side:
        raise ValueError("no sensible size of a page")
    if answer.pictures >= (answer.page_count or 0) or not jpeg.startswith(_JPEG):
        raise ValueError("a page that was not counted, or no picture")
    return PagePicture(width, height, jpeg)


def _count(value: object, name: str, limits: PageLimits) -> int | None:
    pages = value.get(name) if isinstance(value, dict) else 0
    if pages is None:
        return None
    if not isinstance(pages, int) or not 0 < pages <= limits.max_pages:
        raise ValueError("no sensible number of pages")
    return pages


def _sheets(value: object, pages: int) -> tuple[Stretch, ...]:
    said = value.get("sheets") if isinstance(value, dict) else None
    if not isinstance(said, list) or len(said) > wire.MOST_STRETCHES:
        raise ValueError("no sizes of pages")
    stretches = tuple(map(_stretch, said))
    if sum(each.pages for each in stretches) > pages:
        raise ValueError("sizes of pages that were not counted")
    return stretches


def _stretch(value: object) -> Stretch:
    if not isinstance(value, list) or len(value) != len(Stretch._fields):
        raise ValueError("no size of pages")
    if not all(type(each) is int and 0 < each <= wire.MOST_POINTS for each in value):
        raise ValueError("no sensible size")
    return Stretch(*value)


def _storable(text: str) -> str:
    """Return the words as the database can hold them: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()
