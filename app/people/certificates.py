"""Read certificates: one as somebody may know it, all of a person, and whoever is qualified."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Qualification
from app.people.finding import PersonDetail, find_person
from app.policy.actor import Actor
from app.policy.vocabulary import QualificationEnd, QualificationKind


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate; ``revoked_on`` is the first day on which it has no effect."""

    id: UUID
    person_id: UUID
    kind: QualificationKind
    certificate_no: str
    issuer: str
    valid_from: date
    valid_until: date
    revoked_on: date | None
    revoked_as: QualificationEnd | None
    revoked_why: str
    registered_by_id: UUID | None
    registered_at: datetime


async def find_certificate(
    session: AsyncSession, actor: Actor, qualification_id: UUID
) -> tuple[Certificate, PersonDetail]:
    """Return a certificate and its holder, whom the actor may know of.

    Raises:
        NotFoundError: there is none, or the actor may not know its holder.
    """
    row = await session.get(Qualification, qualification_id)
    if row is None:
        raise NotFoundError
    return certificate_of(row), await find_person(session, actor, row.person_id)


async def certificates_of(session: AsyncSession, person_id: UUID) -> tuple[Certificate, ...]:
    """Return all certificates of a person, the one that ends last first."""
    rows = await session.scalars(
        select(Qualification)
        .where(Qualification.person_id == person_id)
        .order_by(Qualification.valid_until.desc(), Qualification.id.desc())
    )
    return tuple(certificate_of(row) for row in rows)


async def is_qualified(session: AsyncSession, person_id: UUID, day: date) -> bool:
    """Return whether a person has any certificate in force on ``day``."""
    in_force = (
        Qualification.person_id == person_id,
        Qualification.valid_from <= day,
        Qualification.valid_until >= day,
        or_(Qualification.revoked_on.is_(None), Qualification.revoked_on > day),
    )
    return bool(await session.scalar(select(exists().where(*in_force))))


def certificate_of(row: Qualification) -> Certificate:
    """Return a row as it is handed to doors."""
    return Certificate(
        id=row.id,
        person_id=row.person_id,
        kind=QualificationKind(row.kind),
        certificate_no=row.certificate_no,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_on=row.revoked_on,
        revoked_as=QualificationEnd(row.revoked_as) if row.revoked_as else None,
        revoked_why=row.revoked_why,
        registered_by_id=row.registered_by_id,
        registered_at=row.registered_at,
    )
