"""待编目: what has arrived and waits for the custodian, newest first."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.people.queries import unit_names
from app.policy.decision import refuse
from app.policy.vocabulary import RecordingState, Severity
from app.recordings.findings import words_for
from app.recordings.inbox import RecordingPage, RecordingRow, list_uncatalogued
from app.recordings.visibility import custody_of
from app.routers import labels, pages
from app.routers.deps import SessionDep
from app.routers.errors import refusal
from app.routers.forms import Option
from app.routers.inbox_filters import FilterFields, ReadFilters, address_of, read_filters
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
NOT_CUSTODIAN = refuse("待编目列表只对负责保管资料的人员开放。您上传的资料，请到“我上传的”查看。")


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One recording as the list shows it; ``problem`` is the gravest finding in a few words."""

    id: UUID
    file_name: str
    kind: str
    device_no: str | None
    submitter: str | None
    officer: str | None
    unit_name: str
    recorded_at: datetime | None
    duration_ms: int | None
    size_bytes: int
    state: str
    received_at: datetime
    problem: str
    has_thumbnail: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Context of ``inbox/index.html``. ``version`` changes whenever a row does."""

    rows: tuple[InboxRow, ...]
    version: str
    filters: FilterFields
    here: str
    newer: str | None
    older: str | None
    states: tuple[Option, ...]
    kinds: tuple[Option, ...]
    units: tuple[Option, ...]
    problems: tuple[str, ...]


@router.get("/inbox", name="inbox")
async def show_inbox(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show one page of the list; the address holds filters and place."""
    custody = await custody_of(session, visitor.actor)
    if not custody:
        return refusal(request, NOT_CUSTODIAN)
    read = read_filters(request.query_params)
    found = await list_uncatalogued(
        session,
        visitor.actor,
        read.wanted,
        cursor=read.place.cursor,
        direction=read.place.direction,
    )
    names = await unit_names(session, custody)
    return pages.page(request, visitor.badge, "inbox/index.html", _view(read, found, names))


def _view(read: ReadFilters, found: RecordingPage, names: dict[UUID, str]) -> InboxPage:
    rows = tuple(_row(row) for row in found.rows)
    view = InboxPage(
        rows=rows,
        version="",
        filters=read.shown,
        here=address_of(read.shown),
        newer=address_of(read.shown, newer_than=found.newer) if found.newer else None,
        older=address_of(read.shown, older_than=found.older) if found.older else None,
        states=tuple(Option(state.value, labels.state_tag(state).text) for state in RecordingState),
        kinds=tuple(Option(*item) for item in labels.MEDIA_KINDS.items()),
        units=tuple(
            Option(str(unit), name) for unit, name in sorted(names.items(), key=lambda it: it[1])
        ),
        problems=read.problems,
    )
    return replace(view, version=hashlib.sha256(repr(view).encode()).hexdigest()[:16])


def _row(row: RecordingRow) -> InboxRow:
    return InboxRow(
        id=row.id,
        file_name=row.file_name,
        kind=row.kind,
        device_no=row.device_no,
        submitter=row.submitter_name,
        officer=row.officer_name,
        unit_name=row.unit_name,
        recorded_at=row.recorded_at,
        duration_ms=row.duration_ms,
        size_bytes=row.size_bytes,
        state=row.state,
        received_at=row.received_at,
        problem=_problem(row),
        has_thumbnail=row.first_thumbnail is not None,
    )


def _problem(row: RecordingRow) -> str:
    """Return a few words; remarks that need nobody's attention stay on the recording's page."""
    if row.worst not in {Severity.SERIOUS, Severity.WARNING}:
        return ""
    first = words_for(row.finding_codes[0]).label
    return first if len(row.finding_codes) == 1 else f"{first}等 {len(row.finding_codes)} 项"
