"""What every act on a person needs: the locked row, the posting of today, the role rows."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import (
    Device,
    DeviceHolding,
    Person,
    Posting,
    RoleAssignment,
    Section,
    SignInSession,
    Unit,
)
from app.people.authority import authorise, note_refusal, thing_in
from app.people.finding import PersonDetail
from app.people.losing import tell_of_ended
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.units import units_above
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, refuse
from app.policy.staffing import OTHERS_ONLY, decide_on_account
from app.policy.vocabulary import Role

_A_DAY = timedelta(days=1)


async def permit_on_another(
    session: AsyncSession, actor: Actor, act: Act, person: Person, *, now: datetime
) -> Decision:
    """Return the rules' answer about an act that nobody may do to themselves."""
    decision = await permit_on_account(session, actor, act, person, now=now)
    if decision.allowed and person.id == actor.id:
        return await refuse_oneself(session, actor, act, person.unit_id, now=now)
    return decision


async def permit_on_account(
    session: AsyncSession, actor: Actor, act: Act, person: Person | PersonDetail, *, now: datetime
) -> Decision:
    """Return the rules' answer about an account; a refusal appends ``act:refused``."""
    decision = await authorise_on_account(session, actor, act, person, day_of(now))
    if not decision.allowed:
        await note_refusal(
            session,
            actor,
            act,
            unit_id=person.unit_id,
            subject_id=person.id,
            decision=decision,
            now=now,
        )
    return decision


async def authorise_on_account(
    session: AsyncSession, actor: Actor, act: Act, person: Person | PersonDetail, on: date
) -> Decision:
    """Return the rules' answer, asked where the person serves and holds roles, without a trace."""
    roles = await standing_roles(session, person.id, on)
    answers = []
    for unit_id in (person.unit_id, *sorted({row.unit_id for row in roles} - {person.unit_id})):
        thing = await thing_in(session, unit_id, person_id=person.id)
        answers.append(await authorise(session, actor, act, thing))
    return decide_on_account(answers[0], answers[1:])


async def refuse_oneself(
    session: AsyncSession, actor: Actor, act: Act, unit_id: UUID, *, now: datetime
) -> Decision:
    """Refuse an act on one's own account or roles. Appends ``act:refused``."""
    await note_refusal(session, actor, act, unit_id=unit_id, subject_id=actor.id, now=now)
    return refuse(OTHERS_ONLY)


async def lock_person(session: AsyncSession, person_id: UUID) -> Person:
    """Return the row under a lock, as it is now: changes to one person come one by one.

    The lock also waits for, and holds back, whoever is just giving this person a device.
    """
    return await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)


async def posting_of_today(session: AsyncSession, person: Person) -> Posting:
    """Return the open posting.

    Raises:
        ConflictError: the person has left.
    """
    posting = await session.scalar(
        select(Posting)
        .where(Posting.person_id == person.id, Posting.until_on.is_(None))
        .execution_options(populate_existing=True)
    )
    if posting is None or person.left_on is not None:
        message = f"{person.full_name}已经离任，不能再办理这项操作。需要时请先办理重新任职。"
        raise ConflictError(message)
    return posting


async def check_section(session: AsyncSession, unit_id: UUID, section_id: UUID | None) -> None:
    """Hold a section open for the rest of the transaction.

    Raises:
        NotAcceptableError: it is not of this unit, or was closed.
    """
    if section_id is None:
        return
    section = await session.scalar(
        select(Section)
        .where(Section.id == section_id, Section.unit_id == unit_id)
        .with_for_update(read=True, key_share=True)
    )
    if section is None:
        raise NotAcceptableError(
            FieldProblem("section", "所选科室不属于所选单位，请重新选择这个单位的科室。")
        )
    if section.closed_on is not None:
        raise NotAcceptableError(
            FieldProblem("section", f"“{section.name}”已经撤销，请选择其他科室。")
        )


