"""The steps after the password: code, new password, enrolment. Nothing else is open until then."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.people.credentials import PasswordRefused
from app.people.one_time_codes import plain_code
from app.people.second_factor import prepare
from app.people.sign_in_steps import (
    Halfway,
    StepRefused,
    enrol_and_go_on,
    set_first_password,
    show_code,
)
from app.policy.vocabulary import SignInStage
from app.routers import pages
from app.routers.deps import HalfwayDep, NowDep, ResourcesDep, SessionDep, origin_of
from app.routers.forms import FieldError, read_raw, same_site_path
from app.routers.resources import Resources
from app.routers.session import say_when, waiting, way_of
from app.routers.session_cookies import browser_token, set_cookies
from app.routers.step_pages import (
    CodePage,
    EnrolmentPage,
    NewPasswordPage,
    RecoveryCodesPage,
    enrolment_page,
    password_errors,
    password_page,
)

router = APIRouter(include_in_schema=False)
INITIAL = "这是初始密码，或者密码已经到期。请先设置一个只有您自己知道的新密码，然后继续。"
NEEDED = "您的岗位必须使用动态口令。请现在启用，以后登录时除密码外还要输入手机上的六位数字。"
NO_CODE = "请输入手机上的六位数字，或者一个恢复码。"


@router.get("/sign-in/code", name="second_step")
async def show_code_page(request: Request, halfway: HalfwayDep) -> Response:
    """Ask for the code."""
    target = _target(request)
    if halfway is None or halfway.stage is not SignInStage.SECOND_FACTOR:
        return _elsewhere(request, halfway, target)
    return pages.bare_page(request, "session/second_step.html", CodePage(target, ()))


@router.post("/sign-in/code")
async def take_second_step(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    halfway: HalfwayDep,
    now: NowDep,
) -> Response:
    """Check the code and let the person in, or ask for what is still missing."""
    fields = await read_raw(request)
    target = same_site_path(fields.get("next", "/"))
    if halfway is None or halfway.stage is not SignInStage.SECOND_FACTOR:
        return _elsewhere(request, halfway, target)
    if not plain_code(fields.get("code", "")):
        return _ask_again(request, target, NO_CODE)
    outcome = await show_code(
        session,
        halfway,
        origin_of(request),
        code=fields["code"],
        settings=resources.settings,
        now=now,
        browser_token=browser_token(request, resources.settings),
    )
    if isinstance(outcome, StepRefused):
        return _refused(request, outcome, target, now)
    response = pages.see_other(request, way_of(outcome.stage, target))
    set_cookies(response, resources.settings, outcome)
    return response


@router.get("/sign-in/new-password", name="first_password")
async def show_first_password(
    request: Request, resources: ResourcesDep, halfway: HalfwayDep
) -> Response:
    """Ask for a password of the person's own."""
    target = _target(request)
    if halfway is None or halfway.stage is not SignInStage.NEW_PASSWORD:
        return _elsewhere(request, halfway, target)
    view = _password_view(resources, halfway, target, ())
    return pages.bare_page(request, "session/new_password.html", view)


@router.post("/sign-in/new-password")
async def choose_first_password(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    halfway: HalfwayDep,
    now: NowDep,
) -> Response:
    """Put the new password in force and go on."""
    fields = await read_raw(request)
    target = same_site_path(fields.get("next", "/"))
    if halfway is None or halfway.stage is not SignInStage.NEW_PASSWORD:
        return _elsewhere(request, halfway, target)
    errors = password_errors(fields, asks_old=False)
    if not errors:
        outcome = await set_first_password(
            session,
            resources.passwords,
            halfway,
            origin_of(request),
            new=fields["new_password"],
            settings=resources.settings,
            now=now,
            browser_token=browser_token(request, resources.settings),
        )
        if not isinstance(outcome, PasswordRefused):
            response = pages.see_other(request, way_of(outcome.stage, target))
            set_cookies(response, resources.settings, outcome)
            return response
        errors = tuple(FieldError("new_password", text) for text in outcome.new_problems)
    view = _password_view(resources, halfway, target, errors)
    return pages.bare_page(request, "session/new_password.html", view, status=422)


