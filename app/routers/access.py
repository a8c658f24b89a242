"""调阅: the lists of requests, and the page of one request with its official form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.contents import ItemPage, PaperLine, items_page, other_cases_of, papers_of
from app.access.ending import permit_standing
from app.access.listing import (
    MOST_COUNTED,
    RequestFilter,
    RequestLine,
    Tab,
    count_at_desk,
    count_requests,
    desk_of,
    list_requests,
)
from app.access.mailing import Letter, count_to_mail, letters_of, mails_anything
from app.access.queries import OpenedRequest, opened_request
from app.people.authority import extent_of, open_list
from app.policy.access_words import AccessState
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import Requester
from app.routers import access_words, list_words, pages
from app.routers.access_panels import (
    ACCESS_PANELS,
    MAIN_PANELS,
    SIDE_PANELS,
)
from app.routers.access_shown import ShownRequest
from app.routers.access_standing import verdict_of
from app.routers.errors import refusal
from app.routers.forms import FieldError, Option, storable
from app.routers.labels import Tag
from app.routers.panels import Panel, panels_of
from app.routers.people_choices import unit_choices
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
FILTERS = ("text", "state", "kind", "unit", "days")
_TABS = {Tab.MINE: "我的申请", Tab.DESK: "待办理", Tab.MAIL: "外调寄送", Tab.ALL: "全部"}


@dataclass(frozen=True, slots=True)
class TabLink:
    """One of the lists, as a link."""

    text: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request of a list, in words."""

    line: RequestLine
    who: str
    kind: str
    what: str
    state: Tag


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Context of ``access/index.html``; ``is_open``: nothing is filtered.

    ``filters`` and ``part`` are what the paper says of itself.
    """

    rows: tuple[RequestRow, ...]
    tabs: tuple[TabLink, ...]
    tab: str
    states: tuple[Option, ...]
    kinds: tuple[Option, ...]
    units: tuple[Option, ...]
    since: tuple[Option, ...]
    text: str
    state: str
    kind: str
    unit: str
    days: str
    first: str
    newer: str | None
    older: str | None
    total: str
    filters: str
    part: str
    is_open: bool
    may_ask: bool
    may_receive: bool
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class RequestView:
    """Context of ``access/show.html``; ``is_sent_again``: a form was sent twice and counts once."""

    id: UUID
    number: str
    lead: str
    state: Tag
    main: tuple[Panel, ...]
    side: tuple[Panel, ...]
    panels: tuple[Panel, ...]
    errors: tuple[FieldError, ...]
    is_sent_again: bool
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class FormView:
    """Context of ``access/form.html``: 调阅申请审批表 to sign; ``verdict`` as on the page."""

    opened: OpenedRequest
    other_cases: tuple[str, ...]
    papers: tuple[PaperLine, ...]
    items: ItemPage
    state: Tag
    verdict: str
    shown_at: datetime


@router.get("/access", name="access")
async def show_requests(visit: VisitDep, older_than: str = "", newer_than: str = "") -> Response:
    """Show one page of a list; the address holds tab and filters."""
    session, actor = visit.session, visit.visitor.actor
    extent = await open_list(session, actor, Act.ACCESS_KNOW)
    if isinstance(extent, Decision):
        return refusal(visit.request, extent)
    desk = await desk_of(session, actor)
    tab = _tab(visit.request, receives=bool(desk))
    fields = _filter_fields(visit.request)
    wanted = _wanted(fields)
    found = await list_requests(
        session,
        actor,
        extent,
        tab,
        wanted,
        older_than=_id(older_than),
        newer_than=_id(newer_than),
        now=visit.now,
    )
    letters: Mapping[UUID, Letter] = {}
    if tab is Tab.MAIL:
        letters = await letters_of(session, [line.id for line in found.lines], now=visit.now)
    counted = await count_requests(session, actor, extent, tab, wanted, now=visit.now)
    total, units = list_words.total(counted, "份"), await unit_choices(session, extent.units)
    is_whole = found.newer is None and found.older is None
    view = AccessPage(
        rows=tuple(_row(line, letters.get(line.id)) for line in found.lines),
        tabs=await _tabs(visit, tab, desk, sees_others=bool(extent.units)),
        tab=tab.value,
        states=access_words.STATE_OPTIONS,
        kinds=access_words.REQUESTER_OPTIONS,
        units=units,
        since=access_words.SINCE_OPTIONS,
        **fields,
        first=_address(tab, fields),
        newer=_address(tab, fields, newer_than=found.newer) if found.newer else None,
        older=_address(tab, fields, older_than=found.older) if found.older else None,
        total=total,
        filters=_narrowed(tab, fields, units),
        part=list_words.part(len(found.lines), total, is_whole=is_whole),
        is_open=not any(fields.values()),
        may_ask=bool((await extent_of(session, actor, Act.ACCESS_ASK)).units),
        may_receive=bool(desk),
        shown_at=visit.now,
    )
    return pages.page(visit.request, visit.visitor.badge, "access/index.html", view)


@router.get("/access/{request_id:uuid}", name="access_request")
async def show_request(request_id: UUID, visit: VisitDep, after: str = "") -> Response:
    """Show everything of one request; out of reach is not found."""
    return await draw_request(visit, request_id, after=_id(after))


@router.get("/access/{request_id:uuid}/form", name="access_form")
async def show_form(request_id: UUID, visit: VisitDep) -> Response:
    """Show the official form of a request, to print and sign."""
    opened = await opened_request(visit.session, visit.visitor.actor, request_id)
    permit = await permit_standing(visit.session, visit.visitor.actor, request_id)
    view = FormView(
        opened=opened,
        other_cases=await other_cases_of(visit.session, visit.visitor.actor, opened),
        papers=await papers_of(visit.session, request_id),
        items=await items_page(visit.session, request_id, has_titles=opened.sees_titles),
        state=access_words.STATES[opened.detail.state],
        verdict=verdict_of(opened, permit, visit.now),
        shown_at=visit.now,
    )
    return pages.page(visit.request, visit.visitor.badge, "access/form.html", view)


async def draw_request(
    visit: Visit,
    request_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
    after: UUID | None = None,
) -> Response:
    """Answer the page of a request; with errors, what was typed stands in its forms again."""
    session, visitor, now = visit.session, visit.visitor, visit.now
    opened = await opened_request(session, visitor.actor, request_id)
    shown = ShownRequest(opened, typed or {}, errors, after)
    detail = opened.detail
    lead = (
        access_words.SHORT[detail.requester],
        detail.applicant_name,
        detail.act.label,
        detail.unit_name,
    )
    view = RequestView(
        id=detail.id,
        number=detail.number,
        lead=" · ".join(part for part in lead if part),
        state=access_words.STATES[detail.state],
        main=await panels_of(MAIN_PANELS, session, visitor, shown, now=now),
        side=await panels_of(SIDE_PANELS, session, visitor, shown, now=now),
        panels=await panels_of(ACCESS_PANELS, session, visitor, shown, now=now),
        errors=errors,
        is_sent_again=visit.request.query_params.get("sent") == "again",
        shown_at=now,
    )
    status = 422 if errors else 200
    return pages.page(visit.request, visitor.badge, "access/show.html", view, status=status)


async def _tabs(
    visit: Visit, here: Tab, desk: frozenset[UUID], *, sees_others: bool
) -> tuple[TabLink, ...]:
    texts = dict(_TABS)
    if desk:
        waiting = await count_at_desk(visit.session, desk)
        shown = f"{MOST_COUNTED} 以上" if waiting > MOST_COUNTED else str(waiting)
        texts[Tab.DESK] = f"{texts[Tab.DESK]}（{shown}）"
    else:
        del texts[Tab.DESK]
    if not sees_others:
        del texts[Tab.ALL]
    to_mail = await count_to_mail(visit.session, visit.visitor.actor, now=visit.now)
    if to_mail:
        texts[Tab.MAIL] = f"{texts[Tab.MAIL]}（{to_mail}）"
    elif not await mails_anything(visit.session, visit.visitor.actor):
        del texts[Tab.MAIL]
    return tuple(TabLink(text, f"/access?tab={tab}", tab is here) for tab, text in texts.items())


def _row(line: RequestLine, letter: Letter | None) -> RequestRow:
    who = line.applicant
    if line.applicant_unit:
        who = f"{who}（{line.applicant_unit}）"
    return RequestRow(
        line=line,
        who=who,
        kind=access_words.SHORT[line.requester],
        what=line.case_no or line.material or "单份资料",
        state=access_words.LETTERS[letter] if letter else access_words.STATES[line.state],
    )


def _tab(request: Request, *, receives: bool) -> Tab:
    asked = request.query_params.get("tab", "")
    if asked in set(Tab):
        return Tab(asked)
    return Tab.DESK if receives else Tab.MINE


def _address(tab: Tab, fields: dict[str, str], **place: UUID) -> str:
    kept = {name: value for name, value in fields.items() if value}
    return f"/access?{urlencode({'tab': tab.value, **kept, **place})}"


def _narrowed(tab: Tab, fields: dict[str, str], units: tuple[Option, ...]) -> str:
    chosen = list_words.chosen
    return list_words.narrowed(
        [
            ("范围", _TABS[tab]),
            ("查找", fields["text"]),
            ("状态", chosen(access_words.STATE_OPTIONS, fields["state"])),
            ("申请人", chosen(access_words.REQUESTER_OPTIONS, fields["kind"])),
            ("申请时间", chosen(access_words.SINCE_OPTIONS, fields["days"])),
            ("单位", chosen(units, fields["unit"])),
        ]
    )


def _filter_fields(request: Request) -> dict[str, str]:
    params = request.query_params
    return {name: storable(params.get(name, "").strip()[:100]) for name in FILTERS}


def _wanted(fields: Mapping[str, str]) -> RequestFilter:
    state, kind, days = fields["state"], fields["kind"], fields["days"]
    offered = {option.value for option in access_words.SINCE_OPTIONS}
    return RequestFilter(
        state=AccessState(state) if state in set(AccessState) else None,
        requester=Requester(kind) if kind in set(Requester) else None,
        unit_id=_id(fields["unit"]),
        days=int(days) if days in offered else None,
        text=fields["text"],
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
