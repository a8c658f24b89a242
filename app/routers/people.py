"""人员名册: the people somebody may know, as a list, on paper and as a file."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.clock import day_of
from app.documents.sheets import Column, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import extent_of, open_list
from app.people.exports import note_people_exported
from app.people.listing import (
    PersonRow,
    Roster,
    every_person,
    list_people,
    open_roster,
)
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option
from app.routers.people_choices import EMPLOYMENTS, ROLES, section_choices, unit_choices
from app.routers.people_filters import (
    PeopleFields,
    ReadPeopleFilters,
    address_of,
    read_filters,
)
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
STANDINGS = tuple(Option(state, tag.text) for state, tag in labels.PERSON_STANDINGS.items())
COLUMNS = (
    Column("no", "序号", width=6),
    Column("full_name", "姓名", width=12),
    Column("unit", "单位", width=22),
    Column("section", "科室", width=18),
    Column("post", "职务", width=16),
    Column("employment", "人员性质", width=10),
    Column("officer_no", "执法人员编号", width=18),
    Column("roles", "岗位", width=30),
    Column("standing", "状态", width=8),
    Column("remark", "备注", width=12),
)


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Context of ``people/index.html``."""

    rows: tuple[PersonRow, ...]
    filters: PeopleFields
    units: tuple[Option, ...]
    sections: tuple[Option, ...]
    roles: tuple[Option, ...]
    employments: tuple[Option, ...]
    standings: tuple[Option, ...]
    before: str | None
    after: str | None
    export: str
    may_register: bool
    conditions: str
    shown_at: datetime


@router.get("/people", name="people")
async def show_people(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of the roster; the address holds filters and place."""
    roster = await _roster(session, visitor)
    if isinstance(roster, Decision):
        return refusal(request, roster)
    read = read_filters(request.query_params)
    found = await list_people(
        session, roster, read.wanted, day_of(now), cursor=read.cursor, direction=read.direction
    )
    units = await unit_choices(session, roster.known.units)
    sections = await section_choices(session, units, with_closed=True)
    registers = await extent_of(session, visitor.actor, Act.PERSON_REGISTER)
    view = RosterPage(
        rows=found.rows,
        filters=read.shown,
        units=units,
        sections=sections,
        roles=ROLES,
        employments=EMPLOYMENTS,
        standings=STANDINGS,
        before=address_of("/people", read.shown, before=found.before) if found.before else None,
        after=address_of("/people", read.shown, after=found.after) if found.after else None,
        export=address_of("/people/roster.xlsx", read.shown),
        may_register=bool(registers),
        conditions=_conditions(read, units, sections),
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "people/index.html", view)


@router.get("/people/roster.xlsx", name="people_export")
async def export_people(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Hand out exactly the filtered rows as a workbook; who took it stands in the ledger."""
    roster = await _roster(session, visitor)
    if isinstance(roster, Decision):
        return refusal(request, roster)
    read = read_filters(request.query_params)
    rows = [row async for row in every_person(session, roster, read.wanted, day_of(now))]
    units = await unit_choices(session, roster.known.units)
    sections = await section_choices(session, units, with_closed=True)
    await note_people_exported(session, visitor.actor, read.wanted, len(rows), now)
    ledger = Ledger(
        title="人员名册",
        unit_name=visitor.person.unit_name,
        columns=COLUMNS,
        rows=[_cells(number, row) for number, row in enumerate(rows, start=1)],
        about=(
            ("筛选条件", _conditions(read, units, sections) or "无"),
            *exported(visitor.badge, now),
        ),
        signatures=("制表人", "审核人", "日期"),
        made_at=now,
    )
    content = await asyncio.to_thread(write_ledger, ledger)
    return xlsx_response(content, f"人员名册-{day_of(now)}.xlsx", "people")


async def _roster(session: SessionDep, visitor: Visitor) -> Roster | Decision:
    known = await open_list(session, visitor.actor, Act.PERSON_KNOW)
    if isinstance(known, Decision):
        return known
    return await open_roster(session, visitor.actor, known)


def _cells(number: int, row: PersonRow) -> tuple[str, ...]:
    return (
        str(number),
        row.full_name,
        row.unit_name,
        row.section_name,
        row.post,
        labels.EMPLOYMENTS[row.employment],
        row.officer_no,
        "、".join(labels.role_names(row.roles)),
        labels.PERSON_STANDINGS[row.standing].text,
        "",
    )


def _conditions(
    read: ReadPeopleFilters, units: tuple[Option, ...], sections: tuple[Option, ...]
) -> str:
    """Return the filters in words, for the head of what leaves the screen."""
    shown = read.shown
    chosen = (
        ("单位", shown.unit, units),
        ("科室", shown.section, sections),
        ("岗位", shown.role, ROLES),
        ("人员性质", shown.employment, EMPLOYMENTS),
        ("状态", shown.state, STANDINGS),
    )
    words = [f"包含“{shown.q}”"] if shown.q else []
    words += [
        f"{what}“{choice.text}”"
        for what, value, choices in chosen
        for choice in choices
        if value and choice.value == value
    ]
    return "，".join(words)
