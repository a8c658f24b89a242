"""The content of a recording for whoever keeps it: the original in ranges, stills, the storyboard.

Each request is decided anew, no transaction stays open while bytes are sent, and a long answer asks
again whether the right still holds (promise P7). Whoever consults under a permit has doors of their
own (``viewing_content``).
"""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.db import transaction
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind
from app.recordings.playing import ask_for_content, ask_for_pictures, note_playing
from app.recordings.queries import RecordingDetail
from app.routers import sending
from app.routers.api import UnauthenticatedError
from app.routers.deps import TokenRevokedError, identify
from app.routers.errors import refusal
from app.routers.resources import resources_of
from app.routers.streaming import recheck_playing

router = APIRouter(include_in_schema=False)


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
            content = sending.sendable(asked.detail)
            if request.method == "GET":
                await note_playing(session, actor, asked.detail, now=now)
    if not asked.decision.allowed:
        return refusal(request, asked.decision)
    return await sending.send_original(
        request, content, recheck=lambda: recheck_playing(request, resources, recording_id)
    )


@router.get("/recordings/{recording_id}/thumbnails/{number}.jpg", name="thumbnail")
async def send_thumbnail(recording_id: UUID, number: int, request: Request) -> Response:
    """Answer one keyframe."""
    asked, refused = await _ask_for_pictures(request, recording_id, Act.RECORDING_SEE_THUMBNAILS)
    return refused or await sending.send_thumbnail(request, asked, number)


@router.get("/recordings/{recording_id}/storyboard.jpg", name="storyboard")
async def send_storyboard(recording_id: UUID, request: Request) -> Response:
    """Answer the sheet of small stills; it shows the course of events, so it counts as playing."""
    asked, refused = await _ask_for_pictures(
        request, recording_id, Act.RECORDING_PLAY, is_viewing=True
    )
    return refused or await sending.send_storyboard(request, asked)


@router.get("/recordings/{recording_id}/storyboard.vtt", name="storyboard_track")
async def send_storyboard_track(recording_id: UUID, request: Request) -> Response:
    """Answer which part of the sheet belongs to which time."""
    asked, refused = await _ask_for_pictures(request, recording_id, Act.RECORDING_PLAY)
    return refused or sending.send_track(asked)


def _require_known(actor: Actor) -> None:
    if actor.kind is ActorKind.ANONYMOUS:
        raise UnauthenticatedError
    if actor.is_revoked:
        raise TokenRevokedError


async def _ask_for_pictures(
    request: Request, recording_id: UUID, act: Act, *, is_viewing: bool = False
) -> tuple[RecordingDetail, Response | None]:
    resources = resources_of(request)
    now = resources.clock()
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, now)
        _require_known(actor)
        asked = await ask_for_pictures(session, actor, recording_id, act, now=now)
        if is_viewing and asked.decision.allowed and asked.detail.storyboard is not None:
            await note_playing(session, actor, asked.detail, now=now)
    decision: Decision = asked.decision
    return asked.detail, None if decision.allowed else refusal(request, decision)
