"""批量导入执法证件: into the files of people who are registered, by whoever keeps those files."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.xlsx_in import UnreadableSheetError, read_table
from app.documents.xlsx_out import write_error_sheet, write_template
from app.people.authority import open_list
from app.people.batches import MAX_ROWS, find_batch, keep_batch
from app.people.certificate_importing import (
    CERTIFICATE_COLUMNS,
    check_certificates,
    import_certificates,
    may_import_certificates,
)
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ImportKind
from app.routers import pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.import_pages import ImportPage, ImportWords, imported_count, preview_of
from app.routers.sheet_upload import sheet_if_allowed
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
_WORDS = ImportWords(
    title="批量导入执法证件",
    address="/qualifications/import",
    list_name="执法证件",
    list_address="/qualifications?state=all",
    measure="份",
    how="每行填写一份证件，持证人应当已经登记；本人的证件请由其他人员办理。",
    after="请核对，并补充上传证件扫描件。",
)
_ABOUT = (
    "每行一份证件，照证件原件填写。姓名、用户名、执法人员编号至少填一列，都填的应当是同一个人。",
    "已登记的证件不会被修改：换发、更正和失效请在证件页面办理。本人的证件由其他人员办理。",
)


@router.get("/qualifications/import", name="qualifications_import")
async def show_import(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Offer the form and take it back."""
    opened = await open_list(session, visitor.actor, Act.QUALIFICATION_KEEP)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    view = ImportPage(_WORDS, imported_count(request.query_params.get("imported", "")), problem="")
    return pages.page(request, visitor.badge, "imports/start.html", view)


@router.get("/qualifications/import/template.xlsx", name="qualifications_template")
async def hand_out_form(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Hand out the form, with the kinds of certificates as a list to choose from."""
    extent = await may_import_certificates(session, visitor.actor, now)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    content = await asyncio.to_thread(write_template, "执法证件", CERTIFICATE_COLUMNS, _ABOUT)
    return xlsx_response(content, "执法证件导入表.xlsx", "qualifications")


async def posted_certificates(request: Request, resources: ResourcesDep) -> bytes | Decision:
    """Return the filled-in form, read while no transaction is open, or the refusal."""

    async def ask(session: AsyncSession, visitor: Visitor, now: datetime) -> Decision | None:
        extent = await may_import_certificates(session, visitor.actor, now)
        return extent if isinstance(extent, Decision) else None

    return await sheet_if_allowed(request, resources, ask)


@router.post("/qualifications/import", name="qualifications_import_check")
async def check(
    sheet: Annotated[bytes | Decision, Depends(posted_certificates)],
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Check a filled-in form and keep it for its sender's yes."""
    if isinstance(sheet, Decision):
        return refusal(request, sheet)
    extent = await may_import_certificates(session, visitor.actor, now)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    try:
        table = await asyncio.to_thread(read_table, sheet, CERTIFICATE_COLUMNS, max_rows=MAX_ROWS)
    except UnreadableSheetError as error:
        view = ImportPage(_WORDS, 0, error.message)
        return pages.page(request, visitor.badge, "imports/start.html", view, status=422)
    checked = await check_certificates(session, visitor.actor, extent, table)
    batch_id = await keep_batch(
        session,
        visitor.actor,
        ImportKind.QUALIFICATIONS,
        visitor.person.unit_id,
        checked,
        sheet=sheet,
        now=now,
    )
    return pages.see_other(request, f"/qualifications/import/{batch_id}")


@router.get("/qualifications/import/{batch_id}", name="qualifications_import_preview")
async def preview(
    batch_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show what would be imported and what is wrong."""
    batch = await find_batch(session, visitor.actor, ImportKind.QUALIFICATIONS, batch_id, now)
    view = preview_of(_WORDS, batch, CERTIFICATE_COLUMNS, "执法证件", _in_short)
    return pages.page(request, visitor.badge, "imports/preview.html", view)


@router.get(
    "/qualifications/import/{batch_id}/problems.xlsx", name="qualifications_import_problems"
)
async def hand_out_problems(
    batch_id: UUID, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Hand the sheet back with every fault marked, to be corrected and sent again."""
    batch = await find_batch(session, visitor.actor, ImportKind.QUALIFICATIONS, batch_id, now)
    table = await asyncio.to_thread(read_table, batch.sheet, CERTIFICATE_COLUMNS, max_rows=MAX_ROWS)
    content = await asyncio.to_thread(write_error_sheet, table, batch.checked.problems)
    return xlsx_response(content, "执法证件导入-待改正.xlsx", "qualifications")


@router.post("/qualifications/import/{batch_id}/confirmation", name="qualifications_import_confirm")
async def confirm(
    batch_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Register every certificate of the sheet, all or none."""
    outcome = await import_certificates(session, visitor.actor, batch_id, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/qualifications/import?imported={outcome}")


def _in_short(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["full_name"], row["certificate_no"]
