"""记录间断: where a recording of a case stops and goes on later in the same sitting.

Looked at are the recordings of one device by one officer on one day, in the order of their time.
Between two of them nothing of that device may lie, whoever may see it and whether it belongs to
the case or not. Whether the agency's rules expect a recording there is for
``app.policy.recording_conduct.unbroken`` to say.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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
    file = _in_order(case_id).subquery("file")
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
        .where(
            file.c.at - file.c.before > SHORTEST,
            file.c.at - file.c.before <= ONE_SITTING,
            ~_filled(file.c.device_id, file.c.before, file.c.at),
        )
        .order_by(file.c.before, file.c.id)
    )


def _in_order(case_id: UUID) -> Select[*tuple[Any, ...]]:
    """Return each recording of the case with the moment until which those before it had run."""
    ends = _end(Recording)
    day = func.date_trunc("day", func.timezone("Asia/Shanghai", Recording.recorded_at))
    before = func.max(ends).over(
        partition_by=(Recording.device_id, Recording.officer_id, day),
        order_by=(Recording.recorded_at, Recording.id),
        rows=(None, -1),
    )
    return (
        select(
            Recording.id,
            Recording.device_id,
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


def _filled(
    device_id: ColumnElement[Any], before: ColumnElement[Any], after: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Return whether the device recorded anything in between, for whichever case."""
    other = aliased(Recording)
    return exists().where(
        other.device_id == device_id,
        other.recorded_at > before - _LONGEST_FILE,
        other.recorded_at < after,
        _end(other) > before,
        *_runs(other),
    )


def _end(recording: type[Recording]) -> ColumnElement[Any]:
    return recording.recorded_at + recording.duration_ms * _MILLISECOND


def _runs(recording: type[Recording]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that something has a length in time that is known."""
    return (
        and_(recording.recorded_at.is_not(None), recording.duration_ms > 0),
        recording.kind != MediaKind.PHOTO.value,
    )
