"""Draw one page of an untrusted PDF as a picture that bears a mark; nothing of it is kept.

A confined process draws the one page that is asked for and ends. Whatever the document does to it
becomes a problem with a name.
"""

from dataclasses import dataclass

from app.media.limits import MIB
from app.media.marking import Mark, MarkLimits, MarkProblem, run_marker
from app.media.sandbox import SandboxMode
from app.pages.draw_wire import DrawRequest
from app.pages.limits import PageLimits
from app.pages.passing import PaperType

_JPEG = b"\xff\xd8\xff"
_OF_SCANS = PageLimits()


@dataclass(frozen=True, slots=True)
class DrawLimits(MarkLimits):
    """Bounds of one page: somebody waits before the screen, and many pages follow one another."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 10
    address_space_bytes: int = 1024 * MIB
    growth: int = 0
    least_bytes: int = 8 * MIB
    side: int = _OF_SCANS.picture_side
    jpeg_quality: int = _OF_SCANS.jpeg_quality


_DEFAULT_LIMITS = DrawLimits()


async def draw_pdf_page(
    descriptor: int,
    mark: Mark,
    page: int,
    *,
    size_bytes: int,
    limits: DrawLimits = _DEFAULT_LIMITS,
    sandbox: SandboxMode = "required",
) -> bytes | MarkProblem:
    """Return the page, counted from 1, as a JPEG; ``descriptor`` stays the caller's.

    Raises:
        SandboxUnavailableError: ``required`` and not to be had.
        MediaReaderError: the child died before it read a byte.
    """
    request = DrawRequest(
        descriptor=descriptor,
        size_bytes=size_bytes,
        container="pdf",
        kind=PaperType.PDF.value,
        demuxer=None,
        lines=mark.lines,
        note=mark.note,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        max_pixels=limits.max_pixels,
        page=page,
        side=limits.side,
        jpeg_quality=limits.jpeg_quality,
    )
    drawn = bytearray()

    async def take(piece: bytes) -> None:
        drawn.extend(piece)

    outcome = await run_marker("app.pages.draw_child", request, take, limits)
    if isinstance(outcome, MarkProblem):
        return outcome
    return bytes(drawn) if drawn.startswith(_JPEG) else MarkProblem("undecodable")
