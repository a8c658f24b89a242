"""记录间断: where a recording of a case stops and goes on later in the same sitting.

Looked at are the recordings of one device by one officer on one day, in the order of their time.
Between two of them nothing of that device may lie, whoever may see it and whether it belongs to
the case or not. Whether the agency's rules expect a recording there is for
``app.policy.recording_conduct.unbroken`` to say.

How far a device had recorded is summed up once along its day: looking between each two recordings
anew would compare every one of ten thousand with every other.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Case, Device, EvidenceLink, Person, Recording
from app.people.queries import pack_of_unit
from app.policy.asking import Standing
from app.policy.decision import Citation
from app.policy.recording_conduct import unbroken
from app.policy.vocabulary import MediaKind

SHORTEST = timedelta(minutes=1)
"""Cameras cut a long recording into files with seconds between them."""
ONE_SITTING = timedelta(hours=2)
"""What goes on later than this was another activity."""
_LONGEST_FILE = timedelta(days=1)
"""No file that began earlier than this still runs; it keeps the look back short."""
_DAY = timedelta(days=1)
_MILLISECOND = timedelta(milliseconds=1)
_MINUTE_S = 60


async def expected_throughout(session: AsyncSession, case_id: UUID) -> tuple[Citation, ...] | None:
    """Return the articles by which a recording of this case runs without a break, or ``None``."""
    unit_id = await session.scalar(select(Case.unit_id).where(Case.id == case_id))
    if unit_id is None:
        return None
    found = unbroken(await pack_of_unit(session, unit_id))
    return found.citations if found.outcome is Standing.REQUIRED else None


def gaps(case_id: UUID, lane: str) -> Select[*tuple[Any, ...]]:
    """Return the gaps of a case as rows of the line of time.

    ``id`` is that of the recording with which it goes on; the title says how long and of whom.
    """
    file = _in_order(case_id).cte("file")
    reach = _reaches(file)
    minutes = cast(func.ceil(func.extract("epoch", file.c.at - file.c.before) / _MINUTE_S), Integer)
    return (
        select(
            literal(lane).label("lane"),
            file.c.id.label("id"),
            file.c.before.label("at"),
            file.c.at.label("until"),
            func.concat("间断 ", minutes, " 分钟，", file.c.source).label("title"),
            literal(value=False).label("is_open"),
        )
        .join(reach, and_(reach.c.id == file.c.id, reach.c.day == file.c.day))
        .where(
            file.c.at - file.c.before > SHORTEST,
            file.c.at - file.c.before <= ONE_SITTING,
            reach.c.until <= file.c.before,
        )
        .order_by(file.c.before, file.c.id)
    )


def _in_order(case_id: UUID) -> Select[*tuple[Any, ...]]:
    """Return each recording of the case with the moment until which those before it had run."""
    day = func.date_trunc("day", func.timezone("Asia/Shanghai", Recording.recorded_at))
    before = func.max(_end(Recording)).over(
        partition_by=(Recording.device_id, Recording.officer_id, day),
        order_by=(Recording.recorded_at, Recording.id),
        rows=(None, -1),
    )
    return (
        select(
            Recording.id,
            Recording.device_id,
            func.timezone("Asia/Shanghai", day).label("day"),
            Recording.recorded_at.label("at"),
            before.label("before"),
            func.concat_ws("、", Device.device_no, Person.full_name).label("source"),
        )
        .join(EvidenceLink, EvidenceLink.recording_id == Recording.id)
        .join(Device, Device.id == Recording.device_id)
        .join(Person, Person.id == Recording.officer_id)
        .where(
            EvidenceLink.case_id == case_id,
            EvidenceLink.ended_at.is_(None),
            *_runs(Recording),
        )
    )


def _reaches(file: CTE) -> Subquery:
    """Return until when a device had recorded, for whichever case, before each file of a day.

    Looked at are the days of the case alone, and what began so late before them that it may run
    into them. A file counts for a day at most, so that one whose length is nonsense fills nothing
    but the day on which it lies.
    """
    days = select(file.c.device_id, file.c.day).distinct().subquery("day")
    until = func.least(_end(Recording), Recording.recorded_at + _LONGEST_FILE)
    return (
        select(
            Recording.id,
            days.c.day,
            func.max(until)
            .over(
                partition_by=(days.c.device_id, days.c.day),
                order_by=Recording.recorded_at,
                # Those that begin at the same moment as the file lie beside it, not before it.
                groups=(None, -1),
            )
            .label("until"),
        )
        .join(
            days,
            and_(
                Recording.device_id == days.c.device_id,
                Recording.recorded_at > days.c.day - _LONGEST_FILE,
                Recording.recorded_at < days.c.day + _DAY,
            ),
        )
        .where(*_runs(Recording))
        .subquery("reach")
    )


def _end(recording: type[Recording]) -> ColumnElement[Any]:
    return recording.recorded_at + recording.duration_ms * _MILLISECOND


def _runs(recording: type[Recording]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that something has a length in time that is known."""
    return (
        and_(recording.recorded_at.is_not(None), recording.duration_ms > 0),
        recording.kind != MediaKind.PHOTO.value,
    )
