"""页数: a person counts the printed sheets of a Word document, or confirms what the file tells.

How many pages a Word document has depends on who prints it, so what it tells of itself counts in
the contents list (长子 9) only when somebody has said so.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.papers.changing import MOST_PAGES, WORD
from app.papers.holding import HeldDocument, open_document_for_change
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.searching.indexing import index_cases


async def count_pages(
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    pages: int | None,
    *,
    now: datetime,
    seen_revision: int | None = None,
) -> HeldDocument | Decision:
    """Write down how many pages a Word document has. Appends ``document:corrected``.

    Raises:
        NotAcceptableError: no document has so many pages.
        ConflictError: the pages of this kind of file are counted by the system, or as in
            ``open_document_for_change``.
        NotFoundError: there is none, or the actor may not know its case.
    """
    held = await open_document_for_change(
        session, actor, document_id, now=now, seen_revision=seen_revision
    )
    if isinstance(held, Decision):
        return held
    document = held.document
    if document.media_type not in WORD:
        raise ConflictError("这份文书的页数由系统清点，不需要填写。")
    if pages is None or not 0 < pages <= MOST_PAGES:
        what = f"页数应当在1到{MOST_PAGES}之间，请按打印稿清点后填写。"
        raise NotAcceptableError(FieldProblem("page_count", what))
    if document.page_count == pages:
        return held
    former, document.page_count = document.page_count, pages
    await append(
        session,
        LedgerKind.DOCUMENT_CORRECTED,
        actor,
        unit_id=held.case.unit_id,
        subject_id=document.id,
        detail={"case": str(held.case.id), "page_count": [former, pages]},
        now=now,
    )
    await index_cases(session, [held.case.id], now=now)
    return held
