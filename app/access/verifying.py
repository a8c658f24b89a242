"""核实: the keeper compares who stands before him with the papers (汝州调阅 6, 7).

Where the text asks for nobody else's word, the request is granted with it; else it goes on to
the leader. What leaves the house needs the procedure that the law asks for (山西 20), by name.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.facts import ruling_of
from app.access.representing import name_party
from app.access.requests import EDITABLE, begin_act, keeper_may, note_change
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
    party_id: UUID | None = None,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Note that the keeper has verified applicant and papers, or return the refusal.

    Where the case was found after somebody had come for a party, ``party_id`` names the party; it
    is named once, so that no paper of one ever speaks for another.

    Appends ``access:verified``, and ``access:granted`` where nobody else has to be asked. Locks
    the request.

    Raises:
        ConflictError: papers are missing; which ones, and the article, stands in the message.
        NotAcceptableError: the procedure or the party has to be named, or the lawyer is another
            party's.
        NotFoundError, RequestChangedError: as ``begin_act`` says.
    """
    request = await _begin(session, actor, request_id, seen_revision, now, states=EDITABLE)
    if isinstance(request, Decision):
        return request
    ruling = await ruling_of(session, request)
    missing = ruling.outcome.missing
    if request.state != AccessState.OPEN.value and not missing.party:
        raise ConflictError("这份申请已经核实，正在等待审批，不需要再核实。请刷新页面查看。")
    if missing.papers:
        raise ConflictError(f"还不能核实：应提供{named(missing.papers)}。请先登记所出示的材料。")
    if missing.procedure and not procedure:
        raise NotAcceptableError(
            FieldProblem("procedure", "对外提供、公开须履行法定程序，请写明程序的名称和文号。")
        )
    if len(procedure) > LONGEST:
        raise NotAcceptableError(FieldProblem("procedure", f"最长 {LONGEST} 个字，请缩短。"))
    if missing.party:
        await name_party(session, request, party_id)
    request.procedure = procedure or request.procedure
    request.verified_by_id, request.verified_at = actor.id, now
    party = {"party": str(request.party_id)} if missing.party else {}
    detail = {"procedure": request.procedure, **party, **cited(ruling.citations)}
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
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    seen_revision: int,
    now: datetime,
    *,
    states: frozenset[AccessState] = frozenset({AccessState.OPEN}),
) -> AccessRequest | Decision:
    return await begin_act(
        session,
        actor,
        request_id,
        keeper_may,
        seen_revision=seen_revision,
        states=states,
        now=now,
    )
