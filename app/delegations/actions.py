"""Record and withdraw delegations. Each act and each refusal has its ledger event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import day_of
from app.delegations.queries import state_of
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Delegation, Person
from app.people.authority import authorise, note_refusal, permit, thing_in
from app.people.losing import tell_of_withdrawn
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.roles import held_of
from app.people.serving import standing_roles
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.delegating import Held, Wanted, decide_delegation
from app.policy.excluding import HeldRole
from app.policy.vocabulary import LEADERS, DelegationState, Role

_TWICE = (
    "授权人的这个岗位在所选日期内已经授权他人代行，或者其中一人本身正由他人代行。"
    "请先收回，或者改选日期。"
)


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """What a delegation says; both days are included."""

    principal_id: UUID
    delegate_id: UUID
    unit_id: UUID
    role: Role
    from_on: date
    until_on: date
    document_no: str
    reason: str


async def record_delegation(
    session: AsyncSession, actor: Actor, new: NewDelegation, *, now: datetime
) -> UUID | Decision:
    """Let somebody stand in for a leader and return the id, or the refusal.

    Asked as oneself: a right that was lent cannot be lent on. Appends ``delegation:recorded``.

    Raises:
        NotFoundError: there is no such unit or person.
        NotAcceptableError: the days or the paper do not fit.
        ConflictError: the role is lent on one of these days already.
    """
    oneself = actor.standing_in_for(None)
    thing = await thing_in(session, new.unit_id)
    act = Act.DELEGATION_RECORD
    decision = await permit(session, oneself, act, thing, subject_id=new.principal_id, now=now)
    if not decision.allowed or actor.id is None:
        return decision
    _check(new, day_of(now))
    wanted = Wanted(
        HeldRole(new.unit_id, new.role, new.from_on, new.until_on),
        new.principal_id,
        new.delegate_id,
        actor.id,
        recorder_is_above=bool(oneself.units_as(*LEADERS) & thing.above),
    )
    fits = decide_delegation(wanted, await _held(session, new))
    if not fits.allowed:
        await note_refusal(
            session,
            oneself,
            act,
            unit_id=new.unit_id,
            subject_id=new.principal_id,
            decision=fits,
            now=now,
        )
        return fits
    row = Delegation(
        id=ids.new_id(),
        unit_id=new.unit_id,
        role=new.role.value,
        principal_id=new.principal_id,
        delegate_id=new.delegate_id,
        from_on=new.from_on,
        until_on=new.until_on,
        document_no=new.document_no,
        reason=new.reason,
        recorded_by_id=actor.id,
        recorded_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError as error:
        raise ConflictError(_TWICE) from error
    await _note(session, LedgerKind.DELEGATION_RECORDED, oneself, row, now)
    return row.id


async def withdraw_delegation(
    session: AsyncSession, actor: Actor, delegation_id: UUID, *, now: datetime
) -> Decision:
    """Withdraw a delegation, or return the refusal. Appends ``delegation:withdrawn``.

    Locks the row. The delegate's next request is judged without it, and its page says so.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
        ConflictError: it has ended.
    """
    row = await session.get(Delegation, delegation_id, with_for_update=True)
    if row is None:
        raise NotFoundError
    thing = await thing_in(session, row.unit_id, person_id=row.delegate_id)
    if not (await authorise(session, actor, Act.DELEGATION_KNOW, thing)).allowed:
        raise NotFoundError
    oneself, act = actor.standing_in_for(None), Act.DELEGATION_RECORD
    decision = await permit(session, oneself, act, thing, subject_id=row.principal_id, now=now)
    if not decision.allowed:
        return decision
    state = state_of(row, day_of(now))
    if state in {DelegationState.EXPIRED, DelegationState.WITHDRAWN}:
        raise ConflictError("这项授权已经到期或者收回，请刷新页面查看。")
    row.withdrawn_by_id, row.withdrawn_at = actor.id, now
    await session.flush()
    if state is DelegationState.RUNNING:
        await tell_of_withdrawn(session, row)
    await _note(session, LedgerKind.DELEGATION_WITHDRAWN, oneself, row, now)
    return decision


async def _held(session: AsyncSession, new: NewDelegation) -> Held:
    people = await _locked(session, {new.principal_id, new.delegate_id})
    if len(people) < len({new.principal_id, new.delegate_id}):
        raise NotFoundError
    principal, delegate = people[new.principal_id], people[new.delegate_id]
    lent = await session.scalars(
        select(Delegation).where(
            Delegation.delegate_id == new.delegate_id,
            Delegation.withdrawn_at.is_(None),
            Delegation.until_on >= new.from_on,
        )
    )
    return Held(
        tuple(held_of(await standing_roles(session, new.principal_id, new.from_on))),
        tuple(held_of(await standing_roles(session, new.delegate_id, new.from_on))),
        tuple(HeldRole(row.unit_id, Role(row.role), row.from_on, row.until_on) for row in lent),
        delegate_serves=delegate.is_active and delegate.left_on is None,
        principal_serves=principal.left_on is None,
    )


async def _locked(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Return these people, none of whom can leave or lose a role before the end of the act."""
    rows = await session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .order_by(Person.id)
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def _check(new: NewDelegation, today: date) -> None:
    problems = []
    if new.from_on < today:
        problems.append(FieldProblem("from", "授权不能倒签，开始日期最早填今天。请重新填写。"))
    if new.until_on < new.from_on:
        problems.append(FieldProblem("until", "最后一天早于开始日期，请重新填写。"))
    if problems:
        raise NotAcceptableError(*problems)


async def _note(
    session: AsyncSession, kind: LedgerKind, actor: Actor, row: Delegation, now: datetime
) -> None:
    await append(
        session,
        kind,
        actor,
        unit_id=row.unit_id,
        subject_id=row.principal_id,
        detail={
            "delegation": row.id,
            "delegate": row.delegate_id,
            "role": row.role,
            "from": str(row.from_on),
            "until": str(row.until_on),
        },
        now=now,
    )
