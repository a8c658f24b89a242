"""A form that was sent after its sign-in had ended: nothing was done, and nothing typed is lost.

The answer to the form is a page that still holds what was typed. Its reader signs in beside it,
in a tab of their own, and presses once more; a form with files is sent again by the browser
itself, which alone still has them. Nobody's files are read on the way.
"""

from dataclasses import dataclass

from fastapi import Request, Response

from app.routers import pages
from app.routers.api import UnauthenticatedError
from app.routers.csrf import SAFE_METHODS
from app.routers.deps import cookie_name
from app.routers.forms import posted_form, texts_of
from app.routers.resources import resources_of

_PLAIN = "application/x-www-form-urlencoded"
_FILES = "multipart/form-data"
_MOST_FIELDS = 1000
_SECRETS = ("password", "kept")
"""In the names of fields: passwords, and a form that already waits behind a proof."""


class SessionEndedError(UnauthenticatedError):
    """A form came with a sign-in that counts no more; ``typed`` is ``None`` of one with files."""

    def __init__(self, typed: tuple[tuple[str, str], ...] | None = None) -> None:
        super().__init__()
        self.typed = typed


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """Context of ``session/unsent.html`` and ``session/_unsent.html``."""

    action: str
    fields: tuple[tuple[str, str], ...] | None


async def nobody_at_the_door(request: Request) -> UnauthenticatedError:
    """Return what to raise when a room is asked for by nobody: with the form that they sent.

    Only where a cookie tells that somebody was here. What holds a password is not kept: it would
    stand in a page that anybody may find open.

    Raises:
        InvalidInputError: the form is written in no way that we read.
    """
    was_here = cookie_name(resources_of(request).settings) in request.cookies
    if request.method in SAFE_METHODS or not was_here or not pages.is_navigation(request):
        return UnauthenticatedError()
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith(_FILES):
        return SessionEndedError(None)
    if not kind.startswith(_PLAIN):
        return UnauthenticatedError()
    fields = tuple(texts_of(await posted_form(request, max_fields=_MOST_FIELDS)))
    if any(secret in name for name, _ in fields for secret in _SECRETS):
        return UnauthenticatedError()
    return SessionEndedError(fields)


def show_unsent(request: Request, error: SessionEndedError) -> Response:
    """Answer with the form that waits; to a part of a page with a word above it."""
    query = request.url.query
    view = UnsentPage(f"{request.url.path}?{query}" if query else request.url.path, error.typed)
    if not pages.wants_fragment(request):
        return pages.bare_page(request, "session/unsent.html", view, status=401)
    response = pages.fragment(request, "session/_unsent.html", view, status=401)
    response.headers.update({"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML"})
    return response
