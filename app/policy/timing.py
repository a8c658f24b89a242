"""Can a recording have begun when it is said to, and do those who say so agree?

Ruzhou's management rule, article 4, keeps the ledger of who used a device, and article 7 has its
clock checked before use: the ledger answers for a moment, so a wrong clock names a wrong officer.
The time that was taken stands in every case; whatever speaks against it is a finding.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.policy.attributing import AttributionFinding


class TimeGap(StrEnum):
    """How another time of the same recording differs from the one that was taken."""

    OTHER = "other"
    WHOLE_HOURS = "whole_hours"


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """What speaks against the time that was taken.

    ``is_doubtful``: it lies before any recorder's life or after the arrival. ``is_before_device``:
    the unit did not have the device yet. ``gap``: the file says another time.
    """

    is_doubtful: bool = False
    is_before_device: bool = False
    gap: TimeGap | None = None


def judge_time(facts: TimeFacts) -> tuple[AttributionFinding, ...]:
    """Return what somebody has to check; a doubtful time is not also held against the device."""
    findings: list[AttributionFinding] = []
    if facts.is_doubtful:
        findings.append(AttributionFinding.RECORDED_TIME_DOUBTFUL)
    elif facts.is_before_device:
        findings.append(AttributionFinding.RECORDED_BEFORE_DEVICE)
    match facts.gap:
        case TimeGap.OTHER:
            findings.append(AttributionFinding.RECORDED_TIME_DIFFERS)
        case TimeGap.WHOLE_HOURS:
            findings.append(AttributionFinding.RECORDED_TIME_SHIFTED)
        case None:
            pass
    return tuple(findings)
