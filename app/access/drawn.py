"""A page of a PDF for one sitting: drawn when it is asked for, with the watermark in the picture.

A whole PDF in the reader that browsers bring along could be saved and printed, and nobody could
say which of its pages were looked at. What is drawn is kept nowhere; the original is opened for
reading only.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.sittings import Marked, mark_of
from app.access.stamped import AT_ONCE, letters_of
from app.errors import NotFoundError
from app.media.marking import MarkProblem
from app.models import CaseDocument
from app.pages.drawing import DrawLimits, draw_pdf_page
from app.papers.opening import locate_document
from app.settings import Settings
from app.storage.store import Store
from app.storage.threads import in_threads


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a PDF that may be shown, counted from 1, and what its watermark says."""

    storage_key: str
    size_bytes: int
    number: int
    mark: Marked


async def sheet_of(
    session: AsyncSession, viewing_id: UUID, document: CaseDocument, number: int
) -> Sheet:
    """Return a page of a PDF that was judged just now.

    Raises:
        ConflictError: nobody has looked at the document yet, or it was put aside.
        NotFoundError: it has no such page.
    """
    opened = await locate_document(session, document)
    if not 0 < number <= (document.page_count or 0):
        raise NotFoundError
    return Sheet(opened.storage_key, opened.size_bytes, number, await mark_of(session, viewing_id))


async def draw_for_sitting(
    store: Store, settings: Settings, sheet: Sheet, *, moment: str
) -> bytes | MarkProblem:
    """Return the page as a JPEG, or why it cannot be drawn.

    Holds nothing of the database; asking for the right again is the caller's.

    Raises:
        StorageFailureError, SandboxUnavailableError, MediaReaderError: our own fault.
    """
    async with AT_ONCE:
        descriptor = await in_threads(store, store.open_original, sheet.storage_key)
        try:
            return await draw_pdf_page(
                descriptor,
                letters_of(sheet.mark, moment),
                sheet.number,
                size_bytes=sheet.size_bytes,
                limits=DrawLimits(max_pixels=settings.media_max_pixels),
                sandbox=settings.sandbox,
            )
        finally:
            os.close(descriptor)
