"""Send content: an original in ranges, stills, the storyboard, a document.

Whoever may have it is decided before, by the door that answers; a long answer asks that door again
whether the right still holds (promise P7). No file has a static address.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from app.errors import ConflictError, NotFoundError
from app.media.facts import MediaFacts, Storyboard
from app.media.storyboard import storyboard_vtt
from app.papers.opening import OpenedDocument
from app.papers.pages import KeptPage
from app.recordings.queries import RecordingContent, RecordingDetail, StoryboardLine
from app.routers.document_rows import is_shown_in_place
from app.routers.downloads import disposition
from app.routers.headers import shown_in_own_frames
from app.routers.media_words import why_not_playable
from app.routers.ranges import Span, UnsatisfiableRangeError, requested_span
from app.routers.resources import resources_of
from app.routers.streaming import RECHECK_BYTES, OpenFileResponse
from app.storage.threads import in_threads

Recheck = Callable[[], Awaitable[None]]

MEDIA_TYPES = {
    "mp4": "video/mp4",
    # Browsers play both with the same code, but some refuse the name of the older one.
    "mov": "video/mp4",
    "3gp": "video/3gpp",
    "m4a": "audio/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "avif": "image/avif",
}
"""Only what the inspection recognised and a browser shows; never the declared type."""


@dataclass(frozen=True, slots=True)
class Sendable:
    """What may be sent of a recording."""

    recording_id: UUID
    key: str
    size_bytes: int
    media_type: str
    sha256: str


def sendable(detail: RecordingContent) -> Sendable:
    """Return what to send.

    Raises:
        ConflictError: a browser could not show it.
    """
    media = MediaFacts.from_json(detail.media) if detail.media else None
    problem = why_not_playable(detail, media)
    if problem or media is None or detail.original_key is None or detail.sha256 is None:
        raise ConflictError(problem or None)
    media_type = MEDIA_TYPES.get(media.container, "application/octet-stream")
    return Sendable(detail.id, detail.original_key, detail.size_bytes, media_type, detail.sha256)


async def send_original(request: Request, content: Sendable, *, recheck: Recheck) -> Response:
    """Answer the original, whole or one range; HEAD promises the same and sends nothing."""
    resources = resources_of(request)
    size = content.size_bytes
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": "inline",
        "Content-Type": content.media_type,
        "ETag": f'"{content.sha256}"',
    }
    try:
        span = _span(request, content)
    except UnsatisfiableRangeError:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    status = 200 if span is None else 206
    span = span or Span(0, size)
    headers["Content-Length"] = str(span.length)
    if status == 206:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    descriptor = await in_threads(resources.store, resources.store.open_original, content.key)
    return OpenFileResponse(
        resources,
        content.recording_id,
        descriptor=descriptor,
        span=span,
        recheck=recheck,
        headers=headers,
        status_code=status,
    )


async def send_document(
    request: Request, document_id: UUID, opened: OpenedDocument, *, recheck: Recheck
) -> Response:
    """Answer the bytes of a document: PDF and pictures in place, Word to keep."""
    store = resources_of(request).store
    descriptor = await in_threads(store, store.open_original, opened.storage_key)
    return _file(request, document_id, opened, descriptor, opened.size_bytes, recheck=recheck)


def send_stamped_picture(picture: bytes, *, recheck: Recheck) -> Response:
    """Answer a picture that was stamped just now; whether the right still holds was asked after.

    It is asked again every 4 MiB, as for every long answer.
    """

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(picture), RECHECK_BYTES):
            if start:
                await recheck()
            yield picture[start : start + RECHECK_BYTES]

    headers = {
        "Content-Disposition": "inline",
        "Content-Length": str(len(picture)),
        "Content-Type": "image/jpeg",
    }
    return StreamingResponse(pieces(), headers=headers)


async def send_page(request: Request, page: KeptPage) -> Response:
    """Answer one page of a scan."""
    return await _picture(request, page.key)


async def send_thumbnail(request: Request, detail: RecordingDetail, number: int) -> Response:
    """Answer one keyframe.

    Raises:
        NotFoundError: there is none of this number.
    """
    return await _picture(request, thumbnail_key(detail, number))


def thumbnail_key(detail: RecordingDetail, number: int) -> str:
    """Return where one keyframe lies.

    Raises:
        NotFoundError: there is none of this number.
    """
    keys = {item.ordinal: item.storage_key for item in detail.thumbnails}
    if number not in keys:
        raise NotFoundError
    return keys[number]


async def send_storyboard(request: Request, detail: RecordingDetail) -> Response:
    """Answer the sheet of small stills.

    Raises:
        NotFoundError: there is none.
    """
    return await _picture(request, storyboard_key(detail))


def storyboard_key(detail: RecordingDetail) -> str:
    """Return where the sheet of small stills lies.

    Raises:
        NotFoundError: there is none.
    """
    return _storyboard(detail).storage_key


def send_track(detail: RecordingDetail) -> Response:
    """Answer which part of the sheet belongs to which time.

    Raises:
        NotFoundError: there is no sheet.
    """
    line = _storyboard(detail)
    sheet = Storyboard(
        jpeg=b"",
        tile_width=line.tile_width,
        tile_height=line.tile_height,
        columns=line.columns,
        rows=line.rows,
        interval_ms=line.interval_ms,
        tiles=line.tiles,
    )
    return Response(storyboard_vtt(sheet, "storyboard.jpg"), media_type="text/vtt; charset=utf-8")


def _file(
    request: Request,
    document_id: UUID,
    opened: OpenedDocument,
    descriptor: int,
    size_bytes: int,
    *,
    recheck: Recheck,
) -> Response:
    """Answer an open file as this document; the answer closes it."""
    how = "inline" if is_shown_in_place(opened.media_type) else "attachment"
    headers = {
        "Content-Disposition": disposition(opened.file_name, how=how),
        "Content-Length": str(size_bytes),
        "Content-Type": opened.media_type,
        **shown_in_own_frames(),
    }
    return OpenFileResponse(
        resources_of(request),
        document_id,
        descriptor=descriptor,
        span=Span(0, size_bytes),
        recheck=recheck,
        headers=headers,
    )


def _span(request: Request, content: Sendable) -> Span | None:
    condition = request.headers.get("if-range")
    if condition is not None and condition != f'"{content.sha256}"':
        return None
    return requested_span(request.headers.get("range"), content.size_bytes)


def _storyboard(detail: RecordingDetail) -> StoryboardLine:
    if detail.storyboard is None:
        raise NotFoundError
    return detail.storyboard


async def _picture(request: Request, key: str) -> Response:
    store = resources_of(request).store
    return Response(await in_threads(store, store.read_derivative, key), media_type="image/jpeg")
