"""申请调阅: what one asks for, by which row of the law, from whose word; one button where none is.

The thing comes with the address, from its own page. Who may not know what there is describes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Response

from app import ids
from app.access.again import EarlierRequest
from app.access.asking import USUAL_DAYS, NewRequest, ask
from app.access.carrying import NOTHING_CARRIED, Carried
from app.access.choosing import Extract
from app.access.previewing import (
    MOST_CHOICES,
    Prospect,
    Target,
    barrier_of,
    prospects_of,
    target_again,
    target_of_case,
    target_of_document,
    target_of_recording,
)
from app.access.saying import LONGEST
from app.people.authority import extent_of, open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from app.routers import access_words, pages
from app.routers.access_asking import (
    EXTRACTS,
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
from app.routers.errors import refusal
from app.routers.form_keys import NO_KEY, form_key_in, key_to_draw
from app.routers.form_page import Field, FieldKind, Mistakes, attempt
from app.routers.form_reading import Entered, read_form
from app.routers.forms import FieldError, Option
from app.routers.people_choices import unit_choices
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
OWN_WORK = "承办本案，因工作需要查阅"
"""True of the handler of the case alone; everybody else writes down why they ask."""


@dataclass(frozen=True, slots=True)
class NewAccessPage:
    """Context of ``access/new.html``; ``direct``: in words, that the handler asks nobody.

    Each of the two forms has a key of its own. ``earlier`` is what is asked again. Where a
    ``barrier`` stands against whatever would be asked, there is no form.
    """

    target: Target | None
    prospects: tuple[Prospect, ...]
    fields: tuple[Field, ...]
    extracts: tuple[Option, ...]
    direct: str
    query: str
    purpose: str
    days: str
    form_key: UUID
    direct_key: UUID
    earlier: EarlierRequest | None = None
    carried: Carried = NOTHING_CARRIED
    barrier: Decision | None = None
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
    """Show what the rule says of the thing, and the form; again, with what was typed before."""
    refused = await _refused(visit)
    if refused:
        return refused
    earlier = await earlier_in(visit)
    about = await about_in(visit, await _target(visit, earlier), earlier)
    return await _draw(visit, about, typed_before(about))


@router.post("/access/new")
async def take_new(visit: VisitDep) -> Response:
    """Ask; what was typed is shown again when something is wrong."""
    refused = await _refused(visit)
    if refused:
        return refused
    typed = await typed_in(visit.request)
    sent = await sent_before(visit, typed)
    if sent:
        return sent
    earlier = await earlier_in(visit)
    about = await about_in(visit, await _target(visit, earlier), earlier)
    values, errors = read_form(await _fields(visit, about), typed)
    form_key = form_key_in(typed)
    errors = errors if form_key else (NO_KEY, *errors)
    if not errors:
        new = NewRequest(
            act=ConsultAct(values["act"]),
            purpose=values["purpose"],
            days=int(values["days"]),
            wanted=await wanted_in(visit, about, typed),
            case_id=about.target.case_id if about.target else None,
            unit_id=UUID(values["unit"]) if values.get("unit") else about.unit_id,
            material=values.get("material", ""),
            follows_id=earlier.id if earlier else None,
            form_key=form_key,
        )
        outcome = await attempt(
            visit.session, ask(visit.session, visit.visitor.actor, new, now=visit.now)
        )
        if isinstance(outcome, UUID):
            return pages.see_other(visit.request, f"/access/{outcome}")
        if isinstance(outcome, Decision):
            return refusal(visit.request, outcome)
        errors = outcome.errors if isinstance(outcome, Mistakes) else ()
    return await _draw(visit, about, typed, errors)


async def _refused(visit: Visit) -> Response | None:
    """Return the refusal of somebody who can ask for nothing; the parts of a case count."""
    opened = await open_list(visit.session, visit.visitor.actor, Act.ACCESS_ASK)
    if isinstance(opened, Decision):
        return refusal(visit.request, opened)
    return None


async def _target(visit: Visit, earlier: EarlierRequest | None) -> Target | None:
    session, actor = visit.session, visit.visitor.actor
    if earlier is not None:
        return await target_again(session, actor, earlier)
    params = visit.request.query_params
    if key := key_in(params, "case"):
        return await target_of_case(session, actor, key)
    if key := key_in(params, "document"):
        return await target_of_document(session, actor, key)
    if key := key_in(params, "recording"):
        return await target_of_recording(session, actor, key)
    return None


async def _fields(visit: Visit, about: About) -> tuple[Field, ...]:
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
    if about.has_things:
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


def direct_words(prospects: tuple[Prospect, ...]) -> str:
    """Return how the handler views at once, in the words of the decision; empty for who may not.

    The rule has to have found them to be the handler: the purpose that the button writes down is
    the handler's (汝州调阅 4), and an agency may let others view without asking.
    """
    found = prospects[0] if prospects else None
    if found is None or found.who is not Requester.HANDLER or not found.ruling.outcome.is_granted:
        return ""
    article = found.ruling.citations[0].article if found.ruling.citations else ""
    place = "在阅览室查阅，不得带离；" if found.ruling.outcome.in_archive_room else ""
    by = f"按照{article}，" if article else ""
    return f"您是本案的{found.who.label}，{by}查阅不需要批准；{place}系统自动登记。"


async def _draw(
    visit: Visit,
    about: About,
    typed: Mapping[str, str],
    errors: tuple[FieldError, ...] = (),
) -> Response:
    target = about.target
    prospects: tuple[Prospect, ...] = ()
    barrier = None
    if target is not None:
        prospects = await prospects_of(visit.session, visit.visitor.actor, target)
        barrier = await barrier_of(visit.session, visit.visitor.actor, target, prospects)
    view = NewAccessPage(
        target=target,
        prospects=prospects,
        fields=await _fields(visit, about),
        extracts=EXTRACTS,
        direct=direct_words(prospects),
        query=visit.request.url.query,
        purpose=OWN_WORK,
        days=str(USUAL_DAYS),
        form_key=key_to_draw(typed),
        direct_key=ids.new_id(),
        earlier=about.earlier,
        carried=about.carried,
        barrier=barrier,
        values=typed,
        ticked=Entered(typed).ticked(ITEM),
        errors=errors,
    )
    badge, status = visit.visitor.badge, 422 if errors else 200
    return pages.page(visit.request, badge, "access/new.html", view, status=status)
