"""来访接待: who has come, for whose records, with which papers (汝州调阅 6 to 8).

First who it is, because that decides what is asked for; then the case, from which the party is
chosen. The papers are entered on the page of the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.amending import case_by_number
from app.access.asking import LONGEST, LONGEST_NAME, USUAL_DAYS, Applicant, NewRequest, receive
from app.access.choosing import Extract
from app.access.contents import NeededPaper, papers_needed
from app.access.previewing import MOST_CHOICES, Target, target_of_case
from app.cases.contents import parties_of
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.case_words import PartyRole
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from app.routers import access_words, pages
from app.routers.access_new import EXTRACTS, ITEM, key_in, typed_in, wanted_in
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, Group, Mistakes, attempt
from app.routers.form_reading import Entered, read_form
from app.routers.forms import FieldError, Option
from app.routers.people_choices import unit_choices
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
FIND = "find"
YES, NO = "yes", "no"
_PARTIES = frozenset({PartyRole.PARTY, PartyRole.THIRD_PARTY})
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
    """Context of ``access/desk.html``; without ``requester`` it asks who has come."""

    comers: tuple[Comer, ...]
    requester: Requester | None
    title: str
    papers: tuple[NeededPaper, ...]
    target: Target | None
    groups: tuple[Group, ...]
    extracts: tuple[Option, ...]
    extract: str
    query: str
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[UUID] = frozenset()
    errors: tuple[FieldError, ...] = ()
    item: str = ITEM
    most: int = MOST_CHOICES

    def shown(self, asked: Field) -> str:
        """Return what stands in a field: what was typed, or what it began with."""
        return self.values.get(asked.name, asked.value)


@router.get("/access/desk", name="access_desk")
async def show_desk(visit: VisitDep) -> Response:
    """Ask who has come, or show the form for that kind of visitor."""
    units = await _units(visit)
    if isinstance(units, Decision):
        return refusal(visit.request, units)
    return await _draw(visit, units, await _target_by_id(visit))


@router.post("/access/desk")
async def take_visitor(visit: VisitDep) -> Response:
    """Enter the request, or find the case first and keep what was typed."""
    units = await _units(visit)
    if isinstance(units, Decision):
        return refusal(visit.request, units)
    typed = await typed_in(visit.request)
    target = await _target_by_number(visit, typed)
    requester = _requester(visit)
    found = _errors_of_finding(requester, typed, target)
    if requester is None or found or typed.get("step") == FIND:
        return await _draw(visit, units, target, typed, found)
    values, errors = read_form(await _fields(visit, units, requester, target), typed)
    if not errors:
        outcome = await attempt(visit.session, _enter(visit, requester, target, typed, values))
        if isinstance(outcome, UUID):
            return pages.see_other(visit.request, f"/access/{outcome}")
        if isinstance(outcome, Decision):
            return refusal(visit.request, outcome)
        errors = outcome.errors if isinstance(outcome, Mistakes) else ()
    return await _draw(visit, units, target, typed, errors)


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
    target: Target | None,
    typed: Mapping[str, str],
    values: Mapping[str, str],
) -> UUID | Decision:
    new = NewRequest(
        act=ConsultAct(values["act"]),
        purpose=values["purpose"],
        days=int(values["days"]),
        wanted=await wanted_in(visit, target, typed),
        case_id=target.case_id if target else None,
        unit_id=UUID(values["unit"]) if values.get("unit") else None,
        material=values["material"],
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


def _requester(visit: Visit) -> Requester | None:
    named = visit.request.query_params.get("requester", "")
    found = Requester(named) if named in set(Requester) else None
    return found if found in access_words.OUTSIDE else None


async def _fields(
    visit: Visit, units: tuple[Option, ...], requester: Requester, target: Target | None
) -> tuple[Field, ...]:
    groups = await _groups(visit, units, requester, target)
    return tuple(asked for group in groups for asked in group.fields)


async def _groups(
    visit: Visit, units: tuple[Option, ...], requester: Requester, target: Target | None
) -> tuple[Group, ...]:
    return (
        Group("来访人", _who(requester), is_line=True),
        Group("调阅什么", await _what(visit, units, requester, target)),
        Group("为什么、多久", _why(requester), is_line=False),
    )


def _who(requester: Requester) -> tuple[Field, ...]:
    is_party = requester is Requester.COUNTERPART
    return (
        Field("name", "姓名", longest=LONGEST_NAME),
        Field("from_unit", "单位", is_required=not is_party, longest=LONGEST_NAME),
        Field(
            "document",
            "证件名称和号码",
            is_required=False,
            longest=LONGEST_NAME,
            help="例如：人民警察证 041234",
        ),
        Field("contact", "联系电话", is_required=False, longest=LONGEST_NAME),
    )


async def _what(
    visit: Visit, units: tuple[Option, ...], requester: Requester, target: Target | None
) -> tuple[Field, ...]:
    fields: list[Field] = []
    if target is None:
        own = str(visit.visitor.person.unit_id)
        fields.append(
            Field(
                "unit",
                "哪个单位的资料",
                FieldKind.CHOICE,
                options=units,
                value=own if own in {unit.value for unit in units} else "",
            )
        )
    if requester in access_words.PARTIES:
        fields += await _party(visit, requester, target)
    fields.append(
        Field(
            "material",
            "需要什么资料",
            FieldKind.AREA,
            is_required=target is None,
            longest=LONGEST,
            help="按来访人或者来函的要求写明。",
        )
    )
    return tuple(fields)


async def _party(visit: Visit, requester: Requester, target: Target | None) -> list[Field]:
    """Return whose records they are, and the keeper's finding that they are the party's own."""
    options: tuple[Option, ...] = ()
    if target is not None and target.case_id is not None:
        lines = await parties_of(visit.session, target.case_id)
        options = tuple(
            Option(str(line.id), line.name)
            for line in lines
            if line.struck_at is None and line.role in _PARTIES
        )
    label = "代理哪一位当事人" if requester is Requester.LAWYER else "是哪一位当事人"
    return [
        Field(
            "party",
            label,
            FieldKind.CHOICE,
            is_required=bool(options),
            options=options,
            help="" if options else "填写案号并点“查出案件”以后，从当事人中选择。",
        ),
        Field(
            "about",
            "所查是否该当事人自己的记录",
            FieldKind.CHOICE,
            options=(Option(YES, "是，经核对是其本单位（本人）的记录"), Option(NO, "不是")),
            value=YES if options else "",
            help="不是自己的记录，规定不允许查阅，登记后当场不予办理。",
        ),
    ]


def _why(requester: Requester) -> tuple[Field, ...]:
    acts = access_words.ACTS_OF[requester]
    return (
        Field(
            "act",
            "调阅方式",
            FieldKind.CHOICE,
            options=access_words.act_options(acts),
            value=acts[0].value,
        ),
        Field(
            "days",
            "需要几天",
            FieldKind.CHOICE,
            options=access_words.DAY_OPTIONS,
            value=str(USUAL_DAYS),
        ),
        Field("purpose", "事由", FieldKind.AREA, longest=LONGEST),
    )


async def _draw(
    visit: Visit,
    units: tuple[Option, ...],
    target: Target | None,
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    requester = _requester(visit)
    unit_id = target.unit_id if target else UUID(units[0].value)
    usual = Extract.CONCLUDING if requester in access_words.PARTIES else Extract.SOME
    values = dict(typed or {})
    if target is not None:
        values.setdefault("case_no", target.case_no)
    view = DeskPage(
        comers=await _comers(visit, unit_id, target),
        requester=requester,
        title=f"接待{access_words.SHORT[requester]}" if requester else "接待来访",
        papers=await papers_needed(visit.session, unit_id, requester, frozenset())
        if requester
        else (),
        target=target,
        groups=await _groups(visit, units, requester, target) if requester else (),
        extracts=EXTRACTS,
        extract=values.get("extract", usual.value),
        query=visit.request.url.query,
        values=values,
        ticked=Entered(values).ticked(ITEM),
        errors=errors,
    )
    badge, status = visit.visitor.badge, 422 if errors else 200
    return pages.page(visit.request, badge, "access/desk.html", view, status=status)


async def _comers(visit: Visit, unit_id: UUID, target: Target | None) -> tuple[Comer, ...]:
    about = f"&case={target.case_id}" if target and target.case_id else ""
    return tuple(
        [
            Comer(
                who.value,
                access_words.SHORT[who],
                who.label,
                await papers_needed(visit.session, unit_id, who, frozenset()),
                f"/access/desk?requester={who.value}{about}",
            )
            for who in access_words.OUTSIDE
        ]
    )
