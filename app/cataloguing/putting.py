"""Put many recordings into a case at once: one statement for each kind of recording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, func, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.linking import OpenCase
from app.ledger.book import append_all
from app.ledger.kinds import LedgerKind
from app.models import EvidenceLink, Person, Recording
from app.policy.actor import Actor
from app.policy.case_words import MaterialRole
from app.policy.linking import METHODS, NewLink, evidence_kind_of, object_of_proof_in
from app.policy.vocabulary import MediaKind
from app.recordings.moments import believed_time


@dataclass(frozen=True, slots=True)
class Putting:
    """Who puts recordings into which locked case, as what, and when."""

    actor: Actor
    case: OpenCase
    link: NewLink
    now: datetime


async def put_into(
    session: AsyncSession,
    putting: Putting,
    rows: Sequence[Row[Any]],
    links: Mapping[UUID, UUID],
) -> None:
    """Link locked recordings under the ids of ``links``; appends ``recording:linked`` for each."""
    for kind in sorted({row.kind for row in rows}):
        of_kind = {row.id: links[row.id] for row in rows if row.kind == kind}
        source = _source(putting, MediaKind(kind), of_kind)
        names = list(source.selected_columns.keys())
        await session.execute(insert(EvidenceLink).from_select(names, source))
    putting.case.row.revision += 1
    by_unit: dict[UUID, list[tuple[UUID, Mapping[str, Any]]]] = {}
    role, case_id = putting.link.role.value, putting.case.row.id
    for row in rows:
        detail = {"link": links[row.id], "case": case_id, "role": role}
        by_unit.setdefault(row.unit_id, []).append((row.id, detail))
    for unit_id, subjects in by_unit.items():
        await append_all(
            session,
            LedgerKind.RECORDING_LINKED,
            putting.actor,
            subjects,
            unit_id=unit_id,
            now=putting.now,
        )


def _source(putting: Putting, kind: MediaKind, links: Mapping[UUID, UUID]) -> Select[Any]:
    """Return one row for each link, with what recording and case say where nobody says more."""
    table = EvidenceLink.__table__.c
    pairs = (
        func.unnest(
            literal(list(links), ARRAY(Uuid())), literal(list(links.values()), ARRAY(Uuid()))
        )
        .table_valued("recording_id", "link_id")
        .render_derived(name="pair")
    )
    constants = (
        literal(value, table[name].type).label(name)
        for name, value in _constants(putting, kind).items()
    )
    statement: Select[Any] = (
        select(
            pairs.c.link_id.label("id"),
            pairs.c.recording_id.label("recording_id"),
            believed_time().label("made_at"),
            func.coalesce(Person.full_name, "").label("maker"),
            *constants,
        )
        .select_from(pairs)
        .join(Recording, Recording.id == pairs.c.recording_id)
        .outerjoin(Person, Person.id == Recording.officer_id)
    )
    return statement


def _constants(putting: Putting, kind: MediaKind) -> dict[str, Any]:
    link, case = putting.link, putting.case
    said: dict[str, Any] = {
        "case_id": case.row.id,
        "file_version": case.file_version,
        "role": link.role.value,
        "making_method": link.making_method or METHODS[kind],
        "linked_by_id": putting.actor.id,
        "linked_at": putting.now,
    }
    if link.role is MaterialRole.EVIDENCE:
        said["evidence_kind"] = (link.evidence_kind or evidence_kind_of(kind)).value
        said["object_of_proof"] = link.object_of_proof or object_of_proof_in(case.row.cause)
    return said
