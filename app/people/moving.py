"""调动: another unit, section or post from a day on; what was before stays in the history."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import day_of
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Delegation, Person, Posting, Unit
from app.people.authority import permit, thing_in
from app.people.finding import PersonDetail
from app.people.handling import MOVED, end_handling, lock_handled
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.serving import (
    check_section,
    devices_in_hand,
    end_roles,
    keep_an_administrator,
    lock_person,
    permit_on_another,
    posting_of_today,
    standing_roles,
)
from app.people.units import organ_above, units_above
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Destination:
    """Where somebody belongs from ``from_on`` on."""

    unit_id: UUID
    section_id: UUID | None
    post: str
    from_on: date


async def move_person(
    session: AsyncSession,
    actor: Actor,
    detail: PersonDetail,
    target: Destination,
    *,
    kept_roles: frozenset[UUID] = frozenset(),
    now: datetime,
) -> Decision | None:
    """Close the posting of today and open the next; the person's row follows.

    Roles in a unit that is left end on the day before, as far as rights can still be taken back
    (``end_roles``), unless their assignment is among ``kept_roles``, and its cases go on without
    (``end_handling``). Appends ``person:moved`` and ``role:ended`` for each role that ended.

    Raises:
        ConflictError: the person has left, nothing would change, nobody would administer the
            accounts afterwards, or a device of the unit that is left is still held, or the person
            stands in for somebody of an organ that is left.
        NotAcceptableError: the day or the section does not fit.
    """
    handled = await lock_handled(session, detail.id)
    person = await lock_person(session, detail.id)
    decision = await permit_on_another(session, actor, Act.PERSON_CHANGE, person, now=now)
    if not decision.allowed:
        return decision
    refused = await may_receive(session, actor, person, target.unit_id, now=now)
    if refused:
        return refused
    posting = await posting_of_today(session, person)
    _check_day(target.from_on, posting.from_on, day_of(now))
    if (target.unit_id, target.section_id, target.post) == _place_of(posting):
        raise ConflictError("单位、科室和职务都没有变化，没有需要办理的调动。")
    await check_section(session, target.unit_id, target.section_id)
    await _check_free(session, person, target.unit_id, day_of(now))
    left = person.unit_id
    if target.unit_id != left:
        rows = await standing_roles(session, person.id, day_of(now))
        ending = [row for row in rows if row.unit_id == left and row.id not in kept_roles]
        await keep_an_administrator(session, person, ending, now=now)
        await end_roles(session, actor, ending, _day_before(target.from_on), now=now)
    posting.until_on = _day_before(target.from_on)
    await session.flush()
    await open_posting(session, person, target)
    await end_handling(session, actor, person, MOVED, locked=handled, now=now)
    await append(
        session,
        LedgerKind.PERSON_MOVED,
        actor,
        unit_id=target.unit_id,
        subject_id=person.id,
        detail={
            "left": left,
            "unit": target.unit_id,
            "section": target.section_id,
            "from": str(target.from_on),
        },
        now=now,
    )
    return None


async def may_receive(
    session: AsyncSession, actor: Actor, person: Person, unit_id: UUID, *, now: datetime
) -> Decision | None:
    """Return the refusal when the actor may not take people into this unit."""
    thing = await thing_in(session, unit_id)
    act = Act.PERSON_REGISTER
    decision = await permit(session, actor, act, thing, subject_id=person.id, now=now)
    return None if decision.allowed else decision


async def open_posting(session: AsyncSession, person: Person, target: Destination) -> None:
    """Begin a posting that was checked, and let the person's row say the same."""
    session.add(
        Posting(
            id=ids.new_id(),
            person_id=person.id,
            unit_id=target.unit_id,
            section_id=target.section_id,
            post=target.post,
            from_on=target.from_on,
        )
    )
    person.unit_id = target.unit_id
    person.section_id = target.section_id
    person.post = target.post
    await session.flush()


async def _check_devices(session: AsyncSession, person: Person, unit_id: UUID) -> None:
    """Outsiders hold no device (音像十八(三)): what belongs to the unit that is left comes back."""
    usable = await units_above(session, unit_id) | {unit_id}
    numbers = "、".join(await devices_in_hand(session, person.id, outside=usable))
    if numbers:
        message = (
            f"{person.full_name}名下还有原单位的设备：{numbers}。"
            "请设备管理员先办理收回或者交接，再办理调动。"
        )
        raise ConflictError(message)


async def _check_free(session: AsyncSession, person: Person, unit_id: UUID, today: date) -> None:
    """Nothing of a unit that is left may stay with whoever leaves it."""
    await _check_devices(session, person, unit_id)
    await _check_lent(session, person, unit_id, today)


async def _check_lent(session: AsyncSession, person: Person, unit_id: UUID, today: date) -> None:
    """Whoever leaves an organ stands in for none of its leaders, who take that back before."""
    lent = await session.execute(
        select(Delegation.unit_id, Unit.name)
        .join(Unit, Unit.id == Delegation.unit_id)
        .where(
            Delegation.delegate_id == person.id,
            Delegation.withdrawn_at.is_(None),
            Delegation.until_on >= today,
        )
        .order_by(Unit.name)
    )
    organ = await organ_above(session, unit_id) | {unit_id}
    left = [
        name
        for lent_in, name in lent
        if organ.isdisjoint(await organ_above(session, lent_in) | {lent_in})
    ]
    if left:
        names = "、".join(dict.fromkeys(left))
        message = (
            f"{person.full_name}受托代行{names}领导的职权，调离以后不能再代行。"
            "请登记授权的领导先收回授权代行，再办理调动。"
        )
        raise ConflictError(message)


def _check_day(first_day: date, since: date, today: date) -> None:
    if first_day > today:
        message = "调动在当天或者事后办理，不能预先登记将来的日期。请到那一天再办理。"
        raise NotAcceptableError(FieldProblem("from", message))
    if first_day <= since:
        message = (
            f"现在的任职从 {since} 开始，新的任职必须从这之后的一天开始。"
            "如果只是登记有误，请用“更正登记”。"
        )
        raise NotAcceptableError(FieldProblem("from", message))


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _place_of(posting: Posting) -> tuple[UUID, UUID | None, str]:
    return posting.unit_id, posting.section_id, posting.post
