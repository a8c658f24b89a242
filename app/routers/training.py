"""培训和监督检查: the register, latest first, and the same as a sheet."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import Extent, extent_of, open_list
from app.people.exports import note_training_exported
from app.people.queries import unit_names
from app.people.training_form import TRAINING_WORDS
from app.people.trainings import (
    PAGE_ROWS,
    TrainingFilter,
    TrainingPage,
    every_attendance,
    list_trainings,
)
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import TrainingKind
from app.routers import pages
from app.routers.days import read_day
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option, storable
from app.routers.qualification_words import TRAINING_KINDS, today_of
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)

ADDRESS_NAMES = {"day_from": "from", "day_to": "to"}
COLUMNS = (
    Column("held_on", "日期", ColumnKind.DATE, width=12),
    Column("kind", "类别", width=10),
    Column("title", "主题", width=30),
    Column("hours", "学时", width=8),
    Column("organiser", "组织单位", width=18),
    Column("unit", "登记单位", width=18),
    Column("person", "人员", width=10),
    Column("person_unit", "所在单位", width=18),
    Column("result", "结果", width=14),
    Column("remark", "备注", width=16),
)


@dataclass(frozen=True, slots=True)
class TrainingFields:
    """The filters as they stand in the address."""

    text: str = ""
    kind: str = ""
    day_from: str = ""
    day_to: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == TrainingFields()


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One record as the list shows it."""

    id: UUID
    held_on: date
    kind: str
    title: str
    hours: Decimal | None
    organiser: str
    unit_name: str
    attendees: int


@dataclass(frozen=True, slots=True)
class TrainingView:
    """Context of ``training/index.html``."""

    rows: tuple[TrainingLine, ...]
    filters: TrainingFields
    kinds: tuple[Option, ...]
    may_register: bool
    next_page: str
    export: str
    problems: tuple[str, ...]
    scope: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    """A list before it is put into words."""

    fields: TrainingFields
    extent: Extent
    wanted: TrainingFilter
    page: TrainingPage
    problems: tuple[str, ...]


@router.get("/training", name="trainings")
async def show_trainings(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of the register; the address holds filters and place."""
    place = storable(request.query_params.get("place", ""))
    found = await _find(session, visitor, request.query_params, place=place)
    if isinstance(found, Decision):
        return refusal(request, found)
    keeps = await extent_of(session, visitor.actor, Act.TRAINING_KEEP)
    units = await unit_names(session, found.extent.units)
    next_page = found.page.next_place
    view = TrainingView(
        rows=tuple(
            TrainingLine(
                id=row.id,
                held_on=row.held_on,
                kind=TRAINING_WORDS[row.kind],
                title=row.title,
                hours=row.hours,
                organiser=row.organiser,
                unit_name=row.unit_name,
                attendees=row.attendees,
            )
            for row in found.page.rows
        ),
        filters=found.fields,
        kinds=TRAINING_KINDS,
        may_register=bool(keeps.units),
        next_page=_address("training", found.fields, place=next_page) if next_page else "",
        export=_address("training.xlsx", found.fields),
        problems=found.problems,
        scope="、".join(sorted(units.values())) or visitor.person.full_name,
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "training/index.html", view)


@router.get("/training.xlsx", name="trainings_sheet")
async def send_trainings(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer who took part in what as a workbook; the export is an event."""
    found = await _find(session, visitor, request.query_params)
    if isinstance(found, Decision):
        return refusal(request, found)
    attendances = every_attendance(session, visitor.actor, found.extent, found.wanted)
    rows = [row async for row in attendances]
    await note_training_exported(
        session,
        visitor.actor,
        rows=len(rows),
        filters={"kind": found.fields.kind},
        now=now,
    )
    sheet = Ledger(
        title="培训和监督检查记录",
        unit_name=visitor.person.unit_name,
        columns=COLUMNS,
        rows=[(row[0], TRAINING_WORDS[TrainingKind(str(row[1]))], *row[2:]) for row in rows],
        about=(
            ("主题或姓名含有", found.fields.text or "全部"),
            ("日期", f"{found.fields.day_from or '最早'} 至 {found.fields.day_to or '最近'}"),
            *exported(visitor.badge, now),
        ),
        signatures=("制表人", "审核人"),
        made_at=now,
    )
    content = await asyncio.to_thread(write_ledger, sheet)
    return xlsx_response(content, f"培训和监督检查记录-{today_of(now)}.xlsx", "training")


async def _find(
    session: AsyncSession, visitor: Visitor, params: Mapping[str, str], *, place: str = ""
) -> _Found | Decision:
    extent = await open_list(session, visitor.actor, Act.PERSON_READ_FILE)
    if isinstance(extent, Decision):
        return extent
    fields = TrainingFields(
        **{
            field.name: storable(
                params.get(ADDRESS_NAMES.get(field.name, field.name), "").strip()[:100]
            )
            for field in dataclass_fields(TrainingFields)
        }
    )
    problems: list[str] = []
    wanted = TrainingFilter(
        kind=TrainingKind(fields.kind) if fields.kind in set(TrainingKind) else None,
        text=fields.text,
        first=read_day(fields.day_from, "开始日期", problems),
        last=read_day(fields.day_to, "结束日期", problems),
    )
    page = await list_trainings(
        session, visitor.actor, extent, wanted, place=place, limit=PAGE_ROWS
    )
    return _Found(fields, extent, wanted, page, tuple(problems))


def _address(page: str, fields: TrainingFields, **more: str) -> str:
    pairs = {ADDRESS_NAMES.get(key, key): value for key, value in (asdict(fields) | more).items()}
    query = urlencode({key: value for key, value in pairs.items() if value})
    return f"/{page}?{query}" if query else f"/{page}"
