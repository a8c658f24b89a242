"""来访接待: who has come, for whose records, with which papers (汝州调阅 6 to 8).

First who it is, because that decides what is asked for; then the case, from which the party is
chosen. The papers are entered on the page of the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.adding import case_by_number
from app.access.again import EarlierRequest
from app.access.asking import Applicant, NewRequest, receive
from app.access.carrying import NOTHING_CARRIED, Carried
from app.access.choosing import Extract
from app.access.contents import NeededPaper, papers_needed
from app.access.previewing import (
    MOST_CHOICES,
    Prospect,
    Target,
    case_again,
    prospects_at_desk,
    target_of_case,
)
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.consulting import FOR_A_PARTY
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from app.routers import access_words, pages
from app.routers.access_asking import (
    AGAIN,
    EXTRACTS,
    EXTRACTS_OF_A_PARTY,
    ITEM,
    About,
    about_in,
    earlier_in,
    key_in,
    sent_before,
    typed_before,
    typed_in,
    wanted_in,
)
from app.routers.access_desk_fields import NO, YES, fields_of, groups_of, unit_of
from app.routers.errors import refusal
from app.routers.form_keys import NO_KEY, form_key_in, key_to_draw
from app.routers.form_page import Field, Group, Mistakes, attempt
from app.routers.form_reading import Entered, read_form
from app.routers.forms import FieldError, Option
from app.routers.people_choices import unit_choices
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
FIND = "find"
_NO_SUCH_CASE = "没有找到这个案号的案件。请核对案号；不知道案号的，请写明需要什么资料。"


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who may come, with the papers that are asked of them."""

    value: str
    text: str
    meaning: str
    papers: tuple[NeededPaper, ...]
    href: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Context of ``access/desk.html``; without ``requester`` it asks who has come.

    ``earlier`` is what is asked again.
    """

    comers: tuple[Comer, ...]
    requester: Requester | None
    title: str
    papers: tuple[NeededPaper, ...]
    target: Target | None
    groups: tuple[Group, ...]
    extracts: tuple[Option, ...]
    extract: str
    prospects: tuple[Prospect, ...]
    query: str
    form_key: UUID
    earlier: EarlierRequest | None = None
    carried: Carried = NOTHING_CARRIED
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[UUID] = frozenset()
    errors: tuple[FieldError, ...] = ()
    item: str = ITEM
    most: int = MOST_CHOICES

    @property
    def assumed(self) -> str:
        """Return on what the rule is shown: only a party has records of their own."""
        own = "、查的是自己的记录" if self.requester in FOR_A_PARTY else ""
        return f"材料齐全{own}时"

    def shown(self, asked: Field) -> str:
        """Return what stands in a field: what was typed, or what it began with."""
        return self.values.get(asked.name, asked.value)


@router.get("/access/desk", name="access_desk")
async def show_desk(visit: VisitDep) -> Response:
    """Ask who has come, or show the form; again, with what was typed before."""
    units = await _units(visit)
    if isinstance(units, Decision):
        return refusal(visit.request, units)
    earlier = await earlier_in(visit)
    if earlier is None:
        return await _draw(visit, units, About(await _target_by_id(visit)), {})
    target = await case_again(visit.session, visit.visitor.actor, earlier)
    about = await about_in(visit, target, earlier)
    return await _draw(visit, units, about, _typed_before(earlier, about))


@router.post("/access/desk")
async def take_visitor(visit: VisitDep) -> Response:
    """Enter the request, or find the case first and keep what was typed."""
    units = await _units(visit)
    if isinstance(units, Decision):
        return refusal(visit.request, units)
    typed = await typed_in(visit.request)
    sent = await sent_before(visit, typed)
    if sent:
        return sent
    earlier = await earlier_in(visit)
    about = await about_in(visit, await _target_by_number(visit, typed), earlier)
    requester = _requester(visit)
    found = _errors_of_finding(requester, typed, about.target)
    if requester is None or found or typed.get("step") == FIND:
        return await _draw(visit, units, about, typed, found)
    values, errors = read_form(await fields_of(visit, units, requester, about), typed)
    errors = errors if form_key_in(typed) else (NO_KEY, *errors)
    if not errors:
        entering = _enter(visit, requester, about, typed, values)
        outcome = await attempt(visit.session, entering)
        if isinstance(outcome, UUID):
            return pages.see_other(visit.request, f"/access/{outcome}")
        if isinstance(outcome, Decision):
            return refusal(visit.request, outcome)
        errors = outcome.errors if isinstance(outcome, Mistakes) else ()
    return await _draw(visit, units, about, typed, errors)


def _typed_before(earlier: EarlierRequest, about: About) -> dict[str, str]:
    """Return what was typed when this visitor was received before."""
    return {
        **typed_before(about),
        "name": earlier.name,
        "from_unit": earlier.unit,
        "document": earlier.document,
        "contact": earlier.contact,
        "party": str(earlier.party_id or ""),
        "about": YES if earlier.is_about_themselves else NO,
    }


def _errors_of_finding(
    requester: Requester | None, typed: Mapping[str, str], target: Target | None
) -> tuple[FieldError, ...]:
    if requester is None:
        return (FieldError("requester", "请先选择来访的是谁。"),)
    if typed.get("case_no") and target is None:
        return (FieldError("case_no", _NO_SUCH_CASE),)
    return ()


async def _enter(
    visit: Visit,
    requester: Requester,
    about: About,
    typed: Mapping[str, str],
    values: Mapping[str, str],
) -> UUID | Decision:
    target = about.target
    new = NewRequest(
        act=ConsultAct(values["act"]),
        purpose=values["purpose"],
        days=int(values["days"]),
        wanted=await wanted_in(visit, about, typed),
        case_id=target.case_id if target else None,
        unit_id=UUID(values["unit"]) if values.get("unit") else about.unit_id,
        material=values["material"],
        follows_id=key_in(visit.request.query_params, AGAIN),
        form_key=form_key_in(typed),
    )
    applicant = Applicant(
        requester=requester,
        name=values["name"],
        unit=values["from_unit"],
        document=values["document"],
        contact=values["contact"],
        party_id=Entered(values).maybe_key("party"),
        is_about_themselves=values.get("about") == YES,
    )
    return await receive(visit.session, visit.visitor.actor, new, applicant, now=visit.now)


async def _units(visit: Visit) -> tuple[Option, ...] | Decision:
    """Return the units at whose desk this visitor receives, or the refusal."""
    opened = await open_list(visit.session, visit.visitor.actor, Act.ACCESS_RECEIVE)
    if isinstance(opened, Decision):
        return opened
    return await unit_choices(visit.session, opened.units)


async def _target_by_id(visit: Visit) -> Target | None:
    key = key_in(visit.request.query_params, "case")
    return await target_of_case(visit.session, visit.visitor.actor, key) if key else None


async def _target_by_number(visit: Visit, typed: Mapping[str, str]) -> Target | None:
    case_no = typed.get("case_no", "")
    if not case_no:
        return None
    case = await case_by_number(visit.session, visit.visitor.actor, case_no)
    if case is None:
        return None
    return await target_of_case(visit.session, visit.visitor.actor, case.id)


async def _prospects(
    visit: Visit, unit_id: UUID, requester: Requester, target: Target | None
) -> tuple[Prospect, ...]:
    acts = access_words.ACTS_OF[requester]
    case_id = target.case_id if target else None
    return await prospects_at_desk(visit.session, unit_id, requester, acts, case_id)


def _requester(visit: Visit) -> Requester | None:
    named = visit.request.query_params.get("requester", "")
    found = Requester(named) if named in set(Requester) else None
    return found if found in access_words.OUTSIDE else None


async def _draw(
    visit: Visit,
    units: tuple[Option, ...],
    about: About,
    typed: Mapping[str, str],
    errors: tuple[FieldError, ...] = (),
) -> Response:
    requester, target, earlier = _requester(visit), about.target, about.earlier
    unit_id = unit_of(units, about)
    usual = Extract.CONCLUDING if requester in FOR_A_PARTY else Extract.SOME
    values = dict(typed)
    if target is not None:
        values.setdefault("case_no", target.case_no)
    view = DeskPage(
        comers=await _comers(visit, unit_id, target, earlier),
        requester=requester,
        title=f"接待{access_words.SHORT[requester]}" if requester else "接待来访",
        papers=await papers_needed(visit.session, unit_id, requester, frozenset())
        if requester
        else (),
        target=target,
        groups=await groups_of(visit, units, requester, about) if requester else (),
        extracts=EXTRACTS_OF_A_PARTY if requester in FOR_A_PARTY else EXTRACTS,
        extract=values.get("extract", usual.value),
        prospects=await _prospects(visit, unit_id, requester, target) if requester else (),
        query=visit.request.url.query,
        form_key=key_to_draw(typed),
        earlier=earlier,
        carried=about.carried,
        values=values,
        ticked=Entered(values).ticked(ITEM),
        errors=errors,
    )
    badge, status = visit.visitor.badge, 422 if errors else 200
    return pages.page(visit.request, badge, "access/desk.html", view, status=status)


async def _comers(
    visit: Visit, unit_id: UUID, target: Target | None, earlier: EarlierRequest | None
) -> tuple[Comer, ...]:
    about = f"&case={target.case_id}" if target and target.case_id else ""
    about += f"&{AGAIN}={earlier.id}" if earlier else ""
    return tuple(
        [
            Comer(
                who.value,
                access_words.SHORT[who],
                "。".join(filter(None, (who.label, access_words.FOR_WHAT.get(who)))),
                await papers_needed(visit.session, unit_id, who, frozenset()),
                f"/access/desk?requester={who.value}{about}",
            )
            for who in access_words.OUTSIDE
        ]
    )