async def devices_in_hand(
    session: AsyncSession, person_id: UUID, *, outside: Collection[UUID] = ()
) -> list[str]:
    """Return the numbers of what somebody holds, without those of the units ``outside``."""
    held = await session.scalars(
        select(Device.device_no)
        .join(DeviceHolding, DeviceHolding.device_id == Device.id)
        .where(
            DeviceHolding.person_id == person_id,
            DeviceHolding.until_at.is_(None),
            Device.unit_id.not_in(outside),
        )
        .order_by(Device.device_no)
    )
    return list(held)


async def standing_roles(session: AsyncSession, person_id: UUID, on: date) -> list[RoleAssignment]:
    """Return the roles of a person that have not ended before ``on``, the future ones included."""
    rows = await session.scalars(
        select(RoleAssignment)
        .where(
            RoleAssignment.person_id == person_id,
            or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= on),
        )
        .order_by(RoleAssignment.from_on, RoleAssignment.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def end_roles(
    session: AsyncSession,
    actor: Actor,
    rows: Collection[RoleAssignment],
    last_day: date,
    *,
    now: datetime,
) -> None:
    """Let roles end on ``last_day``. Appends ``role:ended`` for each.

    What was done by right stays done by right: none ends before yesterday, which is at once. One
    that begins after its end is removed, also one that began today; the ledger keeps it. Whoever is
    signed in when a role ends at once is told of it, and so is who stood in with it.
    """
    today = day_of(now)
    last_day = max(last_day, today - _A_DAY)
    lost = [row for row in rows if row.from_on <= today and last_day < today]
    for row in rows:
        until = max(last_day, row.from_on)
        if row.from_on > last_day:
            await session.execute(delete(RoleAssignment).where(RoleAssignment.id == row.id))
        elif row.until_on is None or row.until_on > until:
            row.until_on = until
        await append(
            session,
            LedgerKind.ROLE_ENDED,
            actor,
            unit_id=row.unit_id,
            subject_id=row.person_id,
            detail={
                "role": row.role,
                "unit": row.unit_id,
                "until": str(until),
                **({"at_once": True} if row in lost else {}),
            },
            now=now,
        )
    await session.flush()
    await tell_of_ended(session, lost, today)


async def end_sessions(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Sign somebody out everywhere."""
    await session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def keep_an_administrator(
    session: AsyncSession, person: Person, rows: Collection[RoleAssignment], *, now: datetime
) -> None:
    """Make sure that somebody still administers the accounts once ``person`` has lost ``rows``.

    The units above are locked, so two administrators cannot dismiss each other at the same time.

    Raises:
        ConflictError: a unit would be left without any security administrator.
    """
    today = day_of(now)
    ending = {row.id for row in rows}
    units = {
        row.unit_id
        for row in rows
        if row.role == Role.SECURITY_ADMINISTRATOR.value and row.from_on <= today
    }
    for unit_id in sorted(units):
        chain = await units_above(session, unit_id) | {unit_id}
        locked = select(Unit).where(Unit.id.in_(chain)).order_by(Unit.id)
        await session.execute(locked.with_for_update(key_share=True))
        others = await session.scalar(
            select(RoleAssignment.id)
            .join(Person, Person.id == RoleAssignment.person_id)
            .where(
                RoleAssignment.unit_id.in_(chain),
                RoleAssignment.role == Role.SECURITY_ADMINISTRATOR.value,
                RoleAssignment.id.not_in(ending),
                RoleAssignment.from_on <= today,
                or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on > today),
                Person.is_active,
                Person.id != person.id,
            )
            .limit(1)
        )
        if others is None:
            unit = await session.get_one(Unit, unit_id)
            message = (
                f"{person.full_name}是“{unit.name}”唯一在用的安全管理员，现在停用、调离或者"
                "终止岗位，就没有人能管理账号和岗位了。请先指定另一名安全管理员。"
            )
            raise ConflictError(message)
