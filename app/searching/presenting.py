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
from app.searching.words import Piece, excerpt, hits_in, normalise

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
    return FoundRow(
        id=subject.id,
        unit_name=subject.unit_name,
        moment=subject.moment,
        kind=subject.kind,
        state=subject.state,
        number=hits_in(number, words) or number,
        title=hits_in(title, words) or title,
        hits=_hits(others, words) or _summary(others),
        is_catalogued=subject.is_catalogued,
    )


def _hits(texts: Sequence[Text], words: Sequence[str]) -> tuple[tuple[Field, Shown], ...]:
    """Return the first few in which a word stands, around the word, none of them twice."""
    if not words:
        return ()
    found: list[tuple[Field, Shown]] = []
    for number, (field, text) in enumerate(texts):
        pieces = hits_in(text, words)
        if pieces and (field, text) not in texts[:number]:
            found.append((field, excerpt(pieces, AROUND)))
            if len(found) == MOST_HITS:
                break
    return tuple(found)


def _summary(texts: Sequence[Text]) -> tuple[Text, ...]:
    """Return the first few that tell what it is about, none of them twice."""
    return tuple(dict.fromkeys([text for text in texts if text[0] in _SUMMARY]))[:MOST_HITS]


def _holds(texts: Texts, word: str) -> bool:
    return any(word in normalise(text) for _, text in texts)
