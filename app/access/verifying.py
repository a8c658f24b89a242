"""核实: the keeper compares who stands before him with the papers (汝州调阅 6, 7).

Where the text asks for nobody else's word, the request is granted with it; else it goes on to
the leader. What leaves the house needs the procedure that the law asks for (山西 20), by name.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.facts import ruling_of
from app.access.requests import begin_act, keeper_may, note_change
from app.access.saying import LONGEST
from app.access.settling import settle
from app.errors import ConflictError
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.asking import named
from app.policy.decision import Decision


async def verify(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    *,
    procedure: str = "",
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Note that the keeper has verified applicant and papers, or return the refusal.

    Appends ``access:verified``, and ``access:granted`` where nobody else has to be asked. Locks
    the request.

    Raises:
        ConflictError: papers are missing; which ones, and the article, stands in the message.
        NotAcceptableError: the procedure has to be named.
        NotFoundError, RequestChangedError: as ``begin_act`` says.
    """
    request = await _begin(session, actor, request_id, seen_revision, now)
    if isinstance(request, Decision):
        return request
    ruling = await ruling_of(session, request)
    missing = ruling.outcome.missing
    if missing.papers:
        raise ConflictError(f"还不能核实：应提供{named(missing.papers)}。请先登记所出示的材料。")
    if missing.procedure and not procedure:
        raise NotAcceptableError(
            FieldProblem("procedure", "对外提供、公开须履行法定程序，请写明程序的名称和文号。")
        )
    if len(procedure) > LONGEST:
        raise NotAcceptableError(FieldProblem("procedure", f"最长 {LONGEST} 个字，请缩短。"))
    request.procedure = procedure or request.procedure
    request.verified_by_id, request.verified_at = actor.id, now
    detail = {"procedure": request.procedure, **cited(ruling.citations)}
    await note_change(session, LedgerKind.ACCESS_VERIFIED, actor, request, detail, now=now)
    await settle(session, actor, request, now=now)
    return None


async def review(
    session: AsyncSession, actor: Actor, request_id: UUID, *, seen_revision: int, now: datetime
) -> Decision | None:
    """Let the rule look at an open request again, after the agency has set what was unset.

    Raises:
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await _begin(session, actor, request_id, seen_revision, now)
    if isinstance(request, Decision):
        return request
    await settle(session, actor, request, now=now)
    return None


async def _begin(
    session: AsyncSession, actor: Actor, request_id: UUID, seen_revision: int, now: datetime
) -> AccessRequest | Decision:
    return await begin_act(
        session,
        actor,
        request_id,
        keeper_may,
        seen_revision=seen_revision,
        states=frozenset({AccessState.OPEN}),
        now=now,
    )
