"""One page of the inbox as people see it: rows, suggested cases, and what was done last."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.batch_list import BatchLine, LeftLine, find_batch
from app.cataloguing.suggestions import suggestions_for
from app.people.queries import unit_names
from app.policy.linking import decide_linking
from app.policy.suggesting import Suggestion
from app.policy.vocabulary import RecordingState, Severity
from app.recordings.findings import words_for
from app.recordings.inbox import (
    RecordingPage,
    RecordingRow,
    count_quarantined,
    list_uncatalogued,
)
from app.recordings.visibility import custody_of
from app.routers import labels
from app.routers.forms import Option
from app.routers.inbox_filters import FilterFields, ReadFilters, address_of, read_filters
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One recording as the list shows it; ``problem`` is the gravest finding in a few words.

    Of several ``suggestions`` none is likelier than the others.
    """

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
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the device, else who sent it, and whom it belongs to; nobody is named twice."""
        names = (self.device_no or self.submitter, self.officer)
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class InboxNotice:
    """What was done last, and what of it was left; ``undo_id`` while it can be undone."""

    title: str
    left: tuple[LeftLine, ...] = ()
    left_count: int = 0
    undo_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Context of ``inbox/index.html``. ``version`` changes whenever a row does.

    ``here`` is the address of the list with its filters, ``place`` with the page as well.
    ``quarantined`` are those that this list leaves out.
    """

    rows: tuple[InboxRow, ...]
    version: str
    filters: FilterFields
    here: str
    place: str
    newer: str | None
    older: str | None
    states: tuple[Option, ...]
    kinds: tuple[Option, ...]
    units: tuple[Option, ...]
    problems: tuple[str, ...]
    notice: InboxNotice | None = None
    quarantined: int = 0


async def inbox_view(
    session: AsyncSession, visitor: Visitor, address: Mapping[str, str]
) -> InboxPage:
    """Return the page of the inbox that an address asks for; ``done`` names the last change."""
    actor, read = visitor.actor, read_filters(address)
    found = await list_uncatalogued(
        session, actor, read.wanted, cursor=read.place.cursor, direction=read.place.direction
    )
    fit = [row.id for row in found.rows if decide_linking(row.state, is_duplicate=False).allowed]
    likely = await suggestions_for(session, actor, fit)
    names = await unit_names(session, await custody_of(session, actor))
    view = _view(read, found, names, likely)
    notice = await _notice(session, visitor, address.get("done", ""))
    is_aside = read.wanted.state is None
    quarantined = await count_quarantined(session, actor) if is_aside else 0
    view = replace(view, place=_place(address), notice=notice, quarantined=quarantined)
    return replace(view, version=hashlib.sha256(repr(view).encode()).hexdigest()[:16])


def address_in(text: str) -> dict[str, str]:
    """Return what an address of the inbox asks for, whatever stood there."""
    return dict(parse_qsl(urlsplit(text).query))


def place_in(text: str, **more: str) -> str:
    """Return an address of the inbox with its filters and page, and ``more``."""
    return _place(address_in(text), **more)


def _place(address: Mapping[str, str], **more: str) -> str:
    pairs = {name: value for name, value in address.items() if name != "done" and value} | more
    return f"/inbox?{urlencode(pairs)}" if pairs else "/inbox"


async def _notice(session: AsyncSession, visitor: Visitor, done: str) -> InboxNotice | None:
    try:
        batch = await find_batch(session, visitor.actor, UUID(done))
    except ValueError:
        return None
    return notice_of(batch) if batch else None


def notice_of(batch: BatchLine) -> InboxNotice:
    """Return what a change came to in a sentence, or that it was undone."""
    if batch.undone_at is not None:
        title = f"已撤销，{batch.undone_count} 件资料恢复到更改之前。"
        return InboxNotice(title, batch.kept, batch.kept_count)
    what = "；".join(batch.settings)
    return InboxNotice(
        f"已编目 {batch.count} 件资料：{what}。", batch.left, batch.left_count, batch.id
    )


def _view(
    read: ReadFilters,
    found: RecordingPage,
    names: dict[UUID, str],
    likely: Mapping[UUID, tuple[Suggestion, ...]],
) -> InboxPage:
    return InboxPage(
        rows=tuple(_row(row, likely.get(row.id, ())) for row in found.rows),
        version="",
        filters=read.shown,
        here=address_of(read.shown),
        place="",
        newer=address_of(read.shown, newer_than=found.newer) if found.newer else None,
        older=address_of(read.shown, older_than=found.older) if found.older else None,
        states=tuple(Option(state.value, labels.state_tag(state).text) for state in RecordingState),
        kinds=tuple(Option(*item) for item in labels.MEDIA_KINDS.items()),
        units=tuple(
            Option(str(unit), name) for unit, name in sorted(names.items(), key=lambda it: it[1])
        ),
        problems=read.problems,
    )


def _row(row: RecordingRow, suggestions: tuple[Suggestion, ...]) -> InboxRow:
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
        suggestions=suggestions,
    )


def _problem(row: RecordingRow) -> str:
    """Return a few words; remarks that need nobody's attention stay on the recording's page."""
    if row.worst not in {Severity.SERIOUS, Severity.WARNING}:
        return ""
    first = words_for(row.finding_codes[0]).label
    return first if len(row.finding_codes) == 1 else f"{first}等 {len(row.finding_codes)} 项"
