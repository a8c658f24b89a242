"""What a person or a program sees when something cannot be done.

The shape of the answer follows the address and the client: JSON below ``/api``, plain text below
``/files`` (tus), a fragment for htmx, a page for everybody else. Each answer carries a reference
that is also in the log. What it says comes from ``app.routers.problems``.
"""

from contextlib import suppress
from urllib.parse import urlencode, urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db import transaction
from app.errors import (
    LiuhenError,
)
from app.policy.decision import Decision
from app.routers import pages
from app.routers.api import UnauthenticatedError
from app.routers.confirmation import ConfirmationNeededError, ask
from app.routers.deps import TokenRevokedError
from app.routers.problems import Problem, new_reference, page_status, problem_of
from app.routers.resources import resources_of
from app.routers.unsent import SessionEndedError, show_unsent
from app.uploads.intruders import note_refused_token
from app.uploads.means import DATABASE_AWAY
from app.uploads.protocol import VERSION

log = structlog.get_logger()

MACHINES = ("/api/", "/files")
"""Addresses whose clients cannot be shown a page."""

_ENTER = frozenset({UnauthenticatedError.code})
"""What signing in helps against; the way there would repeat an address that holds a token."""


def answer(request: Request, problem: Problem) -> Response:
    """Say a problem in the shape this client understands."""
    headers = dict(problem.headers) | {"Liuhen-Reference": problem.reference}
    if request.url.path.startswith("/api/"):
        body = {
            "error": problem.code,
            "message": problem.message,
            "basis": [str(citation) for citation in problem.basis],
            "reference": problem.reference,
        }
        return JSONResponse(body, problem.status, headers)
    if request.url.path.startswith("/files"):
        headers |= {"Tus-Resumable": VERSION, "Liuhen-Error": problem.code}
        return PlainTextResponse(f"{problem.code}: {problem.message}\n", problem.status, headers)
    if problem.status == 401 and problem.code in _ENTER and pages.is_navigation(request):
        return pages.see_other(request, _entrance(request))
    if pages.wants_fragment(request):
        response = pages.fragment(request, "errors/_alert.html", problem, status=problem.status)
        headers |= {"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML"}
    else:
        template = f"errors/{page_status(problem.status)}.html"
        response = pages.problem_page(request, template, problem, status=problem.status)
    response.headers.update(headers)
    return response


def refusal(request: Request, decision: Decision) -> Response:
    """Say why a rule refused, with the articles it rests on; the caller's transaction commits."""
    problem = Problem(
        403,
        "forbidden",
        decision.reason,
        new_reference(),
        decision.citations,
        is_unset=bool(decision.unset),
    )
    log.info("request.refused", reference=problem.reference, code=problem.code)
    return answer(request, problem)


def _entrance(request: Request) -> str:
    """Return the sign-in page that leads back to where this person wanted to go."""
    if request.method != "GET":
        return "/sign-in"
    wanted = request.url.path
    if pages.wants_fragment(request):
        wanted = urlsplit(request.headers.get("hx-current-url", "")).path or "/"
    elif request.url.query:
        wanted = f"{wanted}?{request.url.query}"
    return f"/sign-in?{urlencode({'next': wanted})}"


async def handle(request: Request, error: Exception) -> Response:
    """Exception handler for everything that is raised on purpose."""
    if isinstance(error, ConfirmationNeededError) and not request.url.path.startswith(MACHINES):
        return ask(request, error)
    if isinstance(error, SessionEndedError) and not request.url.path.startswith(MACHINES):
        return show_unsent(request, error)
    problem = problem_of(error)
    is_nobody = isinstance(error, (TokenRevokedError, UnauthenticatedError))
    if is_nobody and "authorization" in request.headers:
        await _note_token(request)
    if problem.status >= 500:
        log.error("request.failed", reference=problem.reference, code=problem.code)
    else:
        log.info("request.refused", reference=problem.reference, code=problem.code)
    return answer(request, problem)


async def _note_token(request: Request) -> None:
    """Keep in the ledger that a token was shown which does not count; the act is undone already."""
    resources = resources_of(request)
    address = request.client.host if request.client else ""
    with suppress(*DATABASE_AWAY):
        async with transaction(resources.sessions) as session:
            await note_refused_token(session, address, resources.clock())


class CatchErrors:
    """ASGI middleware: the last door before the server, for bugs and for other middleware.

    Starlette's own last handler sits outside all middleware, where our headers would be missing.
    Once an answer has started nothing can be mended: the error travels on and the server closes
    the connection, so that a cut stream cannot be taken for a complete one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 500 in words when nothing has been answered yet."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except LiuhenError as error:
            if started:
                raise
            response = await handle(Request(scope), error)
            await response(scope, receive, send)
        except Exception as error:
            if started:
                raise
            problem = problem_of(error)
            log.exception("request.crashed", reference=problem.reference)
            response = answer(Request(scope), problem)
            await response(scope, receive, send)


def install(app: FastAPI) -> None:
    """Register the handlers; the caller adds ``CatchErrors`` inside ``SecurityHeaders``."""
    for kind in (LiuhenError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, handle)
