"""Change what lies in a file: its order, what is said of a document, whether it is final.

Every change goes through the case, which is locked and counted on, and leaves an event; a bound
file changes no more (汝州调阅 9). Bytes never change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import CaseDocument
from app.pages.limits import PageLimits
from app.pages.passing import PaperType
from app.papers.adding import problems_of, usual_author
from app.papers.contents import contents_of
from app.papers.holding import HeldDocument, open_document_for_change
from app.papers.kinds import kinds_of_unit
from app.papers.lines import DocumentLine
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import DocumentState
from app.policy.decision import Decision
from app.searching.indexing import index_cases

LONGEST_REASON = 500
MOST_PAGES = PageLimits().max_pages
WORD = frozenset({PaperType.DOC.value, PaperType.DOCX.value})
"""Whose pages are nowhere written down, so that a person may count them."""


class Move(StrEnum):
    """Where a document goes in the contents list."""

    UP = "up"
    DOWN = "down"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is said of a document; ``page_count`` counts for Word documents alone."""

    kind: str
    title: str
    document_no: str = ""
    author: str = ""
    made_on: date | None = None
    page_count: int | None = None


async def move_document(
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    to: Move | int | None,
    *,
    now: datetime,
    seen_revision: int | None = None,
) -> HeldDocument | Decision:
    """Put a document elsewhere in the list, or to a place from 1. Appends ``document:moved``.

    A place beyond the end is the last. Where it lies already nothing moves and nothing is noted.

    Raises:
        InvalidInputError: no place is given.
        NotFoundError, ConflictError: as in ``open_document_for_change``.
    """
    held = await open_document_for_change(
        session, actor, document_id, now=now, seen_revision=seen_revision
    )
    if isinstance(held, Decision):
        return held
    if to is None:
        raise InvalidInputError("请写明移到第几位，例如 3。卷内目录没有改动，请返回后重新填写。")
    lines = list((await contents_of(session, held.case)).lines)
    place = next(index for index, line in enumerate(lines) if line.id == document_id)
    other = min(max(_place_wanted(to, place, len(lines)), 0), len(lines) - 1)
    if other == place:
        return held
    lines.insert(other, lines.pop(place))
    await _renumber(session, lines)
    detail = {"from": place + 1, "to": other + 1}
    await _note(session, LedgerKind.DOCUMENT_MOVED, actor, held, detail, now=now)
    return held


async def settle_document(
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    *,
    is_final: bool,
    now: datetime,
    seen_revision: int | None = None,
) -> HeldDocument | Decision:
    """Make a document final, or a draft again.

    Appends ``document:made_final`` or ``document:made_draft``; nothing when it is so already.

    Raises:
        ConflictError: it was put aside, or as in ``open_document_for_change``.
        NotFoundError: there is none, or the actor may not know its case.
    """
    held = await open_document_for_change(
        session, actor, document_id, now=now, seen_revision=seen_revision
    )
    if isinstance(held, Decision):
        return held
    document = held.document
    if document.is_final == is_final:
        return held
    if is_final and document.state != DocumentState.READY.value:
        raise ConflictError("这份文书还没有检查完，或者已被隔离，不能定稿。")
    document.is_final = is_final
    kind = LedgerKind.DOCUMENT_MADE_FINAL if is_final else LedgerKind.DOCUMENT_MADE_DRAFT
    await _note(session, kind, actor, held, {}, now=now)
    return held


