"""Signing in and out."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.people.sessions import SignInRefused, sign_in, sign_out
from app.policy.vocabulary import ActorKind
from app.routers import display, pages
from app.routers.deps import ActorDep, NowDep, ResourcesDep, SessionDep, cookie_name
from app.routers.forms import FieldError, read_raw, same_site_path
from app.settings import Settings

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Context of ``session/sign_in.html``."""

    next: str
    username: str
    errors: tuple[FieldError, ...]


@router.get("/sign-in", name="sign_in")
async def show_sign_in(request: Request, actor: ActorDep) -> Response:
    """Show the entrance; whoever is signed in already goes on to where they wanted."""
    target = same_site_path(request.query_params.get("next", "/"))
    if actor.kind is ActorKind.PERSON:
        return pages.see_other(request, target)
    return pages.bare_page(request, "session/sign_in.html", SignInPage(target, "", ()))


@router.post("/sign-in")
async def begin_session(
    request: Request, session: SessionDep, resources: ResourcesDep, actor: ActorDep, now: NowDep
) -> Response:
    """Check name and password; the answer says nothing about which of them was wrong."""
    fields = await read_raw(request)
    username = fields.get("username", "").strip()
    password = fields.get("password", "")
    target = same_site_path(fields.get("next", "/"))
    problems = _missing(username, password)
    if problems:
        view = SignInPage(target, username, problems)
        return pages.bare_page(request, "session/sign_in.html", view, status=422)
    outcome = await sign_in(
        session,
        resources.passwords,
        username=username,
        password=password,
        address=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", ""),
        settings=resources.settings,
        now=now,
    )
    if isinstance(outcome, SignInRefused):
        return _refused(request, outcome, target=target, username=username, now=now)
    await sign_out(session, actor, now)
    response = pages.see_other(request, target)
    _set_cookie(response, resources.settings, outcome.token)
    return response


@router.post("/sign-out", name="sign_out")
async def end_session(
    request: Request, session: SessionDep, resources: ResourcesDep, actor: ActorDep, now: NowDep
) -> Response:
    """End this session; saying so twice does no harm."""
    if actor.kind is ActorKind.PERSON:
        await sign_out(session, actor, now)
    response = pages.see_other(request, "/sign-in")
    forget_cookie(response, resources.settings)
    return response


def forget_cookie(response: Response, settings: Settings) -> None:
    """Tell the browser to drop the session cookie."""
    response.delete_cookie(
        cookie_name(settings), secure=settings.secure, httponly=True, samesite="lax"
    )


def _set_cookie(response: Response, settings: Settings, token: str) -> None:
    # Without an age the cookie ends with the browser; the absolute end stands in the row. Lax,
    # because links from office systems must arrive signed in; the CSRF check guards changes.
    response.set_cookie(
        cookie_name(settings), token, secure=settings.secure, httponly=True, samesite="lax"
    )


def _missing(username: str, password: str) -> tuple[FieldError, ...]:
    problems = []
    if not username:
        problems.append(FieldError("username", "请输入用户名。"))
    if not password:
        problems.append(FieldError("password", "请输入密码。"))
    return tuple(problems)


def _refused(
    request: Request, outcome: SignInRefused, *, target: str, username: str, now: datetime
) -> Response:
    if outcome.retry_at is None:
        view = SignInPage(target, username, (FieldError("password", outcome.message),))
        return pages.bare_page(request, "session/sign_in.html", view, status=422)
    seconds = int((outcome.retry_at - now).total_seconds()) + 1
    message = f"连续多次登录失败，请等待 {display.spoken_seconds(seconds)}后重试。"
    view = SignInPage(target, username, (FieldError("password", message),))
    response = pages.bare_page(request, "session/sign_in.html", view, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response
