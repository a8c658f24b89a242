"""待编目: what has arrived and waits for the clerk, newest first, live."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FilterFields:
    """The filters as they stand in the address, for the form to show again."""

    name: str = ""
    state: str = ""
    kind: str = ""
    device: str = ""
    unit: str = ""
    officer: str = ""
    day_from: str = ""
    day_to: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One recording as the list shows it."""

    id: UUID
    file_name: str
    kind: str
    device_no: str | None
    unit_name: str
    recorded_at: datetime | None
    duration_ms: int | None
    size_bytes: int
    state: str
    received_at: datetime
    finding_count: int
    has_thumbnail: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Context of ``inbox/index.html``."""

    rows: tuple[InboxRow, ...]
    filters: FilterFields
    is_filtered: bool
    here: str
    newer: str | None
    older: str | None
    states: tuple[Option, ...]
    kinds: tuple[Option, ...]
    devices: tuple[Option, ...]
    units: tuple[Option, ...]
    officers: tuple[Option, ...]
    problems: tuple[str, ...] = ()
