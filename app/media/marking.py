"""Make a marked rendition (标记件) of one untrusted original: the only door for workers.

What leaves the child is passed on piece by piece, so memory does not grow with it. Bad media never
raises here: whatever it does to the child becomes a problem with a name, and nothing is kept of
the rendition. The original is opened for reading only.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from app.media.errors import MediaReaderError, SandboxUnavailableError
from app.media.launch import start_python, stop_child
from app.media.limits import MIB
from app.media.mark_wire import DONE, MOST_FRAME_BYTES, PIECE, Marked, MarkRequest
from app.media.sandbox import SandboxMode
from app.media.sniff import HEAD_BYTES, sniff
from app.media.wire import EXIT_UNCONFINED, FRAME_HEAD, READY
from app.policy.vocabulary import MediaKind

Sink = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class MarkLimits:
    """Bounds of one rendition; encoding takes far longer than looking."""

    wall_seconds: float = 6 * 3600.0
    cpu_seconds: int = 12 * 3600
    address_space_bytes: int = 2048 * MIB
    max_pixels: int = 64_000_000
    growth: int = 4
    """A rendition may be so many times as large as its original, or ``least_bytes``."""
    least_bytes: int = 64 * MIB


@dataclass(frozen=True, slots=True)
class Mark:
    """What is burnt in, the code first, and the whole of it in one line for the data."""

    lines: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class MarkProblem:
    """Why there is no rendition: a name from ``PROBLEMS``."""

    name: str


PROBLEMS = frozenset({"not_media", "timeout", "too_costly", "too_large", "undecodable"})
_DEFAULT_LIMITS = MarkLimits()


class GarbledAnswerError(Exception):
    """The child sent something our child never sends; it may not be our child any more."""


async def mark_media(
    descriptor: int,
    mark: Mark,
    sink: Sink,
    *,
    size_bytes: int,
    limits: MarkLimits = _DEFAULT_LIMITS,
    sandbox: SandboxMode = "required",
) -> Marked | MarkProblem:
    """Pass the rendition to ``sink`` and return how it was made, or why there is none.

    After a problem, what ``sink`` was given is worth nothing. ``descriptor`` is read-only, read by
    position, and stays the caller's.

    Raises:
        SandboxUnavailableError: ``required`` and not to be had.
        MediaReaderError: the child died before it read a byte.
    """
    head = await asyncio.to_thread(os.pread, descriptor, HEAD_BYTES, 0)
    sniffed = sniff(head, size_bytes)
    can_be_marked = sniffed.demuxer is not None or sniffed.kind is MediaKind.PHOTO
    if sniffed.refusal is not None or not can_be_marked:
        return MarkProblem("not_media")
    if sniffed.kind is MediaKind.PHOTO and sniffed.demuxer is not None:
        # A phone's HEIC is a grid of tiles, of which none is the photo.
        return MarkProblem("undecodable")
    request = MarkRequest(
        descriptor=descriptor,
        size_bytes=size_bytes,
        container=sniffed.container,
        kind=sniffed.kind,
        demuxer=sniffed.demuxer,
        lines=mark.lines,
        note=mark.note,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        max_pixels=limits.max_pixels,
    )
    return await run_marker("app.media.mark_child", request, sink, limits)


class Asked(Protocol):
    """What a child is asked: its only argument, and the one descriptor that it inherits."""

    @property
    def descriptor(self) -> int:
        """Return the descriptor."""
        ...

    @property
    def size_bytes(self) -> int:
        """Return how much there is to read."""
        ...

    def to_argument(self) -> str:
        """Return the request as one command line argument."""
        ...


async def run_marker(
    module: str, request: Asked, sink: Sink, limits: MarkLimits
) -> Marked | MarkProblem:
    """Run a child that speaks ``mark_wire``; see ``mark_media``."""
    child = await start_python(module, request.to_argument(), request.descriptor)
    assert child.stdout is not None
    reading = _Reading(sink, max(limits.least_bytes, limits.growth * request.size_bytes))
    outcome: Marked | MarkProblem | None
    try:
        async with asyncio.timeout(limits.wall_seconds):
            outcome = await reading.read(child.stdout)
            await child.wait()
    except TimeoutError:
        outcome = MarkProblem("timeout")
    except GarbledAnswerError:
        outcome = MarkProblem("too_costly")
    finally:
        exit_code = await stop_child(child)
    if not reading.is_ready:
        raise SandboxUnavailableError if exit_code == EXIT_UNCONFINED else MediaReaderError
    return outcome or MarkProblem("too_costly")


class _Reading:
    """Reads the child's frames with hard caps."""

    def __init__(self, sink: Sink, most_bytes: int) -> None:
        self.is_ready = False
        self._sink = sink
        self._left = most_bytes

    async def read(self, stream: asyncio.StreamReader) -> Marked | MarkProblem | None:
        """Return the child's word, ``None`` when it died without one.

        Raises:
            GarbledAnswerError: a frame is too large, malformed or unknown, or it is all too much.
        """
        while True:
            try:
                kind, length = FRAME_HEAD.unpack(await stream.readexactly(FRAME_HEAD.size))
                if length > MOST_FRAME_BYTES:
                    raise GarbledAnswerError
                payload = await stream.readexactly(length)
            except asyncio.IncompleteReadError:
                return None
            if not self.is_ready:
                self._begin(kind, payload)
            elif kind == PIECE:
                await self._pass_on(payload)
            elif kind == DONE:
                return _outcome(payload)
            else:
                raise GarbledAnswerError

    def _begin(self, kind: bytes, payload: bytes) -> None:
        if kind != READY or payload:
            raise GarbledAnswerError
        self.is_ready = True

    async def _pass_on(self, payload: bytes) -> None:
        self._left -= len(payload)
        if self._left < 0:
            raise GarbledAnswerError
        await self._sink(payload)


_ENDINGS = frozenset({"jpg", "m4a", "mp4", "pdf", "png"})
_MOST_PARAMETERS = 20


def _outcome(payload: bytes) -> Marked | MarkProblem:
    try:
        value = json.loads(payload)
        if "problem" in value:
            name = value["problem"]
            return MarkProblem(name if name in PROBLEMS else "undecodable")
        lines, ending = tuple(map(str, value["lines"])), value["ending"]
        parameters = {str(key): _plain(said) for key, said in value["parameters"].items()}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise GarbledAnswerError from error
    if ending not in _ENDINGS or len(parameters) > _MOST_PARAMETERS:
        raise GarbledAnswerError
    return Marked(lines, ending, parameters)


def _plain(value: object) -> object:
    if not isinstance(value, bool | int | str) or len(str(value)) > len("a word or a number"):
        raise ValueError("parameters are short words and numbers")
    return value
