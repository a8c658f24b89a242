"""What is done about one request from its page: items, verification, reply, withdrawal.

Each form carries the revision of the request that it shows. What was typed stands there again when
it cannot be done, with the reason.
"""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.adding import add_from_case, add_thing, leave_out
from app.access.amending import reply, withdraw
from app.access.choosing import Extract
from app.access.verifying import review, verify
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.decision import Decision
from app.routers import pages
from app.routers.access import draw_request
from app.routers.case_doors import seen_in
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.form_reading import Entered
from app.routers.forms import read_fields
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
Verb = Callable[[Mapping[str, str], int], Awaitable[Decision | None]]


@router.post("/access/{request_id:uuid}/items", name="access_items_add")
async def add_items(request_id: UUID, visit: VisitDep) -> Response:
    """Add what a case holds, or one thing by its address."""

    async def verb(typed: Mapping[str, str], seen: int) -> Decision | None:
        session, actor = visit.session, visit.visitor.actor
        if typed.get("thing"):
            thing_id = _id_in(typed["thing"])
            return await add_thing(
                session, actor, request_id, thing_id, seen_revision=seen, now=visit.now
            )
        extract = typed.get("extract", "")
        return await add_from_case(
            session,
            actor,
            request_id,
            typed.get("case_no", ""),
            Extract(extract) if extract in set(Extract) else Extract.WHOLE,
            seen_revision=seen,
            now=visit.now,
        )

    return await _act(visit, request_id, verb)


@router.post("/access/{request_id:uuid}/items/{item_id:uuid}/omission", name="access_item_omit")
async def omit_item(request_id: UUID, item_id: UUID, visit: VisitDep) -> Response:
    """Leave one item out."""

    async def verb(_typed: Mapping[str, str], seen: int) -> Decision | None:
        return await leave_out(
            visit.session,
            visit.visitor.actor,
            request_id,
            item_id,
            seen_revision=seen,
            now=visit.now,
        )

    return await _act(visit, request_id, verb)


@router.post("/access/{request_id:uuid}/verification", name="access_verify")
async def take_verification(request_id: UUID, visit: VisitDep) -> Response:
    """Note that the keeper has verified."""

    async def verb(typed: Mapping[str, str], seen: int) -> Decision | None:
        return await verify(
            visit.session,
            visit.visitor.actor,
            request_id,
            procedure=typed.get("procedure", ""),
            party_id=Entered(typed).maybe_key("party"),
            seen_revision=seen,
            now=visit.now,
        )

    return await _act(visit, request_id, verb)


@router.post("/access/{request_id:uuid}/review", name="access_review")
async def take_review(request_id: UUID, visit: VisitDep) -> Response:
    """Look at the request again by the law as it stands now."""

    async def verb(_typed: Mapping[str, str], seen: int) -> Decision | None:
        return await review(
            visit.session, visit.visitor.actor, request_id, seen_revision=seen, now=visit.now
        )

    return await _act(visit, request_id, verb)


@router.post("/access/{request_id:uuid}/reply", name="access_reply")
async def take_reply(request_id: UUID, visit: VisitDep) -> Response:
    """Answer the leader's question."""

    async def verb(typed: Mapping[str, str], seen: int) -> Decision | None:
        return await reply(
            visit.session,
            visit.visitor.actor,
            request_id,
            typed.get("reply", ""),
            seen_revision=seen,
            now=visit.now,
        )

    return await _act(visit, request_id, verb)


@router.post("/access/{request_id:uuid}/withdrawal", name="access_withdraw")
async def take_withdrawal(request_id: UUID, visit: VisitDep) -> Response:
    """Withdraw the request."""

    async def verb(_typed: Mapping[str, str], seen: int) -> Decision | None:
        return await withdraw(
            visit.session, visit.visitor.actor, request_id, seen_revision=seen, now=visit.now
        )

    return await _act(visit, request_id, verb)


async def _act(visit: Visit, request_id: UUID, verb: Verb) -> Response:
    """Try an act; on the page of the request again, what could not be done is said."""
    typed = await read_fields(visit.request)
    outcome = await attempt(visit.session, verb(typed, seen_in(typed)))
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        return await draw_request(visit, request_id, typed=typed, errors=outcome.errors)
    return pages.see_other(visit.request, f"/access/{request_id}")


def _id_in(text: str) -> UUID:
    """Return the id that a pasted address of a page ends with.

    Raises:
        NotAcceptableError: it holds none.
    """
    for part in reversed(text.split("?", maxsplit=1)[0].split("/")):
        try:
            return UUID(part.strip())
        except ValueError:
            continue
    raise NotAcceptableError(
        FieldProblem("thing", "请打开资料或者文书的页面，把页面地址完整地粘贴到这里。")
    )
