"""Which device made a recording, and who recorded: the hand-over ledger speaks first.

Ruzhou's management rule, article 4, keeps the devices and the ledger of who used them; article 13
has each recording stored by device number, officer and time. So the officer is whoever held the
device at the moment the recording began. What the file or the terminal says besides is compared
and never believed: a difference is a finding for the custodian, and a device that nobody knows
sets the recording aside for the device keeper. Nothing here ever refuses a recording.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.policy.vocabulary import DeviceKind, DeviceSource, OfficerSource, Role

RECORDING_ROLES = frozenset({Role.CASE_HANDLER, Role.HEARING_RECORDER, Role.OFFICER})
"""Who records what they send themselves; collectors and record keepers send what others made."""
_STATIONS = frozenset({DeviceKind.DOCK_STATION})
_CARRIED_BY_NOBODY = frozenset({DeviceKind.DOCK_STATION, DeviceKind.FIXED_VIDEO})


class AttributionFinding(StrEnum):
    """What can be wrong with device and officer; stable codes, alphabetical."""

    ATTRIBUTION_UNCERTAIN = "attribution_uncertain"
    DEVICE_CONFLICT = "device_conflict"
    DEVICE_UNKNOWN = "device_unknown"
    HOLDER_CONFLICT = "holder_conflict"
    OFFICER_CONFLICT = "officer_conflict"
    OFFICER_UNKNOWN = "officer_unknown"
    OFFICER_UNQUALIFIED = "officer_unqualified"
    RECORDED_BEFORE_DEVICE = "recorded_before_device"
    RECORDED_TIME_DIFFERS = "recorded_time_differs"
    RECORDED_TIME_DOUBTFUL = "recorded_time_doubtful"
    RECORDED_TIME_MISSING = "recorded_time_missing"
    RECORDED_TIME_SHIFTED = "recorded_time_shifted"
    SPANS_HANDOVER = "spans_handover"


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A registered device."""

    id: UUID
    kind: DeviceKind

    @property
    def records(self) -> bool:
        """Whether it makes recordings, as opposed to a station that only sends them."""
        return self.kind not in _STATIONS

    @property
    def is_carried(self) -> bool:
        """Whether somebody holds it while it records."""
        return self.kind not in _CARRIED_BY_NOBODY


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What is known of the device. ``settled`` and ``is_foreign`` are what people have decided.

    ``named_no`` is what the terminal's metadata or the file name says, ``named`` the registered
    device of that number, if there is one.
    """

    sender: KnownDevice | None = None
    named_no: str | None = None
    named: KnownDevice | None = None
    settled: KnownDevice | None = None
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class DeviceVerdict:
    """The device with the reason for it; ``is_set_aside`` when its keeper has to find out."""

    device: KnownDevice | None
    source: DeviceSource | None
    is_set_aside: bool = False
    findings: tuple[AttributionFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody held the device from a moment up to, and without, another."""

    id: UUID
    person_id: UUID
    from_at: datetime
    until_at: datetime | None

    def covers(self, moment: datetime) -> bool:
        """Whether the device was held at this moment."""
        return self.from_at <= moment and (self.until_at is None or moment < self.until_at)


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """What is known of the officer.

    ``holdings`` are those of the device; ``recorded_until`` is the end of the recording, if its
    length is known. ``submitter`` is the person who sent the file, ``submitter_records`` whether
    that person records at all. ``decided`` is what the custodian has decided before.
    ``contradicted_by`` are believable times of the file that ``recorded_at`` does not agree with.
    """

    device: DeviceVerdict
    holdings: tuple[Holding, ...]
    recorded_at: datetime | None
    received_at: datetime
    recorded_until: datetime | None = None
    is_time_doubtful: bool = False
    contradicted_by: tuple[datetime, ...] = ()
    named_no: str | None = None
    named: UUID | None = None
    submitter: UUID | None = None
    submitter_records: bool = False
    decided: UUID | None = None


@dataclass(frozen=True, slots=True)
class OfficerVerdict:
    """The officer with the reason and, where the hand-over is the reason, the holding."""

    officer: UUID | None
    source: OfficerSource | None
    holding: UUID | None = None
    findings: tuple[AttributionFinding, ...] = ()

    @property
    def to_qualify(self) -> UUID | None:
        """Return who still has to be qualified to be named.

        What the custodian has decided stands: whoever may not record was refused then.
        """
        return None if self.source is OfficerSource.CUSTODIAN else self.officer

    def unqualified(self) -> "OfficerVerdict":
        """Return the verdict when the person that it names may not have recorded."""
        findings = (*self.findings, AttributionFinding.OFFICER_UNQUALIFIED)
        return OfficerVerdict(None, None, findings=findings)


