"""Ask again who somebody is before an act that could do harm.

A door that needs a fresh proof takes ``ConfirmedDep`` where it would take ``VisitorDep``::

    @router.post("/people/{person_id}/initial-password", name="reset_password")
    async def reset_password(person_id: UUID, visitor: ConfirmedDep, ...) -> Response:
        ...

When the last proof is older than ``LIUHEN_REAUTH_MINUTES`` the door is not entered. A page that
was asked for is shown after the proof. A form that was posted is never sent again by itself: after
the proof the person sees a page that holds what they had typed, and presses once more. A form with
files is refused: such doors do not ask. A sign-in is a proof too.

Whether the person may do the act at all is another question; the door still asks policy.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends, Request, Response

from app.errors import InvalidInputError, LiuhenError
from app.people.confirming import standing_of
from app.routers import pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.forms import MAX_FIELDS, FieldError, posted_form, same_site_path, texts_of
from app.routers.visitor import Visitor, VisitorDep

SAFE_METHODS = frozenset({"GET", "HEAD"})


class ConfirmationNeededError(LiuhenError):
    """The last proof of identity is too old for this act; nothing was done."""

    code = "confirmation_needed"
    message = "这项操作需要再次确认是您本人。系统没有执行，请在浏览器中打开页面并确认身份后重试。"

    def __init__(self, *, asks_code: bool = False, username: str = "", kept: str = "") -> None:
        super().__init__()
        self.asks_code = asks_code
        self.username = username
        self.kept = kept


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """Context of ``session/confirm.html``; ``kept`` are the fields of a form that has to wait."""

    next: str
    kept: str
    asks_code: bool
    username: str
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class AgainPage:
    """Context of ``session/again.html``: a form that waited, to be pressed once more."""

    action: str
    fields: tuple[tuple[str, str], ...]


async def confirmed_visitor(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep, now: NowDep
) -> Visitor:
    """Return the visitor when their proof is fresh enough.

    Raises:
        ConfirmationNeededError: it is not; the answer is the page that asks for one.
    """
    standing = await standing_of(session, visitor.actor, resources.settings, now)
    if standing.is_fresh:
        return visitor
    raise ConfirmationNeededError(
        asks_code=standing.asks_code,
        username=visitor.person.username,
        kept="" if request.method in SAFE_METHODS else await _keep(request),
    )


ConfirmedDep = Annotated[Visitor, Depends(confirmed_visitor)]


def ask(request: Request, error: ConfirmationNeededError) -> Response:
    """Answer with the question: at an address of its own for a page, at once for a form."""
    if pages.wants_fragment(request):
        current = urlsplit(request.headers.get("hx-current-url", ""))
        return pages.see_other(request, _question(current.path or "/", current.query))
    if request.method in SAFE_METHODS:
        return pages.see_other(request, _question(request.url.path, request.url.query))
    view = ConfirmPage(request.url.path, error.kept, error.asks_code, error.username)
    return pages.bare_page(request, "session/confirm.html", view, status=403)


def waiting_form(target: str, kept: str) -> AgainPage:
    """Return the form that waited for the proof.

    Raises:
        InvalidInputError: more fields than a form may have; it was not we who kept them.
    """
    try:
        fields = parse_qsl(kept, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise InvalidInputError from error
    return AgainPage(same_site_path(target), tuple(fields))


def _question(path: str, query: str) -> str:
    wanted = f"{path}?{query}" if query else path
    return f"/confirmation?{urlencode({'next': wanted})}"


async def _keep(request: Request) -> str:
    """Return the text fields of a posted form as one line; a form without any still waits."""
    form = await posted_form(request)
    return urlencode(texts_of(form)) or "="
