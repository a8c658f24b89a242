"""Show what was found: the rows of a page with the texts in which the words stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseHandler
from app.searching.shelves import Shelf, Sight
from app.searching.terms import Terms
from app.searching.texts import (
    Field,
    Subject,
    Texts,
    cases_as_found,
    documents_as_found,
    recordings_as_found,
)
from app.searching.words import Piece, excerpt, mark, normalise

AROUND = 24
"""Characters shown on either side of what was found."""
MOST_HITS = 4
_SUMMARY = {
    Shelf.CASES: (Field.CAUSE, Field.PARTY, Field.HANDLER, Field.PLACE),
    Shelf.RECORDINGS: (Field.DEVICE, Field.OFFICER, Field.PARTY, Field.CAUSE, Field.PLACE),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A text of a row, in pieces, and which field it is."""

    field: Field
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One line of a page: its title, and the texts in which the words were found."""

    id: UUID
    unit_name: str
    moment: datetime
    kind: str
    state: str
    number: tuple[Piece, ...]
    title: tuple[Piece, ...]
    hits: tuple[Hit, ...]
    is_catalogued: bool = False


async def rows_of(
    session: AsyncSession, sight: Sight, ids: Sequence[UUID], terms: Terms
) -> tuple[FoundRow, ...]:
    """Return the rows in the order of ``ids``; without words each with a short summary."""
    if sight.shelf is Shelf.RECORDINGS:
        found = await recordings_as_found(session, ids)
        return tuple(_recording(found[key], terms) for key in ids if key in found)
    found = await cases_as_found(session, ids)
    documents = await _documents(session, sight, found, terms)
    return tuple(_case(found[key], documents.get(key, ()), terms) for key in ids if key in found)


async def _documents(
    session: AsyncSession, sight: Sight, found: dict[UUID, Subject], terms: Terms
) -> dict[UUID, Texts]:
    """Return the texts of documents where they are needed to say why a case was found."""
    lacking = [
        subject
        for subject in found.values()
        if any(not _holds(subject.texts, word) for word in terms.words)
    ]
    if not lacking:
        return {}
    handled = set(
        await session.scalars(
            select(CaseHandler.case_id).where(
                CaseHandler.case_id.in_([subject.id for subject in lacking]),
                CaseHandler.person_id == sight.actor.id,
                CaseHandler.until.is_(None),
            )
        )
    )
    readable = [
        subject.id
        for subject in lacking
        if sight.may_read_file(subject.unit_id, handles=subject.id in handled)
    ]
    return await documents_as_found(session, readable) if readable else {}


def _recording(subject: Subject, terms: Terms) -> FoundRow:
    (_, title), *others = subject.texts
    texts = _Shown("", title, tuple(others), _SUMMARY[Shelf.RECORDINGS])
    return _row(subject, texts, terms)


def _case(subject: Subject, documents: Texts, terms: Terms) -> FoundRow:
    (_, number), (_, title), *others = subject.texts
    texts = _Shown(number, title, (*others, *documents), _SUMMARY[Shelf.CASES])
    return _row(subject, texts, terms)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The texts of a row: those above, and the others with what stands for them without words."""

    number: str
    title: str
    others: Texts
    summary: tuple[Field, ...]


def _row(subject: Subject, texts: _Shown, terms: Terms) -> FoundRow:
    words = terms.words
    hits = [text for text in texts.others if any(_holds([text], word) for word in words)]
    hits = hits or [text for text in texts.others if text[0] in texts.summary]
    return FoundRow(
        id=subject.id,
        unit_name=subject.unit_name,
        moment=subject.moment,
        kind=subject.kind,
        state=subject.state,
        is_catalogued=subject.is_catalogued,
        number=mark(texts.number, words),
        title=mark(texts.title, words),
        hits=tuple(
            Hit(field, excerpt(mark(text, words), AROUND) if words else mark(text, words))
            for field, text in list(dict.fromkeys(hits))[:MOST_HITS]
        ),
    )


def _holds(texts: Sequence[tuple[Field, str]], word: str) -> bool:
    return any(word in normalise(text) for _, text in texts)
