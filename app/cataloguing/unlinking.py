"""移出案件: take a recording out of a case again, with a reason.

A link is never removed: 长子 11 keeps evidence like the file, and what was once in it has to be
seen. What is done to a link begins with ``open_link_for``; of two at once the second is told.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.changing import changed
from app.cataloguing.linking import LONGEST, OpenCase, is_linked, may_catalogue, open_case_for
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import EvidenceLink, Recording
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.decision import Decision, allow


class LinkEndedError(ConflictError):
    """Somebody has taken it out before."""

    code = "link_ended"
    message = "这份资料已经从案件中移出。请刷新页面查看。"


class LinkTurnedError(ConflictError):
    """Somebody has changed its use in the case before, so this link is not the one of today."""

    code = "link_turned"
    message = "这份资料在案件中的用途已经有人更改。请刷新页面，查看现在的用途。"


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A locked link with its locked case, and who may change both."""

    row: EvidenceLink
    case: OpenCase
    by_id: UUID


async def end_link(
    session: AsyncSession, actor: Actor, link_id: UUID, reason: str, *, now: datetime
) -> Decision:
    """Take a recording out of a case, or return the refusal. Appends ``recording:unlinked``.

    Locks the case, then the link. With its last link a recording comes back into the inbox.

    Raises:
        NotFoundError: there is no such link, or it is not for this actor to know.
        LinkEndedError: somebody has ended it before.
        LinkTurnedError: somebody has changed its use before.
        NotAcceptableError: no reason, or one that is too long.
    """
    found = await open_link_for(session, actor, link_id, now=now)
    if isinstance(found, Decision):
        return found
    check_reason(reason, "移出的理由")
    link = found.row
    link.ended_at, link.ended_by_id, link.end_reason = now, found.by_id, reason
    found.case.row.revision += 1
    await session.flush()
    recording = await session.get_one(Recording, link.recording_id, with_for_update=True)
    if not await is_linked(session, recording.id):
        recording.catalogued_at = None
        await session.flush()
    await append(
        session,
        LedgerKind.RECORDING_UNLINKED,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail={"link": link.id, "case": link.case_id, "why": reason},
        now=now,
    )
    await changed(session, [recording.id], now=now)
    return allow("资料已经从案件中移出。")


async def open_link_for(
    session: AsyncSession, actor: Actor, link_id: UUID, *, now: datetime
) -> OpenLink | Decision:
    """Lock the case of a link and then the link, or return why this actor may not change it.

    Raises:
        NotFoundError: there is no such link, or it is not for this actor to know.
        LinkEndedError: somebody has ended it before.
        LinkTurnedError: somebody has changed its use before.
    """
    link = await session.get(EvidenceLink, link_id)
    if link is None:
        raise NotFoundError
    allowed = await may_catalogue(session, actor, link.recording_id, now=now)
    if not allowed.allowed or actor.id is None:
        return allowed
    case = await open_case_for(session, actor, link.case_id, now=now)
    if isinstance(case, Decision):
        return case
    await session.refresh(link, with_for_update=True)
    if link.ended_at is not None:
        lies_there = await is_linked(session, link.recording_id, link.case_id)
        raise LinkTurnedError if lies_there else LinkEndedError
    return OpenLink(link, case, actor.id)


def check_reason(reason: str, what: str) -> None:
    """Make sure that a reason is there and not too long.

    Raises:
        NotAcceptableError: it is not.
    """
    if not reason or len(reason) > LONGEST:
        message = f"请写明{what}，最长{LONGEST}个字。理由会永久留在台账中。"
        raise NotAcceptableError(FieldProblem("reason", message))
