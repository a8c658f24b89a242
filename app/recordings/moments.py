"""When a recording was made, as a paper may say it: an arrival is never given out as a recording.

A time before any recorder's life or after the arrival is that of a clock known to be wrong; it is
no time of recording either (长子 9, 昌黎 8).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case

from app.media.starttime import EARLIEST, TOLERANCE
from app.models import Recording


@dataclass(frozen=True, slots=True)
class RecordingTime:
    """What the recorder said, if it said anything, and when the recording arrived."""

    recorded_at: datetime | None
    received_at: datetime

    @property
    def believed(self) -> datetime | None:
        """The time of recording, unless it is unknown or cannot be true."""
        if self.recorded_at is None or is_doubtful(self.recorded_at, self.received_at):
            return None
        return self.recorded_at

    @property
    def at(self) -> datetime:
        """The moment of recording, else of arrival; ``word`` says which."""
        return self.believed or self.received_at

    @property
    def word(self) -> str:
        """What happened at that moment."""
        return "记录" if self.believed else "收到"


def is_doubtful(recorded_at: datetime, received_at: datetime) -> bool:
    """Return whether a recording cannot have begun then: before any recorder, or after arrival."""
    return not EARLIEST <= recorded_at <= received_at + TOLERANCE


def believed_time() -> ColumnElement[datetime | None]:
    """Return the column of what ``RecordingTime.believed`` says."""
    taken = Recording.recorded_at
    return case((taken.between(EARLIEST, Recording.received_at + TOLERANCE), taken))
