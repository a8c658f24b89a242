"""Let the rule say how far a request has come, after everything that may have changed that.

What can never be granted is refused at once, with the article, and stays in the list and in the
register; where nothing is missing and nobody has to be asked, the permit is made at once.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.facts import basis_of, has_items, ruling_of
from app.access.granting import finish_if_granted
from app.access.registering import register_refusal
from app.access.requests import note_change
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.consultation import Answer, Consultation, Missing
from app.policy.decision import Ruling


async def settle(
    session: AsyncSession, actor: Actor, request: AccessRequest, *, now: datetime
) -> Ruling[Consultation]:
    """Bring an unanswered request to the state in which the rule sees it now.

    The caller holds its lock. A question of the leader stays open until the asker replies.
    Appends ``access:granted`` or ``access:refused`` where it comes to that.
    """
    ruling = await ruling_of(session, request)
    request.basis = basis_of(ruling)
    match ruling.outcome.answer:
        case Answer.REFUSED:
            await _refuse(session, actor, request, ruling, now)
        case Answer.GRANTED if await has_items(session, request.id):
            await finish_if_granted(session, actor, request, ruling=ruling, now=now)
        case Answer.INCOMPLETE if request.state == AccessState.QUESTIONED.value:
            pass
        case Answer.INCOMPLETE if awaits_leader(ruling) and await has_items(session, request.id):
            request.state = AccessState.WAITING.value
        case _:
            request.state = AccessState.OPEN.value
    await session.flush()
    return ruling


def awaits_leader(ruling: Ruling[Consultation]) -> bool:
    """Return whether nothing is missing but the approval."""
    missing = ruling.outcome.missing
    return missing.approval is not None and missing == Missing(approval=missing.approval)


async def _refuse(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    ruling: Ruling[Consultation],
    now: datetime,
) -> None:
    request.state = AccessState.REFUSED.value
    request.ended_at = now
    detail = {"reason": ruling.reason, **cited(ruling.citations)}
    await note_change(session, LedgerKind.ACCESS_REFUSED, actor, request, detail, now=now)
    await register_refusal(
        session,
        actor,
        unit_id=request.unit_id,
        request_id=request.id,
        reason=ruling.reason,
        now=now,
    )
