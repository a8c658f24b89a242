"""文书种类: the agency's own list, with a starting list that is confirmed with one press."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Response

from app.papers.kinds import (
    LONGEST,
    STARTING_LIST,
    KindLine,
    NewKind,
    add_kind,
    ask_to_set_up,
    change_kind,
    confirm_starting_list,
    find_kind,
    kinds_of_unit,
    retire_kind,
)
from app.policy.decision import Decision
from app.policy.law_words import Stage
from app.routers import pages
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, Option, read_fields
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
ADDRESS = "/cases/document-kinds"
STAGES = tuple(Option(stage.value, stage.label) for stage in Stage)
_NEW = (
    Field("name", "名称", longest=LONGEST),
    Field("stage", "所属阶段", FieldKind.CHOICE, is_required=False, options=STAGES, blank="不限"),
    Field("is_concluding", "结论性文件（当事人可以查阅）", FieldKind.CHECK, is_required=False),
)
_PLACE = Field("position", "在清单中的位置", FieldKind.NUMBER, help="从 1 起。", longest=3)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind with the word for its stage."""

    line: KindLine
    stage: str


@dataclass(frozen=True, slots=True)
class DocumentKindsPage:
    """Context of ``papers/kinds.html``; ``proposed`` is the starting list while there is none."""

    agency_name: str
    rows: tuple[KindRow, ...]
    proposed: tuple[KindRow, ...]


@router.get("/cases/document-kinds", name="document_kinds")
async def show_kinds(visit: VisitDep) -> Response:
    """Show the list, or the one that is proposed."""
    asked = await ask_to_set_up(visit.session, visit.visitor.actor, now=visit.now)
    if isinstance(asked, Decision):
        return refusal(visit.request, asked)
    agency_id, name = asked
    rows = tuple(_row(line) for line in await kinds_of_unit(visit.session, agency_id))
    proposed = (
        _row(KindLine(agency_id, kind.name, str(kind.stage), kind.is_concluding, place))
        for place, kind in enumerate(STARTING_LIST, 1)
    )
    view = DocumentKindsPage(name, rows, () if rows else tuple(proposed))
    return pages.page(visit.request, visit.visitor.badge, "papers/kinds.html", view)


@router.post("/cases/document-kinds/starting-list", name="document_kinds_confirm")
async def confirm(visit: VisitDep) -> Response:
    """Put the starting list in force."""
    outcome = await confirm_starting_list(visit.session, visit.visitor.actor, now=visit.now)
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    return pages.see_other(visit.request, ADDRESS)


@router.get("/cases/document-kinds/new", name="document_kind_new")
async def show_new(visit: VisitDep) -> Response:
    """Show the form for one more kind."""
    asked = await ask_to_set_up(visit.session, visit.visitor.actor, now=visit.now)
    if isinstance(asked, Decision):
        return refusal(visit.request, asked)
    return _show(visit, "增加文书种类", _NEW)


@router.post("/cases/document-kinds/new")
async def add(visit: VisitDep) -> Response:
    """Add a kind to the list."""
    asked = await ask_to_set_up(visit.session, visit.visitor.actor, now=visit.now)
    if isinstance(asked, Decision):
        return refusal(visit.request, asked)
    typed = await read_fields(visit.request)
    values, errors = read_form(_NEW, typed)
    if not errors:
        adding = add_kind(visit.session, visit.visitor.actor, _kind(values), now=visit.now)
        outcome = await attempt(visit.session, adding)
        if not isinstance(outcome, Mistakes):
            return _done(visit, outcome)
        errors = outcome.errors
    return _show(visit, "增加文书种类", _NEW, typed, errors)


@router.get("/cases/document-kinds/{kind_id}", name="document_kind")
async def show_kind(kind_id: UUID, visit: VisitDep) -> Response:
    """Show the form for a kind as it is now."""
    found = await find_kind(visit.session, visit.visitor.actor, kind_id, now=visit.now)
    if isinstance(found, Decision):
        return refusal(visit.request, found)
    said = {"name": found.name, "stage": found.stage, "position": str(found.position)}
    said |= {"is_concluding": "on"} if found.is_concluding else {}
    return _show(visit, "修改文书种类", (*_NEW, _PLACE), said)


@router.post("/cases/document-kinds/{kind_id}")
async def change(kind_id: UUID, visit: VisitDep) -> Response:
    """Change a kind."""
    found = await find_kind(visit.session, visit.visitor.actor, kind_id, now=visit.now)
    if isinstance(found, Decision):
        return refusal(visit.request, found)
    typed = await read_fields(visit.request)
    values, errors = read_form((*_NEW, _PLACE), typed)
    if not errors:
        changing = change_kind(
            visit.session,
            visit.visitor.actor,
            kind_id,
            _kind(values),
            position=values["position"],
            now=visit.now,
        )
        outcome = await attempt(visit.session, changing)
        if not isinstance(outcome, Mistakes):
            return _done(visit, outcome)
        errors = outcome.errors
    return _show(visit, "修改文书种类", (*_NEW, _PLACE), typed, errors)


@router.post("/cases/document-kinds/{kind_id}/retirement", name="document_kind_retire")
async def retire(kind_id: UUID, visit: VisitDep) -> Response:
    """Take a kind off the list."""
    outcome = await retire_kind(visit.session, visit.visitor.actor, kind_id, now=visit.now)
    return _done(visit, outcome)


def _row(line: KindLine) -> KindRow:
    return KindRow(line, Stage(line.stage).label if line.stage else "")


def _kind(values: dict[str, str]) -> NewKind:
    return NewKind(values["name"], values["stage"], bool(values["is_concluding"]))


def _done(visit: Visit, outcome: UUID | Decision) -> Response:
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    return pages.see_other(visit.request, ADDRESS)


def _show(
    visit: Visit,
    title: str,
    fields: tuple[Field, ...],
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    view = FormPage(
        title=title,
        lead="改动只影响以后放入案卷的文书，已经入卷的文书保持原来的种类。",
        trail=(("首页", "/"), ("文书种类", ADDRESS)),
        groups=(Group("", fields),),
        submit="保存",
        back=ADDRESS,
        values=typed or {},
        errors=errors,
    )
    return show(visit.request, visit.visitor.badge, view)
