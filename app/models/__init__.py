"""Every table of the product; importing this package registers all of them."""

from app.models.access import AccessItem, AccessLookup, AccessPaper, AccessRequest
from app.models.adoption import Adoption, PackVersion
from app.models.approvals import AccessApproval, AccessPermit
from app.models.base import Base
from app.models.case_documents import CaseDocument, DocumentKind
from app.models.cases import Case, CaseFile, CaseHandler, CaseNumbering, CaseParty
from app.models.cataloguing import CatalogueBatch, CatalogueEntry, EvidenceLink
from app.models.copies import CopyIssue, CopyOrder
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
from app.models.deadlines import Deadline, ImportedYear, StoringException
from app.models.delegations import Delegation
from app.models.devices import Device, DeviceHolding, EnrolmentCode, TerminalToken
from app.models.files import QualificationScan, Training, TrainingAttendance
from app.models.holds import Hold
from app.models.imports import ImportBatch
from app.models.jobs import Job
from app.models.keeping import KeepingBasis, RecordingKeeping
from app.models.law import ArticleUse, LawText
from app.models.ledger import LedgerEvent
from app.models.people import Person, Posting, Qualification, RoleAssignment, Section, Unit
from app.models.prechecks import DevicePrecheck
from app.models.recordings import Derivative, Finding, Original, Recording
from app.models.register import RegisterLine
from app.models.roster import DutyShift
from app.models.searching import CaseSearch, RecordingSearch, SavedView
from app.models.servicing import (
    DeviceFault,
    DeviceLoss,
    DeviceMaintenance,
    DeviceRepair,
    DeviceWriteOff,
)
from app.models.uploads import Segment, Upload
from app.models.viewings import ReadingTerminal, Viewing

__all__ = [
    "AccessApproval",
    "AccessItem",
    "AccessLookup",
    "AccessPaper",
    "AccessPermit",
    "AccessRequest",
    "Adoption",
    "ArticleUse",
    "Base",
    "Case",
    "CaseDocument",
    "CaseFile",
    "CaseHandler",
    "CaseNumbering",
    "CaseParty",
    "CaseSearch",
    "CatalogueBatch",
    "CatalogueEntry",
    "CopyIssue",
    "CopyOrder",
    "Deadline",
    "Delegation",
    "Derivative",
    "Device",
    "DeviceFault",
    "DeviceHolding",
    "DeviceLoss",
    "DeviceMaintenance",
    "DevicePrecheck",
    "DeviceRepair",
    "DeviceWriteOff",
    "DocumentKind",
    "DutyShift",
    "EnrolmentCode",
    "EvidenceLink",
    "Finding",
    "FormerPassword",
    "Hold",
    "ImportBatch",
    "ImportedYear",
    "Job",
    "KeepingBasis",
    "KnownBrowser",
    "LawText",
    "LedgerEvent",
    "Original",
    "PackVersion",
    "Person",
    "PersonCredential",
    "Posting",
    "Qualification",
    "QualificationScan",
    "ReadingTerminal",
    "Recording",
    "RecordingKeeping",
    "RecordingSearch",
    "RecoveryCode",
    "RefusalTally",
    "RegisterLine",
    "RoleAssignment",
    "SavedView",
    "SecondFactor",
    "Section",
    "Segment",
    "SignInSession",
    "SignInThrottle",
    "StoringException",
    "TerminalToken",
    "Training",
    "TrainingAttendance",
    "Unit",
    "Upload",
    "Viewing",
]
