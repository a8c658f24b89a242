"""The lists of requests: one's own, what waits at the desk, and all that may be known (P13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.mailing import mailed_by
from app.access.numbering import read_number
from app.access.requests import findable_requests, number_of
from app.cases.turning import count_some, turned
from app.cases.visibility import knowledge_of_cases, known_cases
from app.models import AccessRequest, Case, Person, Unit
from app.people.authority import Extent, extent_of
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_numbers import partly
from app.policy.law_words import ConsultAct, Requester

PAGE_SIZE = 50
MOST_COUNTED = 99


class Tab(StrEnum):
    """Which list is looked at."""

    ALL = "all"
    DESK = "desk"
    MAIL = "mail"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a list is narrowed to; ``days``: asked in so many days up to now.

    ``text`` is looked for in the number, the applicant and their unit, the case number, what is
    wanted and why; digits alone are the number.
    """

    state: AccessState | None = None
    requester: Requester | None = None
    unit_id: UUID | None = None
    days: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request of a list; ``applicant`` is the name of whoever asks."""

    id: UUID
    number: str
    unit_name: str
    requester: Requester
    applicant: str
    applicant_unit: str
    act: ConsultAct
    case_no: str
    material: str
    purpose: str
    state: AccessState
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Some lines, newest first, and the ids from which newer and older ones follow."""

    lines: tuple[RequestLine, ...]
    newer: UUID | None
    older: UUID | None


async def desk_of(session: AsyncSession, actor: Actor) -> frozenset[UUID]:
    """Return the units at whose desk the actor receives."""
    return (await extent_of(session, actor, Act.ACCESS_RECEIVE)).units


async def list_requests(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    tab: Tab,
    wanted: RequestFilter,
    *,
    older_than: UUID | None = None,
    newer_than: UUID | None = None,
    limit: int = PAGE_SIZE,
    now: datetime,
) -> RequestPage:
    """Return a page of the requests that the actor may know, newest first.

    Their cases are named to whoever may know of these too.
    """
    conditions = await _conditions(session, actor, extent, tab, wanted, now=now)
    place, is_back = newer_than or older_than, newer_than is not None
    if place is not None:
        beyond = AccessRequest.id > place if is_back else AccessRequest.id < place
        conditions.append(beyond)
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    case_no = either((known, Case.case_no), else_="")
    rows = await session.execute(
        _lines()
        .add_columns(case_no)
        .where(*conditions)
        .order_by(AccessRequest.id if is_back else AccessRequest.id.desc())
        .limit(limit + 1)
    )
    lines = [_line(row, actor) for row in rows]
    found = turned(lines, limit, is_back=is_back, is_begun=place is not None)
    return RequestPage(
        found.rows,
        found.newer.id if found.newer else None,
        found.older.id if found.older else None,
    )


async def count_requests(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    tab: Tab,
    wanted: RequestFilter,
    *,
    now: datetime,
) -> int:
    """Return how many there are on all pages, at most one over ``turning.MOST_COUNTED``."""
    conditions = await _conditions(session, actor, extent, tab, wanted, now=now)
    return await count_some(
        session, _lines().with_only_columns(AccessRequest.id).where(*conditions)
    )


async def _conditions(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    tab: Tab,
    wanted: RequestFilter,
    *,
    now: datetime,
) -> list[ColumnElement[bool]]:
    return [
        await findable_requests(session, actor, extent),
        *await _of_tab(session, actor, tab),
        *_narrow(wanted, now),
        *_said(wanted.text, actor),
    ]


async def count_at_desk(session: AsyncSession, units: Collection[UUID]) -> int:
    """Return how many requests wait at the desks of these units, at most one over the most."""
    return await _count(session, AccessRequest.unit_id.in_(units), _waits_at_desk())


async def count_unanswered(session: AsyncSession, actor: Actor) -> int:
    """Return how many of the actor's own requests wait for their reply."""
    return await _count(
        session,
        AccessRequest.requester_id == actor.id,
        AccessRequest.state == AccessState.QUESTIONED.value,
    )


async def _count(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    some = select(AccessRequest.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def _of_tab(session: AsyncSession, actor: Actor, tab: Tab) -> list[ColumnElement[bool]]:
    match tab:
        case Tab.ALL:
            return []
        case Tab.MAIL:
            return [await mailed_by(session, actor)]
        case Tab.MINE:
            return [AccessRequest.requester_id == actor.id]
        case Tab.DESK:
            units = await desk_of(session, actor)
            return [AccessRequest.unit_id.in_(units), _waits_at_desk()]


def _waits_at_desk() -> ColumnElement[bool]:
    """Return the condition that the keeper has something to do: for a visitor he replies too."""
    return or_(
        AccessRequest.state == AccessState.OPEN.value,
        and_(
            AccessRequest.state == AccessState.QUESTIONED.value,
            AccessRequest.requester_id.is_(None),
        ),
    )


def _narrow(wanted: RequestFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(AccessRequest.state == wanted.state.value)
    if wanted.requester is not None:
        conditions.append(AccessRequest.requester == wanted.requester.value)
    if wanted.unit_id is not None:
        conditions.append(AccessRequest.unit_id == wanted.unit_id)
    if wanted.days is not None:
        conditions.append(AccessRequest.asked_at >= now - timedelta(days=wanted.days))
    return conditions


_Asker = aliased(Person)


def _said(text: str, actor: Actor) -> list[ColumnElement[bool]]:
    """Return the condition that a request is what the words name; none without words.

    Whoever described what they look for does not learn by searching in which case it was found.
    """
    if not text:
        return []
    number = read_number(text)
    if number is not None and text.isdigit():
        return [number.is_asked()]
    described = and_(AccessRequest.material != "", AccessRequest.requester_id == actor.id)
    ways = [
        _Asker.full_name.icontains(text, autoescape=True),
        AccessRequest.applicant_name.icontains(text, autoescape=True),
        AccessRequest.applicant_unit.icontains(text, autoescape=True),
        AccessRequest.purpose.icontains(text, autoescape=True),
        AccessRequest.material.icontains(text, autoescape=True),
        and_(
            or_(*(Case.case_no.icontains(one, autoescape=True) for one in partly(text))),
            func.coalesce(described, false()).is_(False),
        ),
    ]
    return [or_(*ways, number.is_asked()) if number else or_(*ways)]


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(AccessRequest, Unit.name, _Asker.full_name)
        .join(Unit, Unit.id == AccessRequest.unit_id)
        .outerjoin(_Asker, _Asker.id == AccessRequest.requester_id)
        .outerjoin(Case, Case.id == AccessRequest.case_id)
    )


def _line(found: Row[Any], actor: Actor) -> RequestLine:
    request, unit_name, asker, case_no = tuple(found)
    # Whoever described what they look for is not told by the list which case it was found in.
    is_untold = bool(request.material) and request.requester_id == actor.id
    return RequestLine(
        id=request.id,
        number=number_of(request.year, request.serial),
        unit_name=unit_name,
        requester=Requester(request.requester),
        applicant=asker or request.applicant_name,
        applicant_unit=request.applicant_unit,
        act=ConsultAct(request.act),
        case_no="" if is_untold else case_no or "",
        material=request.material,
        purpose=request.purpose,
        state=AccessState(request.state),
        asked_at=request.asked_at,
    )
