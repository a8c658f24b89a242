"""Every table of the product; importing this package registers all of them."""

from app.models.base import Base
from app.models.devices import Device, DeviceHolding, TerminalToken
from app.models.files import QualificationScan, Training, TrainingAttendance
from app.models.jobs import Job
from app.models.ledger import LedgerEvent
from app.models.people import (
    Person,
    Posting,
    Qualification,
    RoleAssignment,
    Section,
    SignInSession,
    SignInThrottle,
    Unit,
)
from app.models.recordings import Derivative, Finding, Original, Recording
from app.models.uploads import Segment, Upload

__all__ = [
    "Base",
    "Derivative",
    "Device",
    "DeviceHolding",
    "Finding",
    "Job",
    "LedgerEvent",
    "Original",
    "Person",
    "Posting",
    "Qualification",
    "QualificationScan",
    "Recording",
    "RoleAssignment",
    "Section",
    "Segment",
    "SignInSession",
    "SignInThrottle",
    "TerminalToken",
    "Training",
    "TrainingAttendance",
    "Unit",
    "Upload",
]
