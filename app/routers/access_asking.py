"""What the forms of staff and desk have in common: how they are read, kept and begun again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Request, Response
from starlette.datastructures import QueryParams

from app.access.again import EarlierRequest, earlier_request
from app.access.carrying import NOTHING_CARRIED, Carried, carried_of
from app.access.choosing import Extract, Wanted, wanted_of_case
from app.access.previewing import MOST_CHOICES, Target
from app.access.resending import request_of_form
from app.errors import NotFoundError
from app.routers import pages
from app.routers.form_keys import form_key_in
from app.routers.form_reading import Entered
from app.routers.forms import Option, posted_form, texts_of, tidy
from app.routers.visit import Visit

AGAIN = "again"
ITEM = "item-"
MOST_FIELDS = MOST_CHOICES + 50
EXTRACTS = (
    Option(Extract.WHOLE.value, "整个案件的文书和录音录像"),
    Option(Extract.CONCLUDING.value, "结论性文件和录音录像"),
    Option(Extract.SOME.value, "只要下面勾选的"),
)
BEYOND = "整个案件（规定只许查阅结论性文件的，登记后即为不予办理）"
EXTRACTS_OF_A_PARTY = (EXTRACTS[1], EXTRACTS[2], Option(Extract.WHOLE.value, BEYOND))
"""The usual first, and what can end in a refusal last, with what it would end in."""


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: a case or one thing, and what goes along when it is asked again."""

    target: Target | None
    earlier: EarlierRequest | None = None
    carried: Carried = NOTHING_CARRIED

    @property
    def has_things(self) -> bool:
        """Whether there is anything to tick, so that nothing has to be described."""
        return self.target is not None or bool(self.carried.recordings)

    @property
    def unit_id(self) -> UUID | None:
        """Return whose records they are where neither a case nor a field says so."""
        return self.earlier.unit_id if self.earlier and self.target is None else None


async def sent_before(visit: Visit, typed: Mapping[str, str]) -> Response | None:
    """Return the way to the request that this very form has made before."""
    form_key = form_key_in(typed)
    if form_key is None:
        return None
    made = await request_of_form(visit.session, visit.visitor.actor, form_key)
    return pages.see_other(visit.request, f"/access/{made}?sent=again") if made else None


async def earlier_in(visit: Visit) -> EarlierRequest | None:
    """Return the request that the address says is asked again."""
    key = key_in(visit.request.query_params, AGAIN)
    return await earlier_request(visit.session, visit.visitor.actor, key) if key else None


async def about_in(visit: Visit, target: Target | None, earlier: EarlierRequest | None) -> About:
    """Return what a form is about, with what goes along beside ``target``."""
    carried = await carried_of(visit.session, visit.visitor.actor, earlier, target)
    return About(target, earlier, carried)


def typed_before(about: About) -> dict[str, str]:
    """Return what was typed into the request that is asked again, as the fields of the form.

    With parts to tick those are ticked, and all that goes along is.
    """
    earlier = about.earlier
    if earlier is None:
        return {}
    things = earlier.documents | earlier.recordings
    extract = Extract.WHOLE if earlier.is_whole or not things else Extract.SOME
    parts = {f"{ITEM}{key}": "on" for key in things} if extract is Extract.SOME else {}
    along = {f"{ITEM}{part.id}": "on" for part in about.carried.recordings}
    return {
        **along,
        "act": earlier.act.value,
        "days": str(earlier.days),
        "purpose": earlier.purpose,
        "material": earlier.material,
        "unit": str(earlier.unit_id),
        **({"extract": extract.value, **parts} if about.target else {}),
    }


async def typed_in(request: Request) -> dict[str, str]:
    """Return the fields of a form with as many boxes as a case may have parts."""
    form = await posted_form(request, max_fields=MOST_FIELDS)
    return {name: tidy(text) for name, text in texts_of(form)}


async def wanted_in(visit: Visit, about: About, typed: Mapping[str, str]) -> Wanted:
    """Return the things that a form chooses, with those that go along and were ticked."""
    chosen = await _of_target(visit, about.target, typed)
    along = about.carried.chosen(Entered(typed).ticked(ITEM))
    return replace(chosen, recordings=chosen.recordings | along)


async def _of_target(visit: Visit, target: Target | None, typed: Mapping[str, str]) -> Wanted:
    """Return the thing itself, or the parts of the case that were chosen."""
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
