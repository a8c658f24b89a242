"""The list of cases, within what somebody may know of them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.turning import count_some, turned
from app.cases.unassigned import has_main_handler, runs
from app.cases.visibility import handled_by, known_cases
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseHandler, CaseParty, Person, Unit
from app.people.authority import Extent
from app.policy.actor import Actor
from app.policy.case_numbers import partly
from app.policy.case_words import CaseProcedure, CaseState, PartyRole, SecurityClass

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list is narrowed to; ``is_running`` is everything that is not closed yet.

    ``lacks_main`` is what runs without a main handler.
    """

    text: str = ""
    state: CaseState | None = None
    procedure: CaseProcedure | None = None
    is_running: bool = False
    is_own: bool = False
    lacks_main: bool = False
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the list; ``parties`` are the names of those it is about, in their order."""

    id: UUID
    case_no: str
    title: str
    cause: str
    procedure: CaseProcedure
    state: CaseState
    unit_name: str
    main_handler: str
    parties: tuple[str, ...]
    opened_on: date
    security_class: SecurityClass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a case stands: by its day of opening, of one day by its id."""

    opened_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some lines, newest first, and the places from which newer and older ones follow."""

    lines: tuple[CaseLine, ...]
    newer: Place | None
    older: Place | None


async def list_cases(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: CaseFilter,
    *,
    older_than: Place | None = None,
    newer_than: Place | None = None,
    limit: int = PAGE_SIZE,
) -> CasePage:
    """Return a page of the cases that the actor may know, those opened last first."""
    conditions = [known_cases(actor, extent), *_narrow(wanted, actor)]
    place, is_back = newer_than or older_than, newer_than is not None
    key = tuple_(Case.opened_on, Case.id)
    if place is not None:
        there = tuple_(place.opened_on, place.id)
        conditions.append(key > there if is_back else key < there)
    order = (Case.opened_on, Case.id) if is_back else (Case.opened_on.desc(), Case.id.desc())
    rows = await session.execute(_lines().where(*conditions).order_by(*order).limit(limit + 1))
    lines = [_line(row) for row in rows]
    found = turned(lines, limit, is_back=is_back, is_begun=place is not None)
    return CasePage(found.rows, _place(found.newer), _place(found.older))


async def count_cases(
    session: AsyncSession, actor: Actor, extent: Extent, wanted: CaseFilter
) -> int:
    """Return how many there are on all pages, at most one over ``MOST_COUNTED``."""
    conditions = [known_cases(actor, extent), *_narrow(wanted, actor)]
    return await count_some(session, select(Case.id).where(*conditions))


async def note_export(session: AsyncSession, actor: Actor, rows: int, *, now: datetime) -> None:
    """Append ``cases:exported``: who took the list out of the house, and how many rows."""
    await append(
        session,
        LedgerKind.CASES_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={"rows": rows},
        now=now,
    )


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    names = (
        select(func.array_agg(aggregate_order_by(CaseParty.name, CaseParty.id)))
        .where(
            CaseParty.case_id == Case.id,
            CaseParty.struck_at.is_(None),
            CaseParty.role.in_([PartyRole.PARTY.value, PartyRole.THIRD_PARTY.value]),
        )
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        select(Case, Unit.name, Person.full_name, names)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(
            CaseHandler,
            and_(CaseHandler.case_id == Case.id, CaseHandler.is_main, CaseHandler.until.is_(None)),
        )
        .outerjoin(Person, Person.id == CaseHandler.person_id)
    )


def _narrow(wanted: CaseFilter, actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(Case.state == wanted.state.value)
    if wanted.is_running or wanted.lacks_main:
        conditions.append(runs())
    if wanted.lacks_main:
        conditions.append(~has_main_handler())
    if wanted.procedure is not None:
        conditions.append(Case.procedure == wanted.procedure.value)
    if wanted.is_own:
        conditions.append(handled_by(actor))
    if wanted.unit_id is not None:
        conditions.append(Case.unit_id == wanted.unit_id)
    if wanted.text:
        conditions.append(_contains(wanted.text))
    return conditions


def _contains(text: str) -> ColumnElement[bool]:
    """Return the condition that number, title, cause or the name of somebody holds the text."""
    parties = select(CaseParty.case_id).where(
        CaseParty.name.icontains(text, autoescape=True), CaseParty.struck_at.is_(None)
    )
    return or_(
        *(Case.case_no.icontains(number, autoescape=True) for number in partly(text)),
        Case.title.icontains(text, autoescape=True),
        Case.cause.icontains(text, autoescape=True),
        Case.id.in_(parties),
    )


def _place(line: CaseLine | None) -> Place | None:
    return Place(line.opened_on, line.id) if line else None


def _line(found: Row[Any]) -> CaseLine:
    case, unit_name, main_handler, parties = tuple(found)
    return CaseLine(
        id=case.id,
        case_no=case.case_no,
        title=case.title,
        cause=case.cause,
        procedure=CaseProcedure(case.procedure),
        state=CaseState(case.state),
        unit_name=unit_name,
        main_handler=main_handler or "",
        parties=tuple(parties or ()),
        opened_on=case.opened_on,
        security_class=SecurityClass(case.security_class),
    )
