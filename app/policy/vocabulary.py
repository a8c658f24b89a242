"""The words that tables and rules share.

Each member's value is what the database and the ledger store, so a value is never renamed and a
retired one never reused. The Chinese terms stand in ``docs/glossary.md``.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in one unit. One person may hold several, except as ``RoleClass`` says.

    Every request gathers hundreds of them into sets; as the texts that they are that is quick.
    """

    __hash__ = str.__hash__

    AUDIT_ADMINISTRATOR = "audit_administrator"
    CASE_HANDLER = "case_handler"
    DEVICE_KEEPER = "device_keeper"
    HEAD_OF_ORGAN = "head_of_organ"
    HEARING_RECORDER = "hearing_recorder"
    INSPECTOR = "inspector"
    LEADER = "leader"
    LEGAL_REVIEWER = "legal_reviewer"
    OFFICER = "officer"
    RECORD_KEEPER = "record_keeper"
    SECTION_COLLECTOR = "section_collector"
    SECURITY_ADMINISTRATOR = "security_administrator"
    SYSTEM_ADMINISTRATOR = "system_administrator"


class RoleClass(StrEnum):
    """The four camps of which a person belongs to exactly one (三员分立)."""

    AUDIT = "audit"
    BUSINESS = "business"
    SECURITY = "security"
    SYSTEM = "system"


class ActorKind(StrEnum):
    """Who acts: a signed-in person, an enrolled terminal, our own worker, or nobody known.

    A visitor is whoever sits before a reading terminal for which a keeper has opened a viewing.
    """

    ANONYMOUS = "anonymous"
    PERSON = "person"
    TERMINAL = "terminal"
    VISITOR = "visitor"
    WORKER = "worker"


class SignInStage(StrEnum):
    """How far a sign-in has come; only a complete one opens any room."""

    COMPLETE = "complete"
    ENROLMENT = "enrolment"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a step.
    SECOND_FACTOR = "second_factor"


class UnitKind(StrEnum):
    """The level of a unit in the tree."""

    AGENCY = "agency"
    SUB_UNIT = "sub_unit"


class DelegationState(StrEnum):
    """How a delegation stands on a day; only a running one gives a right."""

    COMING = "coming"
    EXPIRED = "expired"
    RUNNING = "running"
    WITHDRAWN = "withdrawn"


class DeviceKind(StrEnum):
    """执法记录设备 as Ruzhou's management rule, article 2, lists them."""

    AUDIO_RECORDER = "audio_recorder"
    BODY_CAMERA = "body_camera"
    CAMCORDER = "camcorder"
    DOCK_STATION = "dock_station"
    FIXED_VIDEO = "fixed_video"
    HANDHELD_TERMINAL = "handheld_terminal"
    STILL_CAMERA = "still_camera"


class DeviceSource(StrEnum):
    """How it is known which device made a recording; ``foreign``: known to be none of ours."""

    FOREIGN = "foreign"
    NAMED = "named"
    SENDER = "sender"
    SETTLED = "settled"


class DeviceState(StrEnum):
    """Whether a device may be used. Who holds it is no state: an open holding says so."""

    FAULTY = "faulty"
    IN_REPAIR = "in_repair"
    LOST = "lost"
    SCRAPPED = "scrapped"
    SERVICEABLE = "serviceable"


class RepairState(StrEnum):
    """``asked → authorised → repaired → passed``; ``refused``, ``failed`` and ``dropped`` end it.

    A repair without leave begins as ``repaired``: it is written down after it was done.
    """

    ASKED = "asked"
    AUTHORISED = "authorised"
    DROPPED = "dropped"
    FAILED = "failed"
    PASSED = "passed"
    REFUSED = "refused"
    REPAIRED = "repaired"


class Employment(StrEnum):
    """Regular staff on the establishment, or staff of an entrusted organisation (受委托)."""

    ENTRUSTED = "entrusted"
    REGULAR = "regular"


class PrecheckItem(StrEnum):
    """What is looked at before a device is used; which of them, the unit's pack says."""

    BATTERY = "battery"
    CLOCK = "clock"
    STORAGE = "storage"
    WORKS = "works"


class DeadlineSubject(StrEnum):
    """What a deadline is about; an upload's goes over to its recording."""

    RECORDING = "recording"
    REQUEST = "request"
    SECTION = "section"
    UPLOAD = "upload"


class HoldGround(StrEnum):
    """Why something is held: who else will still need it."""

    AUDIT = "audit"
    COMPLAINT = "complaint"
    DISCIPLINE = "discipline"
    LITIGATION = "litigation"
    OTHER = "other"
    RECONSIDERATION = "reconsideration"


