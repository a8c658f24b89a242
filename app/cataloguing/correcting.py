"""更正证据说明: put right what is said of a recording in a case, while its file is not bound.

Of evidence a court is told its kind, what it proves, and how, when and by whom it was made. What
stood there before stays in the event (汝州调阅 9: nothing of a file changes unseen).
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import refuse_stale
from app.cataloguing.changing import changed
from app.cataloguing.linking import check_link, particulars_of
from app.cataloguing.unlinking import open_link_for
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import EvidenceLink, Recording
from app.policy.actor import Actor
from app.policy.case_words import MaterialRole
from app.policy.decision import Decision
from app.policy.linking import NewLink


async def correct_link(
    session: AsyncSession,
    actor: Actor,
    link_id: UUID,
    said: NewLink,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Write what is said of a recording in its case, or return the refusal.

    As what it lies there stays; what stands empty is taken from recording and case, as in linking.
    Locks the case, then the link. Appends ``recording:particulars_corrected`` with what stood there
    before and what stands there now; nothing when both are the same.

    Raises:
        NotFoundError: there is no such link, or it is not for this actor to know.
        LinkEndedError, LinkTurnedError: somebody has taken it out or changed its use before.
        ChangedMeanwhileError: somebody else has changed the case first.
        NotAcceptableError: a text is too long, or it was made in the future.
    """
    found = await open_link_for(session, actor, link_id, now=now)
    if isinstance(found, Decision):
        return found
    await refuse_stale(session, found.case.row, seen_revision)
    check_link(said, now=now)
    link = found.row
    recording = await session.get_one(Recording, link.recording_id)
    wanted = await particulars_of(
        session, recording, found.case.row.cause, said, MaterialRole(link.role)
    )
    before, after = _differences(link, wanted)
    if not after:
        return None
    for name in after:
        setattr(link, name, wanted[name])
    found.case.row.revision += 1
    await session.flush()
    await append(
        session,
        LedgerKind.RECORDING_PARTICULARS_CORRECTED,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail={"link": link.id, "case": link.case_id, "before": before, "after": after},
        now=now,
    )
    await changed(session, [recording.id], now=now)
    return None


def _differences(
    link: EvidenceLink, wanted: dict[str, Any]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what stands there and what shall, both of the columns alone that differ."""
    pairs = {name: (_told(getattr(link, name)), _told(then)) for name, then in wanted.items()}
    changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    before = {name: was for name, (was, _) in changes.items()}
    return before, {name: then for name, (_, then) in changes.items()}


def _told(value: str | datetime | None) -> str:
    """Return a value as events hold it; a form tells moments to the second."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat()
    return value or ""
