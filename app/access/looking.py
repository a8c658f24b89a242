"""查找答复: the keeper says in words what of the described was not found, and where it was sought.

That nothing was found ends the request and answers it; that a part was not found goes beside what
was found, which is decided on as any other request. Each answer has its line in the register.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.facts import citations_in, items_of, ruling_of
from app.access.registering import register_lookup
from app.access.requests import begin_act, find_request, keeper_may, note_change
from app.access.saying import unsaid
from app.errors import ConflictError, NotFoundError
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import AccessItem, AccessLookup, AccessRequest, Person
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.access_words import AccessState, LookupResult
from app.policy.actor import Actor
from app.policy.asking import distinct
from app.policy.decision import Citation, Decision
from app.policy.looking import LookupFacts, decide_lookup, results_open

STATES = frozenset(AccessState)
"""Which of them takes which answer is for the rule to say, with the reason."""
_KINDS = {
    LookupResult.NOT_FOUND: LedgerKind.ACCESS_NOT_FOUND,
    LookupResult.PARTLY_FOUND: LedgerKind.ACCESS_PARTLY_FOUND,
}
_NOT_THERE = "没有查到所申请的资料，已经答复申请人。有新的线索的，可以重新申请。"
_CITED = ("access.answer", "access.register")


@dataclass(frozen=True, slots=True)
class NewLookup:
    """What was looked for, where, and what came of it, as the applicant is told.

    ``result`` is ``None`` where none was chosen.
    """

    result: LookupResult | None
    sought: str
    places: str
    told: str


@dataclass(frozen=True, slots=True)
class LookupLine:
    """One answer, as people are shown it."""

    id: UUID
    result: LookupResult
    sought: str
    places: str
    told: str
    answered_by: str
    answered_at: datetime
    basis: tuple[Citation, ...]


async def answer_lookup(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    new: NewLookup,
    *,
    seen_revision: int,
    now: datetime,
) -> UUID | Decision:
    """Answer what was looked for and return the answer's id, or the refusal.

    Appends ``access:not_found``, which ends the request and meets the time for its answer, or
    ``access:partly_found``, after which that time runs on for what was found. Writes a line of the
    register. Locks the request.

    Raises:
        ConflictError: something comes first, or the request does not take this answer.
        NotAcceptableError: with every field that is empty or too long.
        NotFoundError, RequestChangedError: as ``begin_act`` says.
    """
    request = await begin_act(
        session,
        actor,
        request_id,
        keeper_may,
        seen_revision=seen_revision,
        states=STATES,
        now=now,
    )
    if isinstance(request, Decision):
        return request
    result = _require_fields(new)
    decision = decide_lookup(result, await _facts(session, request))
    if not decision.allowed:
        raise ConflictError(decision.reason)
    assert actor.id is not None
    basis = await _basis(session, request)
    row = AccessLookup(
        id=ids.new_id(),
        request_id=request.id,
        result=result.value,
        sought=new.sought,
        places=new.places,
        told=new.told,
        answered_by_id=actor.id,
        answered_at=now,
        basis={"citations": [asdict(each) for each in basis]},
    )
    session.add(row)
    if result is LookupResult.NOT_FOUND:
        request.state, request.ended_at = AccessState.NOT_FOUND.value, now
        request.basis = {"reason": _NOT_THERE, **row.basis}
    detail = {"lookup": str(row.id), **cited(basis)}
    await note_change(session, _KINDS[result], actor, request, detail, now=now)
    await register_lookup(session, request, row, now=now)
    return row.id


async def lookups_of(session: AsyncSession, request_id: UUID) -> tuple[LookupLine, ...]:
    """Return the answers to a request, first given first."""
    rows = await session.execute(
        select(AccessLookup, Person.full_name)
        .join(Person, Person.id == AccessLookup.answered_by_id)
        .where(AccessLookup.request_id == request_id)
        .order_by(AccessLookup.id)
    )
    return tuple(_line(row, name) for row, name in rows)


async def lookup_of(
    session: AsyncSession, actor: Actor, request_id: UUID, lookup_id: UUID
) -> LookupLine:
    """Return one answer to a request of which the actor may know.

    Raises:
        NotFoundError: there is none, or the request is not for this actor to know.
    """
    await find_request(session, actor, request_id)
    for line in await lookups_of(session, request_id):
        if line.id == lookup_id:
            return line
    raise NotFoundError


async def answers_open(session: AsyncSession, request_id: UUID) -> tuple[LookupResult, ...]:
    """Return what the keeper may answer to a request now."""
    request = await session.get_one(AccessRequest, request_id)
    return results_open(await _facts(session, request))


async def _basis(session: AsyncSession, request: AccessRequest) -> tuple[Citation, ...]:
    """Return the articles of the request's own row, of its answer and of the register."""
    pack = await pack_of_unit(session, request.unit_id)
    row = (await ruling_of(session, request)).citations[:1]
    unset = (pack.openings[key] for key in _CITED if key in pack.openings)
    return distinct((*row, *unset, *(each for key in _CITED for each in pack.citation(key))))


async def _facts(session: AsyncSession, request: AccessRequest) -> LookupFacts:
    items = select(func.count()).select_from(AccessItem).where(items_of(request.id))
    return LookupFacts(
        state=AccessState(request.state),
        is_described=bool(request.material),
        items=await session.scalar(items) or 0,
        missing=(await ruling_of(session, request)).outcome.missing,
    )


def _require_fields(new: NewLookup) -> LookupResult:
    """Return the result that was chosen.

    Raises:
        NotAcceptableError: with everything that is wrong with what was typed.
    """
    problems = unsaid(
        ("sought", "查找的内容", new.sought),
        ("places", "查找的范围", new.places),
        ("told", "怎样答复", new.told),
    )
    if new.result is None:
        problems.insert(0, FieldProblem("result", "请选择查找的结果。"))
    if problems or new.result is None:
        raise NotAcceptableError(*problems)
    return new.result


def _line(row: AccessLookup, name: str) -> LookupLine:
    return LookupLine(
        id=row.id,
        result=LookupResult(row.result),
        sought=row.sought,
        places=row.places,
        told=row.told,
        answered_by=name,
        answered_at=row.answered_at,
        basis=citations_in(row.basis),
    )