class HoldingEnd(StrEnum):
    """How somebody's holding of a device came to its end."""

    HANDED_OVER = "handed_over"
    LOST = "lost"
    RETURNED = "returned"


class ImportKind(StrEnum):
    """What the rows of a posted sheet are."""

    PEOPLE = "people"
    QUALIFICATIONS = "qualifications"


class OfficerSource(StrEnum):
    """How it is known who recorded; what the custodian has decided is not judged again."""

    CUSTODIAN = "custodian"
    HANDOVER = "handover"
    SUBMITTER = "submitter"


class QualificationEnd(StrEnum):
    """How a certificate lost its effect before its last day."""

    CANCELLED = "cancelled"
    REPLACED = "replaced"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


class QualificationKind(StrEnum):
    """The certificates that qualify for enforcement, as Zhangzi's article 7 names them."""

    OTHER = "other"
    PROVINCIAL = "provincial"
    WATER_SUPERVISION = "water_supervision"


class TokenEnd(StrEnum):
    """Why a terminal's token is no longer in force."""

    CODE_REPLAYED = "code_replayed"
    LEAKED = "leaked"
    LOST = "lost"
    OTHER = "other"
    REPLACED = "replaced"
    ROTATED = "rotated"


class TrainingKind(StrEnum):
    """What Zhangzi's article 3 wants an agency to do for its officers."""

    SUPERVISION = "supervision"
    TRAINING = "training"


class UploadState(StrEnum):
    """``open → complete``, or ``expired``, ``terminated``; nothing leaves the last three."""

    COMPLETE = "complete"
    EXPIRED = "expired"
    OPEN = "open"
    TERMINATED = "terminated"


class RecordingState(StrEnum):
    """``received → sealed → processed``; ``quarantined`` and ``damaged`` keep the original too."""

    DAMAGED = "damaged"
    PROCESSED = "processed"
    QUARANTINED = "quarantined"
    RECEIVED = "received"
    SEALED = "sealed"


class MediaKind(StrEnum):
    """What kind of record the bytes turned out to be."""

    AUDIO = "audio"
    OTHER = "other"
    PHOTO = "photo"
    VIDEO = "video"

    @property
    def label(self) -> str:
        """Return what people call it."""
        return _MEDIA_LABELS[self]


_MEDIA_LABELS = {
    MediaKind.AUDIO: "录音",
    MediaKind.OTHER: "其他文件",
    MediaKind.PHOTO: "照片",
    MediaKind.VIDEO: "录像",
}


class Severity(StrEnum):
    """How much a finding matters to whoever catalogues the recording."""

    INFO = "info"
    SERIOUS = "serious"
    WARNING = "warning"


class ShiftKind(StrEnum):
    """What a line of the duty roster is about."""

    DUTY = "duty"
    FIELD = "field"
    STANDBY = "standby"


class JobKind(StrEnum):
    """Work that a worker does after the answer has left."""

    INSPECT_RECORDING = "inspect_recording"
    ISSUE_COPY = "issue_copy"
    READ_DOCUMENT = "read_document"
    SEAL_RECORDING = "seal_recording"


class JobState(StrEnum):
    """``queued → running → done``. Work on evidence is never given up, only delayed longer."""

    DONE = "done"
    QUEUED = "queued"
    RUNNING = "running"


class JobQueue(StrEnum):
    """Short jobs must not wait behind the sealing of a fifty-gigabyte shift."""

    LONG = "long"
    SHORT = "short"


class DerivativeKind(StrEnum):
    """What may be made from an original, thrown away and made again."""

    STORYBOARD = "storyboard"
    STORYBOARD_INDEX = "storyboard_index"
    THUMBNAIL = "thumbnail"


_CLASS_OF = {
    Role.AUDIT_ADMINISTRATOR: RoleClass.AUDIT,
    Role.SECURITY_ADMINISTRATOR: RoleClass.SECURITY,
    Role.SYSTEM_ADMINISTRATOR: RoleClass.SYSTEM,
}


def class_of(role: Role) -> RoleClass:
    """Return the camp of a role; every role that is not an administrator does business."""
    return _CLASS_OF.get(role, RoleClass.BUSINESS)


BUSINESS_ROLES = frozenset(role for role in Role if class_of(role) is RoleClass.BUSINESS)

LEADERS = frozenset({Role.LEADER, Role.HEAD_OF_ORGAN})
"""Whoever leads. The head is one of the leaders: a rule that names a leader names both."""
