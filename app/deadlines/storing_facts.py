"""Gather what the storing deadline of a recording is computed from.

Whose day it was comes from the roster (长子 10, 昌黎 9: the day's work), whose absence from what
that officer declared (音像 13, 山西 17). Nothing is assumed: what is missing is said.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.calendar import calendar_in_force
from app.deadlines.running import Reckoning
from app.media.starttime import EARLIEST, TOLERANCE
from app.models import DeviceHolding, DutyShift, Recording, StoringException, Upload
from app.people.queries import pack_of_unit
from app.policy.clocks import Due, day_of
from app.policy.decision import Ruling
from app.policy.law_words import ExceptionGround
from app.policy.storing import StoringFacts, storing_due

NO_TIME = "没有记录时间，存储期限无法计算。资料检查完成后会再次计算；仍然没有的，请向执法人员核实。"
NO_BELIEVABLE_TIME = (
    "记录时间不可信（早于任何记录设备，或者晚于送达），存储期限无法计算。请核对设备时钟。"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """When something was recorded, by whom, and by when that was known here at the latest."""

    unit_id: UUID
    began_at: datetime | None
    length: timedelta
    person_id: UUID | None
    known_at: datetime


async def of_recording(session: AsyncSession, recording: Recording) -> Recorded:
    """Return the facts of a recording; its officer, or else whoever handed it in."""
    person_id = recording.officer_id or recording.submitted_by_person_id
    device_id = recording.device_id or recording.submitted_by_device_id
    return Recorded(
        recording.unit_id,
        recording.recorded_at,
        timedelta(milliseconds=recording.duration_ms or 0),
        person_id or await _holder(session, device_id, recording.recorded_at),
        recording.received_at,
    )


async def of_upload(session: AsyncSession, upload: Upload) -> Recorded:
    """Return the facts of an upload that has begun; how long it recorded is not known yet."""
    holder = await _holder(session, upload.device_id, upload.recorded_at)
    return Recorded(
        upload.unit_id,
        upload.recorded_at,
        timedelta(0),
        upload.person_id or holder,
        upload.created_at,
    )


async def reckon_storing(session: AsyncSession, recorded: Recorded) -> Reckoning:
    """Return by when something recorded has to be stored, under the law of its unit today."""
    pack = await pack_of_unit(session, recorded.unit_id)
    began_at = recorded.began_at
    if began_at is None or not EARLIEST <= began_at <= recorded.known_at + TOLERANCE:
        why = NO_TIME if began_at is None else NO_BELIEVABLE_TIME
        nothing: Ruling[Due | None] = Ruling(None, why, pack.citation("store.deadline.normal"))
        return Reckoning(nothing, pack, None, recorded.person_id)
    shift_on = await _shift_on(session, recorded.person_id, began_at)
    absence = await _absence(session, recorded.person_id, day_of(began_at))
    facts = StoringFacts(
        recorded_until=began_at + recorded.length,
        shift_on=shift_on,
        ground=ExceptionGround(absence.ground) if absence else None,
        returned_at=absence.returned_at if absence else None,
    )
    ruling = storing_due(pack, facts, await calendar_in_force(session))
    is_away = absence is not None and absence.returned_at is None
    return Reckoning(
        ruling=ruling,
        pack=pack,
        starts_at=facts.recorded_until,
        person_id=recorded.person_id,
        facts=_as_json(began_at, facts),
        is_waiting=is_away and ruling.outcome is None,
    )


async def _holder(
    session: AsyncSession, device_id: UUID | None, moment: datetime | None
) -> UUID | None:
    """Return who held a device at a moment."""
    if device_id is None or moment is None:
        return None
    return await session.scalar(
        select(DeviceHolding.person_id).where(
            DeviceHolding.device_id == device_id,
            DeviceHolding.from_at <= moment,
            or_(DeviceHolding.until_at.is_(None), DeviceHolding.until_at > moment),
        )
    )


async def _shift_on(session: AsyncSession, person_id: UUID | None, moment: datetime) -> date | None:
    """Return the day whose work it was: that on which the shift of this moment began."""
    if person_id is None:
        return None
    began_at = await session.scalar(
        select(DutyShift.from_at).where(
            DutyShift.person_id == person_id,
            DutyShift.from_at <= moment,
            DutyShift.until_at > moment,
        )
    )
    return day_of(began_at) if began_at else None


async def _absence(
    session: AsyncSession, person_id: UUID | None, day: date
) -> StoringException | None:
    """Return what the officer declared last for a day."""
    if person_id is None:
        return None
    return await session.scalar(
        select(StoringException)
        .where(
            StoringException.person_id == person_id,
            StoringException.from_on <= day,
            StoringException.until_on >= day,
        )
        .order_by(StoringException.id.desc())
        .limit(1)
    )


def _as_json(began_at: datetime, facts: StoringFacts) -> dict[str, object]:
    """Return the facts as they are stored; moments as ISO 8601."""
    return {
        "recorded_at": began_at.isoformat(),
        "recorded_until": facts.recorded_until.isoformat(),
        "shift_on": facts.shift_on.isoformat() if facts.shift_on else None,
        "ground": facts.ground.value if facts.ground else None,
        "returned_at": facts.returned_at.isoformat() if facts.returned_at else None,
    }
