"""What has become of somebody's own requests, as the start page tells it without being asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.requests import number_of
from app.models import AccessApproval, AccessLookup, AccessPermit, AccessRequest, CopyIssue
from app.policy.access_words import AccessState, PermitEnd
from app.policy.actor import Actor
from app.policy.law_words import ConsultAct

TOLD_FOR = timedelta(days=7)
"""So long an answer that grants nothing is told, unless it is asked again before."""
SOON = timedelta(days=1)
MOST_TOLD = 99
_CAME_TO_NOTHING = (AccessState.NOT_FOUND, AccessState.REFUSED, AccessState.RETURNED)
_Follower = aliased(AccessRequest)


@dataclass(frozen=True, slots=True)
class Granted:
    """A request that opens something now, or will."""

    request_id: UUID
    number: str
    act: ConsultAct
    from_at: datetime
    until_at: datetime
    in_reading_room: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that came to nothing lately, or whose permit was taken back, and why."""

    request_id: UUID
    number: str
    said: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A request of which copies lie ready to be fetched."""

    request_id: UUID
    number: str
    copies: int


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told; of what was granted, that which ends first stands first."""

    granted: tuple[Granted, ...] = ()
    ending: tuple[Granted, ...] = ()
    answered: tuple[Answered, ...] = ()
    ready: tuple[Ready, ...] = ()


async def news_of(session: AsyncSession, actor: Actor, *, now: datetime) -> News:
    """Return what has become of the actor's own requests."""
    live, told = _is_live(now), _is_told(now)
    rows = (
        await session.execute(
            _requests()
            .add_columns(live.label("is_live"), told.label("is_told"))
            .where(AccessRequest.requester_id == actor.id, or_(live, told, _copies_ready() > 0))
            .order_by(AccessRequest.id.desc())
            .limit(MOST_TOLD)
        )
    ).all()
    granted = sorted((_granted(row) for row in rows if row.is_live), key=_by_end)
    return News(
        granted=tuple(each for each in granted if each.until_at - now > SOON),
        ending=tuple(each for each in granted if each.until_at - now <= SOON),
        answered=tuple(_answered(row) for row in rows if row.is_told),
        ready=_ready(rows),
    )


@cache
def _requests() -> Select[*tuple[Any, ...]]:
    said = (
        select(AccessApproval.reason)
        .where(
            AccessApproval.request_id == AccessRequest.id,
            AccessApproval.answer == AccessRequest.state,
        )
        .order_by(AccessApproval.id.desc())
        .limit(1)
    )
    looked = (
        select(AccessLookup.told)
        .where(
            AccessLookup.request_id == AccessRequest.id,
            AccessLookup.result == AccessRequest.state,
        )
        .limit(1)
    )
    return select(
        AccessRequest,
        AccessPermit,
        func.coalesce(said.scalar_subquery(), looked.scalar_subquery(), "").label("said"),
        _copies_ready().label("copies"),
    ).outerjoin(AccessPermit, AccessPermit.request_id == AccessRequest.id)


def _is_live(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a request was granted and its permit has something left."""
    used_up = and_(
        AccessPermit.act == ConsultAct.VIEW.value, AccessPermit.uses >= AccessPermit.uses_allowed
    )
    return and_(
        AccessRequest.state == AccessState.GRANTED.value,
        AccessPermit.ended_at.is_(None),
        AccessPermit.until_at > now,
        func.coalesce(used_up, False).is_(False),
    )


def _is_told(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a request came to nothing lately and was not asked again."""
    was_taken_back = func.coalesce(AccessPermit.end_kind == PermitEnd.REVOKED.value, False)
    return and_(
        or_(
            AccessRequest.state.in_([state.value for state in _CAME_TO_NOTHING]),
            was_taken_back.is_(True),
        ),
        AccessRequest.ended_at > now - TOLD_FOR,
        ~exists().where(_Follower.follows_id == AccessRequest.id),
    )


def _copies_ready() -> ColumnElement[int]:
    """Return how many copies are sealed and neither signed for nor mailed."""
    return (
        select(func.count(CopyIssue.id))
        .where(
            CopyIssue.request_id == AccessRequest.id,
            CopyIssue.bundle_id.is_not(None),
            CopyIssue.received_at.is_(None),
            CopyIssue.mailed_on.is_(None),
        )
        .correlate(AccessRequest)
        .scalar_subquery()
    )


def _by_end(granted: Granted) -> datetime:
    return granted.until_at


def _granted(row: Row[Any]) -> Granted:
    request, permit = row.AccessRequest, row.AccessPermit
    return Granted(
        request_id=request.id,
        number=number_of(request.year, request.serial),
        act=ConsultAct(permit.act),
        from_at=permit.from_at,
        until_at=permit.until_at,
        in_reading_room=permit.in_reading_room,
    )


def _answered(row: Row[Any]) -> Answered:
    request, permit = row.AccessRequest, row.AccessPermit
    number = number_of(request.year, request.serial)
    if permit is not None:
        said = f"的准予{PermitEnd(permit.end_kind).label}"
        return Answered(request.id, number, said, permit.end_reason)
    reason = row.said or str(request.basis.get("reason", ""))
    return Answered(request.id, number, AccessState(request.state).label, reason)


def _ready(rows: Sequence[Row[Any]]) -> tuple[Ready, ...]:
    return tuple(
        Ready(
            row.AccessRequest.id,
            number_of(row.AccessRequest.year, row.AccessRequest.serial),
            row.copies,
        )
        for row in rows
        if row.copies
    )
