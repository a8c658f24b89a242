"""Enrol, replace and turn off one's own second factor; every act asks for a fresh proof."""

from fastapi import APIRouter, Request, Response

from app.people.second_factor import enrol, issue_recovery_codes, prepare, remove
from app.routers import pages
from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import read_raw
from app.routers.step_pages import EnrolmentPage, RecoveryCodesPage, enrolment_page
from app.routers.visitor import Visitor

router = APIRouter(include_in_schema=False)
WHY = (
    "启用后，登录时除密码外还要输入手机上的六位数字，别人只知道密码也进不来。"
    "正在使用的动态口令在确认之前一直有效。"
)


@router.get("/account/second-factor", name="second_factor")
async def show_enrolment(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: ConfirmedDep,
    now: NowDep,
) -> Response:
    """Show the QR code; nothing is in force until a code from the phone comes back."""
    secret = await prepare(session, visitor.actor, resources.settings, now)
    return pages.bare_page(request, "session/enrolment.html", _view(visitor, secret))


@router.post("/account/second-factor")
async def confirm_enrolment(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: ConfirmedDep,
    now: NowDep,
) -> Response:
    """Put the new secret in force and show the recovery codes this once."""
    fields = await read_raw(request)
    settings = resources.settings
    codes = await enrol(session, visitor.actor, fields.get("code", ""), settings, now)
    if codes is None:
        secret = await prepare(session, visitor.actor, settings, now)
        view = _view(visitor, secret, is_wrong=True)
        return pages.bare_page(request, "session/enrolment.html", view, status=422)
    shown = RecoveryCodesPage(
        codes, "/account", visitor.person.full_name, visitor.person.username, now
    )
    return pages.bare_page(request, "session/recovery_codes.html", shown)


@router.post("/account/recovery-codes", name="recovery_codes")
async def renew_recovery_codes(
    request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Replace all recovery codes and show the new ones this once."""
    codes = await issue_recovery_codes(session, visitor.actor, now)
    shown = RecoveryCodesPage(
        codes, "/account", visitor.person.full_name, visitor.person.username, now
    )
    return pages.bare_page(request, "session/recovery_codes.html", shown)


@router.post("/account/second-factor/removal", name="remove_second_factor")
async def turn_off(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: ConfirmedDep,
    now: NowDep,
) -> Response:
    """Turn the second factor off, unless the role needs it."""
    decision = await remove(session, visitor.actor, resources.settings, now)
    if not decision.allowed:
        return refusal(request, decision)
    return pages.see_other(request, "/account?done=removal")


def _view(visitor: Visitor, secret: str, *, is_wrong: bool = False) -> EnrolmentPage:
    return enrolment_page(
        secret,
        action="/account/second-factor",
        username=visitor.person.username,
        why=WHY,
        back="/account",
        is_wrong=is_wrong,
    )
