"""Sittings as pages show them: what a viewer has before them, and those of one request."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from app.access.reading_rooms import ReadingRoom, room_for
from app.access.reading_terminals import free_terminals
from app.access.requests import find_request, number_of, thing_of_request
from app.access.sitting_facts import read_before_sitting
from app.access.watching import judge
from app.errors import NotFoundError
from app.models import (
    AccessItem,
    AccessPermit,
    AccessRequest,
    CaseDocument,
    Person,
    ReadingTerminal,
    Unit,
    Viewing,
)
from app.papers.opening import OpenedDocument, locate_document
from app.people.authority import authorise
from app.policy.access_words import ViewingEnd
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, allow, refuse
from app.policy.law_words import ConsultAct
from app.policy.permits import beginning_problem, permit_problem
from app.recordings.queries import RecordingContent, RecordingDetail, content_of, detail_of

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Marked:
    """What the watermark of a sitting says beside the time."""

    code: str
    name: str
    unit_name: str
    number: str


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting of a request, open while ``ended_at`` is ``None``."""

    id: UUID
    code: str
    address: str
    terminal: str
    started_at: datetime
    ended_at: datetime | None
    end: ViewingEnd | None
    credential_id: UUID | None


@dataclass(frozen=True, slots=True)
class Room:
    """A reading terminal on which a visitor can sit down."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything about the sittings of one request.

    ``beginning`` says whether one can begin now, for the requester at this very place or for the
    keeper on any of ``rooms``; ``None`` for somebody who only looks on. ``reading_room`` is there
    where nothing is wanting but a place.
    """

    request_id: UUID
    number: str
    who: str
    is_from_outside: bool
    from_at: datetime | None
    until_at: datetime | None
    uses: int
    uses_allowed: int | None
    needs_room: bool
    is_over: bool
    """Whether the permit is over, so that a sitting which runs still is about to be ended."""
    is_for_viewing: bool
    beginning: Decision | None
    rooms: tuple[Room, ...]
    reading_room: ReadingRoom | None
    lines: tuple[SittingLine, ...]
    may_end: bool

    @property
    def open_line(self) -> SittingLine | None:
        """Return the sitting that is open, if one is."""
        return next((line for line in self.lines if line.ended_at is None), None)


