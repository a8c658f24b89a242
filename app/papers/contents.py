"""卷内目录: the documents of a file in order, with the pages on which each begins and ends.

Shanxi's and Hebei's standards of case files, to which 长子 9 and 昌黎 8 refer, ask for an ordered
list with page numbers. Pages are counted on through the file; behind a document whose pages
nobody has counted, no page is known. Once bound, the list is the one that was locked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.errors import NotFoundError
from app.models import Case, CaseDocument, CaseFile, Original, Person
from app.papers.holding import current_version, may_know_titles
from app.papers.lines import Contents, DocumentLine, numbered
from app.policy.actor import Actor
from app.policy.case_words import DocumentState


async def contents_of(session: AsyncSession, case: Case, version: int | None = None) -> Contents:
    """Return the contents list of a case's file, of the newest version where none is named.

    A bound version says what was locked, whatever became of its rows.

    Raises:
        NotFoundError: there is no such version.
    """
    newest = await current_version(session, case.id)
    version = newest if version is None else version
    if not 0 < version <= newest:
        raise NotFoundError
    # What a bound version left outside lies in a later one once the case was reopened.
    rows = await session.execute(_documents(), {"case_id": case.id, "version": version})
    found = [_line(row) for row in rows]
    own = [line for line in found if line.file_version == version]
    kept = [line for line in own if line.struck_at is None]
    replaced = {line.replaces_id for line in kept}
    contents = Contents(
        version=version,
        newest=newest,
        lines=numbered([line for line in kept if line.id not in replaced]),
        drafts=tuple(line for line in kept if line.id in replaced),
        struck=tuple(line for line in own if line.struck_at is not None),
    )
    locked = await session.scalar(
        select(CaseFile.contents).where(CaseFile.case_id == case.id, CaseFile.version == version)
    )
    return contents if locked is None else _as_locked(contents, locked, found)


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
    lists = (contents.lines, contents.drafts, contents.struck, contents.outside)
    lines, drafts, struck, outside = (tuple(map(untitled, each)) for each in lists)
    return replace(contents, lines=lines, drafts=drafts, struck=struck, outside=outside)


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
    everything = (*contents.lines, *contents.outside, *contents.drafts, *contents.struck)
    return next(line for line in everything if line.id == document.id)


def _as_locked(
    contents: Contents, locked: Mapping[str, Any], found: Sequence[DocumentLine]
) -> Contents:
    """Return the list of a bound version: the locked lines, and beside them what stayed outside."""
    rows = {line.id: line for line in found}
    lines = tuple(_locked_line(rows[UUID(said["document"])], said) for said in locked["documents"])
    left = [_left_out(rows[UUID(said["document"])], said) for said in locked.get("outside", ())]
    named = {line.id for line in (*lines, *left)}
    # Before 2026-11-22 binding did not write down what it left outside; until the case is
    # reopened, it lies there still.
    left += [
        replace(line, number=0, first_page=None, last_page=None)
        for line in contents.lines
        if line.id not in named
    ]
    return replace(contents, lines=lines, outside=tuple(left), is_bound=True)


def _locked_line(line: DocumentLine, said: Mapping[str, Any]) -> DocumentLine:
    first, last = said["first_page"], said["last_page"]
    return replace(
        line,
        number=said["number"],
        kind=said["kind"],
        title=said["title"],
        document_no=said["document_no"],
        author=said.get("author", line.author),
        made_on=date.fromisoformat(said["made_on"]) if said["made_on"] else None,
        is_concluding=said["is_concluding"],
        is_final=True,
        page_count=last - first + 1,
        sha256=said["sha256"],
        sm3=said["sm3"],
        first_page=first,
        last_page=last,
    )


def _left_out(line: DocumentLine, said: Mapping[str, Any]) -> DocumentLine:
    return replace(
        line,
        kind=said["kind"],
        title=said["title"],
        state=DocumentState(said["state"]),
        is_final=False,
        struck_at=None,
        struck_by=None,
        strike_reason=None,
    )


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
    CaseDocument.file_version,
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
            CaseDocument.file_version >= bindparam("version"),
        )
        .order_by(CaseDocument.file_version, CaseDocument.position, CaseDocument.id)
    )


def _line(row: Row[Any]) -> DocumentLine:
    values = row._asdict()
    return DocumentLine(**{**values, "state": DocumentState(values["state"])})
