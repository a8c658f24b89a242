"""What was put into a case and taken out again: documents one by one, recordings as they came.

The events about them are about the document or the recording, so the page of the case reads it
from the rows. A document is named by its kind alone, which everybody who knows of the case may
know.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseDocument, EvidenceLink, Person
from app.policy.law_words import Word


class Addition(Word):
    """What was put in or taken out."""

    DOCUMENT_ADDED = "document_added", "放入文书"
    DOCUMENT_STRUCK = "document_struck", "划去文书"
    RECORDINGS_LINKED = "recordings_linked", "放入音视频资料"
    RECORDINGS_ENDED = "recordings_ended", "移出音视频资料"


@dataclass(frozen=True, slots=True)
class AdditionLine:
    """One act by one person; of recordings that were put in together with their number."""

    at: datetime
    who: str
    what: Addition
    kind: str
    count: int


async def newest_additions(
    session: AsyncSession, case_id: UUID, *, limit: int
) -> tuple[AdditionLine, ...]:
    """Return the last few acts, newest first; the caller may know of the case."""
    acts = union_all(*_documents(case_id), *_recordings(case_id)).subquery("addition")
    rows = await session.execute(
        select(acts.c.at, Person.full_name, acts.c.what, acts.c.kind, acts.c.number)
        .join(Person, Person.id == acts.c.who)
        .order_by(acts.c.at.desc(), acts.c.what, acts.c.kind)
        .limit(limit)
    )
    return tuple(
        AdditionLine(at, who, Addition(what), kind, number) for at, who, what, kind, number in rows
    )


def _documents(case_id: UUID) -> tuple[Select[*tuple[Any, ...]], ...]:
    it, one = CaseDocument, literal(1).label("number")
    return (
        select(
            it.added_at.label("at"),
            it.added_by_id.label("who"),
            literal(Addition.DOCUMENT_ADDED.value).label("what"),
            it.kind.label("kind"),
            one,
        ).where(it.case_id == case_id),
        select(
            it.struck_at, it.struck_by_id, literal(Addition.DOCUMENT_STRUCK.value), it.kind, one
        ).where(it.case_id == case_id, it.struck_at.is_not(None)),
    )


def _recordings(case_id: UUID) -> tuple[Select[*tuple[Any, ...]], ...]:
    it, number = EvidenceLink, func.count().label("number")
    linked = literal(Addition.RECORDINGS_LINKED.value)
    ended = literal(Addition.RECORDINGS_ENDED.value)
    return (
        select(it.linked_at, it.linked_by_id, linked, literal(""), number)
        .where(it.case_id == case_id)
        .group_by(it.linked_at, it.linked_by_id),
        select(it.ended_at, it.ended_by_id, ended, literal(""), number)
        .where(it.case_id == case_id, it.ended_at.is_not(None))
        .group_by(it.ended_at, it.ended_by_id),
    )
