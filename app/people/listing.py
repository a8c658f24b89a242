"""人员名册: the people somebody may know, page by page, or all of a filter for a file."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, RoleAssignment, Section, Unit
from app.people.authority import Extent, extent_of, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.vocabulary import Employment, Role

PAGE_SIZE = 50


class Standing(StrEnum):
    """Whether somebody serves and may sign in."""

    LEFT = "left"
    SERVING = "serving"
    STOPPED = "stopped"


class Direction(StrEnum):
    """Which way the reader turns the page."""

    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the reader narrowed the list to; every field may be open."""

    text: str = ""
    unit_id: UUID | None = None
    section_id: UUID | None = None
    role: Role | None = None
    employment: Employment | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the roster. Username and number are empty where the reader may not know them."""

    id: UUID
    full_name: str
    username: str
    officer_no: str
    unit_id: UUID
    unit_name: str
    section_name: str
    post: str
    employment: Employment
    roles: frozenset[Role]
    standing: Standing


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of rows in the order of their registration, and the keys of its neighbours."""

    rows: tuple[PersonRow, ...]
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, slots=True)
class Roster:
    """What one reader may see of whom: the extent of the list and of the numbers in it."""

    actor: Actor
    known: Extent
    files: tuple[Extent, ...]

    def is_known(self) -> ColumnElement[bool]:
        """Return the condition that somebody is on the list."""
        return within(self.known, self.actor, Person.unit_id, person=Person.id)

    def has_numbers(self) -> ColumnElement[bool]:
        """Return the condition that username and officer number are shown and searched."""
        reached = (
            within(extent, self.actor, Person.unit_id, person=Person.id) for extent in self.files
        )
        return or_(*reached)


async def open_roster(session: AsyncSession, actor: Actor, known: Extent) -> Roster:
    """Return the roster of a reader whose extent of ``person:know`` is ``known``."""
    acts = (Act.PERSON_CHANGE, Act.PERSON_READ_FILE)
    return Roster(actor, known, tuple([await extent_of(session, actor, act) for act in acts]))


async def list_people(
    session: AsyncSession,
    roster: Roster,
    wanted: PeopleFilter,
    today: date,
    *,
    cursor: UUID | None = None,
    direction: Direction = Direction.FORWARD,
    limit: int = PAGE_SIZE,
) -> PeoplePage:
    """Return a page of the roster; roles are those of today."""
    forward = direction is Direction.FORWARD
    statement = _rows(roster).where(roster.is_known(), *_narrow(roster, wanted, today))
    statement = statement.order_by(Person.id.asc() if forward else Person.id.desc())
    if cursor is not None:
        statement = statement.where(Person.id > cursor if forward else Person.id < cursor)
    found = (await session.execute(statement.limit(limit + 1))).all()
    has_more, taken = len(found) > limit, list(found[:limit])
    if not forward:
        taken.reverse()
    rows = await _with_roles(session, taken, today)
    has_before = cursor is not None if forward else has_more
    has_after = has_more if forward else cursor is not None
    return PeoplePage(
        rows=rows,
        before=rows[0].id if rows and has_before else None,
        after=rows[-1].id if rows and has_after else None,
    )


async def every_person(
    session: AsyncSession, roster: Roster, wanted: PeopleFilter, today: date
) -> AsyncIterator[PersonRow]:
    """Yield every row of a filter, in the order of the pages."""
    cursor: UUID | None = None
    while True:
        page = await list_people(session, roster, wanted, today, cursor=cursor, limit=1000)
        for row in page.rows:
            yield row
        if page.after is None:
            return
        cursor = page.after


async def roles_on(
    session: AsyncSession, person_ids: Collection[UUID], day: date
) -> dict[UUID, frozenset[Role]]:
    """Return the roles that people hold on a day, in whatever unit."""
    rows = await session.execute(
        select(RoleAssignment.person_id, RoleAssignment.role).where(
            RoleAssignment.person_id.in_(person_ids), _held_on(day)
        )
    )
    held: dict[UUID, frozenset[Role]] = {}
    for person_id, role in rows:
        held[person_id] = held.get(person_id, frozenset()) | {Role(role)}
    return held


def standing_of(*, is_active: bool, left_on: date | None) -> Standing:
    """Return whether somebody serves and may sign in."""
    if left_on is not None:
        return Standing.LEFT
    return Standing.SERVING if is_active else Standing.STOPPED


def _narrow(roster: Roster, wanted: PeopleFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        by_number = or_(
            Person.username.icontains(wanted.text, autoescape=True),
            Person.officer_no.icontains(wanted.text, autoescape=True),
        )
        by_name = Person.full_name.icontains(wanted.text, autoescape=True)
        conditions.append(or_(by_name, roster.has_numbers() & by_number))
    if wanted.unit_id is not None:
        conditions.append(Person.unit_id == wanted.unit_id)
    if wanted.section_id is not None:
        conditions.append(Person.section_id == wanted.section_id)
    if wanted.employment is not None:
        conditions.append(Person.employment == wanted.employment.value)
    if wanted.role is not None:
        holders = select(RoleAssignment.person_id).where(
            RoleAssignment.role == wanted.role.value, _held_on(today)
        )
        conditions.append(Person.id.in_(holders))
    match wanted.standing:
        case Standing.LEFT:
            conditions.append(Person.left_on.isnot(None))
        case Standing.SERVING:
            conditions += [Person.left_on.is_(None), Person.is_active.is_(True)]
        case Standing.STOPPED:
            conditions += [Person.left_on.is_(None), Person.is_active.is_(False)]
        case None:
            pass
    return conditions


def _held_on(day: date) -> ColumnElement[bool]:
    is_open = or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day)
    return (RoleAssignment.from_on <= day) & is_open


def _rows(roster: Roster) -> Select[Any]:
    has_numbers = roster.has_numbers()
    return (
        select(
            Person,
            Unit.name,
            Section.name,
            case((has_numbers, Person.username), else_="").label("shown_username"),
            case((has_numbers, Person.officer_no), else_=None).label("shown_officer_no"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Section, Section.id == Person.section_id)
    )


async def _with_roles(
    session: AsyncSession, found: list[Row[Any]], today: date
) -> tuple[PersonRow, ...]:
    held = await roles_on(session, [row[0].id for row in found], today)
    return tuple(_row(row, held) for row in found)


def _row(row: Row[Any], held: dict[UUID, frozenset[Role]]) -> PersonRow:
    person, unit_name, section_name, username, officer_no = tuple(row)
    return PersonRow(
        id=person.id,
        full_name=person.full_name,
        username=username,
        officer_no=officer_no or "",
        unit_id=person.unit_id,
        unit_name=unit_name,
        section_name=section_name or "",
        post=person.post,
        employment=Employment(person.employment),
        roles=held.get(person.id, frozenset()),
        standing=standing_of(is_active=person.is_active, left_on=person.left_on),
    )
