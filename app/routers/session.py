"""Signing in and out: the entrance, and where it leads."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from app.people.sessions import SignInRefused, sign_in, sign_out
from app.policy.vocabulary import ActorKind, SignInStage
from app.routers import display, pages
from app.routers.deps import (
    ActorDep,
    HalfwayDep,
    NowDep,
    ResourcesDep,
    SessionDep,
    cookie_name,
    origin_of,
)
from app.routers.forms import FieldError, read_raw, same_site_path
from app.routers.session_cookies import browser_token, forget_cookie, set_cookies

router = APIRouter(include_in_schema=False)

STEPS = {
    SignInStage.SECOND_FACTOR: "/sign-in/code",
    SignInStage.NEW_PASSWORD: "/sign-in/new-password",
    SignInStage.ENROLMENT: "/sign-in/second-factor",
}
"""The page of each step that stands between the password and the rooms."""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Context of ``session/sign_in.html``."""

    next: str
    username: str
    errors: tuple[FieldError, ...]
    was_ended: bool = False


def way_of(stage: SignInStage, target: str) -> str:
    """Return the page that comes next, which in the end leads to ``target``."""
    if stage is SignInStage.COMPLETE:
        return target
    return f"{STEPS[stage]}?{urlencode({'next': target})}"


@router.get("/sign-in", name="sign_in")
async def show_sign_in(
    request: Request, actor: ActorDep, halfway: HalfwayDep, resources: ResourcesDep
) -> Response:
    """Show the entrance; whoever is signed in, or half-way, goes on from where they are."""
    target = same_site_path(request.query_params.get("next", "/"))
    if actor.kind is ActorKind.PERSON:
        return pages.see_other(request, target)
    if halfway is not None:
        return pages.see_other(request, way_of(halfway.stage, target))
    # A cookie that opens nothing any more: say so, or people think the page forgot them.
    was_ended = cookie_name(resources.settings) in request.cookies
    view = SignInPage(target, "", (), was_ended=was_ended)
    return pages.bare_page(request, "session/sign_in.html", view)


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
    origin = origin_of(request)
    with resources.passwords.turn():
        outcome = await sign_in(
            session,
            resources.passwords,
            username=username,
            password=password,
            address=origin.address,
            user_agent=origin.user_agent,
            browser_token=browser_token(request, resources.settings),
            settings=resources.settings,
            now=now,
        )
    if isinstance(outcome, SignInRefused):
        return _refused(request, outcome, target=target, username=username, now=now)
    await sign_out(session, actor, now)
    response = pages.see_other(request, way_of(outcome.stage, target))
    set_cookies(response, resources.settings, outcome)
    return response


@router.post("/sign-out", name="sign_out")
async def end_session(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    actor: ActorDep,
    halfway: HalfwayDep,
) -> Response:
    """End this session, also a half-way one; saying so twice does no harm."""
    now = resources.clock()
    if actor.kind is ActorKind.PERSON:
        await sign_out(session, actor, now)
    elif halfway is not None:
        await sign_out(session, halfway.actor, now)
    response = pages.see_other(request, "/sign-in")
    forget_cookie(response, resources.settings)
    return response


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
    message = f"连续多次登录失败，请等待 {waiting(outcome.retry_at, now)}后重试。"
    view = SignInPage(target, username, (FieldError("password", message),))
    response = pages.bare_page(request, "session/sign_in.html", view, status=429)
    say_when(response, outcome.retry_at, now)
    return response


def waiting(retry_at: datetime, now: datetime) -> str:
    """Return in words how long the next try has to wait."""
    return display.spoken_seconds(_seconds(retry_at, now))


def say_when(response: Response, retry_at: datetime, now: datetime) -> None:
    """Tell programs, too, how long the next try has to wait."""
    response.headers["Retry-After"] = str(_seconds(retry_at, now))


def _seconds(retry_at: datetime, now: datetime) -> int:
    return int((retry_at - now).total_seconds()) + 1