async def correct_document(
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    facts: DocumentFacts,
    *,
    now: datetime,
    seen_revision: int | None = None,
) -> HeldDocument | Decision:
    """Correct what is said of a document. Appends ``document:corrected`` with what was before.

    Raises:
        NotAcceptableError: something cannot be, with the field.
        NotFoundError, ConflictError: as in ``open_document_for_change``.
    """
    held = await open_document_for_change(
        session, actor, document_id, now=now, seen_revision=seen_revision
    )
    if isinstance(held, Decision):
        return held
    document = held.document
    before = _said(document)
    await _take_kind(session, held, facts.kind)
    texts = {"title": facts.title, "document_no": facts.document_no, "author": facts.author}
    problems = problems_of(texts, facts.made_on, now)
    if not facts.title:
        problems.append(FieldProblem("title", "请填写题名。"))
    counts = document.media_type in WORD
    if counts and facts.page_count is not None and not 0 < facts.page_count <= MOST_PAGES:
        problems.append(FieldProblem("page_count", f"页数应当在1到{MOST_PAGES}之间。"))
    if problems:
        raise NotAcceptableError(*problems)
    document.title, document.document_no = facts.title, facts.document_no
    document.author = facts.author or await usual_author(session, held.case.unit_id)
    document.made_on = facts.made_on
    if counts:
        document.page_count = facts.page_count
    after = _said(document)
    changed = {name: [old, after[name]] for name, old in before.items() if old != after[name]}
    if changed:
        await _note(session, LedgerKind.DOCUMENT_CORRECTED, actor, held, changed, now=now)
    return held


async def strike_document(
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    reason: str,
    *,
    now: datetime,
    seen_revision: int | None = None,
) -> HeldDocument | Decision:
    """Strike a document out that lies in the wrong file. Appends ``document:struck``.

    Its bytes and its line stay; a draft that it had replaced stands in its place again.

    Raises:
        NotAcceptableError: no reason is given.
        NotFoundError, ConflictError: as in ``open_document_for_change``.
    """
    held = await open_document_for_change(
        session, actor, document_id, now=now, seen_revision=seen_revision
    )
    if isinstance(held, Decision):
        return held
    if not reason or len(reason) > LONGEST_REASON:
        what = f"请写明划去的原因，最长{LONGEST_REASON}个字。"
        raise NotAcceptableError(FieldProblem("reason", what))
    document = held.document
    document.struck_at, document.struck_by_id, document.strike_reason = now, actor.id, reason
    await session.flush()
    await _note(session, LedgerKind.DOCUMENT_STRUCK, actor, held, {"reason": reason}, now=now)
    return held


def _place_wanted(to: Move | int, place: int, count: int) -> int:
    """Return the place from nought that is asked for; it may lie beyond the list."""
    match to:
        case Move.UP:
            return place - 1
        case Move.DOWN:
            return place + 1
        case Move.FIRST:
            return 0
        case Move.LAST:
            return count - 1
        case int():
            return to - 1


async def _renumber(session: AsyncSession, lines: Sequence[DocumentLine]) -> None:
    """Give the lines their places; a draft that came back may share one with its successor."""
    for position, line in enumerate(lines, 1):
        if line.position != position:
            await session.execute(
                update(CaseDocument).where(CaseDocument.id == line.id).values(position=position)
            )


async def _take_kind(session: AsyncSession, held: HeldDocument, name: str) -> None:
    """Class a document anew, by what the list says today; a kind retired since stays as it is."""
    document = held.document
    kinds = await kinds_of_unit(session, held.case.unit_id)
    kind = next((kind for kind in kinds if kind.name == name), None)
    if kind is None and name == document.kind:
        return
    if kind is None:
        raise NotAcceptableError(FieldProblem("kind", "请选择文书种类。"))
    document.kind, document.stage = kind.name, kind.stage
    document.is_concluding = kind.is_concluding


def _said(document: CaseDocument) -> dict[str, object]:
    return {
        "kind": document.kind,
        "is_concluding": document.is_concluding,
        "title": document.title,
        "document_no": document.document_no,
        "author": document.author,
        "made_on": document.made_on.isoformat() if document.made_on else None,
        "page_count": document.page_count,
    }


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    held: HeldDocument,
    detail: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    await append(
        session,
        kind,
        actor,
        unit_id=held.case.unit_id,
        subject_id=held.document.id,
        detail={"case": str(held.case.id), **detail},
        now=now,
    )
    await index_cases(session, [held.case.id], now=now)
