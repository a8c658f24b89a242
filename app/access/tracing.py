"""追查: from the code in a photographed screen or on a copy back to who, when, where and why.

A code of a unit that is not the asker's to trace looks like one that never was, so nobody learns
from guessing that it exists. Every question is an event, whether it found anything or not.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.codes import read_code
from app.access.register import Shown, known_request, shown_in
from app.access.register_columns import RegisterColumns, columns_of_copy, columns_of_viewing
from app.access.requests import number_of
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest, CopyIssue, RegisterLine, Unit, Viewing
from app.people.authority import authorise, thing_in
from app.policy.access_words import RegisterKind
from app.policy.actor import Actor
from app.policy.acts import Act


@dataclass(frozen=True, slots=True)
class Traced:
    """What a code leads to: a viewing, or a copy that left the house.

    ``lines`` are those of the register: a viewing has none before it ends, a copy one for each of
    its issue, its receipt and its mailing. ``request_id`` is set only for whoever may know the
    request.
    """

    code: str
    is_copy: bool
    unit_name: str
    request_no: str
    columns: RegisterColumns
    address: str
    shown: tuple[Shown, ...]
    lines: tuple[tuple[RegisterKind, UUID], ...]
    request_id: UUID | None


async def trace(session: AsyncSession, actor: Actor, typed: str, *, now: datetime) -> Traced | None:
    """Return what a typed code leads to, ``None`` where it leads nowhere for this actor.

    Appends ``access:traced``, about the viewing or the copy when one was found.
    """
    code = read_code(typed)
    viewing = await session.scalar(select(Viewing).where(Viewing.code == code)) if code else None
    issue = await session.scalar(select(CopyIssue).where(CopyIssue.code == code)) if code else None
    found = viewing or issue
    if found is not None:
        thing = await thing_in(session, found.unit_id)
        if not (await authorise(session, actor, Act.ACCESS_TRACE, thing)).allowed:
            found = None
    await append(
        session,
        LedgerKind.ACCESS_TRACED,
        actor,
        unit_id=found.unit_id if found else actor.unit_id,
        subject_id=found.id if found else None,
        detail={"mark": code or "", "traced": _outcome(code, found)},
        now=now,
    )
    if found is None:
        return None
    if isinstance(found, Viewing):
        return await _of_viewing(session, actor, found)
    return await _of_copy(session, actor, found)


def _outcome(code: str | None, found: Viewing | CopyIssue | None) -> str:
    if code is None:
        return "unreadable"
    return "found" if found else "unknown"


async def _of_viewing(session: AsyncSession, actor: Actor, viewing: Viewing) -> Traced:
    request = await session.get_one(AccessRequest, viewing.request_id)
    return Traced(
        code=viewing.code,
        is_copy=False,
        unit_name=await _unit_name(session, viewing.unit_id),
        request_no=number_of(request.year, request.serial),
        columns=await columns_of_viewing(session, request, viewing),
        address=viewing.address,
        shown=await shown_in(session, viewing),
        lines=await _lines(session, RegisterLine.viewing_id == viewing.id),
        request_id=await known_request(session, actor, request.id),
    )


async def _of_copy(session: AsyncSession, actor: Actor, issue: CopyIssue) -> Traced:
    request = await session.get_one(AccessRequest, issue.request_id)
    return Traced(
        code=issue.code,
        is_copy=True,
        unit_name=await _unit_name(session, issue.unit_id),
        request_no=number_of(request.year, request.serial),
        columns=await columns_of_copy(session, request, issue),
        address="",
        shown=(),
        lines=await _lines(session, RegisterLine.copy_id == issue.id),
        request_id=await known_request(session, actor, request.id),
    )


async def _lines(
    session: AsyncSession, of_it: ColumnElement[bool]
) -> tuple[tuple[RegisterKind, UUID], ...]:
    rows = await session.execute(
        select(RegisterLine.kind, RegisterLine.id)
        .where(of_it)
        .order_by(RegisterLine.year, RegisterLine.line_no)
    )
    return tuple((RegisterKind(kind), line_id) for kind, line_id in rows)


async def _unit_name(session: AsyncSession, unit_id: UUID) -> str:
    return (await session.get_one(Unit, unit_id)).name
