"""证件到期情况: whose certificates end soon, have ended, or are missing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import Extent, extent_of, open_list
from app.people.certificate_form import KIND_WORDS
from app.people.expiry import PAGE_ROWS, ExpiryFilter, ExpiryRow, every_expiry, list_expiry
from app.people.exports import note_qualifications_exported
from app.people.queries import unit_names
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option, storable
from app.routers.labels import Tag
from app.routers.qualification_filters import (
    DAY_CHOICES,
    STATE_CHOICES,
    ExpiryFields,
    states_of,
)
from app.routers.qualification_words import tag_of, today_of, words_of
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)

COLUMNS = (
    Column("name", "姓名", width=10),
    Column("unit", "单位", width=18),
    Column("section", "科室", width=14),
    Column("kind", "证件种类", width=20),
    Column("number", "证件编号", width=18),
    Column("issuer", "发证机关", width=18),
    Column("from", "有效期起", ColumnKind.DATE, width=12),
    Column("until", "有效期止", ColumnKind.DATE, width=12),
    Column("state", "状态", width=10),
    Column("words", "说明", width=18),
)


@dataclass(frozen=True, slots=True)
class ExpiryLine:
    """One person and certificate in words; ``may_register`` offers to file a missing one."""

    person_id: UUID
    full_name: str
    unit_name: str
    section_name: str
    certificate_id: UUID | None
    kind: str
    certificate_no: str
    valid_from: date | None
    valid_until: date | None
    tag: Tag
    words: str
    may_register: bool


@dataclass(frozen=True, slots=True)
class ExpiryView:
    """Context of ``qualifications/index.html``."""

    rows: tuple[ExpiryLine, ...]
    filters: ExpiryFields
    states: tuple[Option, ...]
    units: tuple[Option, ...]
    keeps_others: bool
    may_import: bool
    days: tuple[Option, ...]
    next_page: str
    export: str
    scope: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for, and where the visitor may look for it."""

    fields: ExpiryFields
    extent: Extent
    wanted: ExpiryFilter
    units: Mapping[UUID, str]


@router.get("/qualifications", name="qualifications")
async def show_qualifications(
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show the list; the address holds filters and place."""
    params = request.query_params
    place = storable(params.get("place", ""))
    asked = await _ask(session, visitor, params)
    if isinstance(asked, Decision):
        return refusal(request, asked)
    page = await list_expiry(
        session,
        visitor.actor,
        asked.extent,
        asked.wanted,
        today=today_of(now),
        warn_days=asked.fields.warn_days,
        place=place,
        limit=PAGE_ROWS,
    )
    keeps = await extent_of(session, visitor.actor, Act.QUALIFICATION_KEEP)
    view = ExpiryView(
        rows=tuple(_line(row, keeps, visitor) for row in page.rows),
        filters=asked.fields,
        states=STATE_CHOICES,
        units=_options(asked.units),
        keeps_others=bool(asked.extent.units),
        may_import=bool(keeps),
        days=DAY_CHOICES,
        next_page=_address("qualifications", asked.fields, place=page.next_place)
        if page.next_place
        else "",
        export=_address("qualifications.xlsx", asked.fields),
        scope="、".join(sorted(asked.units.values())) or visitor.person.full_name,
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "qualifications/index.html", view)


@router.get("/qualifications.xlsx", name="qualifications_sheet")
async def send_qualifications(
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Answer the list with its filters as a workbook; the export is an event."""
    asked = await _ask(session, visitor, request.query_params)
    if isinstance(asked, Decision):
        return refusal(request, asked)
    found = every_expiry(
        session,
        visitor.actor,
        asked.extent,
        asked.wanted,
        today=today_of(now),
        warn_days=asked.fields.warn_days,
    )
    rows = [row async for row in found]
    await note_qualifications_exported(
        session,
        visitor.actor,
        rows=len(rows),
        filters={"state": asked.fields.state, "unit": asked.fields.unit},
        now=now,
    )
    content = await asyncio.to_thread(write_ledger, _sheet(asked, rows, visitor, now))
    return xlsx_response(content, f"执法证件情况-{today_of(now)}.xlsx", "qualifications")


async def _ask(
    session: AsyncSession, visitor: Visitor, params: Mapping[str, str]
) -> _Asked | Decision:
    extent = await open_list(session, visitor.actor, Act.PERSON_READ_FILE)
    if isinstance(extent, Decision):
        return extent
    fields = ExpiryFields(
        **{
            field.name: storable(params.get(field.name, "").strip()[:100])
            for field in dataclass_fields(ExpiryFields)
        }
    )
    units = await unit_names(session, extent.units)
    wanted = ExpiryFilter(
        # Somebody who sees only their own certificates wants to see them, whatever their state.
        states=states_of(fields.state) if extent.units else frozenset(),
        name=fields.name,
        unit_id=next((unit for unit in units if str(unit) == fields.unit), None),
    )
    return _Asked(fields, extent, wanted, units)


def _options(names: Mapping[UUID, str]) -> tuple[Option, ...]:
    return tuple(Option(str(unit), name) for unit, name in sorted(names.items(), key=_by_name))


def _by_name(item: tuple[UUID, str]) -> str:
    return item[1]


def _address(page: str, fields: ExpiryFields, **more: str) -> str:
    pairs = asdict(fields) | more
    query = urlencode({key: value for key, value in pairs.items() if value})
    return f"/{page}?{query}" if query else f"/{page}"


def _line(row: ExpiryRow, keeps: Extent, visitor: Visitor) -> ExpiryLine:
    certificate = row.certificate
    return ExpiryLine(
        person_id=row.person_id,
        full_name=row.full_name,
        unit_name=row.unit_name,
        section_name=row.section_name,
        certificate_id=certificate.id if certificate else None,
        kind=KIND_WORDS[certificate.kind] if certificate else "",
        certificate_no=certificate.certificate_no if certificate else "",
        valid_from=certificate.valid_from if certificate else None,
        valid_until=certificate.valid_until if certificate else None,
        tag=tag_of(certificate, row.standing),
        words=words_of(certificate, row.standing),
        may_register=row.unit_id in keeps.units and row.person_id != visitor.actor.id,
    )


def _sheet(asked: _Asked, rows: Sequence[ExpiryRow], visitor: Visitor, now: datetime) -> Ledger:
    chosen = {option.value: option.text for option in STATE_CHOICES}
    state = chosen.get(asked.fields.state, "需要办理") if asked.extent.units else "全部"
    return Ledger(
        title="执法证件情况",
        unit_name=visitor.person.unit_name,
        columns=COLUMNS,
        rows=[_cells(row) for row in rows],
        about=(
            ("状态", state),
            ("即将到期", f"{asked.fields.warn_days} 天以内到期"),
            ("姓名含有", asked.fields.name or "全部"),
            *exported(visitor.badge, now),
        ),
        signatures=("制表人", "审核人"),
        made_at=now,
    )


def _cells(row: ExpiryRow) -> tuple[object, ...]:
    certificate = row.certificate
    facts: tuple[object, ...] = ("", "", "", None, None)
    if certificate is not None:
        facts = (
            KIND_WORDS[certificate.kind],
            certificate.certificate_no,
            certificate.issuer,
            certificate.valid_from,
            certificate.valid_until,
        )
    tag = tag_of(certificate, row.standing).text
    words = words_of(certificate, row.standing)
    return (row.full_name, row.unit_name, row.section_name, *facts, tag, words)