async def overview_of(
    session: AsyncSession, actor: Actor, request_id: UUID, *, now: datetime
) -> Overview:
    """Return the sittings of a request of which the actor may know.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    request = await find_request(session, actor, request_id)
    thing = await thing_of_request(session, request)
    keeps = (await authorise(session, actor, Act.ACCESS_RECEIVE, thing)).allowed
    ends = (await authorise(session, actor, Act.ACCESS_REVOKE, thing)).allowed
    is_own = request.requester_id is not None and request.requester_id == actor.id
    is_from_outside = request.requester_id is None
    permit = await session.scalar(select(AccessPermit).where(AccessPermit.request_id == request.id))
    rooms = await free_terminals(session, request.unit_id) if keeps and is_from_outside else ()
    beginning, lacks_place = None, False
    if permit is not None and (is_own or (keeps and is_from_outside)):
        beginning, lacks_place = await _beginning(session, actor, request, permit, now)
        lacks_place = lacks_place or (is_from_outside and beginning.allowed and not rooms)
    return Overview(
        request_id=request.id,
        number=number_of(request.year, request.serial),
        who=await _who(session, request),
        is_from_outside=is_from_outside,
        from_at=permit.from_at if permit else None,
        until_at=permit.until_at if permit else None,
        uses=permit.uses if permit else 0,
        uses_allowed=permit.uses_allowed if permit else None,
        needs_room=is_from_outside or bool(permit and permit.in_reading_room),
        is_over=permit is not None and (permit.ended_at is not None or permit.until_at <= now),
        is_for_viewing=permit is not None and permit.act == ConsultAct.VIEW.value,
        beginning=beginning,
        rooms=tuple(Room(row.id, row.name) for row in rooms),
        reading_room=await room_for(session, actor, thing, now=now) if lacks_place else None,
        lines=await _lines(session, request.id),
        may_end=is_own or keeps or ends,
    )


async def mark_of(session: AsyncSession, viewing_id: UUID) -> Marked:
    """Return what stands in the watermark: the code, who views, under which request."""
    row = (
        await session.execute(
            select(Viewing.code, AccessRequest, Person.full_name, Unit.name)
            .join(AccessRequest, AccessRequest.id == Viewing.request_id)
            .outerjoin(Person, Person.id == Viewing.person_id)
            .outerjoin(Unit, Unit.id == Person.unit_id)
            .where(Viewing.id == viewing_id)
        )
    ).one()
    code, request, name, unit_name = row
    if request.requester_id is None:
        name, unit_name = request.applicant_name, request.applicant_unit
    return Marked(code, name, unit_name or "", number_of(request.year, request.serial))


async def recording_in(session: AsyncSession, recording_id: UUID | None) -> RecordingDetail:
    """Return the recording of a sitting's item that was judged just now.

    Raises:
        NotFoundError: the item is none.
    """
    return _present(await detail_of(session, recording_id) if recording_id else None)


async def media_in(session: AsyncSession, recording_id: UUID | None) -> RecordingContent:
    """Return what is sent of such a recording, and read no more.

    Raises:
        NotFoundError: the item is none.
    """
    return _present(await content_of(session, recording_id) if recording_id else None)


def _present(found: Found | None) -> Found:
    if found is None:
        raise NotFoundError
    return found


async def document_in(session: AsyncSession, document_id: UUID | None) -> CaseDocument:
    """Return the document of a sitting's item that was judged just now.

    Raises:
        NotFoundError: the item is none.
    """
    document = await session.scalar(
        select(CaseDocument)
        .where(CaseDocument.id == document_id)
        .options(defer(CaseDocument.content_text, raiseload=True))
    )
    return _present(document)


async def content_in(session: AsyncSession, document_id: UUID | None) -> OpenedDocument:
    """Return where the bytes of such a document lie.

    Raises:
        ConflictError: nobody has looked at it yet, or it was put aside.
        NotFoundError: the item is none.
    """
    return await locate_document(session, await document_in(session, document_id))


async def first_item(session: AsyncSession, request_id: UUID) -> UUID | None:
    """Return the item that a sitting opens with."""
    return await session.scalar(
        select(AccessItem.id)
        .where(AccessItem.request_id == request_id, AccessItem.is_granted)
        .order_by(AccessItem.id)
        .limit(1)
    )


async def _beginning(
    session: AsyncSession, actor: Actor, request: AccessRequest, permit: AccessPermit, now: datetime
) -> tuple[Decision, bool]:
    """Return whether a sitting could begin, and whether nothing but the place keeps it from that.

    For a visitor some terminal is taken to be free.
    """
    is_own = request.requester_id is not None
    sitting = await read_before_sitting(
        session,
        permit.id,
        now=now,
        credential_id=actor.credential_id if is_own else None,
        terminal_id=actor.terminal_id if is_own else request.id,
    )
    assert sitting is not None
    if is_own:
        decision = await judge(session, actor, sitting)
        if not decision.allowed:
            in_place = replace(sitting.facts, is_in_place=True)
            return decision, not permit_problem(in_place)
    used_up = beginning_problem(sitting.act, permit.uses, permit.uses_allowed)
    problem = permit_problem(sitting.facts) or used_up
    return refuse(problem) if problem else allow("可以开始查阅。"), False


async def _who(session: AsyncSession, request: AccessRequest) -> str:
    if request.requester_id is None:
        return f"{request.applicant_name} {request.applicant_unit}".rstrip()
    name = select(Person.full_name).where(Person.id == request.requester_id)
    return await session.scalar(name) or ""


async def _lines(session: AsyncSession, request_id: UUID) -> tuple[SittingLine, ...]:
    rows = await session.execute(
        select(Viewing, ReadingTerminal.name)
        .outerjoin(ReadingTerminal, ReadingTerminal.id == Viewing.terminal_id)
        .where(Viewing.request_id == request_id)
        .order_by(Viewing.id.desc())
    )
    return tuple(
        SittingLine(
            id=viewing.id,
            code=viewing.code,
            address=viewing.address,
            terminal=terminal or "",
            started_at=viewing.started_at,
            ended_at=viewing.ended_at,
            end=ViewingEnd(viewing.end_kind) if viewing.end_kind else None,
            credential_id=viewing.credential_id,
        )
        for viewing, terminal in rows
    )
