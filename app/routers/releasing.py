"""Release a recording that a revoked terminal sent: the custodian's button on its page."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.policy.decision import Decision
from app.queue import nudge_after_commit
from app.recordings.releasing import release_from_quarantine
from app.routers import pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import read_fields
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@router.post("/recordings/{recording_id}/release", name="release_recording")
async def release(
    recording_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Take the recording out of quarantine; its inspection follows by itself."""
    fields = await read_fields(request)
    outcome = await release_from_quarantine(
        session,
        visitor.actor,
        recording_id,
        fields.get("reason", ""),
        long_from_bytes=resources.settings.long_job_bytes,
        now=now,
    )
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    nudge_after_commit(session, resources.nudger, outcome)
    return pages.see_other(request, f"/recordings/{recording_id}")
