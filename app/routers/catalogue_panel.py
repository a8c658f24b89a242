"""编目 on the page of a recording: the six fields, what is missing, and the cases it lies in."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.entries import Entry, IndexFact, entry_of
from app.cataloguing.links import LinkLine, links_of_recording
from app.policy.acts import Act
from app.policy.decision import Citation
from app.policy.law_words import IndexField
from app.policy.linking import decide_linking
from app.recordings.queries import RecordingDetail, decide_on
from app.routers import display
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field in words; ``note`` is where it comes from."""

    label: str
    text: str
    note: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class CataloguePanel:
    """Context of ``recordings/_catalogue.html``; ``why_not`` says why it waits to be catalogued."""

    fields: tuple[FieldLine, ...]
    situation: str
    place: str
    note: str
    links: tuple[LinkLine, ...]
    is_catalogued: bool
    missing: str
    basis: tuple[Citation, ...]
    why_not: str


async def catalogue_panel(
    session: AsyncSession, visitor: Visitor, detail: RecordingDetail
) -> CataloguePanel | None:
    """Return the panel for whoever keeps the records; party and cause are not for a sender."""
    may = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not may.allowed:
        return None
    entry = await entry_of(session, detail.id)
    fit = decide_linking(detail.state, is_duplicate=detail.duplicate_of_id is not None)
    return CataloguePanel(
        fields=tuple(_line(fact, detail) for fact in entry.facts),
        situation=entry.situation.label if entry.situation else "",
        place=entry.place,
        note=entry.note,
        links=await links_of_recording(session, visitor.actor, detail.id),
        is_catalogued=entry.is_catalogued,
        missing=_missing(entry),
        basis=entry.classed.citations,
        why_not="" if fit.allowed else fit.reason,
    )


def _line(fact: IndexFact, detail: RecordingDetail) -> FieldLine:
    text = fact.value
    if fact.field is IndexField.USED_AT and detail.recorded_at is not None:
        text = display.moment(detail.recorded_at)
    return FieldLine(fact.field.label, text, fact.source.label, fact.is_missing)


def _missing(entry: Entry) -> str:
    return "" if entry.classed.allowed else entry.classed.reason
