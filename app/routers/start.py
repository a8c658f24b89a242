"""The start page: what this person should do next, with live counts.

Rooms that do not exist yet are named as such; nothing here pretends.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One card: what waits, how many, where to go."""

    title: str
    text: str
    count: int | None = None
    unit: str = "件"
    href: str = ""
    action: str = ""
    tone: str = "normal"


@dataclass(frozen=True, slots=True)
class ComingRoom:
    """Something this role will do here once it exists."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """Context of ``start/index.html``."""

    greeting: str
    person_name: str
    unit_name: str
    role_names: tuple[str, ...]
    today: datetime
    steps: tuple[Step, ...]
    coming: tuple[ComingRoom, ...]
