"""What the forms of staff and desk have in common: how they are read, kept and begun again."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request, Response
from starlette.datastructures import QueryParams

from app.access.again import EarlierRequest, earlier_request
from app.access.choosing import Extract, Wanted, wanted_of_case
from app.access.previewing import MOST_CHOICES, Target
from app.access.resending import request_of_form
from app.errors import NotFoundError
from app.routers import pages
from app.routers.form_keys import form_key_in
from app.routers.form_reading import Entered
from app.routers.forms import Option, posted_form, texts_of
from app.routers.visit import Visit

AGAIN = "again"
ITEM = "item-"
MOST_FIELDS = MOST_CHOICES + 50
EXTRACTS = (
    Option(Extract.WHOLE.value, "整个案件的文书和录音录像"),
    Option(Extract.CONCLUDING.value, "结论性文件和录音录像"),
    Option(Extract.SOME.value, "只要下面勾选的"),
)


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


def typed_before(earlier: EarlierRequest, *, has_parts: bool) -> dict[str, str]:
    """Return what was typed then, as the fields of the form; with parts to tick, those ticked."""
    things = earlier.documents | earlier.recordings
    extract = Extract.WHOLE if earlier.is_whole or not things else Extract.SOME
    parts = {f"{ITEM}{key}": "on" for key in things} if extract is Extract.SOME else {}
    return {
        "act": earlier.act.value,
        "days": str(earlier.days),
        "purpose": earlier.purpose,
        "material": earlier.material,
        "unit": str(earlier.unit_id),
        **({"extract": extract.value, **parts} if has_parts else {}),
    }


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
