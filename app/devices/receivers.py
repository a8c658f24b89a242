"""Who could hold a device: the facts of one person for the rule, and the list to choose from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import DeviceDetail
from app.models import DeviceHolding, Person, Qualification, Section, Unit
from app.people.authority import extent_of, within
from app.people.finding import PersonDetail
from app.people.queries import pack_of_unit
from app.people.units import units_above, with_units_below
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.issuing import Certificate, IssueFacts, certificate_notice, decide_issue

MOST = 100
"""How many people a list shows; a longer one is narrowed by name."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """One person to choose, with what the rule says about them today."""

    id: UUID
    full_name: str
    unit_name: str
    section_name: str
    valid_until: date | None
    decision: Decision
    notice: str
    held_it_before: bool


async def facts_of(
    session: AsyncSession,
    device: DeviceDetail,
    receiver: PersonDetail,
    days: tuple[date, ...],
    *,
    is_held: bool,
) -> IssueFacts:
    """Return what the rule needs of one device and one receiver."""
    held = await _certificates_of(session, {receiver.id})
    return IssueFacts(
        days=days,
        device_unit_id=device.unit_id,
        device_kind=device.kind,
        device_state=device.state,
        is_held=is_held,
        receiver_unit_id=receiver.unit_id,
        units_above=await units_above(session, receiver.unit_id),
        is_active=receiver.is_active,
        left_on=receiver.left_on,
        certificates=held.get(receiver.id, ()),
    )


async def receivers_for(
    session: AsyncSession,
    actor: Actor,
    device: DeviceDetail,
    *,
    name: str,
    notice: timedelta,
    today: date,
) -> tuple[Receiver, ...]:
    """Return whom this device may be given to, or why not; who held it lately comes first.

    Only people whom the actor may know are listed, at most one more than ``MOST``. The rule is
    asked as if the device were free, so that the same list serves a hand-over.
    """
    candidates = await _candidates(session, actor, device, name=name, today=today)
    held = await _certificates_of(session, {candidate.person.id for candidate in candidates})
    pack = await pack_of_unit(session, device.unit_id)
    found = []
    for candidate in candidates:
        certificates = held.get(candidate.person.id, ())
        facts = _facts_if_free(device, candidate.person, certificates, today)
        found.append(
            Receiver(
                id=candidate.person.id,
                full_name=candidate.person.full_name,
                unit_name=candidate.unit_name,
                section_name=candidate.section_name,
                valid_until=max((c.last_day for c in certificates), default=None),
                decision=decide_issue(facts, pack),
                notice=certificate_notice(certificates, today, notice, pack),
                held_it_before=candidate.held_it_before,
            )
        )
    # Whoever may not stands below, with the reason; the order within both halves stays.
    return tuple(sorted(found, key=lambda person: not person.decision.allowed))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Somebody of the device's unit or below, before the rule has been asked."""

    person: Person
    unit_name: str
    section_name: str
    held_it_before: bool


async def _candidates(
    session: AsyncSession, actor: Actor, device: DeviceDetail, *, name: str, today: date
) -> tuple[_Candidate, ...]:
    """Return who serves at or below the device's unit today, its last holder first."""
    known = within(
        await extent_of(session, actor, Act.PERSON_KNOW), actor, Person.unit_id, person=Person.id
    )
    lately = (
        select(DeviceHolding.person_id, func.max(DeviceHolding.from_at).label("at"))
        .where(DeviceHolding.device_id == device.id)
        .group_by(DeviceHolding.person_id)
        .subquery()
    )
    rows = await session.execute(
        select(Person, Unit.name, Section.name, lately.c.at)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Section, Section.id == Person.section_id)
        .outerjoin(lately, lately.c.person_id == Person.id)
        .where(
            known,
            Person.unit_id.in_(await with_units_below(session, {device.unit_id})),
            Person.is_active,
            or_(Person.left_on.is_(None), Person.left_on >= today),
            Person.full_name.contains(name, autoescape=True),
        )
        .order_by(lately.c.at.desc().nulls_last(), Person.full_name, Person.id)
        .limit(MOST + 1)
    )
    return tuple(
        _Candidate(person, unit_name, section_name or "", last is not None)
        for person, unit_name, section_name, last in rows
    )


def _facts_if_free(
    device: DeviceDetail, person: Person, certificates: tuple[Certificate, ...], today: date
) -> IssueFacts:
    """Return the facts of a candidate, whose unit is the device's own or below it."""
    return IssueFacts(
        days=(today,),
        device_unit_id=device.unit_id,
        device_kind=device.kind,
        device_state=device.state,
        is_held=False,
        receiver_unit_id=person.unit_id,
        units_above=frozenset({device.unit_id}),
        is_active=person.is_active,
        left_on=person.left_on,
        certificates=certificates,
    )


async def _certificates_of(
    session: AsyncSession, person_ids: Collection[UUID]
) -> dict[UUID, tuple[Certificate, ...]]:
    rows = await session.scalars(
        select(Qualification).where(Qualification.person_id.in_(person_ids))
    )
    found: dict[UUID, tuple[Certificate, ...]] = {}
    for row in rows:
        certificate = Certificate(row.valid_from, row.valid_until, row.revoked_on)
        found[row.person_id] = (*found.get(row.person_id, ()), certificate)
    return found
