"""机关设置: which regulation an agency lives by, what it sets itself, preview and finish."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.agencies.adopting import finish_set_up, refuse_sections
from app.agencies.drafting import DOCUMENT_NAME, DOCUMENT_NO, REGULATION, judge, settings_of
from app.agencies.queries import (
    AdoptionLine,
    AgencyLine,
    AgencyUnit,
    PresentSettings,
    find_agency,
    history_of_agency,
    list_agencies,
    may_adopt,
    present_settings,
)
from app.packs.load import read_pack, read_text, shipped_packs
from app.people.authority import open_list, permit, thing_in
from app.people.queries import pack_of_unit
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS
from app.routers import pages
from app.routers.agency_fields import (
    ADD,
    CLOCKS,
    KEEPINGS,
    KEYS_SHOWN,
    SettingField,
    Typed,
    addable,
    as_ruled,
    draft_of,
    field_of,
    one,
    shown_keys,
    typed_of,
)
from app.routers.agency_views import PackView, view_of
from app.routers.deps import SessionDep
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import FieldError, Option, posted_form, texts_of
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
_MOST_FIELDS = 1000
FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class AgenciesPage:
    """Context of ``agencies/index.html``."""

    lines: tuple[AgencyLine, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """Context of ``agencies/show.html``; ``agency_name`` differs for a unit within an agency."""

    unit_id: UUID
    unit_name: str
    agency_name: str
    pack: PackView
    history: tuple[AdoptionLine, ...]
    titles: Mapping[str, str]
    may_adopt: bool
    is_set_up: bool


@dataclass(frozen=True, slots=True)
class RegulationPage:
    """Context of ``agencies/regulation.html``."""

    unit_id: UUID
    unit_name: str
    regulations: tuple[PackView, ...]
    ids: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Context of ``agencies/settings.html``."""

    unit_id: UUID
    unit_name: str
    pack_id: str
    pack: PackView
    document_name: str
    document_no: str
    follows: str
    fields: tuple[SettingField, ...]
    addable: tuple[Option, ...]
    clocks: tuple[Option, ...] = CLOCKS
    keepings: tuple[Option, ...] = KEEPINGS
    errors: tuple[FieldError, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the headings of what may be added."""
        return tuple(dict.fromkeys(option.group for option in self.addable))


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Context of ``agencies/preview.html``; ``hidden`` is the whole form once more."""

    unit_id: UUID
    unit_name: str
    pack: PackView
    own: PackView
    document_name: str
    document_no: str
    hidden: tuple[tuple[str, str], ...]


@router.get("/agency", name="agency")
async def show_agencies(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the agencies whose set-up the visitor may read."""
    opened = await open_list(session, visitor.actor, Act.AGENCY_READ)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    lines = tuple(await list_agencies(session, opened.units))
    return pages.page(
        request, visitor.badge, "agencies/index.html", AgenciesPage(lines, titles_of_packs())
    )


@router.get("/agency/{unit_id}", name="agency_page")
async def show_agency(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show what a unit lives by, and what its agency adopted before."""
    unit = await find_agency(session, visitor.actor, unit_id)
    titles = titles_of_packs()
    history = await history_of_agency(session, unit.agency_id)
    adopts = await may_adopt(session, visitor.actor, unit.id)
    view = AgencyPage(
        unit_id=unit.id,
        unit_name=unit.name,
        agency_name=unit.agency_name,
        pack=view_of(await pack_of_unit(session, unit.id), titles),
        history=history,
        titles=titles,
        may_adopt=unit.is_agency and adopts.allowed,
        is_set_up=bool(history),
    )
    return pages.page(request, visitor.badge, "agencies/show.html", view)


@router.get("/agency/{unit_id}/regulation", name="agency_regulation")
async def choose_regulation(unit_id: UUID, visit: VisitDep) -> Response:
    """Offer the regulations, each with its particulars."""
    unit = await _open(visit, unit_id)
    if isinstance(unit, Response):
        return unit
    present = await present_settings(visit.session, unit_id)
    titles, ids = titles_of_packs(), shipped_packs()
    view = RegulationPage(
        unit_id=unit_id,
        unit_name=unit.name,
        regulations=tuple(view_of(read_pack(pack_id), titles) for pack_id in ids),
        ids=ids,
        chosen=present.pack_id if present else unit.pack_id,
    )
    return pages.page(visit.request, visit.visitor.badge, "agencies/regulation.html", view)


@router.get("/agency/{unit_id}/settings", name="agency_settings")
async def show_settings(unit_id: UUID, visit: VisitDep, pack: str = "") -> Response:
    """Show the form, beginning with the present settings."""
    unit = await _open(visit, unit_id)
    if isinstance(unit, Response):
        return unit
    present = await present_settings(visit.session, unit_id)
    pack_id = pack if pack in shipped_packs() else (present.pack_id if present else unit.pack_id)
    typed = _present(present, pack_id)
    return _form(visit, unit, typed)


@router.post("/agency/{unit_id}/settings", name="agency_check")
async def check_settings(unit_id: UUID, visit: VisitDep) -> Response:
    """Add a field, go back to the form, or show what the settings come to."""
    unit = await _enter(visit, unit_id)
    if isinstance(unit, Response):
        return unit
    typed = await _posted(visit.request)
    step, added = one(typed, "step"), one(typed, ADD)
    pack_id = one(typed, REGULATION)
    regulation = read_pack(pack_id) if pack_id in shipped_packs() else None
    if step == "add" and added in KEYS and added not in shown_keys(typed):
        typed[KEYS_SHOWN] = (*shown_keys(typed), added)
        typed |= as_ruled(regulation, added) if regulation else {}
    if step in {"add", "back"}:
        return _form(visit, unit, typed)
    draft = draft_of(typed, regulation, unit.name)
    judged = judge(draft, 1)
    if judged.problems or judged.pack is None or regulation is None:
        errors = tuple(FieldError(it.field, it.message) for it in judged.problems)
        return _form(visit, unit, typed, errors)
    titles = titles_of_packs()
    full = view_of(judged.pack, titles)
    view = PreviewPage(
        unit_id=unit_id,
        unit_name=unit.name,
        pack=full,
        own=_only(full, frozenset(draft.settings)),
        document_name=draft.document_name,
        document_no=draft.document_no,
        hidden=tuple(
            (name, text) for name, texts in typed.items() if name != "step" for text in texts
        ),
    )
    return pages.page(visit.request, visit.visitor.badge, "agencies/preview.html", view)


@router.post("/agency/{unit_id}/adoptions", name="agency_adoptions")
async def finish(unit_id: UUID, visit: VisitDep) -> Response:
    """Finish: one adoption, in force at once."""
    unit = await _enter(visit, unit_id)
    if isinstance(unit, Response):
        return unit
    typed = await _posted(visit.request)
    pack_id = one(typed, REGULATION)
    regulation = read_pack(pack_id) if pack_id in shipped_packs() else None
    try:
        follows = UUID(one(typed, FOLLOWS)) if one(typed, FOLLOWS) else None
    except ValueError:
        follows = UUID(int=0)
    outcome = await attempt(
        visit.session,
        finish_set_up(
            visit.session,
            visit.visitor.actor,
            unit_id,
            draft_of(typed, regulation, unit.name),
            follows=follows,
            now=visit.now,
        ),
    )
    if isinstance(outcome, Mistakes):
        return _form(visit, unit, typed, outcome.errors)
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    return pages.see_other(visit.request, f"/agency/{unit_id}")


def titles_of_packs() -> dict[str, str]:
    """Return the titles of the shipped regulations by id."""
    return {pack_id: read_text(pack_id).title for pack_id in shipped_packs()}


async def _open(visit: Visit, unit_id: UUID) -> AgencyUnit | Response:
    """Return the agency to set up, or the page that says why it is not for this person."""
    unit = await find_agency(visit.session, visit.visitor.actor, unit_id)
    decision = await may_adopt(visit.session, visit.visitor.actor, unit_id)
    if not decision.allowed:
        return refusal(visit.request, decision)
    refuse_sections(unit)
    return unit


async def _enter(visit: Visit, unit_id: UUID) -> AgencyUnit | Response:
    """Return the agency that somebody is about to set up; a refusal is noted."""
    unit = await find_agency(visit.session, visit.visitor.actor, unit_id)
    decision = await permit(
        visit.session,
        visit.visitor.actor,
        Act.AGENCY_ADOPT,
        await thing_in(visit.session, unit_id),
        subject_id=unit_id,
        now=visit.now,
    )
    if not decision.allowed:
        return refusal(visit.request, decision)
    refuse_sections(unit)
    return unit


async def _posted(request: Request) -> dict[str, tuple[str, ...]]:
    typed: dict[str, tuple[str, ...]] = {}
    for name, text in texts_of(await posted_form(request, max_fields=_MOST_FIELDS)):
        typed[name] = (*typed.get(name, ()), text)
    return typed


def _present(present: PresentSettings | None, pack_id: str) -> dict[str, tuple[str, ...]]:
    if present is None:
        return {REGULATION: (pack_id,)}
    settings = settings_of(present.text)
    return {
        **typed_of(settings, read_pack(pack_id)),
        REGULATION: (pack_id,),
        DOCUMENT_NAME: (present.document_name,),
        DOCUMENT_NO: (present.document_no,),
        FOLLOWS: (str(present.id),),
        KEYS_SHOWN: tuple(settings),
    }


def _form(
    visit: Visit, unit: AgencyUnit, typed: Typed, errors: tuple[FieldError, ...] = ()
) -> Response:
    pack_id = one(typed, REGULATION)
    pack_id = pack_id if pack_id in shipped_packs() else unit.pack_id
    pack, titles = read_pack(pack_id), titles_of_packs()
    keys = tuple(dict.fromkeys((*needed_settings(pack), *shown_keys(typed))))
    view = SettingsPage(
        unit_id=unit.id,
        unit_name=unit.name,
        pack_id=pack_id,
        pack=view_of(pack, titles),
        document_name=one(typed, DOCUMENT_NAME),
        document_no=one(typed, DOCUMENT_NO),
        follows=one(typed, FOLLOWS),
        fields=tuple(field_of(pack, key, typed, titles) for key in keys),
        addable=addable(keys),
        errors=errors,
    )
    status = 422 if errors else 200
    return pages.page(
        visit.request, visit.visitor.badge, "agencies/settings.html", view, status=status
    )


def _only(view: PackView, keys: frozenset[str]) -> PackView:
    groups = (
        replace(group, lines=tuple(line for line in group.lines if line.key in keys))
        for group in view.groups
    )
    return replace(view, groups=tuple(group for group in groups if group.lines))
