"""Pages of a scan that no browser shows: drawn when it was read, opened by right and on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.ledger.book import recent_acts
from app.ledger.kinds import LedgerKind
from app.models import CaseDocument
from app.papers.holding import find_document, permit_reading
from app.papers.opening import locate_document, note_opening
from app.policy.actor import Actor
from app.policy.decision import Decision

ONE_READING = timedelta(minutes=30)
"""Pages opened within this time after the event belong to the same reading."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page as a JPEG in the store; sizes in pixels."""

    key: str
    width: int
    height: int

    def to_json(self) -> dict[str, Any]:
        """Return it as it stands among the facts of a document."""
        return {"key": self.key, "width": self.width, "height": self.height}


async def pages_of(session: AsyncSession, document_id: UUID) -> tuple[KeptPage, ...]:
    """Return the pages that were drawn of a document, in order; the caller has judged the right."""
    found = await session.scalar(
        select(CaseDocument.facts["pages"]).where(CaseDocument.id == document_id)
    )
    return tuple(KeptPage(**page) for page in found or ())


async def page_of(session: AsyncSession, document_id: UUID, number: int) -> KeptPage:
    """Return one page, counted from 1; the caller has judged the right.

    Raises:
        NotFoundError: there is no such page.
    """
    pages = await pages_of(session, document_id)
    if not 0 < number <= len(pages):
        raise NotFoundError
    return pages[number - 1]


def sheet_sizes(facts: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield how wide and high each page of a PDF is; those of long ago have told nothing.

    >>> list(sheet_sizes({"sheets": [[2, 595, 842], [1, 842, 595]]}))
    [(595, 842), (595, 842), (842, 595)]
    """
    for pages, width, height in facts.get("sheets", ()):
        yield from repeat((width, height), pages)


async def open_page(
    session: AsyncSession, actor: Actor, document_id: UUID, number: int, *, now: datetime
) -> KeptPage | Decision:
    """Return where a page lies. Appends ``document:opened`` once for a reading, or the refusal.

    Raises:
        NotFoundError: there is no such page, or the actor may not know its case.
        ConflictError: nobody has looked at the document yet, or it was put aside.
    """
    held = await find_document(session, actor, document_id)
    decision = await permit_reading(session, actor, held, now)
    if not decision.allowed:
        return decision
    await locate_document(session, held.document)
    page = await page_of(session, document_id, number)
    earlier = await recent_acts(
        session, LedgerKind.DOCUMENT_OPENED, actor_id=actor.id, subject_id=document_id
    )
    if not any(
        line.credential_id == actor.credential_id and abs(now - line.at) < ONE_READING
        for line in earlier
    ):
        await note_opening(session, actor, held, now=now)
    return page
