"""Burn a mark into untrusted pictures for somebody who waits: the only door for pages.

One child for all pictures of a page: to start it takes longer than to mark a still. Bad pictures
never raise here; whatever they do to the child becomes a problem with a name.
"""

from collections.abc import Iterator, Sequence

from app.media.limits import MIB
from app.media.marking import Mark, MarkLimits, MarkProblem, run_marker
from app.media.picture_wire import LENGTH, PictureSource, PicturesRequest
from app.media.sandbox import SandboxMode

MOST_BYTES = 256 * MIB
"""Of one picture: it is decoded in memory."""
LONGEST_SIDE = 4096
"""Pixels; more than a screen shows. What is larger is made smaller."""


async def mark_pictures(
    descriptor: int,
    pictures: Sequence[PictureSource],
    mark: Mark,
    *,
    limits: MarkLimits,
    sandbox: SandboxMode,
) -> tuple[bytes, ...] | MarkProblem:
    """Return each picture as a marked JPEG, or why there are none.

    ``descriptor`` is read-only, read by position, and stays the caller's.

    Raises:
        SandboxUnavailableError: ``required`` and not to be had.
        MediaReaderError: the child died before it read a byte.
    """
    if any(picture.length > MOST_BYTES for picture in pictures):
        return MarkProblem("too_large")
    request = PicturesRequest(
        descriptor=descriptor,
        size_bytes=sum(picture.length for picture in pictures),
        pictures=tuple(pictures),
        lines=mark.lines,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        max_pixels=limits.max_pixels,
        max_side=LONGEST_SIDE,
    )
    answer = bytearray()

    async def take(piece: bytes) -> None:
        answer.extend(piece)

    outcome = await run_marker("app.media.picture_child", request, take, limits)
    if isinstance(outcome, MarkProblem):
        return outcome
    found = tuple(_pictures_in(bytes(answer)))
    return found if len(found) == len(pictures) else MarkProblem("undecodable")


def _pictures_in(answer: bytes) -> Iterator[bytes]:
    """Yield the pictures; the child is not trusted, so what is cut short is none."""
    place = 0
    while place + LENGTH.size <= len(answer):
        (length,) = LENGTH.unpack_from(answer, place)
        start, place = place + LENGTH.size, place + LENGTH.size + length
        if place <= len(answer):
            yield answer[start:place]
