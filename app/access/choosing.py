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
from app.cases.visibility import knowledge_of_cases, known_cases
from app.errors import NotFoundError
from app.models import AccessItem, AccessRequest, Case, CaseDocument, EvidenceLink, Recording
from app.papers.holding import may_know_titles
from app.people.closures import lies_in_state_secret
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
        select(CaseDocument.id, CaseDocument.is_concluding).where(documents_in(case_id))
    )
    concluding = {row.id: row.is_concluding for row in documents}
    recordings = frozenset(await session.scalars(recordings_in(case_id)))
    match extract:
        case Extract.WHOLE:
            return Wanted(frozenset(concluding), recordings, is_whole=True)
        case Extract.CONCLUDING:
            kept = frozenset(key for key, is_concluding in concluding.items() if is_concluding)
            return Wanted(kept, recordings)
        case Extract.SOME:
            chosen = frozenset(picked)
            return Wanted(chosen & concluding.keys(), chosen & recordings)


def documents_in(case_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a document lies in a case's file today and can be shown.

    A later version adds to the bound ones and takes nothing from them, so all of them count.
    A draft is its authors' alone: it is nobody's record, and what replaces it may say otherwise.
    """
    newer = aliased(CaseDocument)
    replaced = exists().where(
        newer.replaces_id == CaseDocument.id, newer.struck_at.is_(None), newer.is_final
    )
    return and_(
        CaseDocument.case_id == case_id,
        CaseDocument.struck_at.is_(None),
        CaseDocument.is_final,
        CaseDocument.state != DocumentState.QUARANTINED.value,
        ~replaced,
    )


def recordings_in(case_id: UUID) -> Select[UUID]:
    """Return the recordings of a case that are asked for with it, as a statement.

    What lies in a state secret as well is withheld, and only that (汝州调阅 10): a case is not
    closed by one of its recordings. Of a secret case itself the rule of requests says no.
    """
    return _linked_in(case_id).where(~lies_in_state_secret(besides=case_id))


async def count_recordings(session: AsyncSession, case_id: UUID) -> tuple[int, int]:
    """Return how many recordings of a case are asked for with it, and how many are withheld."""
    in_case = select(func.count()).select_from(_linked_in(case_id).subquery())
    asked = select(func.count()).select_from(recordings_in(case_id).subquery())
    row = (await session.execute(select(in_case.scalar_subquery(), asked.scalar_subquery()))).one()
    total, open_ones = tuple(row)
    return open_ones, total - open_ones


async def find_withheld(session: AsyncSession, recording_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of these recordings that lie in a state secret."""
    found = await session.scalars(
        select(Recording.id).where(Recording.id.in_(recording_ids), lies_in_state_secret())
    )
    return frozenset(found)


def _linked_in(case_id: UUID) -> Select[UUID]:
    return (
        select(Recording.id)
        .join(EvidenceLink, EvidenceLink.recording_id == Recording.id)
        .where(EvidenceLink.case_id == case_id, EvidenceLink.ended_at.is_(None))
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
    if wanted.documents:
        case_known = known_cases(actor, await knowledge_of_cases(session, actor))
        found = await session.scalar(
            select(func.count())
            .select_from(CaseDocument)
            .join(Case, Case.id == CaseDocument.case_id)
            .where(CaseDocument.id.in_(wanted.documents), Case.unit_id == unit_id, case_known)
        )
        _require_all(found, wanted.documents)
    if wanted.recordings:
        found = await session.scalar(
            select(func.count())
            .select_from(Recording)
            .where(Recording.id.in_(wanted.recordings), await belongs_to(session, actor, unit_id))
        )
        _require_all(found, wanted.recordings)


async def belongs_to(session: AsyncSession, actor: Actor, unit_id: UUID) -> ColumnElement[bool]:
    """Return the condition that the actor knows a recording as one of a unit.

    It is the unit's own, or is linked to a case of the unit.
    """
    case_known = known_cases(actor, await knowledge_of_cases(session, actor))
    itself = and_(Recording.unit_id == unit_id, known_to(actor, await knowledge_of(session, actor)))
    return or_(itself, _linked_to(Case.unit_id == unit_id, case_known))


async def may_know_items(session: AsyncSession, actor: Actor, request: AccessRequest) -> bool:
    """Return whether the pages of the things themselves would name them to this actor.

    To ask may not tell more than looking does: a title often says who was questioned.
    """
    case = await session.get(Case, request.case_id) if request.case_id else None
    if case is not None:
        return await may_know_titles(session, actor, case)
    known = known_to(actor, await knowledge_of(session, actor))
    unknown = exists().where(
        AccessItem.request_id == request.id, AccessItem.recording_id == Recording.id, ~known
    )
    return not await session.scalar(select(unknown))


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
        .order_by(
            CaseDocument.case_id,
            CaseDocument.file_version,
            CaseDocument.position,
            CaseDocument.id,
        )
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
