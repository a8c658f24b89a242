"""Which certificates need attention: due, expired, without effect, or missing altogether.

Per person and kind the certificate that ends last counts; whoever enforces and has none at all
stands in the list without one. Source: Zhangzi article 7.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import Person, Qualification, RoleAssignment, Section, Unit
from app.people.authority import Extent, within
from app.people.certificate_standing import (
    NEED_ATTENTION,
    WARN_DAYS,
    CertificateState,
    Standing,
    last_day_of,
    standing_of,
)
from app.people.certificates import Certificate, certificate_of
from app.policy.actor import Actor
from app.policy.staffing import MUST_BE_QUALIFIED

PAGE_ROWS = 100
_BATCH_ROWS = 1000
_A_DAY = timedelta(days=1)
_NEVER = date(1, 1, 1)
"""Where whoever has no certificate stands in the order: before everybody."""


@dataclass(frozen=True, slots=True)
class ExpiryFilter:
    """What a list is narrowed to; nothing in ``states`` leaves all of them."""

    states: frozenset[CertificateState] = frozenset()
    name: str = ""
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ExpiryRow:
    """One person with the certificate of one kind that counts, or without any."""

    person_id: UUID
    unit_id: UUID
    full_name: str
    unit_name: str
    section_name: str
    certificate: Certificate | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class ExpiryPage:
    """Rows in the order in which they end; ``next_place`` leads to those after them."""

    rows: tuple[ExpiryRow, ...]
    next_place: str


async def list_expiry(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: ExpiryFilter,
    *,
    today: date,
    warn_days: int,
    place: str = "",
    limit: int = PAGE_ROWS,
) -> ExpiryPage:
    """Return people within ``extent`` by the last day of their certificates, missing ones first.

    ``place`` is the ``next_place`` of the page before; one that cannot be read is the beginning.
    """
    newest = _newest()
    ends_on = _ends_on(newest)
    key = tuple_(ends_on, Person.id, func.coalesce(newest.kind, ""))
    statement = _people_with(newest, today).where(
        within(extent, actor, Person.unit_id, person=Person.id)
    )
    if wanted.states:
        conditions = _conditions(newest, today, warn_days)
        statement = statement.where(or_(*(conditions[state] for state in wanted.states)))
    if wanted.name:
        statement = statement.where(Person.full_name.contains(wanted.name, autoescape=True))
    if wanted.unit_id is not None:
        statement = statement.where(Person.unit_id == wanted.unit_id)
    if after := _read_place(place):
        statement = statement.where(key > tuple_(*map(literal, after)))
    statement = statement.order_by(ends_on, Person.id, func.coalesce(newest.kind, ""))
    found = (await session.execute(statement.limit(limit + 1))).all()
    rows = tuple(_row(*item, today=today, warn_days=warn_days) for item in found[:limit])
    return ExpiryPage(rows, _place_of(rows[-1]) if len(found) > limit else "")


async def every_expiry(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: ExpiryFilter,
    *,
    today: date,
    warn_days: int,
) -> AsyncIterator[ExpiryRow]:
    """Yield every row of a filter, in the order of the pages."""
    place = ""
    while True:
        page = await list_expiry(
            session,
            actor,
            extent,
            wanted,
            today=today,
            warn_days=warn_days,
            place=place,
            limit=_BATCH_ROWS,
        )
        for row in page.rows:
            yield row
        if not page.next_place:
            return
        place = page.next_place


async def count_expiry(
    session: AsyncSession, actor: Actor, extent: Extent, *, today: date, warn_days: int = WARN_DAYS
) -> dict[CertificateState, int]:
    """Return how many certificates within ``extent`` need attention, by state."""
    newest = _newest()
    conditions = _conditions(newest, today, warn_days)
    state = case(*((conditions[state], state.value) for state in sorted(NEED_ATTENTION)))
    inner = (
        _people_with(newest, today)
        .with_only_columns(state.label("state"))
        .where(within(extent, actor, Person.unit_id, person=Person.id))
        .subquery()
    )
    rows = await session.execute(
        select(inner.c.state, func.count())
        .where(inner.c.state.is_not(None))
        .group_by(inner.c.state)
    )
    return {CertificateState(row[0]): row[1] for row in rows}


def _newest() -> type[Qualification]:
    """Return the certificate that ends last of each person and kind, as an entity to select."""
    ranked = (
        select(Qualification)
        .ext(distinct_on(Qualification.person_id, Qualification.kind))
        .order_by(
            Qualification.person_id,
            Qualification.kind,
            Qualification.valid_until.desc(),
            Qualification.valid_from.desc(),
            Qualification.id.desc(),
        )
        .subquery()
    )
    return aliased(Qualification, ranked)


def _people_with(
    newest: type[Qualification], today: date
) -> Select[Person, str, str, Qualification]:
    """Return people in service who have a certificate, or whose role demands one."""
    must_have = exists().where(
        RoleAssignment.person_id == Person.id,
        RoleAssignment.role.in_(role.value for role in MUST_BE_QUALIFIED),
        RoleAssignment.from_on <= today,
        or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= today),
    )
    return (
        select(Person, Unit.name, Section.name, newest)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Section, Section.id == Person.section_id)
        .outerjoin(newest, newest.person_id == Person.id)
        .where(
            Person.is_active,
            or_(Person.left_on.is_(None), Person.left_on >= today),
            or_(newest.id.is_not(None), must_have),
        )
    )


def _conditions(
    newest: type[Qualification], today: date, warn_days: int
) -> dict[CertificateState, ColumnElement[bool]]:
    """Return the SQL twin of ``standing_of``; a test compares the two."""
    in_effect = or_(newest.revoked_on.is_(None), newest.revoked_on > today)
    in_force = and_(in_effect, newest.valid_from <= today, newest.valid_until >= today)
    ends_soon = _ends_on(newest) <= today + timedelta(days=warn_days)
    return {
        CertificateState.MISSING: newest.id.is_(None),
        CertificateState.ENDED: newest.revoked_on <= today,
        CertificateState.EXPIRED: and_(in_effect, newest.valid_until < today),
        CertificateState.PENDING: and_(in_effect, newest.valid_from > today),
        CertificateState.EXPIRING: and_(in_force, ends_soon),
        CertificateState.VALID: and_(in_force, ~ends_soon),
    }


def _ends_on(newest: type[Qualification]) -> ColumnElement[date]:
    return func.coalesce(func.least(newest.valid_until, newest.revoked_on - 1), _NEVER)


def _row(
    person: Person,
    unit_name: str,
    section_name: str | None,
    row: Qualification | None,
    *,
    today: date,
    warn_days: int,
) -> ExpiryRow:
    certificate = certificate_of(row) if row is not None else None
    return ExpiryRow(
        person_id=person.id,
        unit_id=person.unit_id,
        full_name=person.full_name,
        unit_name=unit_name,
        section_name=section_name or "",
        certificate=certificate,
        standing=standing_of(certificate, today, warn_days),
    )


def _place_of(row: ExpiryRow) -> str:
    ends_on = last_day_of(row.certificate) if row.certificate else _NEVER
    kind = row.certificate.kind.value if row.certificate else ""
    return f"{ends_on.isoformat()}~{row.person_id}~{kind}"


def _read_place(text: str) -> tuple[date, UUID, str] | None:
    day, _, rest = text.partition("~")
    person, _, kind = rest.partition("~")
    try:
        return date.fromisoformat(day), UUID(person), kind
    except ValueError:
        return None
