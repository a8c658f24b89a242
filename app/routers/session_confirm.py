"""The page that asks again who somebody is; ``app.routers.confirmation`` says when."""

from fastapi import APIRouter, Request, Response

from app.people.confirming import ConfirmationRefused, confirm_identity, standing_of
from app.routers import pages
from app.routers.confirmation import ConfirmPage, waiting_form
from app.routers.deps import NowDep, ResourcesDep, SessionDep, origin_of
from app.routers.forms import FieldError, read_raw, same_site_path
from app.routers.session import say_when, waiting
from app.routers.session_cookies import set_session_cookie
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@router.get("/confirmation", name="confirmation")
async def show_confirmation(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Ask for password or code; whoever gave it a moment ago goes on at once."""
    target = same_site_path(request.query_params.get("next", "/"))
    standing = await standing_of(session, visitor.actor, resources.settings, now)
    if standing.is_fresh:
        return pages.see_other(request, target)
    view = ConfirmPage(target, "", standing.asks_code, visitor.person.username)
    return pages.bare_page(request, "session/confirm.html", view)


@router.post("/confirmation")
async def confirm(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Check the proof; then show the page, or the form to be pressed once more."""
    fields = await read_raw(request)
    target = same_site_path(fields.get("next", "/"))
    kept = fields.get("kept", "")
    outcome = await confirm_identity(
        session,
        resources.passwords,
        visitor.actor,
        origin_of(request),
        answer=fields.get("answer", ""),
        settings=resources.settings,
        now=now,
    )
    if isinstance(outcome, ConfirmationRefused):
        standing = await standing_of(session, visitor.actor, resources.settings, now)
        message = outcome.message
        if outcome.retry_at is not None:
            message = f"连续多次输入有误，请等待 {waiting(outcome.retry_at, now)}后重试。"
        errors = (FieldError("answer", message),)
        view = ConfirmPage(target, kept, standing.asks_code, visitor.person.username, errors)
        status = 422 if outcome.retry_at is None else 429
        response = pages.bare_page(request, "session/confirm.html", view, status=status)
        if outcome.retry_at is not None:
            say_when(response, outcome.retry_at, now)
        return response
    going_on: Response = pages.see_other(request, target)
    if kept:
        going_on = pages.bare_page(request, "session/again.html", waiting_form(target, kept))
    set_session_cookie(going_on, resources.settings, outcome)
    return going_on
