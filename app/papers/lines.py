"""A line of the contents list, the whole list, and on which pages of the file each lies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.policy.case_words import DocumentState


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document as doors show it; ``first_page`` and ``last_page`` are those of the file.

    ``told_pages`` is what a Word document says of itself, which nobody has confirmed by that.
    """

    id: UUID
    kind: str
    title: str
    document_no: str
    author: str
    made_on: date | None
    stage: str
    is_concluding: bool
    is_final: bool
    page_count: int | None
    state: DocumentState
    problem: str
    media_type: str
    file_name: str
    size_bytes: int
    sha256: str
    sm3: str
    replaces_id: UUID | None
    position: int
    added_by: str
    added_at: datetime
    struck_at: datetime | None
    struck_by: str | None
    strike_reason: str | None
    told_pages: int | None = None
    has_words: bool = True
    file_version: int = 1
    number: int = 0
    first_page: int | None = None
    last_page: int | None = None

    @property
    def is_for_binding(self) -> bool:
        """Whether binding takes it: a draft and what was put aside stay outside, without a page."""
        return self.is_final and self.state is not DocumentState.QUARANTINED


@dataclass(frozen=True, slots=True)
class Contents:
    """A version of a file: what lies in it, earlier drafts, and what was struck out.

    Of a bound version ``lines`` are those that were locked, and ``outside`` what lay beside them.
    """

    version: int
    newest: int
    lines: tuple[DocumentLine, ...]
    drafts: tuple[DocumentLine, ...]
    struck: tuple[DocumentLine, ...]
    outside: tuple[DocumentLine, ...] = ()
    is_bound: bool = False

    @property
    def page_count(self) -> int | None:
        """Return the pages of the whole file, ``None`` where one of its documents is not counted.

        What binding leaves outside has no page.
        """
        counts = [line.page_count for line in self.lines if line.is_for_binding]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    @property
    def is_newest(self) -> bool:
        """Whether nothing newer was begun by reopening the case."""
        return self.version == self.newest

    def as_bound(self) -> "Contents":
        """Return what binding takes alone: the locked list, or what it would be now."""
        if self.is_bound:
            return self
        taken = [line for line in self.lines if line.is_for_binding]
        beside = [line for line in self.lines if not line.is_for_binding]
        return replace(self, lines=numbered(taken), outside=tuple(beside))

    @property
    def is_waiting(self) -> bool:
        """Whether a worker is still looking at one of them."""
        return any(line.state is DocumentState.RECEIVED for line in self.lines)


def numbered(lines: Sequence[DocumentLine]) -> tuple[DocumentLine, ...]:
    """Return the lines with their numbers and pages, both from 1."""
    result: list[DocumentLine] = []
    following: int | None = 1
    for number, line in enumerate(lines, 1):
        if not line.is_for_binding:
            result.append(replace(line, number=number))
            continue
        first, count = following, line.page_count
        following = first + count if first is not None and count is not None else None
        last = following - 1 if following is not None else None
        result.append(replace(line, number=number, first_page=first, last_page=last))
    return tuple(result)
