"""Read one untrusted document: the only door of this package for workers.

A bad document never raises here. Whatever it does to the child (crash, hang, eat memory, answer
nonsense) becomes a problem with a name, and the original is kept. Only our own faults raise.
"""

import asyncio
import json
from dataclasses import dataclass, field

from app.media import wire as frames
from app.media.errors import MediaReaderError, SandboxUnavailableError
from app.media.launch import start_python, stop_child
from app.media.sandbox import SandboxMode
from app.pages import wire
from app.pages.limits import PageLimits
from app.pages.passing import PaperType
from app.pages.problems import PaperProblem
from app.pages.wire import Request

_DEFAULT_LIMITS = PageLimits()


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What was found; ``has_more`` says that not all words are in ``text``."""

    page_count: int | None
    text: str
    problem: PaperProblem | None
    has_more: bool = False


@dataclass(slots=True)
class ChildAnswer:
    """What has been accepted so far; it stays useful when the child dies half-way."""

    ready: bool = False
    page_count: int | None = None
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
) -> PaperFacts:
    """Count the pages of a PDF or Word document and take its words.

    ``descriptor`` is read-only, read by position, and stays the caller's.

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
    )
    answer = await _ask_child(request, limits)
    return PaperFacts(
        page_count=answer.page_count,
        text=_storable("".join(answer.texts)),
        problem=answer.problem,
        has_more=answer.has_more,
    )


async def _ask_child(request: Request, limits: PageLimits) -> ChildAnswer:
    answer = ChildAnswer()
    child = await start_python("app.pages.child", request.to_argument(), request.descriptor)
    assert child.stdout is not None
    try:
        async with asyncio.timeout(limits.wall_seconds):
            await read_answer(child.stdout, answer, limits)
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
    stream: asyncio.StreamReader, answer: ChildAnswer, limits: PageLimits
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
            _accept(answer, kind, payload, limits)
        except (ValueError, RecursionError) as error:
            raise GarbledAnswerError from error
        if sum(map(len, answer.texts)) > limits.max_characters:
            raise GarbledAnswerError


def _accept(answer: ChildAnswer, kind: bytes, payload: bytes, limits: PageLimits) -> None:
    if not answer.ready:
        if kind != frames.READY or payload:
            raise ValueError("the child says first that it is ready")
        answer.ready = True
    elif kind == wire.COUNT:
        answer.page_count = _count(json.loads(payload), limits)
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


def _count(value: object, limits: PageLimits) -> int | None:
    pages = value.get("pages") if isinstance(value, dict) else 0
    if pages is None:
        return None
    if not isinstance(pages, int) or not 0 < pages <= limits.max_pages:
        raise ValueError("no sensible number of pages")
    return pages


def _storable(text: str) -> str:
    """Return the words as the database can hold them: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()
