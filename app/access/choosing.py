"""What is asked for: which documents and recordings, and whether the asker may know of them.

To ask opens nothing, yet it must not tell what there is either: only what somebody may know can
be picked. Whoever may know less describes it in words, and the record keeper finds it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import ids
from app.cases.visibility import find_case, knowledge_of_cases, known_cases
from app.errors import NotFoundError
from app.models import AccessItem, Case, CaseDocument, CaseFile, EvidenceLink, Recording
from app.papers.holding import current_version
from app.policy.actor import Actor
from app.policy.case_words import DocumentState
from app.recordings.visibility import knowledge_of, known_to

_AT_ONCE = 2_000


class Extract(StrEnum):
    """How much of a case is asked for."""

    CONCLUDING = "concluding"
    SOME = "some"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The things asked for; ``is_whole``: the file as such, not documents that were named."""

    documents: frozenset[UUID] = frozenset()
    recordings: frozenset[UUID] = frozenset()
    is_whole: bool = False

    def __len__(self) -> int:
        return len(self.documents) + len(self.recordings)


NOTHING = Wanted()


async def wanted_of_case(
    session: AsyncSession,
    case_id: UUID,
    extract: Extract,
    picked: Collection[UUID] = frozenset(),
) -> Wanted:
    """Return what an extract of a case holds; what was picked elsewhere is passed over."""
    documents = await session.execute(
        select(CaseDocument.id, CaseDocument.is_concluding).where(
            await documents_in(session, case_id)
        )
    )
    concluding = {row.id: row.is_concluding for row in documents}
    recordings = frozenset(await session.scalars(_recordings_in(case_id)))
    match extract:
        case Extract.WHOLE:
            return Wanted(frozenset(concluding), recordings, is_whole=True)
        case Extract.CONCLUDING:
            kept = frozenset(key for key, is_concluding in concluding.items() if is_concluding)
            return Wanted(kept, recordings)
        case Extract.SOME:
            chosen = frozenset(picked)
            return Wanted(chosen & concluding.keys(), chosen & recordings)


async def documents_in(session: AsyncSession, case_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a document lies in a case's file today and can be shown.

    A file that was reopened holds what was bound before besides what its new version brings.
    """
    newer = aliased(CaseDocument)
    replaced = exists().where(newer.replaces_id == CaseDocument.id, newer.struck_at.is_(None))
    return and_(
        CaseDocument.case_id == case_id,
        or_(
            CaseDocument.file_version == await current_version(session, case_id),
            and_(CaseDocument.is_final, _was_bound()),
        ),
        CaseDocument.struck_at.is_(None),
        CaseDocument.state != DocumentState.QUARANTINED.value,
        ~replaced,
    )


def _was_bound() -> ColumnElement[bool]:
    """Return the condition that a bound version of the file takes in a document's version."""
    return exists().where(
        CaseFile.case_id == CaseDocument.case_id,
        CaseFile.version >= CaseDocument.file_version,
        CaseFile.bound_at.is_not(None),
    )


async def unit_of(session: AsyncSession, wanted: Wanted) -> UUID | None:
    """Return whose records the first of these things is; nothing for nothing."""
    if wanted.documents:
        return await session.scalar(
            select(Case.unit_id)
            .join(CaseDocument, CaseDocument.case_id == Case.id)
            .where(CaseDocument.id.in_(wanted.documents))
            .limit(1)
        )
    return await session.scalar(
        select(Recording.unit_id).where(Recording.id.in_(wanted.recordings)).limit(1)
    )


async def require_known(session: AsyncSession, actor: Actor, unit_id: UUID, wanted: Wanted) -> None:
    """Raise ``NotFoundError`` unless each thing belongs to the unit and the actor may know it.

    A recording belongs to the unit to whose case it is linked, too.
    """
    case_known = known_cases(actor, await knowledge_of_cases(session, actor))
    in_unit = Case.unit_id == unit_id
    if wanted.documents:
        found = await session.scalar(
            select(func.count())
            .select_from(CaseDocument)
            .join(Case, Case.id == CaseDocument.case_id)
            .where(CaseDocument.id.in_(wanted.documents), in_unit, case_known)
        )
        _require_all(found, wanted.documents)
    if wanted.recordings:
        itself = and_(
            Recording.unit_id == unit_id, known_to(actor, await knowledge_of(session, actor))
        )
        found = await session.scalar(
            select(func.count())
            .select_from(Recording)
            .where(
                Recording.id.in_(wanted.recordings), or_(itself, _linked_to(in_unit, case_known))
            )
        )
        _require_all(found, wanted.recordings)


async def may_know_case(session: AsyncSession, actor: Actor, case_id: UUID) -> bool:
    """Return whether the actor may know of a case."""
    try:
        await find_case(session, actor, case_id)
    except NotFoundError:
        return False
    return True


async def add_items(session: AsyncSession, request_id: UUID, wanted: Wanted) -> int:
    """Add what is not among the items yet, in few statements, and return how many.

    What was left out before is taken in again. Items bear ids in the order of the file: documents
    by their place, recordings by their time; so every list, sheet and bundle keeps it.
    """
    documents = await _in_their_places(session, wanted.documents)
    recordings = await _by_their_times(session, wanted.recordings)
    things = [("document_id", key) for key in documents]
    things += [("recording_id", key) for key in recordings]
    # Ids of one millisecond come in any order.
    item_ids = sorted(ids.new_id() for _ in things)
    nothing: dict[str, UUID | None] = {"document_id": None, "recording_id": None}
    rows = [
        {"id": item_id, "request_id": request_id} | nothing | {column: key}
        for item_id, (column, key) in zip(item_ids, things, strict=True)
    ]
    added = 0
    for start in range(0, len(rows), _AT_ONCE):
        for column in ("document_id", "recording_id"):
            part = [row for row in rows[start : start + _AT_ONCE] if row[column]]
            if part:
                statement = insert(AccessItem).values(part)
                taken = await session.scalars(
                    statement.on_conflict_do_update(
                        index_elements=["request_id", column],
                        set_={"is_granted": True},
                        where=AccessItem.is_granted.is_(False),
                    ).returning(AccessItem.id)
                )
                added += len(taken.all())
    return added


async def _in_their_places(session: AsyncSession, keys: Collection[UUID]) -> Sequence[UUID]:
    if not keys:
        return ()
    rows = await session.scalars(
        select(CaseDocument.id)
        .where(CaseDocument.id.in_(keys))
        .order_by(CaseDocument.case_id, CaseDocument.position, CaseDocument.id)
    )
    return rows.all()


async def _by_their_times(session: AsyncSession, keys: Collection[UUID]) -> Sequence[UUID]:
    if not keys:
        return ()
    rows = await session.scalars(
        select(Recording.id)
        .where(Recording.id.in_(keys))
        .order_by(func.coalesce(Recording.recorded_at, Recording.received_at), Recording.id)
    )
    return rows.all()


def _recordings_in(case_id: UUID) -> Select[UUID]:
    return select(EvidenceLink.recording_id).where(
        EvidenceLink.case_id == case_id, EvidenceLink.ended_at.is_(None)
    )


def _linked_to(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a recording lies in a case of which these hold."""
    return exists().where(
        EvidenceLink.recording_id == Recording.id,
        EvidenceLink.ended_at.is_(None),
        EvidenceLink.case_id == Case.id,
        *conditions,
    )


def _require_all(found: int | None, wanted: Collection[UUID]) -> None:
    if found != len(wanted):
        raise NotFoundError