def judge_device(facts: DeviceFacts) -> DeviceVerdict:
    """Return which device recorded.

    A camera that sends with its own token is proven, whatever its file says. A station and a
    browser prove nothing, so there the file is the only witness.
    """
    if facts.settled is not None:
        return DeviceVerdict(facts.settled, DeviceSource.SETTLED)
    if facts.is_foreign:
        return DeviceVerdict(None, DeviceSource.FOREIGN)
    if facts.sender is not None and facts.sender.records:
        is_other = facts.named_no is not None and facts.named != facts.sender
        conflict = (AttributionFinding.DEVICE_CONFLICT,) if is_other else ()
        return DeviceVerdict(facts.sender, DeviceSource.SENDER, findings=conflict)
    if facts.named is not None and facts.named.records:
        return DeviceVerdict(facts.named, DeviceSource.NAMED)
    if facts.sender is None and facts.named_no is None:
        return DeviceVerdict(None, None)
    return DeviceVerdict(
        None, None, is_set_aside=True, findings=(AttributionFinding.DEVICE_UNKNOWN,)
    )


def judge_officer(facts: OfficerFacts) -> OfficerVerdict:
    """Return who recorded; who held the device at the beginning counts for the whole recording."""
    if facts.decided is not None:
        return OfficerVerdict(facts.decided, OfficerSource.CUSTODIAN)
    device = facts.device.device
    if device is None:
        return _without_device(facts)
    if not device.is_carried:
        return OfficerVerdict(None, None)
    if facts.recorded_at is None or facts.is_time_doubtful:
        return _without_time(facts)
    holding = _held_at(facts, facts.recorded_at)
    if holding is None:
        return OfficerVerdict(None, None, findings=(AttributionFinding.OFFICER_UNKNOWN,))
    return _held(facts, holding, (*_contested(facts, holding), *_spans(facts, holding)))


def _held_at(facts: OfficerFacts, moment: datetime) -> Holding | None:
    return next((held for held in facts.holdings if held.covers(moment)), None)


def _without_device(facts: OfficerFacts) -> OfficerVerdict:
    """Without a device only somebody who records, and sent it in person, can be the officer."""
    if facts.device.is_set_aside:
        return OfficerVerdict(None, None)
    is_own = facts.device.source is None and facts.submitter_records
    if facts.submitter is None or not is_own:
        return OfficerVerdict(None, None, findings=(AttributionFinding.OFFICER_UNKNOWN,))
    findings = _conflict(facts, facts.submitter)
    return OfficerVerdict(facts.submitter, OfficerSource.SUBMITTER, findings=findings)


def _without_time(facts: OfficerFacts) -> OfficerVerdict:
    """Without a time only a device that one single person ever held names its officer.

    The moment of arrival is never taken instead: the next shift holds the camera by then.
    """
    is_missing = facts.recorded_at is None
    findings = (AttributionFinding.RECORDED_TIME_MISSING,) if is_missing else ()
    possible = [held for held in facts.holdings if held.from_at <= facts.received_at]
    people = {held.person_id for held in possible}
    if not people:
        return OfficerVerdict(None, None, findings=(*findings, AttributionFinding.OFFICER_UNKNOWN))
    if len(people) > 1:
        uncertain = AttributionFinding.ATTRIBUTION_UNCERTAIN
        return OfficerVerdict(None, None, findings=(*findings, uncertain))
    latest = max(possible, key=lambda held: held.from_at)
    return _held(facts, latest, findings)


def _held(
    facts: OfficerFacts, holding: Holding, findings: tuple[AttributionFinding, ...]
) -> OfficerVerdict:
    return OfficerVerdict(
        holding.person_id,
        OfficerSource.HANDOVER,
        holding.id,
        (*findings, *_conflict(facts, holding.person_id)),
    )


def _contested(facts: OfficerFacts, holding: Holding) -> tuple[AttributionFinding, ...]:
    """Return a finding when the file's own time falls to another holder of the device.

    The time that was taken still decides: a clock that somebody set wrong must not be able to
    take a recording away from its officer, and the custodian is told.
    """
    others = (_held_at(facts, moment) for moment in facts.contradicted_by)
    if any(other is not None and other.person_id != holding.person_id for other in others):
        return (AttributionFinding.HOLDER_CONFLICT,)
    return ()


def _spans(facts: OfficerFacts, holding: Holding) -> tuple[AttributionFinding, ...]:
    if facts.recorded_until is None or holding.until_at is None:
        return ()
    is_longer = holding.until_at < facts.recorded_until
    return (AttributionFinding.SPANS_HANDOVER,) if is_longer else ()


def _conflict(facts: OfficerFacts, officer: UUID) -> tuple[AttributionFinding, ...]:
    """Return a finding when somebody else is named, registered here or not, or has sent it.

    Whoever records sends their own: a file of theirs that names the device of a colleague would
    otherwise become the colleague's recording without a word.
    """
    is_other = facts.named_no is not None and facts.named != officer
    is_claimed = facts.device.source is DeviceSource.NAMED and facts.submitter_records
    if is_other or (is_claimed and facts.submitter != officer):
        return (AttributionFinding.OFFICER_CONFLICT,)
    return ()
