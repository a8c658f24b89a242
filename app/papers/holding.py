"""Get hold of a case or a document to look at it or to change it (长子 9, 汝州调阅 9).

Whoever may not know the case is told what is told of one that never was. A bound file does not
change; that refusal is an event like any other.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from app.cases.changing import begin_change
from app.cases.visibility import find_case, thing_of
from app.errors import ConflictError, NotFoundError
from app.models import Case, CaseDocument, CaseFile
from app.people.authority import authorise, permit
from app.people.closures import lies_in_bound_version
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.closing import Closure
from app.policy.decision import Decision
from app.policy.grounds import Thing

_NAMES_DOCUMENTS = (Act.CASE_CHANGE, Act.CASE_READ_FILE)


class CaseChangedError(ConflictError):
    """The case has changed since the page was drawn, by whomever: two windows are one person."""

    code = "case_changed"
    message = (
        "您打开页面以后，本案已有改动，可能是别人改的，也可能是您自己在这一页或者另一页上改的。"
        "这一次的改动没有保存，请看过卷内目录现在的顺序后再办理。"
    )


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document with the case in whose file it lies."""

    document: CaseDocument
    case: Case


async def open_for_change(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    *,
    now: datetime,
    seen_revision: int | None = None,
) -> Case | Decision:
    """Return a case whose file is about to change, locked, with its revision counted on.

    ``seen_revision`` is the one that the page showed; without it nothing is compared.

    Raises:
        NotFoundError: the actor may not know the case.
        CaseChangedError: the case has changed since.
    """
    case = await begin_change(session, actor, case_id, seen_revision=None, now=now)
    if isinstance(case, Decision):
        return case
    if seen_revision is not None and seen_revision != case.revision:
        raise CaseChangedError(case_id=case.id)
    case.revision += 1
    return case


async def open_document_for_change(
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    *,
    now: datetime,
    seen_revision: int | None = None,
) -> HeldDocument | Decision:
    """Return a document that is about to change, and its case, locked as in ``open_for_change``.

    Raises:
        NotFoundError: there is none, or the actor may not know its case.
        CaseChangedError: the case has changed since.
        ConflictError: the document was struck out or replaced, or belongs to an earlier version.
    """
    document = await _document(session, document_id)
    case = await open_for_change(
        session, actor, document.case_id, now=now, seen_revision=seen_revision
    )
    if isinstance(case, Decision):
        return case
    # Read again under the lock of the case, which every change of a document takes first.
    await session.refresh(document, attribute_names=["struck_at", "position", "is_final", "state"])
    await require_current(session, document)
    return HeldDocument(document, case)


async def find_document(session: AsyncSession, actor: Actor, document_id: UUID) -> HeldDocument:
    """Return a document of whose case the actor may know.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    document = await _document(session, document_id)
    return HeldDocument(document, await find_case(session, actor, document.case_id))


async def may_read_file(session: AsyncSession, actor: Actor, case: Case) -> Decision:
    """Return whether the actor may read the file as it stands; asking leaves no trace."""
    return await authorise(session, actor, Act.CASE_READ_FILE, await thing_of(session, case))


async def may_know_titles(session: AsyncSession, actor: Actor, case: Case) -> bool:
    """Return whether titles and numbers of documents are for this actor; asking leaves no trace.

    They are for whoever makes, keeps or reads the file. A title often says who was questioned, and
    whoever may only know how far a case has come sees kinds, days and pages (调阅 5, 长子 15).
    """
    thing = await thing_of(session, case)
    rights = [await authorise(session, actor, act, thing) for act in _NAMES_DOCUMENTS]
    return any(right.allowed for right in rights)


async def may_read(session: AsyncSession, actor: Actor, held: HeldDocument) -> Decision:
    """Return whether the actor may read a document; asking leaves no trace."""
    thing = await thing_of_document(session, held)
    return await authorise(session, actor, Act.CASE_READ_FILE, thing)


async def permit_reading_file(
    session: AsyncSession, actor: Actor, case: Case, now: datetime
) -> Decision:
    """Return whether the actor may read the file as it stands; a refusal is an event about it."""
    thing = await thing_of(session, case)
    return await permit(session, actor, Act.CASE_READ_FILE, thing, subject_id=case.id, now=now)


async def permit_reading(
    session: AsyncSession, actor: Actor, held: HeldDocument, now: datetime
) -> Decision:
    """Return whether the actor may read a document; a refusal is an event about it."""
    thing = await thing_of_document(session, held)
    subject_id = held.document.id
    return await permit(session, actor, Act.CASE_READ_FILE, thing, subject_id=subject_id, now=now)


async def thing_of_document(session: AsyncSession, held: HeldDocument) -> Thing:
    """Return what rules look at: the case, closed too when this document's version was bound."""
    thing = await thing_of(session, held.case)
    if not await lies_bound(session, held):
        return thing
    return replace(thing, closures=thing.closures | {Closure.BOUND})


async def lies_bound(session: AsyncSession, held: HeldDocument) -> bool:
    """Return whether the version in which a document lies was bound."""
    bound = select(lies_in_bound_version()).where(CaseDocument.id == held.document.id)
    return bool(await session.scalar(bound))


async def current_version(session: AsyncSession, case_id: UUID) -> int:
    """Return the number of the newest version of a case's file."""
    newest = select(func.max(CaseFile.version)).where(CaseFile.case_id == case_id)
    return await session.scalar(newest) or 1


async def _document(session: AsyncSession, document_id: UUID) -> CaseDocument:
    # The words of a document can be millions of characters, and no page shows them.
    document = await session.scalar(
        select(CaseDocument)
        .where(CaseDocument.id == document_id)
        .options(defer(CaseDocument.content_text, raiseload=True))
    )
    if document is None:
        raise NotFoundError
    return document


async def require_current(session: AsyncSession, document: CaseDocument) -> None:
    """Make sure that a document is part of what is being worked on.

    Raises:
        ConflictError: it was struck out or replaced, or belongs to an earlier version.
    """
    if document.struck_at is not None:
        raise ConflictError("这份文书已经划去，不能再改动。")
    newer = select(CaseDocument.title).where(
        CaseDocument.replaces_id == document.id, CaseDocument.struck_at.is_(None)
    )
    if await session.scalar(newer) is not None:
        raise ConflictError("这份草稿已经由新的一稿代替，请改动新的一稿。")
    if document.file_version != await current_version(session, document.case_id):
        raise ConflictError(
            f"这份文书属于第 {document.file_version} 版案卷，立卷后保持原样，不能改动。"
            "需要补充或者更正的，请在新的一版案卷里放入新的文书。"
        )
