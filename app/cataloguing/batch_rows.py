"""The recordings of one change of many: locked, sorted out, and written down as they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.changes import Change, Left, NothingChangedError
from app.cataloguing.linking import OpenCase
from app.cataloguing.officers import Naming, officer_as_it_is, rule_naming
from app.models import CatalogueEntry, EvidenceLink, Recording
from app.people.authority import extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.linking import decide_linking
from app.policy.vocabulary import RecordingState

_COLUMNS = ("section_id", "parties", "cause", "situation", "place", "note")
_INSIDE = "这份资料已经放入这个案件。"


async def locked_rows(
    session: AsyncSession, actor: Actor, recording_ids: Collection[UUID]
) -> Sequence[Any]:
    """Lock those of the recordings that the actor keeps and return them by their ids."""
    extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
    statement = (
        select(
            Recording.id,
            Recording.unit_id,
            Recording.file_name,
            Recording.state,
            Recording.kind,
            Recording.duplicate_of_id,
            Recording.catalogued_at,
            Recording.settled_at,
            Recording.officer_id,
            Recording.officer_source,
            Recording.officer_note,
            func.coalesce(Recording.recorded_at, Recording.received_at).label("made_at"),
        )
        .where(Recording.id.in_(recording_ids), Recording.unit_id.in_(extent.units))
        .order_by(Recording.id)
        .with_for_update()
    )
    return (await session.execute(statement)).all()


@dataclass(frozen=True, slots=True)
class SortedOut:
    """The rows that can be changed, whose officer of them is named, and what is left."""

    fit: list[Row[Any]]
    left: list[Left]
    naming: Naming


async def sort_out(
    session: AsyncSession,
    actor: Actor,
    rows: Sequence[Row[Any]],
    case: OpenCase | None,
    change: Change,
) -> SortedOut:
    """Return which rows can be changed now, and which not with the reason; writes nothing."""
    fit, left = await _sorted_out(session, rows, case)
    naming = await rule_naming(session, actor, fit, change)
    if change.is_officer_alone:
        fit = [row for row in fit if row.id in naming.ids]
    return SortedOut(fit, [*left, *naming.left], naming)


def nothing_fits(found: SortedOut) -> Decision:
    """Return why the rule accepts the officer for none; its refusals are events.

    Raises:
        NothingChangedError: it was not the rule, so nothing is to be kept of it.
    """
    if found.naming.refused:
        return found.naming.refused[0][1]
    raise NothingChangedError(f"没有资料被更改。{found.left[0].why}")


async def _sorted_out(
    session: AsyncSession, rows: Sequence[Row[Any]], case: OpenCase | None
) -> tuple[list[Row[Any]], list[Left]]:
    """Return the rows that can be changed now, and those that cannot with the reason."""
    inside: frozenset[UUID] = frozenset()
    if case is not None:
        found = await session.scalars(
            select(EvidenceLink.recording_id).where(
                EvidenceLink.case_id == case.row.id,
                EvidenceLink.ended_at.is_(None),
                EvidenceLink.recording_id.in_([row.id for row in rows]),
            )
        )
        inside = frozenset(found)
    fit: list[Row[Any]] = []
    left: list[Left] = []
    for row in rows:
        state = RecordingState(row.state)
        decision = decide_linking(state, is_duplicate=row.duplicate_of_id is not None)
        why = _INSIDE if row.id in inside else "" if decision.allowed else decision.reason
        if why:
            left.append(Left(row.id, row.file_name, why))
        else:
            fit.append(row)
    return fit, left


def unit_of(rows: Sequence[Row[Any]], actor: Actor) -> UUID:
    """Return the unit that all rows share, else that of whoever changes them."""
    units = {row.unit_id for row in rows}
    return units.pop() if len(units) == 1 or actor.unit_id is None else actor.unit_id


async def as_they_are(
    session: AsyncSession,
    rows: Sequence[Row[Any]],
    links: Mapping[UUID, UUID],
    named: Collection[UUID],
) -> list[dict[str, Any]]:
    """Return each row as it is, with the officer of those to be named; locks the entries."""
    found = await session.execute(
        select(
            CatalogueEntry.recording_id,
            CatalogueEntry.revision,
            *(getattr(CatalogueEntry, name) for name in _COLUMNS),
        )
        .where(CatalogueEntry.recording_id.in_([row.id for row in rows]))
        .with_for_update()
    )
    entries = {row.recording_id: row for row in found}
    return [
        {
            **_as_it_is(row, entries.get(row.id), links.get(row.id)),
            "officer": officer_as_it_is(row) if row.id in named else None,
        }
        for row in rows
    ]


def _as_it_is(row: Row[Any], entry: Row[Any] | None, link_id: UUID | None) -> dict[str, Any]:
    section = entry.section_id if entry else None
    return {
        "recording_id": str(row.id),
        "file_name": row.file_name,
        "revision": entry.revision if entry else 0,
        "section_id": str(section) if section else None,
        "parties": list(entry.parties) if entry else [],
        **{
            name: getattr(entry, name) if entry else ""
            for name in ("cause", "situation", "place", "note")
        },
        "was_catalogued": row.catalogued_at is not None,
        "link_id": str(link_id) if link_id else None,
    }
