"""Every table of the product; importing this package registers all of them."""

from app.models.base import Base
from app.models.credentials import (
    FormerPassword,
    KnownBrowser,
    PersonCredential,
    RecoveryCode,
    RefusalTally,
    SecondFactor,
    SignInSession,
    SignInThrottle,
)
from app.models.devices import Device, TerminalToken
from app.models.jobs import Job
from app.models.ledger import LedgerEvent
from app.models.people import Person, RoleAssignment, Section, Unit
from app.models.recordings import Derivative, Finding, Original, Recording
from app.models.uploads import Segment, Upload

__all__ = [
    "Base",
    "Derivative",
    "Device",
    "Finding",
    "FormerPassword",
    "Job",
    "KnownBrowser",
    "LedgerEvent",
    "Original",
    "Person",
    "PersonCredential",
    "Recording",
    "RecoveryCode",
    "RefusalTally",
    "RoleAssignment",
    "SecondFactor",
    "Section",
    "Segment",
    "SignInSession",
    "SignInThrottle",
    "TerminalToken",
    "Unit",
    "Upload",
]
