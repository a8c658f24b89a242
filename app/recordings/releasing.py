"""Release what a revoked terminal sent: its custodian has looked into it and takes it on.

Ruzhou's management rule, article 13: whoever keeps the records answers for what is kept. Until
the release nobody opens the media; the original was sealed when it arrived, as everything is.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, InvalidInputError
from app.jobs.leases import add_job, queue_for
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.live import Topic, announce
from app.models import Finding, Recording
from app.people.authority import permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import JobKind, RecordingState, Severity
from app.queue import Nudge
from app.recordings.queries import FindingLine, find_recording, findings_of
from app.recordings.sealing import TERMINAL_RELEASED, TERMINAL_REVOKED, add_finding

LONGEST_REASON = 500


def can_be_released(state: RecordingState, findings: tuple[FindingLine, ...]) -> bool:
    """Return whether a revoked token is the one thing that keeps a recording in quarantine."""
    serious = {line.code for line in findings if line.severity is Severity.SERIOUS}
    return state is RecordingState.QUARANTINED and serious == {TERMINAL_REVOKED}


async def release_from_quarantine(
    session: AsyncSession,
    actor: Actor,
    recording_id: UUID,
    reason: str,
    *,
    long_from_bytes: int,
    now: datetime,
) -> Nudge | Decision:
    """Queue the inspection of a recording that was set aside, or return the refusal.

    Appends ``recording:released``. Send the nudge after the commit. Takes the recording's lock.

    Raises:
        NotFoundError: there is no such recording, or the actor may not know of it.
        InvalidInputError: no reason was given.
        ConflictError: something else keeps it in quarantine, or it is not there any more.
    """
    detail = await find_recording(session, actor, recording_id)
    thing = await thing_in(
        session,
        detail.unit_id,
        person_id=detail.submitted_by_person_id,
        device_id=detail.submitted_by_device_id,
    )
    decision = await permit(
        session, actor, Act.RECORDING_ATTRIBUTE, thing, subject_id=recording_id, now=now
    )
    if not decision.allowed:
        return decision
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInputError(f"请写明核实的经过和结论，最多 {LONGEST_REASON} 字。")
    recording = await session.get_one(
        Recording, recording_id, with_for_update=True, populate_existing=True
    )
    if not can_be_released(
        RecordingState(recording.state), await findings_of(session, recording_id)
    ):
        raise ConflictError("这份资料不在“终端已撤销”的隔离之中，可能已经解除。请刷新页面查看。")
    await _settle_finding(session, recording_id, now)
    recording.state = RecordingState.SEALED.value
    recording.settled_at = None
    await append(
        session,
        LedgerKind.RECORDING_RELEASED,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording_id,
        detail={"reason": reason.strip()},
        now=now,
    )
    await announce(session, Topic.RECORDINGS_CHANGED, str(recording.unit_id))
    queue = queue_for(recording.size_bytes, long_from_bytes=long_from_bytes)
    return add_job(session, JobKind.INSPECT_RECORDING, recording_id, queue=queue, now=now)


async def _settle_finding(session: AsyncSession, recording_id: UUID, now: datetime) -> None:
    """The origin stays visible; what was serious about it has been looked into."""
    await session.execute(
        delete(Finding).where(
            Finding.recording_id == recording_id, Finding.code == TERMINAL_REVOKED
        )
    )
    add_finding(session, recording_id, TERMINAL_RELEASED, Severity.WARNING, now=now)
