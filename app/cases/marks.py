"""What stands on the line of time of a case (时间轴): marks in lanes, whoever keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.policy.decision import Citation
from app.policy.law_words import Word

MOST = 20_000
"""So many recordings and documents of one case are shown; more is said, never left out silently."""


class Lane(Word):
    """The rows of the line of time, from above to below (时间轴的分行)."""

    STEP = "step", "办案步骤"
    DOCUMENT = "document", "文书"
    RECORDING = "recording", "录音录像"
    PHOTO = "photo", "照片"
    DEADLINE = "deadline", "期限"
    APPROVAL = "approval", "审批"
    GAP = "gap", "记录间断"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was at a moment, or from one to another.

    ``is_open`` says that its end has not come: a deadline that runs. ``is_day`` says that only the
    day is known; the moment is its noon. ``href`` is where it can be looked at, empty for whoever
    may not. ``count`` says that it stands for so many, of which it is the first.
    """

    lane: Lane
    id: UUID
    at: datetime
    title: str
    detail: str = ""
    until: datetime | None = None
    is_open: bool = False
    is_day: bool = False
    href: str = ""
    citations: tuple[Citation, ...] = ()
    count: int = 1

    @property
    def anchor(self) -> str:
        """Return the id of its line on the page; a gap bears the id of what follows it."""
        return f"mark-{self.lane.value}-{self.id}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A case's marks in order of time; ``is_cut``: there are more than ``MOST`` of a kind."""

    case_id: UUID
    case_no: str
    title: str
    marks: tuple[Mark, ...]
    is_cut: bool = False

    def joined(self, others: Iterable[Mark]) -> "Timeline":
        """Return the line with the marks of another subject on it."""
        return replace(self, marks=tuple(in_order((*self.marks, *others))))


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in the order in which they are listed and drawn."""
    return sorted(marks, key=lambda mark: (mark.at, mark.lane, mark.id))
