"""Put documents into the files of the demonstration's cases, as its officer would.

Each is put in once, beside the running product, for it needs the store; a worker then reads it.
Whoever strikes one out or adds one of their own is left alone.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.db import transaction
from app.demo.filed import FILED, SEE, Filed, Form
from app.demo.papers import pdf_of, picture_of, scan_of, word_of
from app.errors import LiuhenError
from app.models import Case, CaseDocument, Person
from app.papers.adding import Desk, NewDocument, add_document
from app.people.identifying import assignments_on
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind

log = structlog.get_logger()
_WORD_PAGES = 3
"""What the Word document tells of itself, for the clerk to confirm."""


async def deliver_documents(desk: Desk) -> int:
    """Put into the files whatever was never there; return how many documents were added.

    Appends ``document:added`` for each. What cannot be put in any more, because somebody has bound
    a file since, is left out.
    """
    added = 0
    for filed in FILED:
        async with transaction(desk.sessions) as session:
            case_id, new = await _wanted(session, filed)
            officer = await member(session, desk, "officer")
        if case_id is None or officer is None:
            continue
        content = _whole(_made(filed))
        try:
            outcome = await add_document(
                desk, officer, case_id, new, file_name=filed.file_name, stream=content
            )
        except LiuhenError as error:
            log.info("demonstration.document_left_out", code=error.code)
            continue
        added += isinstance(outcome, UUID)
    return added


async def member(session: AsyncSession, desk: Desk, username: str) -> Actor | None:
    """Return somebody of the cast as they are today; ``None`` when they have gone."""
    person = await session.scalar(select(Person).where(Person.username == username))
    if person is None or not person.is_active:
        return None
    held = await assignments_on(session, person.id, day_of(desk.clock()))
    return Actor(ActorKind.PERSON, person.id, person.unit_id, assignments=held)


async def case_of(session: AsyncSession, title_end: str) -> Case | None:
    """Return the case whose title ends so, the first one that was opened."""
    return await session.scalar(
        select(Case).where(Case.title.endswith(title_end)).order_by(Case.id).limit(1)
    )


async def _wanted(session: AsyncSession, filed: Filed) -> tuple[UUID | None, NewDocument]:
    """Return the case into which a document goes, none if it was there, and what is said of it."""
    case = await case_of(session, filed.case)
    if case is None:
        return None, NewDocument()
    known = select(CaseDocument.id).where(
        CaseDocument.case_id == case.id, CaseDocument.file_name == filed.file_name
    )
    is_known = await session.scalar(known.limit(1)) is not None
    return None if is_known else case.id, NewDocument(
        kind=filed.kind,
        document_no=filed.document_no,
        made_on=case.opened_on + timedelta(days=filed.after_days),
        is_final=filed.is_final,
    )


def _made(filed: Filed) -> bytes:
    title = filed.name or filed.kind
    lines = (*filed.text.split("\n"), SEE)
    match filed.form:
        case Form.PDF:
            return pdf_of(title, lines)
        case Form.PICTURE:
            return picture_of(title, lines)
        case Form.SCAN:
            pages = filed.text.split("\n\n")
            return scan_of(title, [(*page.split("\n"), SEE) for page in pages])
        case Form.WORD:
            return word_of(title, lines, pages=_WORD_PAGES)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
