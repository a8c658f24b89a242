"""What is searched of a recording and of a case, field by field: the one place that says so.

The index is built from these texts and the page shows in which of them something was found.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.models import (
    Base,
    Case,
    CaseDocument,
    CaseHandler,
    CaseParty,
    CatalogueEntry,
    Device,
    EvidenceLink,
    Person,
    Recording,
    Section,
    Unit,
)
from app.people.closures import is_state_secret, lies_in_state_secret
from app.policy.case_words import DocumentState
from app.questions import ask

MOST_CHARACTERS = 100_000
"""Of the documents of one case together; what comes after is not found by its words."""


class Field(StrEnum):
    """Where something was found; looked up a thousand times a page, as the text that it is."""

    __hash__ = str.__hash__

    CASE_NO = "case_no"
    CASE_TITLE = "case_title"
    CAUSE = "cause"
    CONTENT = "content"
    DEVICE = "device"
    DOCUMENT = "document"
    FILE_NAME = "file_name"
    HANDLER = "handler"
    NOTE = "note"
    OFFICER = "officer"
    PARTY = "party"
    PLACE = "place"
    SECTION = "section"


Text = tuple[Field, str]
Texts = tuple[Text, ...]


class Subject(NamedTuple):
    """A recording or a case with its texts; ``kind`` is the kind of record or the procedure."""

    id: UUID
    unit_id: UUID
    unit_name: str
    moment: datetime
    kind: str
    state: str
    texts: Texts
    is_catalogued: bool = False


async def recordings_as_found(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Subject]:
    """Return the recordings with their own texts and those of the cases to which they belong.

    Of what lies in a state secret nothing is told that was written of its content.
    """
    rows = await ask(session, _recordings(), ids=ids)
    linked: defaultdict[UUID, list[tuple[Field, str]]] = defaultdict(list)
    if in_cases := [row.id for row in rows if row.is_linked]:
        for row in await ask(session, _linked_cases(), ids=in_cases):
            linked[row.recording_id] += _of_case(row)
    found = {}
    for row in rows:
        texts = [
            (Field.FILE_NAME, row.file_name),
            (Field.DEVICE, row.device_no),
            (Field.OFFICER, row.officer),
            (Field.SECTION, row.section),
        ]
        if not row.is_secret:
            texts += _catalogued(row)
        texts += linked.get(row.id, ())
        found[row.id] = _subject(row, texts, is_catalogued=row.is_catalogued)
    return found


async def cases_as_found(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Subject]:
    """Return the cases with everything that whoever knows of them may read; no state secret."""
    rows = await ask(session, _cases(), ids=ids)
    return {
        row.id: _subject(
            row,
            [
                *_of_case(row),
                *[(Field.HANDLER, name) for name in row.handlers or ()],
                (Field.NOTE, row.note),
            ],
        )
        for row in rows
    }


async def documents_as_found(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Texts]:
    """Return titles and words of the documents of these cases, for whoever may read the files."""
    found: defaultdict[UUID, list[tuple[Field, str]]] = defaultdict(list)
    for row in await ask(session, _documents(), ids=ids):
        found[row.case_id].append((Field.DOCUMENT, row.title))
        found[row.case_id].append((Field.DOCUMENT, row.document_no))
        found[row.case_id].append((Field.CONTENT, row.content_text))
    return {case_id: _filled(texts) for case_id, texts in found.items()}


async def searched_to(session: AsyncSession, case_id: UUID, document_id: UUID) -> int | None:
    """Return after how many characters a document is searched no further; ``None``: to its end."""
    for row in await ask(session, _rooms(), case_id=case_id):
        if row.id == document_id and row.room < row.length:
            return int(row.room)
    return None


def texts_of(case: Subject, documents: Mapping[UUID, Texts], *, with_documents: bool) -> Texts:
    """Return what is searched of a case, with the words of its file for whoever may read it."""
    return (*case.texts, *documents.get(case.id, ())) if with_documents else case.texts


def _catalogued(row: Any) -> list[tuple[Field, str | None]]:
    return [
        *[(Field.PARTY, name) for name in row.parties or ()],
        (Field.CAUSE, row.cause),
        (Field.PLACE, row.place),
        (Field.NOTE, row.note),
    ]


def _subject(
    row: Any, texts: Iterable[tuple[Field, str | None]], *, is_catalogued: bool = False
) -> Subject:
    return Subject(
        id=row.id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        moment=row.moment,
        kind=row.kind,
        state=row.state,
        texts=_filled(texts),
        is_catalogued=is_catalogued,
    )


def _filled(texts: Iterable[tuple[Field, str | None]]) -> Texts:
    return tuple([(field, text) for field, text in texts if text])


def _of_case(row: Any) -> list[tuple[Field, str]]:
    return [
        (Field.CASE_NO, row.case_no),
        (Field.CASE_TITLE, row.title),
        (Field.CAUSE, row.case_cause),
        *((Field.PARTY, name) for name in row.case_parties or ()),
        (Field.PLACE, row.case_place),
    ]


_ids = any_(bindparam("ids", type_=ARRAY(Uuid)))


@cache
def _recordings() -> Select[*tuple[Any, ...]]:
    device_id = func.coalesce(Recording.device_id, Recording.submitted_by_device_id)
    device = _looked_up(Device, device_id, Device.device_no, Device.section_id)
    officer = _looked_up(Person, Recording.officer_id, Person.full_name, Person.section_id)
    # As ``cataloguing.entries`` fills it in: what was typed, else the officer's, the device's.
    of_device = case((Recording.device_id.is_not(None), device.c.section_id))
    section_id = func.coalesce(CatalogueEntry.section_id, officer.c.section_id, of_device)
    section = _looked_up(Section, section_id, Section.name)
    return (
        select(
            Recording.id,
            Recording.unit_id,
            Unit.name.label("unit_name"),
            func.coalesce(Recording.recorded_at, Recording.received_at).label("moment"),
            Recording.kind,
            Recording.state,
            Recording.catalogued_at.is_not(None).label("is_catalogued"),
            Recording.file_name,
            func.coalesce(device.c.device_no, Recording.named_device_no).label("device_no"),
            officer.c.full_name.label("officer"),
            section.c.name.label("section"),
            CatalogueEntry.parties,
            CatalogueEntry.cause,
            CatalogueEntry.place,
            CatalogueEntry.note,
            exists()
            .where(EvidenceLink.recording_id == Recording.id, EvidenceLink.ended_at.is_(None))
            .label("is_linked"),
            lies_in_state_secret().label("is_secret"),
        )
        .join(Unit, Unit.id == Recording.unit_id)
        .outerjoin(CatalogueEntry, CatalogueEntry.recording_id == Recording.id)
        .outerjoin(device, true())
        .outerjoin(officer, true())
        .outerjoin(section, true())
        .where(Recording.id == _ids)
    )


def _looked_up(table: type[Base], key: Any, *columns: Any) -> FromClause:
    """Return the one row of a table that each row names.

    A page names fifty, so none of the thousands there are is read for nothing: joined with the
    rest, the planner reads a table of some thousands whole for every page.
    """
    found = select(*columns).where(table.id == key)  # type: ignore[attr-defined]
    return found.offset(literal_column("0")).lateral()


@cache
def _linked_cases() -> Select[*tuple[Any, ...]]:
    return (
        select(
            EvidenceLink.recording_id,
            Case.case_no,
            Case.title,
            Case.cause.label("case_cause"),
            Case.place.label("case_place"),
            _parties().label("case_parties"),
        )
        .join(Case, Case.id == EvidenceLink.case_id)
        .where(
            EvidenceLink.recording_id == _ids,
            EvidenceLink.ended_at.is_(None),
            ~is_state_secret(),
        )
        .order_by(EvidenceLink.id)
    )


@cache
def _cases() -> Select[*tuple[Any, ...]]:
    handlers = (
        select(func.array_agg(aggregate_order_by(Person.full_name, CaseHandler.id)))
        .select_from(CaseHandler)
        .join(Person, Person.id == CaseHandler.person_id)
        .where(CaseHandler.case_id == Case.id, CaseHandler.until.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        select(
            Case.id,
            Case.unit_id,
            Unit.name.label("unit_name"),
            func.timezone(str(SHANGHAI), cast(Case.opened_on, DateTime)).label("moment"),
            Case.procedure.label("kind"),
            Case.state,
            Case.case_no,
            Case.title,
            Case.cause.label("case_cause"),
            Case.place.label("case_place"),
            Case.note,
            _parties().label("case_parties"),
            handlers.label("handlers"),
        )
        .join(Unit, Unit.id == Case.unit_id)
        .where(Case.id == _ids, ~is_state_secret())
    )


@cache
def _documents() -> Select[*tuple[Any, ...]]:
    """Return no more words than count: each change of a case asks for them."""
    room = _room()
    content = func.left(CaseDocument.content_text, cast(room, Integer)).label("content_text")
    about = CaseDocument.case_id, CaseDocument.title, CaseDocument.document_no
    return _searched(*about, content).where(CaseDocument.case_id == _ids)


@cache
def _rooms() -> Select[*tuple[Any, ...]]:
    """Return how many characters each document of a case has, and how many of them count."""
    length = func.length(CaseDocument.content_text).label("length")
    rooms = _searched(CaseDocument.id, length, _room().label("room"))
    return rooms.where(CaseDocument.case_id == bindparam("case_id", type_=Uuid))


def _searched(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the documents whose words are searched, in the order in which they count."""
    return (
        select(*columns)
        .where(
            CaseDocument.struck_at.is_(None),
            CaseDocument.state != DocumentState.QUARANTINED.value,
        )
        .order_by(CaseDocument.case_id, *_IN_FILE)
    )


_IN_FILE = (CaseDocument.position, CaseDocument.id)


def _room() -> ColumnElement[int]:
    """Return how many characters those before it in the file leave a document."""
    before = func.sum(func.length(CaseDocument.content_text)).over(
        partition_by=CaseDocument.case_id, order_by=_IN_FILE, rows=(None, -1)
    )
    return func.greatest(MOST_CHARACTERS - func.coalesce(before, 0), 0)


def _parties() -> Any:
    """Return the names of a case's parties, lawyers and agents, without those struck out."""
    return (
        select(func.array_agg(aggregate_order_by(CaseParty.name, CaseParty.id)))
        .where(CaseParty.case_id == Case.id, CaseParty.struck_at.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
