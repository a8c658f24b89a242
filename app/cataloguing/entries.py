"""The six index fields of recordings, each with where it comes from (长子 16, 昌黎 15).

Device, officer and time are the recording's own columns, which come from the hand-over of devices;
where that names no officer, the only crew on the roster fills the field until somebody confirms it.
Party and cause are those of the case a recording lies in; only without one they are typed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.cataloguing.on_roster import crews_of
from app.models import (
    Case,
    CaseParty,
    CatalogueEntry,
    Device,
    EvidenceLink,
    Person,
    Recording,
    Section,
)
from app.people.queries import pack_of_unit
from app.policy.archiving import decide_classed, index_fields
from app.policy.case_words import PartyRole
from app.policy.decision import Decision
from app.policy.law_words import IndexField, Situation, Word
from app.policy.pack import Pack
from app.policy.rostering import OnDuty


class Source(Word):
    """Where a field comes from (项目来源)."""

    ACTIVITY = "activity", "执法活动"
    CASE = "case", "所在案件"
    DEVICE = "device", "设备登记"
    MISSING = "missing", "未填"
    OFFICER = "officer", "执法人员所在科室"
    RECORDING = "recording", "资料登记"
    ROSTER = "roster", "按值班表填写，待确认"
    TYPED = "typed", "编目填写"


_NOT_SAID = frozenset({Source.MISSING, Source.ROSTER})
"""What fills no field that the law asks for: nothing, and what nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class IndexFact:
    """One field; ``value`` is what people read, a moment of its own kind for the time of use."""

    field: IndexField
    value: str
    source: Source
    is_required: bool

    @property
    def is_missing(self) -> bool:
        """Whether the regulation asks for it and nobody has said it."""
        return self.is_required and self.source is Source.MISSING


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a recording: the six fields, what else was typed, and what the law says.

    ``revision`` is 0 while nobody has catalogued it. ``section_id``, ``parties`` and ``cause``
    are what was typed, whatever the fields show.
    """

    recording_id: UUID
    facts: tuple[IndexFact, ...]
    classed: Decision
    is_catalogued: bool
    """Whether it has left the inbox."""
    section_id: UUID | None = None
    parties: tuple[str, ...] = ()
    cause: str = ""
    situation: Situation | None = None
    place: str = ""
    note: str = ""
    revision: int = 0


async def entry_of(session: AsyncSession, recording_id: UUID) -> Entry:
    """Return the entry of a recording that exists."""
    return (await entries_of(session, [recording_id]))[recording_id]


async def entries_of(session: AsyncSession, recording_ids: Collection[UUID]) -> dict[UUID, Entry]:
    """Return the entries of recordings in one statement, each judged by its own unit's law."""
    if not recording_ids:
        return {}
    rows = (await session.execute(_known(), {"ids": list(recording_ids)})).all()
    packs = {unit: await pack_of_unit(session, unit) for unit in {row.unit_id for row in rows}}
    crews = await crews_of(session, [row.id for row in rows if row.full_name is None])
    return {row.id: _entry(row, packs[row.unit_id], crews.get(row.id, ())) for row in rows}


def _entry(row: Row[Any], pack: Pack, crew: Sequence[OnDuty]) -> Entry:
    asked = index_fields(pack)
    found = _found(row, "、".join(each.name for each in crew))
    facts = tuple(
        IndexFact(field, *found[field], is_required=field in asked.outcome) for field in _ORDER
    )
    given = [fact.field for fact in facts if fact.source not in _NOT_SAID]
    entry: CatalogueEntry | None = row.CatalogueEntry
    classed = decide_classed(pack, given)
    is_catalogued = row.catalogued_at is not None
    if entry is None:
        return Entry(row.id, facts, classed, is_catalogued)
    return Entry(
        recording_id=row.id,
        facts=facts,
        classed=classed,
        is_catalogued=is_catalogued,
        section_id=entry.section_id,
        parties=tuple(entry.parties),
        cause=entry.cause,
        situation=Situation(entry.situation) if entry.situation else None,
        place=entry.place,
        note=entry.note,
        revision=entry.revision,
    )


_ORDER = (
    IndexField.SECTION,
    IndexField.DEVICE_NO,
    IndexField.OFFICERS,
    IndexField.USED_AT,
    IndexField.PARTY,
    IndexField.CAUSE,
)
"""As 长子 16 names them."""


def _found(row: Row[Any], on_duty: str) -> Mapping[IndexField, tuple[str, Source]]:
    """Return what each field says; the first that says anything counts."""
    entry: CatalogueEntry | None = row.CatalogueEntry
    used_at = row.recorded_at.isoformat() if row.recorded_at else ""
    return {
        IndexField.SECTION: _first(
            (row.typed_section, Source.TYPED),
            (row.officer_section, Source.OFFICER),
            (row.device_section, Source.DEVICE),
        ),
        IndexField.DEVICE_NO: _first((row.device_no, Source.RECORDING)),
        IndexField.OFFICERS: _first((row.full_name, Source.RECORDING), (on_duty, Source.ROSTER)),
        IndexField.USED_AT: _first((used_at, Source.RECORDING)),
        IndexField.PARTY: _first(
            ("、".join(dict.fromkeys(row.case_parties or ())), Source.CASE),
            ("、".join(entry.parties) if entry else "", Source.TYPED),
        ),
        IndexField.CAUSE: _first(
            ("、".join(dict.fromkeys(row.case_causes or ())), Source.CASE),
            (entry.cause if entry else "", Source.TYPED),
        ),
    }


def _first(*said: tuple[str | None, Source]) -> tuple[str, Source]:
    return next(((text, source) for text, source in said if text), ("", Source.MISSING))


@cache
def _known() -> Select[Any]:
    typed, of_officer, of_device = aliased(Section), aliased(Section), aliased(Section)
    columns: tuple[Any, ...] = (
        Recording.id,
        Recording.unit_id,
        Recording.recorded_at,
        Recording.catalogued_at,
        CatalogueEntry,
        typed.name.label("typed_section"),
        of_officer.name.label("officer_section"),
        of_device.name.label("device_section"),
        Device.device_no,
        Person.full_name,
        _of_cases(Case.cause).label("case_causes"),
        _of_cases(CaseParty.name).label("case_parties"),
    )
    statement: Select[Any] = (
        select(*columns)
        .outerjoin(CatalogueEntry, CatalogueEntry.recording_id == Recording.id)
        .outerjoin(typed, typed.id == CatalogueEntry.section_id)
        .outerjoin(Person, Person.id == Recording.officer_id)
        .outerjoin(of_officer, of_officer.id == Person.section_id)
        .outerjoin(Device, Device.id == Recording.device_id)
        .outerjoin(of_device, of_device.id == Device.section_id)
        .where(Recording.id.in_(bindparam("ids", expanding=True)))
        .execution_options(populate_existing=True)
    )
    return statement


def _of_cases(column: Any) -> ColumnElement[Any]:
    """Return a column of all cases in which a recording lies, in the order it came into them."""
    aggregated = func.array_agg(aggregate_order_by(column, EvidenceLink.id, CaseParty.id))
    return (
        select(aggregated)
        .select_from(EvidenceLink)
        .join(Case, Case.id == EvidenceLink.case_id)
        .outerjoin(
            CaseParty,
            (CaseParty.case_id == Case.id)
            & CaseParty.struck_at.is_(None)
            & (CaseParty.role == PartyRole.PARTY.value),
        )
        .where(
            EvidenceLink.recording_id == Recording.id,
            EvidenceLink.ended_at.is_(None),
            column.is_not(None),
        )
        .correlate(Recording)
        .scalar_subquery()
    )
