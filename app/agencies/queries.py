"""Read an agency's set-up: what it lives by now, and what it lived by before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.errors import NotFoundError
from app.models import Adoption, Person, Unit
from app.people.authority import authorise, thing_in
from app.people.laws import adopted_pack, laws_of
from app.people.units import agency_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.pack import Pack
from app.policy.vocabulary import UnitKind


@dataclass(frozen=True, slots=True)
class AgencyUnit:
    """A unit as its set-up sees it; ``pack_id`` is that of its registration."""

    id: UUID
    name: str
    pack_id: str
    is_agency: bool
    agency_id: UUID
    agency_name: str


@dataclass(frozen=True, slots=True)
class PresentSettings:
    """The adoption in force, for changing it; ``text`` is what ``settings_of`` reads."""

    id: UUID
    pack_id: str
    text: str
    document_name: str
    document_no: str


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency of the list; without ``since`` its set-up is open."""

    id: UUID
    name: str
    pack_id: str
    document: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class AdoptionLine:
    """One adoption of the history, newest first; ``until`` is null for the one in force."""

    id: UUID
    pack_id: str
    version: int
    sha256: str
    document_name: str
    document_no: str
    since: datetime
    until: datetime | None
    by: str


async def find_agency(session: AsyncSession, actor: Actor, unit_id: UUID) -> AgencyUnit:
    """Return a unit whose set-up the actor may read.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError
    thing = await thing_in(session, unit_id)
    if not (await authorise(session, actor, Act.AGENCY_READ, thing)).allowed:
        raise NotFoundError
    agency = await agency_of(session, unit_id)
    is_agency = unit.kind == UnitKind.AGENCY.value
    return AgencyUnit(unit.id, unit.name, unit.pack_id, is_agency, agency.id, agency.name)


async def is_set_up(session: AsyncSession, unit_id: UUID) -> bool:
    """Return whether the nearest agency at or above a unit has finished its set-up."""
    law = (await laws_of(session, [unit_id])).get(unit_id)
    return law is not None and law.adoption_id is not None


async def may_adopt(session: AsyncSession, actor: Actor, unit_id: UUID) -> Decision:
    """Return whether the set-up of this unit is of use to somebody; the verb asks again."""
    thing = await thing_in(session, unit_id)
    return await authorise(session, actor, Act.AGENCY_ADOPT, thing)


async def present_settings(session: AsyncSession, unit_id: UUID) -> PresentSettings | None:
    """Return what an agency has set, if it has finished its set-up."""
    row = await present_adoption(session, unit_id)
    if row is None:
        return None
    return PresentSettings(row.id, row.pack_id, row.settings, row.document_name, row.document_no)


async def present_adoption(session: AsyncSession, unit_id: UUID) -> Adoption | None:
    """Return the adoption of an agency that is in force, if it has finished its set-up."""
    later = aliased(Adoption)
    found: Adoption | None = await session.scalar(
        select(Adoption).where(
            Adoption.unit_id == unit_id, ~exists().where(later.follows_id == Adoption.id)
        )
    )
    return found


async def list_agencies(session: AsyncSession, unit_ids: Collection[UUID]) -> list[AgencyLine]:
    """Return the agencies among these units by name, with what each lives by."""
    later = aliased(Adoption)
    rows = await session.execute(
        select(Unit, Adoption)
        .outerjoin(
            Adoption,
            (Adoption.unit_id == Unit.id) & ~exists().where(later.follows_id == Adoption.id),
        )
        .where(Unit.id.in_(unit_ids), Unit.kind == UnitKind.AGENCY.value)
        .order_by(Unit.name, Unit.id)
    )
    return [
        AgencyLine(
            unit.id,
            unit.name,
            row.pack_id if row else unit.pack_id,
            f"《{row.document_name}》（{row.document_no}）" if row else "",
            row.in_force_from if row else None,
        )
        for unit, row in rows
    ]


async def history_of_agency(session: AsyncSession, unit_id: UUID) -> tuple[AdoptionLine, ...]:
    """Return every adoption of an agency, newest first."""
    later = aliased(Adoption)
    rows = await session.execute(
        select(Adoption, Person.full_name, later.in_force_from)
        .outerjoin(Person, Person.id == Adoption.adopted_by_id)
        .outerjoin(later, later.follows_id == Adoption.id)
        .where(Adoption.unit_id == unit_id)
        .order_by(Adoption.in_force_from.desc(), Adoption.id.desc())
    )
    return tuple(
        AdoptionLine(
            row.id,
            row.pack_id,
            row.version,
            row.effective_sha256,
            row.document_name,
            row.document_no,
            row.in_force_from,
            until,
            by or "系统",
        )
        for row, by, until in rows
    )


async def pack_at(session: AsyncSession, unit_id: UUID, moment: datetime) -> Pack | None:
    """Return the pack that an agency had adopted at a moment, or ``None`` before its first."""
    row = await session.scalar(
        select(Adoption)
        .where(Adoption.unit_id == unit_id, Adoption.in_force_from <= moment)
        .order_by(Adoption.in_force_from.desc(), Adoption.id.desc())
        .limit(1)
    )
    return await adopted_pack(session, row) if row else None
