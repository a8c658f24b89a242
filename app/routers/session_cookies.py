"""The two cookies of signing in: the session's, and the one by which a browser is known."""

from fastapi import Request, Response

from app.people.known_browsers import REMEMBERED_FOR
from app.people.session_rows import SignedIn
from app.routers.deps import cookie_name
from app.settings import Settings


def browser_cookie_name(settings: Settings) -> str:
    """Return the name of the cookie of known browsers."""
    return "__Host-liuhen-known" if settings.secure else "liuhen-known"


def browser_token(request: Request, settings: Settings) -> str | None:
    """Return what this browser shows as its mark, which may be anything."""
    return request.cookies.get(browser_cookie_name(settings))


def set_cookies(response: Response, settings: Settings, signed_in: SignedIn) -> None:
    """Give the browser what a step of the sign-in earned it."""
    set_session_cookie(response, settings, signed_in.token)
    if signed_in.browser_token is not None:
        response.set_cookie(
            browser_cookie_name(settings),
            signed_in.browser_token,
            max_age=int(REMEMBERED_FOR.total_seconds()),
            secure=settings.secure,
            httponly=True,
            samesite="lax",
        )


def set_session_cookie(response: Response, settings: Settings, token: str) -> None:
    """Give the browser a session's newest token."""
    # Without an age the cookie ends with the browser; the absolute end stands in the row. Lax,
    # because links from office systems must arrive signed in; the CSRF check guards changes.
    response.set_cookie(
        cookie_name(settings), token, secure=settings.secure, httponly=True, samesite="lax"
    )


def forget_cookie(response: Response, settings: Settings) -> None:
    """Tell the browser to drop the session cookie."""
    response.delete_cookie(
        cookie_name(settings), secure=settings.secure, httponly=True, samesite="lax"
    )
