"""The person's own facts and the places where they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser that is signed in."""

    id: UUID
    browser: str
    address: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Context of ``account/index.html``."""

    person_name: str
    username: str
    unit_name: str
    role_names: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    message: str = ""
