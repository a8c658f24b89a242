"""The content of a recording over HTTP: the original in ranges, stills and the storyboard.

No file has a static address. Each request is decided anew, no transaction stays open while bytes
are sent, and a long answer asks again whether the right still holds (promise P7).
"""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from app.db import transaction
from app.errors import ConflictError, NotFoundError
from app.media.facts import MediaFacts, Storyboard
from app.media.storyboard import storyboard_vtt
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind
from app.recordings.playing import ask_for_content, note_playing
from app.recordings.queries import RecordingDetail, StoryboardLine
from app.routers.api import UnauthenticatedError
from app.routers.deps import TokenRevokedError, identify
from app.routers.errors import refusal
from app.routers.media_words import why_not_playable
from app.routers.ranges import Span, UnsatisfiableRangeError, requested_span
from app.routers.resources import resources_of
from app.routers.streaming import stream_original
from app.storage.threads import in_threads

router = APIRouter(include_in_schema=False)

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
class _Granted:
    """What may be sent."""

    detail: RecordingDetail
    key: str
    media_type: str
    sha256: str


@router.api_route("/recordings/{recording_id}/media", methods=["GET", "HEAD"], name="media")
async def send_media(recording_id: UUID, request: Request) -> Response:
    """Answer the original, whole or one range; HEAD promises the same and sends nothing."""
    resources = resources_of(request)
    now = resources.clock()
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, now)
        _require_known(actor)
        asked = await ask_for_content(session, actor, recording_id, Act.RECORDING_PLAY, now=now)
        if asked.decision.allowed:
            granted = _grant(asked.detail)
            if request.method == "GET":
                await note_playing(session, actor, asked.detail, now=now)
    if not asked.decision.allowed:
        return refusal(request, asked.decision)
    size = asked.detail.size_bytes
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": "inline",
        "Content-Type": granted.media_type,
        "ETag": f'"{granted.sha256}"',
    }
    try:
        span = _span(request, granted, size)
    except UnsatisfiableRangeError:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    status = 200 if span is None else 206
    span = span or Span(0, size)
    headers["Content-Length"] = str(span.length)
    if status == 206:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    descriptor = await in_threads(resources.store, resources.store.open_original, granted.key)
    body = stream_original(request, resources, recording_id, descriptor=descriptor, span=span)
    return StreamingResponse(body, status, headers)


@router.get("/recordings/{recording_id}/thumbnails/{number}.jpg", name="thumbnail")
async def send_thumbnail(recording_id: UUID, number: int, request: Request) -> Response:
    """Answer one keyframe."""
    asked, refused = await _ask_for_pictures(request, recording_id, Act.RECORDING_SEE_THUMBNAILS)
    if refused is not None:
        return refused
    keys = {item.ordinal: item.storage_key for item in asked.thumbnails}
    if number not in keys:
        raise NotFoundError
    return await _picture(request, keys[number])


@router.get("/recordings/{recording_id}/storyboard.jpg", name="storyboard")
async def send_storyboard(recording_id: UUID, request: Request) -> Response:
    """Answer the sheet of small stills; it shows the course of events, so it counts as playing."""
    asked, refused = await _ask_for_pictures(
        request, recording_id, Act.RECORDING_PLAY, is_viewing=True
    )
    if refused is not None:
        return refused
    return await _picture(request, _storyboard(asked).storage_key)


@router.get("/recordings/{recording_id}/storyboard.vtt", name="storyboard_track")
async def send_storyboard_track(recording_id: UUID, request: Request) -> Response:
    """Answer which part of the sheet belongs to which time."""
    asked, refused = await _ask_for_pictures(request, recording_id, Act.RECORDING_PLAY)
    if refused is not None:
        return refused
    line = _storyboard(asked)
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


def _require_known(actor: Actor) -> None:
    if actor.kind is ActorKind.ANONYMOUS:
        raise UnauthenticatedError
    if actor.is_revoked:
        raise TokenRevokedError


def _grant(detail: RecordingDetail) -> _Granted:
    """Return what to send, or raise when a browser could not show it."""
    media = MediaFacts.from_json(detail.media) if detail.media else None
    problem = why_not_playable(detail, media)
    if problem or media is None or detail.original_key is None or detail.sha256 is None:
        raise ConflictError(problem or None)
    media_type = MEDIA_TYPES.get(media.container, "application/octet-stream")
    return _Granted(detail, detail.original_key, media_type, detail.sha256)


def _span(request: Request, granted: _Granted, size: int) -> Span | None:
    condition = request.headers.get("if-range")
    if condition is not None and condition != f'"{granted.sha256}"':
        return None
    return requested_span(request.headers.get("range"), size)


async def _ask_for_pictures(
    request: Request, recording_id: UUID, act: Act, *, is_viewing: bool = False
) -> tuple[RecordingDetail, Response | None]:
    resources = resources_of(request)
    now = resources.clock()
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, now)
        _require_known(actor)
        asked = await ask_for_content(session, actor, recording_id, act, now=now)
        if is_viewing and asked.decision.allowed and asked.detail.storyboard is not None:
            await note_playing(session, actor, asked.detail, now=now)
    decision: Decision = asked.decision
    return asked.detail, None if decision.allowed else refusal(request, decision)


def _storyboard(detail: RecordingDetail) -> StoryboardLine:
    if detail.storyboard is None:
        raise NotFoundError
    return detail.storyboard


async def _picture(request: Request, key: str) -> Response:
    store = resources_of(request).store
    return Response(await in_threads(store, store.read_derivative, key), media_type="image/jpeg")
