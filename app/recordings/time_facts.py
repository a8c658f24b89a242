"""Gather who says when a recording began, for the rules of ``app.policy.timing``.

The terminal's word is taken first, then the time inside the file, then that in its name. Those
that were not taken are compared with the one that was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.media.facts import MediaFacts
from app.media.starttime import TOLERANCE, ClockGap, compare_times
from app.models import Device, DeviceHolding, Recording
from app.policy.attributing import AttributionFinding, KnownDevice
from app.policy.timing import TimeFacts, TimeGap
from app.recordings.file_names import read_file_name
from app.recordings.moments import is_doubtful

FILE_NAME = "file_name"
_CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A time that does not agree with the one that was taken, and where it stands."""

    at: datetime
    source: str
    gap: ClockGap


@dataclass(frozen=True, slots=True)
class RecordedTimes:
    """The time that was taken, what contradicts it, and since when the device is known."""

    recording: Recording
    others: tuple[SaidTime, ...]
    known_from: datetime | None

    @property
    def facts(self) -> TimeFacts:
        """What the rules need to know."""
        return TimeFacts(
            is_doubtful=self.is_doubtful,
            is_before_device=self.is_before_device,
            gap=_kind_of(self.others[0].gap) if self.others else None,
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether the recording cannot have begun at the time that was taken."""
        taken = self.recording.recorded_at
        return taken is not None and is_doubtful(taken, self.recording.received_at)

    @property
    def is_before_device(self) -> bool:
        """Whether the unit did not have the device yet at the time that was taken."""
        taken, known_from = self.recording.recorded_at, self.known_from
        return taken is not None and known_from is not None and taken + TOLERANCE < known_from

    @property
    def contradicted_by(self) -> tuple[datetime, ...]:
        """The other times at which it may have begun."""
        arrival = self.recording.received_at
        return tuple(said.at for said in self.others if not is_doubtful(said.at, arrival))

    def details(self) -> Mapping[AttributionFinding, dict[str, object]]:
        """Return the numbers that show a finding: moments and lengths in milliseconds."""
        recording = self.recording
        if recording.recorded_at is None:
            return {}
        taken: dict[str, object] = {
            "recorded_ms": _milliseconds(recording.recorded_at),
            "recorded_by": recording.recorded_at_source or _CONTAINER,
        }
        details = {
            AttributionFinding.HOLDER_CONFLICT: taken,
            AttributionFinding.RECORDED_TIME_DOUBTFUL: taken
            | {"received_ms": _milliseconds(recording.received_at)},
        }
        if self.known_from is not None:
            since = {"known_from_ms": _milliseconds(self.known_from)}
            details[AttributionFinding.RECORDED_BEFORE_DEVICE] = taken | since
        if self.others:
            numbers = taken | _numbers_of(self.others[0])
            details[AttributionFinding.RECORDED_TIME_DIFFERS] = numbers
            details[AttributionFinding.RECORDED_TIME_SHIFTED] = numbers
        return details


async def recorded_times(
    session: AsyncSession, recording: Recording, device: KnownDevice | None
) -> RecordedTimes:
    """Return what is known about when a recording began."""
    known_from = await _known_from(session, device) if device else None
    return RecordedTimes(recording, _others(recording), known_from)


def _others(recording: Recording) -> tuple[SaidTime, ...]:
    """Return what the file says besides, the file itself before its name."""
    if recording.recorded_at is None:
        return ()
    length = timedelta(milliseconds=recording.duration_ms or 0)
    media = MediaFacts.from_json(recording.media) if recording.media else None
    inside = media.start_time_source if media else None
    witnesses = (
        (media.start_time if media else None, inside.value if inside else _CONTAINER),
        (read_file_name(recording.file_name).recorded_at, FILE_NAME),
    )
    compared = (
        (at, source, compare_times(recording.recorded_at, at, length=length))
        for at, source in witnesses
        if at is not None
    )
    return tuple(SaidTime(at, source, gap) for at, source, gap in compared if gap is not None)


async def _known_from(session: AsyncSession, device: KnownDevice) -> datetime:
    """Return since when the unit has a device: registers are often made years after the purchase.

    Whatever is earliest counts: the day of purchase, the first hand-over, the registration.
    """
    row = await session.get_one(Device, device.id)
    first_held = await session.scalar(
        select(func.min(DeviceHolding.from_at)).where(DeviceHolding.device_id == device.id)
    )
    moments = [row.created_at, first_held or row.created_at]
    if row.acquired_on is not None:
        moments.append(datetime.combine(row.acquired_on, time.min, SHANGHAI))
    return min(moments)


def _kind_of(gap: ClockGap) -> TimeGap:
    return TimeGap.OTHER if gap.hours is None else TimeGap.WHOLE_HOURS


def _numbers_of(said: SaidTime) -> dict[str, object]:
    return {
        "said_ms": _milliseconds(said.at),
        "said_by": said.source,
        "ahead_ms": said.gap.ahead // timedelta(milliseconds=1),
        "hours": said.gap.hours,
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
