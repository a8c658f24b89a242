"""What the asker does before a request is answered: a reply to the leader, its withdrawal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.requests import asker_may, begin_act, note_change
from app.access.saying import unsaid
from app.access.settling import settle
from app.ledger.kinds import LedgerKind
from app.models import AccessApproval
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.decision import Decision


async def reply(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Answer the leader's question, or return the refusal; the request waits again.

    Appends ``access:replied``. Locks the request.

    Raises:
        NotAcceptableError: nothing was said, or too much.
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await begin_act(
        session,
        actor,
        request_id,
        asker_may,
        seen_revision=seen_revision,
        states=frozenset({AccessState.QUESTIONED}),
        now=now,
    )
    if isinstance(request, Decision):
        return request
    if problems := unsaid(("reply", "补充说明的内容", text)):
        raise NotAcceptableError(*problems)
    question = await session.scalar(
        select(AccessApproval)
        .where(
            AccessApproval.request_id == request.id,
            AccessApproval.answer == ApprovalAnswer.ASKED.value,
            AccessApproval.reply.is_(None),
        )
        .order_by(AccessApproval.id.desc())
        .limit(1)
        .with_for_update()
    )
    if question is not None:
        question.reply, question.replied_at = text, now
    request.state = AccessState.OPEN.value
    await note_change(session, LedgerKind.ACCESS_REPLIED, actor, request, {}, now=now)
    await settle(session, actor, request, now=now)
    return None


async def withdraw(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Withdraw a request that has not been answered, or return the refusal.

    Appends ``access:withdrawn``. Locks the request.

    Raises:
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await begin_act(
        session, actor, request_id, asker_may, seen_revision=seen_revision, now=now
    )
    if isinstance(request, Decision):
        return request
    request.state, request.ended_at = AccessState.WITHDRAWN.value, now
    await note_change(session, LedgerKind.ACCESS_WITHDRAWN, actor, request, {}, now=now)
    return None
