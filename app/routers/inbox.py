"""待编目: what has arrived and waits for the custodian, newest first; accepted row by row."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.accepting import accept_suggestion
from app.cataloguing.batches import may_change_many
from app.errors import InvalidInputError
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.asking import shut_until_set
from app.policy.decision import Decision, refuse
from app.recordings.visibility import custody_of
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import read_fields
from app.routers.inbox_view import address_in, inbox_view, place_in
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
NOT_CUSTODIAN = refuse("待编目列表只对负责保管资料的人员开放。您上传的资料，请到“我上传的”查看。")


@router.get("/inbox", name="inbox")
async def show_inbox(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show one page of the list; the address holds filters and place."""
    if not await custody_of(session, visitor.actor):
        return refusal(request, await _why_shut(session, visitor))
    view = await inbox_view(session, visitor, request.query_params)
    return pages.page(request, visitor.badge, "inbox/index.html", view)


@router.post("/inbox/acceptances", name="accept_suggestion")
async def accept(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Put one recording into the case that was suggested for it."""
    refused = await may_change_many(session, visitor.actor, now)
    if refused is not None:
        return refusal(request, refused)
    fields = await read_fields(request)
    recording_id, case_id = _accepted(fields.get("accept", ""))
    outcome = await accept_suggestion(session, visitor.actor, recording_id, case_id, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    place = place_in(fields.get("place", ""), done=str(outcome.batch_id))
    return await back_to_inbox(request, session, visitor, place)


async def back_to_inbox(
    request: Request, session: SessionDep, visitor: Visitor, place: str
) -> Response:
    """Answer the list as it now is: the list alone to htmx, the way to its page to others."""
    if not pages.wants_fragment(request):
        return pages.see_other(request, place)
    view = await inbox_view(session, visitor, address_in(place))
    return pages.fragment_of(request, place, "inbox/_results.html", view)


async def _why_shut(session: AsyncSession, visitor: Visitor) -> Decision:
    """Return the refusal of the list, with the setting that is missing if that is why."""
    opened = await open_list(session, visitor.actor, Act.RECORDING_CATALOGUE)
    return shut_until_set(NOT_CUSTODIAN, opened.unset if isinstance(opened, Decision) else ())


def _accepted(text: str) -> tuple[UUID, UUID]:
    """Return recording and case of a button's value.

    Raises:
        InvalidInputError: no page of ours has such a button.
    """
    recording_id, _, case_id = text.partition(":")
    try:
        return UUID(recording_id), UUID(case_id)
    except ValueError as error:
        raise InvalidInputError from error
