"""申请调阅: what one asks for, by which row of the law, from whose word; one button where none is.

The thing comes with the address, from its own page. Who may not know what there is describes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from app.access.asking import (
    LONGEST,
    USUAL_DAYS,
    NewRequest,
    ask,
)
from app.access.choosing import Extract, Wanted, wanted_of_case
from app.access.previewing import (
    MOST_CHOICES,
    Prospect,
    Target,
    prospects_of,
    target_of_case,
    target_of_document,
    target_of_recording,
)
from app.errors import NotFoundError
from app.people.authority import extent_of, open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct
from app.routers import access_words, pages
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, Mistakes, attempt
from app.routers.form_reading import Entered, read_form
from app.routers.forms import FieldError, Option, posted_form, texts_of
from app.routers.people_choices import unit_choices
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
ITEM = "item-"
MOST_FIELDS = MOST_CHOICES + 50
OWN_WORK = "承办本案，因工作需要查阅"
EXTRACTS = (
    Option(Extract.WHOLE.value, "整个案件的文书和录音录像"),
    Option(Extract.CONCLUDING.value, "结论性文件和录音录像"),
    Option(Extract.SOME.value, "只要下面勾选的"),
)


@dataclass(frozen=True, slots=True)
class NewAccessPage:
    """Context of ``access/new.html``; ``is_direct``: the handler views without asking anybody."""

    target: Target | None
    prospects: tuple[Prospect, ...]
    fields: tuple[Field, ...]
    extracts: tuple[Option, ...]
    is_direct: bool
    query: str
    purpose: str
    days: str
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[UUID] = frozenset()
    errors: tuple[FieldError, ...] = ()
    item: str = ITEM
    most: int = MOST_CHOICES

    def shown(self, asked: Field) -> str:
        """Return what stands in a field: what was typed, or what it began with."""
        return self.values.get(asked.name, asked.value)

    @property
    def extract(self) -> str:
        """Return how much of the case is chosen."""
        return self.values.get("extract", Extract.WHOLE.value)


@router.get("/access/new", name="access_new")
async def show_new(visit: VisitDep) -> Response:
    """Show what the rule says of the thing, and the form."""
    refused = await _refused(visit)
    return refused or await _draw(visit, await _target(visit))


@router.post("/access/new")
async def take_new(visit: VisitDep) -> Response:
    """Ask; what was typed is shown again when something is wrong."""
    refused = await _refused(visit)
    if refused:
        return refused
    target = await _target(visit)
    typed = await typed_in(visit.request)
    values, errors = read_form(await _fields(visit, target), typed)
    if not errors:
        new = NewRequest(
            act=ConsultAct(values["act"]),
            purpose=values["purpose"],
            days=int(values["days"]),
            wanted=await wanted_in(visit, target, typed),
            case_id=target.case_id if target else None,
            unit_id=None if target else UUID(values["unit"]),
            material="" if target else values["material"],
        )
        outcome = await attempt(
            visit.session, ask(visit.session, visit.visitor.actor, new, now=visit.now)
        )
        if isinstance(outcome, UUID):
            return pages.see_other(visit.request, f"/access/{outcome}")
        if isinstance(outcome, Decision):
            return refusal(visit.request, outcome)
        errors = outcome.errors if isinstance(outcome, Mistakes) else ()
    return await _draw(visit, target, typed, errors)


async def typed_in(request: Request) -> dict[str, str]:
    """Return the fields of a form with as many boxes as a case may have parts."""
    form = await posted_form(request, max_fields=MOST_FIELDS)
    return {name: text.strip() for name, text in texts_of(form)}


async def wanted_in(visit: Visit, target: Target | None, typed: Mapping[str, str]) -> Wanted:
    """Return the things that a form chooses: the thing itself, or parts of the case."""
    if target is None:
        return Wanted()
    if target.case_id is None or len(target.wanted):
        return target.wanted
    chosen = typed.get("extract", "")
    extract = Extract(chosen) if chosen in set(Extract) else Extract.WHOLE
    return await wanted_of_case(visit.session, target.case_id, extract, Entered(typed).ticked(ITEM))


def key_in(params: QueryParams, name: str) -> UUID | None:
    """Return the id that an address names.

    Raises:
        NotFoundError: it names something that is no id.
    """
    text = params.get(name, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


async def _refused(visit: Visit) -> Response | None:
    """Return the refusal of somebody who can ask for nothing; the parts of a case count."""
    opened = await open_list(visit.session, visit.visitor.actor, Act.ACCESS_ASK)
    if isinstance(opened, Decision):
        return refusal(visit.request, opened)
    return None


async def _target(visit: Visit) -> Target | None:
    session, actor = visit.session, visit.visitor.actor
    params = visit.request.query_params
    if key := key_in(params, "case"):
        return await target_of_case(session, actor, key)
    if key := key_in(params, "document"):
        return await target_of_document(session, actor, key)
    if key := key_in(params, "recording"):
        return await target_of_recording(session, actor, key)
    return None


async def _fields(visit: Visit, target: Target | None) -> tuple[Field, ...]:
    acts = access_words.act_options((ConsultAct.VIEW, ConsultAct.COPY))
    asked = (
        Field("act", "调阅方式", FieldKind.CHOICE, options=acts, value=ConsultAct.VIEW.value),
        Field(
            "days",
            "需要几天",
            FieldKind.CHOICE,
            options=access_words.DAY_OPTIONS,
            value=str(USUAL_DAYS),
            help="从准予的第二天起算，到最后一天的24时为止。",
        ),
        Field(
            "purpose",
            "事由",
            FieldKind.AREA,
            longest=LONGEST,
            help="写明因什么工作需要调阅，例如：复议案件〔2026〕8号答复需要核对询问过程。",
        ),
    )
    if target is not None:
        return asked
    extent = await extent_of(visit.session, visit.visitor.actor, Act.ACCESS_ASK)
    units = await unit_choices(visit.session, extent.units)
    own = str(visit.visitor.person.unit_id)
    return (
        Field(
            "unit",
            "向哪个单位申请",
            FieldKind.CHOICE,
            options=units,
            value=own if own in {unit.value for unit in units} else "",
        ),
        Field(
            "material",
            "需要什么资料",
            FieldKind.AREA,
            longest=LONGEST,
            help="写明案号、当事人、时间地点等，由资料保管人员查找。",
        ),
        *asked,
    )


async def _draw(
    visit: Visit,
    target: Target | None,
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    prospects: tuple[Prospect, ...] = ()
    if target is not None:
        prospects = await prospects_of(visit.session, visit.visitor.actor, target)
    view = NewAccessPage(
        target=target,
        prospects=prospects,
        fields=await _fields(visit, target),
        extracts=EXTRACTS,
        is_direct=bool(prospects) and prospects[0].ruling.outcome.is_granted,
        query=visit.request.url.query,
        purpose=OWN_WORK,
        days=str(USUAL_DAYS),
        values=typed or {},
        ticked=Entered(typed or {}).ticked(ITEM),
        errors=errors,
    )
    badge, status = visit.visitor.badge, 422 if errors else 200
    return pages.page(visit.request, badge, "access/new.html", view, status=status)
