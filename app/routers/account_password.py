"""Change one's own password."""

from fastapi import APIRouter, Request, Response

from app.people.credentials import change_password
from app.routers import pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.forms import FieldError, read_raw
from app.routers.resources import Resources
from app.routers.session import say_when, waiting
from app.routers.session_cookies import set_session_cookie
from app.routers.step_pages import NewPasswordPage, password_errors, password_page
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@router.get("/account/password", name="password")
async def show_password(request: Request, resources: ResourcesDep, visitor: VisitorDep) -> Response:
    """Show the form and the rules."""
    return pages.bare_page(request, "session/new_password.html", _view(resources, visitor, ()))


@router.post("/account/password")
async def replace_password(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Check the old one, put the new one in force, and end all other sign-ins."""
    fields = await read_raw(request)
    errors = password_errors(fields, asks_old=True)
    if errors:
        view = _view(resources, visitor, errors)
        return pages.bare_page(request, "session/new_password.html", view, status=422)
    outcome = await change_password(
        session,
        resources.passwords,
        visitor.actor,
        old=fields["old_password"],
        new=fields["new_password"],
        settings=resources.settings,
        now=now,
    )
    if isinstance(outcome, str):
        response = pages.see_other(request, "/account?done=password")
        set_session_cookie(response, resources.settings, outcome)
        return response
    errors = tuple(FieldError("new_password", text) for text in outcome.new_problems)
    if outcome.old_problem:
        errors = (FieldError("old_password", outcome.old_problem),)
    if outcome.retry_at is not None:
        wait = waiting(outcome.retry_at, now)
        errors = (FieldError("old_password", f"连续多次输入有误，请等待 {wait}后重试。"),)
    view = _view(resources, visitor, errors)
    status = 422 if outcome.retry_at is None else 429
    response = pages.bare_page(request, "session/new_password.html", view, status=status)
    if outcome.retry_at is not None:
        say_when(response, outcome.retry_at, now)
    return response


def _view(
    resources: Resources, visitor: Visitor, errors: tuple[FieldError, ...]
) -> NewPasswordPage:
    return password_page(
        resources.settings,
        action="/account/password",
        username=visitor.person.username,
        asks_old=True,
        back="/account",
        errors=errors,
    )
