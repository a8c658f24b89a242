"""Import a year's days off, and count again what was counted without it.

A year once imported is never changed; a correction is another import that counts instead.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.deadlines.calendar import known_years
from app.deadlines.refreshing import refresh
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Deadline, ImportedYear
from app.packs.load import read_document
from app.people.authority import permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.calendar_parsing import parse_year
from app.policy.calendars import CalendarError, CalendarYear, join_years
from app.policy.decision import Decision
from app.policy.pack_parsing import PackError
from app.policy.vocabulary import ActorKind

MOST_BYTES = 64 * 1024
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has brought: the year, and how many open deadlines have moved."""

    year: int
    moved: int
    settled: int
    """Met deadlines that are no longer marked as provisional; their ends stand."""


def read_year_file(content: bytes) -> CalendarYear:
    """Return the year that a file describes.

    Raises:
        CalendarError: with every problem, also where it is no TOML at all.
    """
    if len(content) > MOST_BYTES:
        raise CalendarError([f"文件超过 {MOST_BYTES // 1024} KB，不是一年的节假日安排"])
    try:
        return parse_year(read_document(content))
    except PackError as error:
        raise CalendarError(list(error.problems)) from error


async def import_year(
    session: AsyncSession, actor: Actor, content: bytes, *, now: datetime
) -> Imported | Decision:
    """Add a year to the calendar in force, or return the refusal.

    Appends ``calendar:imported`` with the list of open deadlines that have moved, and
    ``deadline:recomputed`` for each.

    Raises:
        CalendarError: with every problem of the file, or with days on which two years disagree.
    """
    if actor.kind is not ActorKind.WORKER:
        if actor.unit_id is None:
            raise CalendarError(["请先登录"])
        thing = await thing_in(session, actor.unit_id)
        decision = await permit(
            session, actor, Act.CALENDAR_KEEP, thing, subject_id=actor.unit_id, now=now
        )
        if not decision.allowed:
            return decision
    year = read_year_file(content)
    others = [
        line.year
        for line in await known_years(session)
        if line.counts and line.year.year != year.year
    ]
    join_years([*others, year])
    row = _row(actor, year, content, now)
    session.add(row)
    await session.flush()
    moved = await _refresh_open(session, year.year, actor, now)
    settled = await _settle_met(session, year.year)
    detail = {
        "import": row.id,
        "year": year.year,
        "notice": row.notice,
        "sha256": row.sha256,
        "moved": moved,
        "settled": settled,
    }
    await append(
        session,
        LedgerKind.CALENDAR_IMPORTED,
        actor,
        unit_id=actor.unit_id,
        subject_id=row.id,
        detail=detail,
        now=now,
    )
    return Imported(year.year, len(moved), settled)


def notice_of(year: CalendarYear) -> str:
    """Return the notices of a year as one line."""
    return "；".join(
        f"{notice.title}（{notice.document_no}）" if notice.document_no else notice.title
        for notice in year.notices
    )


def _row(actor: Actor, year: CalendarYear, content: bytes, now: datetime) -> ImportedYear:
    return ImportedYear(
        id=ids.new_id(),
        year=year.year,
        document=content.decode("utf-8-sig"),
        sha256=hashlib.sha256(content).hexdigest(),
        notice=notice_of(year),
        imported_by_id=actor.id if actor.kind is ActorKind.PERSON else None,
        imported_at=now,
    )


async def _refresh_open(
    session: AsyncSession, year: int, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """Count again every open deadline that may have counted a day of the notice.

    A New Year's holiday may reach back into the December before, so those that end then are
    counted again too, provisional or not.
    """
    rows = await session.scalars(
        select(Deadline)
        .where(
            Deadline.met_at.is_(None),
            Deadline.cancelled_at.is_(None),
            or_(Deadline.is_provisional, Deadline.due_at >= _first_touched(year)),
        )
        .order_by(Deadline.id)
        .with_for_update()
    )
    moved: list[dict[str, Any]] = []
    for row in rows.all():
        before: tuple[UUID, datetime | None] = (row.id, row.due_at)
        if await refresh(session, row, actor, now):
            moved.append({"deadline": before[0], "before": before[1], "after": row.due_at})
    return moved


async def _settle_met(session: AsyncSession, year: int) -> int:
    """Take the mark off met deadlines: their end stands as it was when they were met."""
    rows = await session.scalars(
        update(Deadline)
        .where(
            Deadline.met_at.is_not(None),
            Deadline.is_provisional,
            Deadline.due_at >= _first_touched(year),
            Deadline.due_at < _first_touched(year + 1),
        )
        .values(is_provisional=False)
        .returning(Deadline.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


def _first_touched(year: int) -> datetime:
    return datetime.combine(date(year - 1, _DECEMBER, 1), datetime.min.time(), UTC)
