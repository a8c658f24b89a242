"""Show what was found: the rows of a page with the texts in which the words stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseHandler
from app.searching.shelves import Shelf, Sight, handled_files
from app.searching.terms import Terms
from app.searching.texts import (
    Field,
    Subject,
    Text,
    Texts,
    cases_as_found,
    documents_as_found,
    recordings_as_found,
)
from app.searching.words import Piece, excerpt, mark, normalise

AROUND = 24
"""Characters shown on either side of what was found."""
MOST_HITS = 4
_SUMMARY = frozenset(
    {Field.CAUSE, Field.DEVICE, Field.HANDLER, Field.OFFICER, Field.PARTY, Field.PLACE}
)
"""Of what is shown below a title when nothing was looked for; no shelf has texts of them all."""


Shown = str | tuple[Piece, ...]
"""A text as it is, or in pieces where something that was looked for stands in it."""


class FoundRow(NamedTuple):
    """One line of a page: its title, and the texts in which the words were found."""

    id: UUID
    unit_name: str
    moment: datetime
    kind: str
    state: str
    number: Shown
    title: Shown
    hits: tuple[tuple[Field, Shown], ...]
    is_catalogued: bool = False


async def rows_of(
    session: AsyncSession, sight: Sight, ids: Sequence[UUID], terms: Terms
) -> tuple[FoundRow, ...]:
    """Return the rows in the order of ``ids``; without words each with a short summary."""
    if not ids:
        return ()
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
            handled_files(sight.actor.id).where(
                CaseHandler.case_id.in_([subject.id for subject in lacking])
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
    return _row(subject, ("", title), others, terms)


def _case(subject: Subject, documents: Texts, terms: Terms) -> FoundRow:
    (_, number), (_, title), *others = subject.texts
    return _row(subject, (number, title), [*others, *documents], terms)


def _row(
    subject: Subject, above: tuple[str, str], others: Sequence[Text], terms: Terms
) -> FoundRow:
    """Return a row: its number and title, and below them a few of its other texts."""
    words = terms.words
    number, title = above
    hits = [text for text in others if _holds_any(text[1], words)] if words else []
    shown: tuple[tuple[Field, Shown], ...] = tuple(
        [(field, excerpt(mark(text, words), AROUND)) for field, text in _first_of(hits)]
    ) or _first_of([text for text in others if text[0] in _SUMMARY])
    return FoundRow(
        id=subject.id,
        unit_name=subject.unit_name,
        moment=subject.moment,
        kind=subject.kind,
        state=subject.state,
        number=mark(number, words) if _holds_any(number, words) else number,
        title=mark(title, words) if _holds_any(title, words) else title,
        hits=shown,
        is_catalogued=subject.is_catalogued,
    )


def _first_of(texts: Sequence[Text]) -> tuple[Text, ...]:
    """Return the first few, none of them twice."""
    found: list[Text] = []
    for text in texts:
        if text not in found:
            found.append(text)
            if len(found) == MOST_HITS:
                break
    return tuple(found)


def _holds_any(text: str, words: Sequence[str]) -> bool:
    if not words:
        return False
    normal = normalise(text)
    return any(word in normal for word in words)


def _holds(texts: Texts, word: str) -> bool:
    return any(word in normalise(text) for _, text in texts)
