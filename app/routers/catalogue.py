"""批量编目: one form for everything picked in the inbox, the list of changes, and undoing."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.batch_list import BatchLine, list_batches
from app.cataloguing.batches import change_many, may_change_many
from app.cataloguing.changes import MOST, MOST_NAMED, Change
from app.cataloguing.links import cases_to_choose
from app.cataloguing.officers import candidates_for
from app.cataloguing.picking import Picked, picked
from app.cataloguing.suggestions import suggestions_for
from app.cataloguing.undoing import undo_batch
from app.errors import InvalidInputError, NotFoundError
from app.people.authority import open_list
from app.people.queries import pack_of_unit
from app.people.sections import sections_of
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.suggesting import Suggestion
from app.recordings.inbox import uncatalogued_ids
from app.routers import catalogue_fields, display, pages
from app.routers.catalogue_case import case_in
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import WHOLE_FORM, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.inbox import back_to_inbox
from app.routers.inbox_filters import read_filters, read_place
from app.routers.inbox_view import address_in, place_in
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
_FEW = 5


class NothingPickedError(InvalidInputError):
    """The form was asked for without any recording."""

    code = "nothing_picked"
    onward = "/inbox"
    message = "没有选中资料。请回到“待编目”，勾选要编目的资料，再点“批量编目”。"


@dataclass(frozen=True, slots=True)
class BatchesPage:
    """Context of ``catalogue/batches.html``."""

    rows: tuple[BatchLine, ...]
    older: str | None


@router.get("/catalogue/changes", name="catalogue_many")
async def show_form(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the form for what the address names: picked recordings, or all of a filter."""
    extent = await open_list(session, visitor.actor, Act.RECORDING_CATALOGUE)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    found = await _picked(request, session, visitor)
    return show(request, visitor.badge, await _form(request, session, visitor, found))


@router.post("/catalogue/changes")
async def change(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Change everything that the address names; what was typed is shown again if it cannot be."""
    refused = await may_change_many(session, visitor.actor, now)
    if refused is not None:
        return refusal(request, refused)
    found = await _picked(request, session, visitor)
    view = await _form(request, session, visitor, found)
    typed = await read_fields(request)
    values, errors = read_form(view.fields, typed)
    case_id, problems = await case_in(session, visitor, values)
    errors += problems
    if not errors:
        wanted = catalogue_fields.change_in(values, case_id)
        errors = _nothing_typed(wanted)
    if errors:
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    act = change_many(session, visitor.actor, found.ids, wanted, now=now)
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(view, values=typed, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    here = request.query_params.get("place", "")
    return pages.see_other(request, place_in(here, done=str(outcome.batch_id)))


@router.get("/catalogue/batches", name="catalogue_batches")
async def show_batches(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the changes of many recordings, newest first."""
    extent = await open_list(session, visitor.actor, Act.RECORDING_CATALOGUE)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    place = read_place(request.query_params)
    found = await list_batches(session, visitor.actor, older_than=place.cursor)
    older = f"/catalogue/batches?older_than={found.older}" if found.older else None
    view = BatchesPage(found.lines, older)
    return pages.page(request, visitor.badge, "catalogue/batches.html", view)


@router.post("/catalogue/batches/{batch_id}/undo", name="undo_batch")
async def undo(
    batch_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Undo one change, and go back to where it was asked for."""
    place = (await read_fields(request)).get("place", "")
    outcome = await undo_batch(session, visitor.actor, batch_id, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    if not place:
        return pages.see_other(request, "/catalogue/batches")
    place = place_in(place, done=str(batch_id))
    return await back_to_inbox(request, session, visitor, place)


async def _picked(request: Request, session: AsyncSession, visitor: Visitor) -> Picked:
    """Return what the address names.

    Raises:
        NothingPickedError: it names nothing.
        NotFoundError: nothing of it is for this person to keep.
    """
    params = request.query_params
    if params.get("all"):
        wanted = read_filters(address_in(params.get("place", ""))).wanted
        keys = list(await uncatalogued_ids(session, visitor.actor, wanted, limit=MOST))
    else:
        keys = _keys(params.getlist("pick"))
    if not keys:
        raise NothingPickedError
    found = await picked(session, visitor.actor, keys)
    if not found.ids:
        raise NotFoundError
    return found


def _keys(texts: list[str]) -> list[UUID]:
    keys = []
    for text in texts[:MOST]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


async def _form(
    request: Request, session: AsyncSession, visitor: Visitor, found: Picked
) -> FormPage:
    likely = await _likely(session, visitor, found)
    names = "、".join(display.named(name) for name in found.file_names[:_FEW])
    rest = f"等 {len(found.ids)} 件" if len(found.ids) > _FEW else ""
    place = place_in(request.query_params.get("place", ""))
    query = urlencode(request.query_params.multi_items())
    is_all = bool(request.query_params.get("all"))
    # Of several units one stands for all: nothing but the order of the choices follows from it.
    pack = await pack_of_unit(session, min(found.unit_ids))
    situations = catalogue_fields.situations_of(pack)
    return FormPage(
        title="批量编目",
        lead="填写的内容写入选中的每一份资料，留空的不更改。提交以后可以整批撤销。",
        trail=(("首页", "/"), ("待编目", "/inbox")),
        groups=(
            catalogue_fields.case_group(
                await cases_to_choose(session, visitor.actor),
                likely,
                is_required=False,
            ),
            catalogue_fields.entry_group(await sections_of(session, found.unit_ids), situations),
            *await _officer_groups(session, visitor, found),
            catalogue_fields.FINISH,
        ),
        submit=f"编目这 {len(found.ids)} 件资料",
        takes_focus=True,
        back=place,
        action=f"/catalogue/changes?{query}",
        facts=(
            ("选中的资料", f"{len(found.ids)} 件"),
            ("文件", f"{names}{rest}"),
            *catalogue_fields.why_likely(likely),
            *((("执法人员", _MANY),) if len(found.ids) > MOST_NAMED else ()),
            *((("范围", f"符合筛选条件的全部资料，一次最多 {MOST} 件"),) if is_all else ()),
        ),
    )


_MANY = f"一次最多核定 {MOST_NAMED} 件资料的执法人员。需要核定的，请缩小范围，分几次办理。"


async def _officer_groups(
    session: AsyncSession, visitor: Visitor, found: Picked
) -> tuple[Group, ...]:
    """Return the field of the officer, unless nobody may be named or there are too many."""
    if len(found.ids) > MOST_NAMED:
        return ()
    candidates = await candidates_for(session, visitor.actor, found.ids)
    return (catalogue_fields.officer_group(candidates),) if candidates else ()


async def _likely(session: AsyncSession, visitor: Visitor, found: Picked) -> tuple[Suggestion, ...]:
    """Return the cases that are suggested for a single one; for several there are none."""
    if len(found.ids) > 1:
        return ()
    (likely,) = found.ids
    return (await suggestions_for(session, visitor.actor, [likely])).get(likely, ())


_NOTHING = "还没有填写任何内容。请选择案件，或者至少填写一项编目内容。"


def _nothing_typed(wanted: Change) -> tuple[FieldError, ...]:
    if wanted.columns() or wanted.case_id or wanted.finish or wanted.officer_id:
        return ()
    return (FieldError(WHOLE_FORM, _NOTHING),)
