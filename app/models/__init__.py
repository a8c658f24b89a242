"""Every table of the product; importing this package registers all of them."""

from app.models.base import Base
from app.models.devices import Device, DeviceHolding, TerminalToken
from app.models.holds import Hold
from app.models.imports import ImportBatch
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
    "Hold",
    "ImportBatch",
    "Job",
    "LedgerEvent",
    "Original",
    "Person",
    "Posting",
    "Qualification",
    "Recording",
    "RoleAssignment",
    "Section",
    "Segment",
    "SignInSession",
    "SignInThrottle",
    "TerminalToken",
    "Unit",
    "Upload",
]
