"""卷内目录: what a bound version of a case file holds, in order, with pages and digests.

Bound are the final documents of a version. Drafts and what was put aside stay outside; they are
named in what is locked, so that the sheets of the file tell of them whatever becomes of them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from app.cases.accompanying import recordings_beside
from app.errors import ConflictError
from app.models import CaseDocument, CaseFile, Original
from app.policy.case_words import DocumentState


@dataclass(frozen=True, slots=True)
class Bound:
    """What was bound: the version, how many documents and pages, and the digest of the contents."""

    version: int
    documents: int
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ToBind:
    """One document as the keeper sees it before the file is bound; a draft stays outside."""

    title: str
    page_count: int | None
    is_final: bool
    is_dated: bool
    media_type: str
    state: DocumentState = DocumentState.READY


async def look_before_binding(session: AsyncSession, case_id: UUID) -> tuple[ToBind, ...]:
    """Return what would be bound now, in order, and the drafts that would stay outside."""
    file = await current_file(session, case_id)
    rows = await session.scalars(
        select(CaseDocument)
        .where(*_unbound(file))
        .options(defer(CaseDocument.content_text))
        .order_by(CaseDocument.position, CaseDocument.id)
    )
    return tuple(
        ToBind(
            each.title,
            each.page_count,
            each.is_final,
            each.made_on is not None,
            each.media_type,
            DocumentState(each.state),
        )
        for each in rows
    )


async def bind_file(
    session: AsyncSession, case_id: UUID, person_id: UUID, *, now: datetime
) -> Bound:
    """Write the contents of the current version down and lock it; the caller has locked the case.

    Raises:
        ConflictError: there is no final document, or one of them is not ready to be bound.
    """
    file = await current_file(session, case_id, for_update=True)
    rows = await _final_documents(session, file)
    _refuse_unready([document for document, _ in rows])
    contents = _contents_of(file, rows)
    contents["outside"] = [_left_out(each) for each in await _left_outside(session, file)]
    contents["recordings"] = [line.as_json() for line in await recordings_beside(session, file)]
    digest = digest_of(contents)
    file.contents = contents
    file.contents_sha256 = digest
    file.bound_at = now
    file.bound_by_id = person_id
    await session.flush()
    return Bound(file.version, len(rows), contents["pages"], digest)


async def current_file(
    session: AsyncSession, case_id: UUID, *, for_update: bool = False
) -> CaseFile:
    """Return the newest version of the file of a case that exists."""
    asked = (
        select(CaseFile)
        .where(CaseFile.case_id == case_id)
        .order_by(CaseFile.version.desc())
        .limit(1)
    )
    if for_update:
        asked = asked.with_for_update()
    return (await session.scalars(asked.execution_options(populate_existing=True))).one()


def digest_of(contents: dict[str, Any]) -> str:
    """Return the SHA-256 of the contents' canonical JSON: sorted keys, no spaces, UTF-8.

    >>> digest_of({"version": 1, "documents": []})[:16]
    '40300748d3a1f31b'
    """
    text = json.dumps(
        contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return sha256(text.encode()).hexdigest()


async def _final_documents(
    session: AsyncSession, file: CaseFile
) -> list[tuple[CaseDocument, Original]]:
    rows = await session.execute(
        select(CaseDocument, Original)
        .join(Original, Original.id == CaseDocument.original_id)
        .where(*_unbound(file), CaseDocument.is_final)
        .options(defer(CaseDocument.content_text))
        .order_by(CaseDocument.position, CaseDocument.id)
    )
    return [(document, original) for document, original in rows]


async def _left_outside(session: AsyncSession, file: CaseFile) -> Sequence[CaseDocument]:
    rows = await session.scalars(
        select(CaseDocument)
        .where(*_unbound(file), CaseDocument.is_final.is_(False))
        .options(defer(CaseDocument.content_text))
        .order_by(CaseDocument.position, CaseDocument.id)
    )
    return rows.all()


def _unbound(file: CaseFile) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a document of the version that no later draft replaces."""
    newer = aliased(CaseDocument)
    replaced = exists().where(newer.replaces_id == CaseDocument.id, newer.struck_at.is_(None))
    return (
        CaseDocument.case_id == file.case_id,
        CaseDocument.file_version == file.version,
        CaseDocument.struck_at.is_(None),
        ~replaced.correlate(CaseDocument),
    )


def _refuse_unready(documents: list[CaseDocument]) -> None:
    if not documents:
        raise ConflictError("案卷里还没有定稿的文书，不能立卷。请先上传文书，并标为定稿。")
    unread = [each.title for each in documents if each.state != DocumentState.READY.value]
    if unread:
        raise ConflictError(
            f"“{unread[0]}”还没有通过检查，不能立卷。请等待检查完成，或者先划去这份文书。"
        )
    uncounted = [each.title for each in documents if each.page_count is None]
    if uncounted:
        raise ConflictError(f"“{uncounted[0]}”还没有登记页数，不能编制卷内目录。请先登记页数。")


def _contents_of(file: CaseFile, rows: list[tuple[CaseDocument, Original]]) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    page = 1
    for number, (document, original) in enumerate(rows, 1):
        count = document.page_count or 0
        lines.append(
            {
                "number": number,
                "document": str(document.id),
                "kind": document.kind,
                "title": document.title,
                "document_no": document.document_no,
                "author": document.author,
                "made_on": document.made_on.isoformat() if document.made_on else "",
                "is_concluding": document.is_concluding,
                "first_page": page,
                "last_page": page + count - 1,
                "sha256": original.sha256,
                "sm3": original.sm3,
            }
        )
        page += count
    return {
        "case": str(file.case_id),
        "version": file.version,
        "pages": page - 1,
        "documents": lines,
    }


def _left_out(document: CaseDocument) -> dict[str, Any]:
    return {
        "document": str(document.id),
        "kind": document.kind,
        "title": document.title,
        "state": document.state,
    }
