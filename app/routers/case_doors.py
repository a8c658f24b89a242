"""What the forms about one case share: who may open them, and how they are taken.

Each form carries the revision of the case that it shows. When somebody else was first, the form
comes back with what was typed, says who that was, and shows what stands there now
(``app.routers.meanwhile``).
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import Response

from app.cases.changing import may_change, who_was_first
from app.cases.queries import CaseDetail, Entrance, case_detail, enter_case
from app.errors import ConflictError
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.errors import refusal
from app.routers.form_page import WHOLE_FORM, FormPage, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.meanwhile import carrying, caught_up
from app.routers.visit import Visit

REVISION = "revision"
CHANGING = Entrance(may_change, Act.CASE_CHANGE)
Drawn = Callable[[CaseDetail], Awaitable[FormPage]]
Verb = Callable[[Mapping[str, Any], int], Awaitable[Decision | None]]


class Done(StrEnum):
    """What has just been done, as the page of a case says it."""

    STRUCK = "struck"


async def open_form(
    visit: Visit, case_id: UUID, draw: Drawn, entrance: Entrance = CHANGING
) -> Response:
    """Show a form about a case, or why it is not open to this visitor."""
    with _leading_back_to(case_id):
        detail, decision = await enter_case(visit.session, visit.visitor.actor, case_id, entrance)
        if not decision.allowed:
            return refusal(visit.request, decision)
        return show(visit.request, visit.visitor.badge, carrying(await draw(detail)))


async def take_form(
    visit: Visit,
    case_id: UUID,
    draw: Drawn,
    verb: Verb,
    entrance: Entrance = CHANGING,
    *,
    onward: str = "",
) -> Response:
    """Take a form about a case; what was typed is shown again when something is wrong.

    What is done leads to ``onward``, else to the page of the case.
    """
    actor = visit.visitor.actor
    typed = await read_fields(visit.request)
    seen = seen_in(typed)
    with _leading_back_to(case_id):
        detail, decision = await enter_case(
            visit.session, actor, case_id, entrance, tried_at=visit.now
        )
        if not decision.allowed:
            return refusal(visit.request, decision)
        form = await draw(detail)
    values, errors = read_form(form.fields, typed)
    if errors:
        errors = (*await _told(visit, detail, seen), *errors)
    else:
        outcome = await attempt(visit.session, verb(values, seen))
        if isinstance(outcome, Decision):
            return refusal(visit.request, outcome)
        if outcome is None:
            return pages.see_other(visit.request, onward or address_of(case_id))
        errors = outcome.errors
        detail = await case_detail(visit.session, actor, case_id)
    form = carrying(await draw(detail))
    # A box that was not ticked is not sent, and shall not come back ticked.
    shown = {field.name: "" for field in form.fields} | typed
    form = replace(form, values=shown) if seen == detail.revision else caught_up(form, shown)
    return show(visit.request, visit.visitor.badge, replace(form, errors=errors))


def seen_in(typed: Mapping[str, str]) -> int:
    """Return the revision that a form showed; nothing sensible is no revision of any case."""
    text = typed.get(REVISION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def hidden_in(detail: CaseDetail) -> tuple[tuple[str, str], ...]:
    """Return what every form about a case sends back unseen."""
    return ((REVISION, str(detail.revision)),)


def trail_to(detail: CaseDetail) -> tuple[tuple[str, str], ...]:
    """Return the pages above a form about a case."""
    return (("首页", "/"), ("案件", "/cases"), (detail.case_no, address_of(detail.id)))


def address_of(case_id: UUID) -> str:
    """Return where the page of a case is."""
    return f"/cases/{case_id}"


def done_at(case_id: UUID, done: Done) -> str:
    """Return where the page of a case is that says what has just been done."""
    return f"{address_of(case_id)}?done={done}"


@contextmanager
def _leading_back_to(case_id: UUID) -> Iterator[None]:
    """Let the page of whatever is out of date lead back to the case."""
    try:
        yield
    except ConflictError as error:
        error.onward = address_of(case_id)
        raise


async def _told(visit: Visit, detail: CaseDetail, seen: int) -> tuple[FieldError, ...]:
    if seen == detail.revision:
        return ()
    return (FieldError(WHOLE_FORM, await who_was_first(visit.session, detail.id, detail.revision)),)
