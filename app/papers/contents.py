"""卷内目录: the documents of a file in order, with the pages on which each begins and ends.

Shanxi's and Hebei's standards of case files, to which 长子 9 and 昌黎 8 refer, ask for an ordered
list with page numbers. Pages are counted on through the file; behind a document whose pages
nobody has counted, no page is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.errors import NotFoundError
from app.models import Case, CaseDocument, Original, Person
from app.papers.holding import bound_before, current_version, may_know_titles
from app.policy.actor import Actor
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
    number: int = 0
    first_page: int | None = None
    last_page: int | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """A version of a file: what lies in it, earlier drafts, and what was struck out."""

    version: int
    newest: int
    lines: tuple[DocumentLine, ...]
    drafts: tuple[DocumentLine, ...]
    struck: tuple[DocumentLine, ...]

    @property
    def page_count(self) -> int | None:
        """Return the pages of the whole file, ``None`` where one of its documents is not counted.

        A document that was put aside is not bound, so it has no page.
        """
        counts = [line.page_count for line in self.lines if _is_bound(line)]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    @property
    def is_newest(self) -> bool:
        """Whether nothing newer was begun by reopening the case."""
        return self.version == self.newest

    @property
    def is_waiting(self) -> bool:
        """Whether a worker is still looking at one of them."""
        return any(line.state is DocumentState.RECEIVED for line in self.lines)


async def contents_of(session: AsyncSession, case: Case, version: int | None = None) -> Contents:
    """Return the contents list of a case's file, of the newest version where none is named.

    A version holds what came since the last one that was bound, as binding takes it.

    Raises:
        NotFoundError: there is no such version.
    """
    newest = await current_version(session, case.id)
    version = newest if version is None else version
    if not 0 < version <= newest:
        raise NotFoundError
    since = await bound_before(session, case.id, version)
    rows = await session.execute(
        _documents(), {"case_id": case.id, "since": since, "version": version}
    )
    found = [_line(row) for row in rows]
    kept = [line for line in found if line.struck_at is None]
    replaced = {line.replaces_id for line in kept}
    return Contents(
        version=version,
        newest=newest,
        lines=numbered([line for line in kept if line.id not in replaced]),
        drafts=tuple(line for line in kept if line.id in replaced),
        struck=tuple(line for line in found if line.struck_at is not None),
    )


async def contents_shown_to(
    session: AsyncSession, actor: Actor, case: Case, version: int | None = None
) -> Contents:
    """Return the contents list of a case of which the actor may know, as they may see it.

    Raises:
        NotFoundError: there is no such version.
    """
    contents = await contents_of(session, case, version)
    if await may_know_titles(session, actor, case):
        return contents
    lists = (contents.lines, contents.drafts, contents.struck)
    lines, drafts, struck = (tuple(map(untitled, each)) for each in lists)
    return replace(contents, lines=lines, drafts=drafts, struck=struck)


async def line_shown_to(
    session: AsyncSession, actor: Actor, case: Case, document: CaseDocument
) -> DocumentLine:
    """Return one document as ``contents_shown_to`` has it."""
    line = await line_of(session, case, document)
    return line if await may_know_titles(session, actor, case) else untitled(line)


def untitled(line: DocumentLine) -> DocumentLine:
    """Return a line without anything that was written about its content, the kind for a title."""
    return replace(
        line,
        title=line.kind,
        document_no="",
        author="",
        file_name="",
        strike_reason=None if line.strike_reason is None else "",
    )


async def line_of(session: AsyncSession, case: Case, document: CaseDocument) -> DocumentLine:
    """Return one document as its file's contents list has it."""
    contents = await contents_of(session, case, document.file_version)
    everything = (*contents.lines, *contents.drafts, *contents.struck)
    return next(line for line in everything if line.id == document.id)


def numbered(lines: Sequence[DocumentLine]) -> tuple[DocumentLine, ...]:
    """Return the lines with their numbers and pages, both from 1."""
    result: list[DocumentLine] = []
    following: int | None = 1
    for number, line in enumerate(lines, 1):
        if not _is_bound(line):
            result.append(replace(line, number=number))
            continue
        first, count = following, line.page_count
        following = first + count if first is not None and count is not None else None
        last = following - 1 if following is not None else None
        result.append(replace(line, number=number, first_page=first, last_page=last))
    return tuple(result)


def _is_bound(line: DocumentLine) -> bool:
    return line.state is not DocumentState.QUARANTINED


_COLUMNS = (
    CaseDocument.id,
    CaseDocument.kind,
    CaseDocument.title,
    CaseDocument.document_no,
    CaseDocument.author,
    CaseDocument.made_on,
    CaseDocument.stage,
    CaseDocument.is_concluding,
    CaseDocument.is_final,
    CaseDocument.page_count,
    CaseDocument.state,
    CaseDocument.problem,
    CaseDocument.media_type,
    CaseDocument.file_name,
    Original.size_bytes,
    Original.sha256,
    Original.sm3,
    CaseDocument.replaces_id,
    CaseDocument.position,
)
"""What a line shows; never the words of a document, which can be millions of characters."""


@cache
def _documents() -> Select[*tuple[Any, ...]]:
    adder, striker = aliased(Person), aliased(Person)
    return (
        select(
            *_COLUMNS,
            adder.full_name.label("added_by"),
            CaseDocument.added_at,
            CaseDocument.struck_at,
            striker.full_name.label("struck_by"),
            CaseDocument.strike_reason,
            CaseDocument.facts["told_pages"].as_integer().label("told_pages"),
            (func.coalesce(CaseDocument.facts["characters"].as_integer(), 0) > 0).label(
                "has_words"
            ),
        )
        .join(Original, Original.id == CaseDocument.original_id)
        .join(adder, adder.id == CaseDocument.added_by_id)
        .outerjoin(striker, striker.id == CaseDocument.struck_by_id)
        .where(
            CaseDocument.case_id == bindparam("case_id"),
            CaseDocument.file_version > bindparam("since"),
            CaseDocument.file_version <= bindparam("version"),
        )
        .order_by(CaseDocument.file_version, CaseDocument.position, CaseDocument.id)
    )


def _line(row: Row[Any]) -> DocumentLine:
    values = row._asdict()
    return DocumentLine(**{**values, "state": DocumentState(values["state"])})
