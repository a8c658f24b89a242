"""The roster as a workbook: export, an empty form, import, and the list of its problems."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.documents.xlsx_in import ImportedTable, RowProblem, UnreadableSheetError, read_table
from app.documents.xlsx_out import write_error_sheet, write_ledger, write_template
from app.errors import InvalidInputError
from app.policy.decision import Decision
from app.roster.actions import OverlappingShiftError, may_keep
from app.roster.queries import monday_of
from app.roster.sheets import (
    COLUMNS,
    MOST_ROWS,
    CheckedRoster,
    check_roster,
    export_week,
    import_roster,
)
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.roster import Told, monday_in, page_of, unit_to_read
from app.routers.sheet_upload import sheet_if_allowed
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 50


@router.get("/roster/{unit_id}/export", name="export_roster")
async def export(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer a week as a workbook to print, sign and file."""
    unit = await unit_to_read(session, visitor, unit_id)
    monday = monday_in(request.query_params.get("week", ""), now)
    ledger = await export_week(
        session,
        visitor.actor,
        unit_id,
        monday,
        unit_name=unit.name,
        exported=exported(visitor.badge, now),
        now=now,
    )
    content = await asyncio.to_thread(write_ledger, ledger)
    return xlsx_response(content, f"值班表-{unit.name}-{monday:%Y-%m-%d}.xlsx", "roster")


@router.get("/roster/{unit_id}/template", name="roster_template")
async def template(unit_id: UUID, session: SessionDep, visitor: VisitorDep) -> Response:
    """Answer an empty form to fill in."""
    await unit_to_read(session, visitor, unit_id)
    content = await asyncio.to_thread(write_template, "值班表", COLUMNS)
    return xlsx_response(content, "值班表-导入模板.xlsx", "roster")


async def posted_roster(
    unit_id: UUID, request: Request, resources: ResourcesDep
) -> bytes | Decision | InvalidInputError:
    """Return the filled-in form, read while no transaction is open, or why there is none."""

    async def ask(session: AsyncSession, visitor: Visitor, now: datetime) -> Decision | None:
        await unit_to_read(session, visitor, unit_id)
        decision = await may_keep(session, visitor.actor, unit_id, now=now)
        return None if decision.allowed else decision

    try:
        return await sheet_if_allowed(request, resources, ask)
    except InvalidInputError as error:
        return error


PostedRoster = Annotated[bytes | Decision | InvalidInputError, Depends(posted_roster)]


@router.post("/roster/{unit_id}/imports", name="import_roster")
async def import_sheet(
    unit_id: UUID,
    sheet: PostedRoster,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Write every row of the form, or none and say what is wrong."""
    if isinstance(sheet, Decision):
        return refusal(request, sheet)
    await unit_to_read(session, visitor, unit_id)
    decision = await may_keep(session, visitor.actor, unit_id, now=now)
    if not decision.allowed:
        return refusal(request, decision)
    monday = monday_in("", now)
    try:
        _, checked = await _read(sheet, session, unit_id)
        if not checked.problems:
            first = min(shift.from_at for shift in checked.shifts)
            monday = monday_of(first.astimezone(SHANGHAI).date())
            count = await import_roster(session, visitor.actor, unit_id, checked, now=now)
            told = Told(news=f"已导入 {count} 班。")
        else:
            told = Told(problems=_sentences(checked.problems))
    except (InvalidInputError, UnreadableSheetError, OverlappingShiftError) as error:
        told = Told(problems=(error.message,))
    return await page_of(request, session, visitor, unit_id, monday, now=now, told=told)


@router.post("/roster/{unit_id}/imports/problems", name="roster_problems")
async def list_problems(
    unit_id: UUID,
    sheet: PostedRoster,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Check the form without writing anything, and answer it with its faults marked."""
    if isinstance(sheet, Decision):
        return refusal(request, sheet)
    await unit_to_read(session, visitor, unit_id)
    decision = await may_keep(session, visitor.actor, unit_id, now=now)
    if not decision.allowed:
        return refusal(request, decision)
    try:
        table, checked = await _read(sheet, session, unit_id)
    except (InvalidInputError, UnreadableSheetError) as error:
        told = Told(problems=(error.message,))
        monday = monday_in("", now)
        return await page_of(request, session, visitor, unit_id, monday, now=now, told=told)
    if not checked.problems:
        told = Told(news="检查完毕，没有发现问题，可以导入。")
        monday = monday_in("", now)
        return await page_of(request, session, visitor, unit_id, monday, now=now, told=told)
    content = await asyncio.to_thread(write_error_sheet, table, checked.problems)
    return xlsx_response(content, "值班表-问题清单.xlsx", "roster")


async def _read(
    sheet: bytes | InvalidInputError, session: AsyncSession, unit_id: UUID
) -> tuple[ImportedTable, CheckedRoster]:
    if isinstance(sheet, InvalidInputError):
        raise sheet
    table = await asyncio.to_thread(read_table, sheet, COLUMNS, max_rows=MOST_ROWS)
    return table, await check_roster(session, unit_id, table)


def _sentences(problems: tuple[RowProblem, ...]) -> tuple[str, ...]:
    shown = tuple(f"第 {problem.row} 行：{problem.message}" for problem in problems[:MOST_SHOWN])
    more = len(problems) - len(shown)
    return (*shown, f"另有 {more} 个问题，请下载问题清单查看。") if more else shown