@router.get("/sign-in/second-factor", name="needed_second_factor")
async def show_needed_enrolment(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    halfway: HalfwayDep,
    now: NowDep,
) -> Response:
    """Show the QR code to somebody whose role needs a second factor."""
    target = _target(request)
    if halfway is None or halfway.stage is not SignInStage.ENROLMENT:
        return _elsewhere(request, halfway, target)
    secret = await prepare(session, halfway.actor, resources.settings, now)
    view = _enrolment_view(halfway, secret, target)
    return pages.bare_page(request, "session/enrolment.html", view)


@router.post("/sign-in/second-factor")
async def enrol_as_needed(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    halfway: HalfwayDep,
    now: NowDep,
) -> Response:
    """Confirm the enrolment by one code, show the recovery codes once, and let the person in."""
    fields = await read_raw(request)
    target = same_site_path(fields.get("next", "/"))
    if halfway is None or halfway.stage is not SignInStage.ENROLMENT:
        return _elsewhere(request, halfway, target)
    done = await enrol_and_go_on(
        session,
        halfway,
        origin_of(request),
        code=fields.get("code", ""),
        settings=resources.settings,
        now=now,
        browser_token=browser_token(request, resources.settings),
    )
    if done is None:
        secret = await prepare(session, halfway.actor, resources.settings, now)
        view = _enrolment_view(halfway, secret, target, is_wrong=True)
        return pages.bare_page(request, "session/enrolment.html", view, status=422)
    signed_in, codes = done
    person = halfway.person
    shown = RecoveryCodesPage(codes, target, person.full_name, person.username, now)
    response = pages.bare_page(request, "session/recovery_codes.html", shown)
    set_cookies(response, resources.settings, signed_in)
    return response


def _target(request: Request) -> str:
    return same_site_path(request.query_params.get("next", "/"))


def _elsewhere(request: Request, halfway: Halfway | None, target: str) -> Response:
    """Send on whoever has nothing to do here: to their own step, or to the entrance.

    The entrance leads on whoever is signed in already, and tells the others that time ran out.
    """
    if halfway is not None:
        return pages.see_other(request, way_of(halfway.stage, target))
    return pages.see_other(request, f"/sign-in{_query(target)}")


def _query(target: str) -> str:
    return way_of(SignInStage.SECOND_FACTOR, target).removeprefix("/sign-in/code")


def _ask_again(request: Request, target: str, message: str, status: int = 422) -> Response:
    view = CodePage(target, (FieldError("code", message),))
    return pages.bare_page(request, "session/second_step.html", view, status=status)


def _refused(request: Request, outcome: StepRefused, target: str, now: datetime) -> Response:
    if outcome.retry_at is None:
        return _ask_again(request, target, outcome.message)
    message = f"连续多次输入有误，请等待 {waiting(outcome.retry_at, now)}后重试。"
    response = _ask_again(request, target, message, 429)
    say_when(response, outcome.retry_at, now)
    return response


def _password_view(
    resources: Resources, halfway: Halfway, target: str, errors: tuple[FieldError, ...]
) -> NewPasswordPage:
    return password_page(
        resources.settings,
        action="/sign-in/new-password",
        username=halfway.person.username,
        why=INITIAL,
        next_=target,
        errors=errors,
    )


def _enrolment_view(
    halfway: Halfway, secret: str, target: str, *, is_wrong: bool = False
) -> EnrolmentPage:
    return enrolment_page(
        secret,
        action="/sign-in/second-factor",
        username=halfway.person.username,
        why=NEEDED,
        next_=target,
        is_wrong=is_wrong,
    )
