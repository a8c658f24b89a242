"""批量导入: a form to fill in, every fault named row by row, nothing written before a yes."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.xlsx_in import UnreadableSheetError, read_table
from app.documents.xlsx_out import write_error_sheet, write_template
from app.errors import NotFoundError
from app.people.authority import extent_of, open_list
from app.people.batches import MAX_ROWS, find_batch, keep_batch
from app.people.import_form import Form, form_of
from app.people.importing import (
    check_people,
    import_people,
    may_import,
)
from app.people.sections import sections_of
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ImportKind
from app.routers import labels, pages
from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.import_pages import (
    ImportPage,
    ImportWords,
    imported_count,
    preview_of,
)
from app.routers.people_choices import ROLE_WORDS, unit_choices
from app.routers.sheet_upload import sheet_if_allowed
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
_EMPLOYMENTS = {words: kind for kind, words in labels.EMPLOYMENTS.items()}
_WORDS = ImportWords(
    title="批量导入人员",
    address="/people/import",
    list_name="人员名册",
    list_address="/people",
    measure="人",
    how="表中已有本单位的科室和全部岗位可供选择，每行填写一人，",
    after="他们还不能登录，请在人员名册中勾选后发放初始密码。",
)


@router.get("/people/import", name="people_import")
async def show_import(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Offer the form and take it back."""
    opened = await open_list(session, visitor.actor, Act.PERSON_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    params = request.query_params
    imported = imported_count(params.get("imported", ""))
    view = await _view(session, visitor, params.get("unit", ""), imported=imported)
    return pages.page(request, visitor.badge, "imports/start.html", view)


@router.get("/people/import/template.xlsx", name="people_template")
async def hand_out_form(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Hand out the form of a unit, with its sections and the roles as lists to choose from."""
    unit_id = _unit_id(request, visitor)
    refused = await may_import(session, visitor.actor, unit_id, now)
    if refused:
        return refusal(request, refused)
    form = await _form(session, unit_id)
    content = await asyncio.to_thread(write_template, "人员", form.columns, _ABOUT)
    return xlsx_response(content, "人员导入表.xlsx", "people")


async def posted_people(request: Request, resources: ResourcesDep) -> bytes | Decision:
    """Return the filled-in form, read while no transaction is open, or the refusal."""

    async def ask(session: AsyncSession, visitor: Visitor, now: datetime) -> Decision | None:
        return await may_import(session, visitor.actor, _unit_id(request, visitor), now)

    return await sheet_if_allowed(request, resources, ask)


@router.post("/people/import", name="people_import_check")
async def check(
    sheet: Annotated[bytes | Decision, Depends(posted_people)],
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Check a filled-in form and keep it for its sender's yes."""
    if isinstance(sheet, Decision):
        return refusal(request, sheet)
    unit_id = _unit_id(request, visitor)
    refused = await may_import(session, visitor.actor, unit_id, now)
    if refused:
        return refusal(request, refused)
    form = await _form(session, unit_id)
    try:
        table = await asyncio.to_thread(read_table, sheet, form.columns, max_rows=MAX_ROWS)
    except UnreadableSheetError as error:
        view = await _view(session, visitor, str(unit_id), problem=error.message)
        return pages.page(request, visitor.badge, "imports/start.html", view, status=422)
    checked = await check_people(session, form, table, now)
    kind = ImportKind.PEOPLE
    batch_id = await keep_batch(
        session, visitor.actor, kind, unit_id, checked, sheet=sheet, now=now
    )
    return pages.see_other(request, f"/people/import/{batch_id}")


@router.get("/people/import/{batch_id}", name="people_import_preview")
async def preview(
    batch_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show what would be imported and what is wrong."""
    batch = await find_batch(session, visitor.actor, ImportKind.PEOPLE, batch_id, now)
    units = await unit_choices(session, [batch.unit_id])
    form = await _form(session, batch.unit_id)
    view = preview_of(_WORDS, batch, form.columns, units[0].text, _in_short)
    return pages.page(request, visitor.badge, "imports/preview.html", view)


@router.get("/people/import/{batch_id}/problems.xlsx", name="people_import_problems")
async def hand_out_problems(
    batch_id: UUID, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Hand the sheet back with every fault marked, to be corrected and sent again."""
    batch = await find_batch(session, visitor.actor, ImportKind.PEOPLE, batch_id, now)
    form = await _form(session, batch.unit_id)
    table = await asyncio.to_thread(read_table, batch.sheet, form.columns, max_rows=MAX_ROWS)
    content = await asyncio.to_thread(write_error_sheet, table, batch.checked.problems)
    return xlsx_response(content, "人员导入-待改正.xlsx", "people")


@router.post("/people/import/{batch_id}/confirmation", name="people_import_confirm")
async def confirm(
    batch_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Register everybody of the sheet, all or none."""
    outcome = await import_people(session, visitor.actor, batch_id, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/people/import?imported={outcome}")


_ABOUT = (
    "每行一人。用户名和执法人员编号不能与已登记的人员重复；已登记的人员不会被修改。",
    "导入后还不能登录：请在人员名册中勾选后发放初始密码。",
)


def _unit_id(request: Request, visitor: Visitor) -> UUID:
    """Return the unit the form is for: the one in the address, else the visitor's own."""
    text = request.query_params.get("unit", "")
    try:
        return UUID(text) if text else visitor.person.unit_id
    except ValueError as error:
        raise NotFoundError from error


async def _form(session: SessionDep, unit_id: UUID) -> Form:
    lines = await sections_of(session, [unit_id])
    return form_of(unit_id, lines, ROLE_WORDS, _EMPLOYMENTS)


async def _view(
    session: SessionDep, visitor: Visitor, unit: str, *, problem: str = "", imported: int = 0
) -> ImportPage:
    reach = await extent_of(session, visitor.actor, Act.PERSON_REGISTER)
    units = await unit_choices(session, reach.units)
    known = {choice.value for choice in units}
    own = str(visitor.person.unit_id)
    chosen = unit if unit in known else own if own in known else units[0].value
    return ImportPage(_WORDS, imported, problem, units, chosen)


def _in_short(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["full_name"], row["username"]
