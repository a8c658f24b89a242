"""Give and end roles in a unit, from a day to a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import day_of
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, RoleAssignment
from app.people.authority import permit, thing_in
from app.people.finding import PersonDetail
from app.people.handling import ADMINISTERS, end_handling, lock_handled
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.serving import (
    end_roles,
    keep_an_administrator,
    lock_person,
    posting_of_today,
    refuse_oneself,
    standing_roles,
)
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.excluding import Clash, HeldRole, first_clash
from app.policy.vocabulary import Role, RoleClass, class_of


class ClashError(ConflictError):
    """Two roles exclude each other; the door has the words for roles."""

    message = "所选岗位不能由同一人担任。请改选岗位或者日期。"
    clash: Clash

    @classmethod
    def of(cls, clash: Clash) -> "ClashError":
        """Return the error that tells of these two roles."""
        why = "所选岗位重复" if clash.is_repetition else "所选岗位不能由同一人担任"
        error = cls(f"{why}：{clash.reason}。请改选岗位或者日期。")
        error.clash = clash
        return error


async def grant_role(
    session: AsyncSession, actor: Actor, detail: PersonDetail, wanted: HeldRole, *, now: datetime
) -> UUID | Decision:
    """Give somebody a role and return the assignment's id. Appends ``role:granted``.

    Rights begin today at the earliest, so what somebody did before stays as it was. Whoever is to
    administer handles no case from now on, even if the role begins later (``end_handling``).

    Raises:
        ConflictError: the person has left.
        ClashError: another role of theirs excludes this one on some day.
        NotAcceptableError: the days do not fit.
    """
    refused = await may_assign(session, actor, wanted.unit_id, detail.id, now=now)
    if refused:
        return refused
    check_days(wanted, day_of(now))
    handled = await lock_handled(session, detail.id)
    person = await lock_person(session, detail.id)
    await posting_of_today(session, person)
    rows = await standing_roles(session, person.id, wanted.from_on)
    clash = first_clash([wanted], held_of(rows))
    if clash:
        raise ClashError.of(clash)
    if class_of(wanted.role) is not RoleClass.BUSINESS:
        await end_handling(session, actor, person, ADMINISTERS, locked=handled, now=now)
    return await add_role(session, actor, person, wanted, now=now)


async def end_role(
    session: AsyncSession,
    actor: Actor,
    detail: PersonDetail,
    assignment_id: UUID,
    last_day: date | None,
    *,
    now: datetime,
) -> Decision | None:
    """Let a role end with ``last_day``, or at once without one. Appends ``role:ended``.

    No end is dated back: what was done by right today and before stays so.

    Raises:
        NotFoundError: this person has no such role.
        ConflictError: it has ended, or nobody would administer the accounts afterwards.
        NotAcceptableError: the day does not fit.
    """
    row = await find_assignment(session, detail, assignment_id)
    refused = await may_assign(session, actor, row.unit_id, detail.id, now=now)
    if refused:
        return refused
    person = await lock_person(session, detail.id)
    await session.refresh(row)
    yesterday = day_of(now) - timedelta(days=1)
    if row.until_on is not None and row.until_on <= yesterday:
        raise ConflictError("这个岗位已经终止，请刷新页面查看。")
    if last_day is not None and last_day <= yesterday:
        message = (
            f"{last_day} 已经过去，岗位的历史不能倒改：最后一天最早填今天。"
            "要从现在起不再有效的，请选择“立即终止”。"
        )
        raise NotAcceptableError(FieldProblem("until", message))
    if row.until_on is not None and last_day is not None and last_day > row.until_on:
        message = f"这个岗位到 {row.until_on} 为止，不能用“终止”延长。请另行设置新的岗位。"
        raise NotAcceptableError(FieldProblem("until", message))
    await keep_an_administrator(session, person, [row], now=now)
    await end_roles(session, actor, [row], last_day or yesterday, now=now)
    return None


async def may_assign(
    session: AsyncSession, actor: Actor, unit_id: UUID, person_id: UUID | None, *, now: datetime
) -> Decision | None:
    """Return the refusal when the actor may not set roles of this unit for this person.

    ``None`` is somebody who is just being registered.
    """
    thing = await thing_in(session, unit_id, person_id=person_id)
    act = Act.PERSON_ASSIGN_ROLE
    decision = await permit(session, actor, act, thing, subject_id=person_id, now=now)
    if not decision.allowed:
        return decision
    if person_id == actor.id:
        return await refuse_oneself(session, actor, act, unit_id, now=now)
    return None


async def add_role(
    session: AsyncSession, actor: Actor, person: Person, wanted: HeldRole, *, now: datetime
) -> UUID:
    """Write an assignment that was checked. Appends ``role:granted``."""
    row = RoleAssignment(
        id=ids.new_id(),
        person_id=person.id,
        unit_id=wanted.unit_id,
        role=wanted.role.value,
        from_on=wanted.from_on,
        until_on=wanted.until_on,
        granted_by_id=actor.id,
    )
    session.add(row)
    await session.flush()
    await append(
        session,
        LedgerKind.ROLE_GRANTED,
        actor,
        unit_id=wanted.unit_id,
        subject_id=person.id,
        detail={
            "role": wanted.role.value,
            "unit": wanted.unit_id,
            "from": str(wanted.from_on),
            "until": str(wanted.until_on) if wanted.until_on else None,
        },
        now=now,
    )
    return row.id


async def find_assignment(
    session: AsyncSession, detail: PersonDetail, assignment_id: UUID
) -> RoleAssignment:
    """Return a role of this person.

    Raises:
        NotFoundError: this person has no such role.
    """
    row = await session.get(RoleAssignment, assignment_id)
    if row is None or row.person_id != detail.id:
        raise NotFoundError
    return row


def check_days(wanted: HeldRole, today: date) -> None:
    """Make sure that a role begins today at the earliest and does not end before it begins.

    Raises:
        NotAcceptableError: it does not.
    """
    if wanted.from_on < today:
        raise NotAcceptableError(
            FieldProblem("from", "岗位的权限不能倒签，开始日期最早填今天。请重新填写。")
        )
    if wanted.until_on is not None and wanted.until_on < wanted.from_on:
        raise NotAcceptableError(
            FieldProblem("until", "最后一天早于开始日期，请重新填写；不限期请留空。")
        )


def held_of(rows: Sequence[RoleAssignment]) -> list[HeldRole]:
    """Return rows as the rule on exclusions reads them."""
    return [HeldRole(row.unit_id, Role(row.role), row.from_on, row.until_on) for row in rows]
