"""我上传的: what a person or their device has sent, and the receipts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenUploadRow:
    """An upload that is not complete yet."""

    file_name: str
    received_bytes: int
    size_bytes: int | None
    state: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A recording as its sender sees it."""

    id: UUID
    file_name: str
    device_no: str | None
    size_bytes: int
    state: str
    received_at: datetime
    sha256: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmissionsPage:
    """Context of ``submissions/index.html``."""

    open_uploads: tuple[OpenUploadRow, ...]
    rows: tuple[SubmissionRow, ...]
    here: str
    newer: str | None
    older: str | None
