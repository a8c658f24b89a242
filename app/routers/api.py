"""The door for machines: a recording's receipt, the terminal's own token.

Part of the stable outside contract; described at ``/openapi.json``.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from app.devices.terminals import rotate_token
from app.errors import LiuhenError
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind
from app.recordings.findings import words_for
from app.recordings.queries import RecordingDetail, find_recording
from app.routers.deps import ActorDep, NowDep, SessionDep

router = APIRouter(prefix="/api", tags=["api"])


class UnauthenticatedError(LiuhenError):
    """The request shows no valid token or session."""

    code = "unauthenticated"
    message = "请先登录，或在请求中出示有效的终端令牌。"


class FindingOut(BaseModel):
    """Something that was noticed; ``code`` is stable, ``text`` is for people."""

    code: str
    severity: str
    text: str
    detail: dict[str, Any]


class ThumbnailOut(BaseModel):
    """A keyframe; ``time_ms`` is its place in the original."""

    url: str
    time_ms: int
    width: int
    height: int


class RecordingOut(BaseModel):
    """The receipt of one recording."""

    model_config = ConfigDict(json_schema_extra={"title": "Recording"})

    id: UUID
    state: str = Field(description="received, sealed, processed, quarantined or damaged")
    file_name: str
    size_bytes: int
    sha256: str | None = Field(description="lower-case hex of the stored bytes, once sealed")
    sm3: str | None = Field(description="lower-case hex of the stored bytes, once sealed")
    declared_sha256: str | None
    kind: str
    received_at: datetime
    sealed_at: datetime | None
    recorded_at: datetime | None
    recorded_at_source: str | None
    media: dict[str, Any] | None = Field(
        description="container, duration_ms, streams, start_time and more, once inspected"
    )
    thumbnails: list[ThumbnailOut]
    findings: list[FindingOut]


class TokenOut(BaseModel):
    """A fresh token; the one this request came with has ended."""

    token: str


async def require_known(actor: ActorDep) -> Actor:
    """Return the actor, or raise when nobody is known."""
    if actor.kind is ActorKind.ANONYMOUS:
        raise UnauthenticatedError
    return actor


KnownActor = Annotated[Actor, Depends(require_known)]


@router.get("/recordings/{recording_id}")
async def read_recording(
    recording_id: UUID, session: SessionDep, actor: KnownActor, response: Response
) -> RecordingOut:
    """Return the receipt of a recording the caller handed in or keeps."""
    response.headers["Cache-Control"] = "no-store"
    return _receipt(await find_recording(session, actor, recording_id))


@router.post("/token")
async def rotate_own_token(
    session: SessionDep, actor: KnownActor, now: NowDep, response: Response
) -> TokenOut:
    """Replace the terminal's token; store the new one before the next request."""
    response.headers["Cache-Control"] = "no-store"
    return TokenOut(token=await rotate_token(session, actor, now))


def _receipt(detail: RecordingDetail) -> RecordingOut:
    base = f"/recordings/{detail.id}/thumbnails"
    return RecordingOut(
        id=detail.id,
        state=detail.state.value,
        file_name=detail.file_name,
        size_bytes=detail.size_bytes,
        sha256=detail.sha256,
        sm3=detail.sm3,
        declared_sha256=detail.declared_sha256,
        kind=detail.kind.value,
        received_at=detail.received_at,
        sealed_at=detail.sealed_at,
        recorded_at=detail.recorded_at,
        recorded_at_source=detail.recorded_at_source,
        media=dict(detail.media) if detail.media is not None else None,
        thumbnails=[
            ThumbnailOut(
                url=f"{base}/{item.ordinal}.jpg",
                time_ms=item.time_ms,
                width=item.width,
                height=item.height,
            )
            for item in detail.thumbnails
        ],
        findings=[
            FindingOut(
                code=item.code,
                severity=item.severity.value,
                text=words_for(item.code, item.detail).sentence,
                detail=dict(item.detail),
            )
            for item in detail.findings
        ],
    )
