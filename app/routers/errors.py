"""What a person or a program sees when something cannot be done.

One table maps each domain error to a status and a page. The shape of the answer follows the
address and the client: JSON below ``/api``, plain text below ``/files`` (tus), a fragment for
htmx, a page for everybody else. Each answer carries a reference that is also in the log.
"""

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db import transaction
from app.errors import (
    ConflictError,
    InvalidInputError,
    LiuhenError,
    NotFoundError,
    StorageFailureError,
    StorageFullError,
)
from app.ids import new_id
from app.people.passwords import SignInBusyError
from app.policy.decision import Decision
from app.routers import pages
from app.routers.api import UnauthenticatedError
from app.routers.confirmation import ConfirmationNeededError, ask
from app.routers.csrf import ForeignRequestError
from app.routers.resources import resources_of
from app.uploads.intruders import note_refused_token
from app.uploads.means import DATABASE_AWAY

log = structlog.get_logger()

STATUS_OF: dict[type[LiuhenError], int] = {
    SignInBusyError: 503,
    UnauthenticatedError: 401,
    LiuhenError: 500,
    ConfirmationNeededError: 403,
    ConflictError: 409,
    ForeignRequestError: 403,
    InvalidInputError: 422,
    NotFoundError: 404,
    StorageFailureError: 500,
    StorageFullError: 507,
}
"""An error without a row of its own takes the row of its nearest parent."""

MACHINES = ("/api/", "/files")
"""Addresses whose clients cannot be shown a page."""

TITLES = {
    401: "请先登录",
    403: "没有权限进行这项操作",
    404: "没有找到您要的内容",
    409: "内容已经发生变化",
    422: "提交的内容有误",
    429: "操作过于频繁",
    500: "系统没有完成这次操作",
    503: "系统此刻繁忙",
    507: "存储空间不足",
}

MESSAGES = {
    400: "请求的格式不正确，系统没有执行。",
    403: "您的岗位不能进行这项操作。",
    404: NotFoundError.message,
    405: "这个地址不支持这种操作。请从页面上的按钮重新操作。",
    413: "提交的内容过大，系统没有接收。",
    422: InvalidInputError.message,
    429: "短时间内的操作次数过多，系统暂时不再受理。",
    500: "系统内部出现问题，没有完成这次操作。",
}

CODES = {
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    500: "internal",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything an error answer says, whatever its shape."""

    status: int
    code: str
    message: str
    reference: str
    basis: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """Return the heading of the page this problem is shown on."""
        return TITLES[_page_status(self.status)]


def answer(request: Request, problem: Problem) -> Response:
    """Say a problem in the shape this client understands."""
    headers = dict(problem.headers) | {"Liuhen-Reference": problem.reference}
    if request.url.path.startswith("/api/"):
        body = {
            "error": problem.code,
            "message": problem.message,
            "basis": list(problem.basis),
            "reference": problem.reference,
        }
        return JSONResponse(body, problem.status, headers)
    if request.url.path.startswith("/files"):
        return PlainTextResponse(f"{problem.code}: {problem.message}\n", problem.status, headers)
    if problem.status == 401 and _is_navigation(request):
        return pages.see_other(request, _entrance(request))
    if pages.wants_fragment(request):
        response = pages.fragment(request, "errors/_alert.html", problem, status=problem.status)
        headers |= {"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML"}
    else:
        template = f"errors/{_page_status(problem.status)}.html"
        response = pages.bare_page(request, template, problem, status=problem.status)
    response.headers.update(headers)
    return response


def refusal(request: Request, decision: Decision) -> Response:
    """Say why a rule refused, with the articles it rests on; the caller's transaction commits."""
    basis = tuple(str(citation) for citation in decision.citations)
    problem = Problem(403, "forbidden", decision.reason, new_reference(), basis)
    log.info("request.refused", reference=problem.reference, code=problem.code)
    return answer(request, problem)


def _is_navigation(request: Request) -> bool:
    """Whether a person follows a link, as opposed to a program or a part of a page asking.

    A terminal that is sent to the sign-in page would keep that page as its picture.
    """
    if "authorization" in request.headers:
        return False
    mode = request.headers.get("sec-fetch-mode", "navigate")
    return mode == "navigate" or pages.wants_fragment(request)


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


def _page_status(status: int) -> int:
    """Return the status whose page serves this one too."""
    if status in TITLES:
        return status
    return 422 if status < 500 else 500


def new_reference() -> str:
    """Return a short number that a person can read out on the telephone."""
    digits = new_id().hex[-10:].upper()
    return f"{digits[:5]}-{digits[5:]}"


def problem_of(error: Exception) -> Problem:
    """Translate an error; only domain errors may speak for themselves."""
    reference = new_reference()
    match error:
        case LiuhenError():
            status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
            return Problem(status, error.code, error.message, reference)
        case HTTPException(status_code=status, headers=headers):
            kept = tuple((headers or {}).items())
            return Problem(status, _code_of(status), _message_of(status), reference, headers=kept)
        case RequestValidationError():
            return Problem(422, "invalid_input", MESSAGES[422], reference)
        case _:
            return Problem(500, "internal", MESSAGES[500], reference)


def _code_of(status: int) -> str:
    return CODES.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_"))


def _message_of(status: int) -> str:
    return MESSAGES.get(status, MESSAGES[_page_status(status)])


async def handle(request: Request, error: Exception) -> Response:
    """Exception handler for everything that is raised on purpose."""
    if isinstance(error, ConfirmationNeededError) and not request.url.path.startswith(MACHINES):
        return ask(request, error)
    problem = problem_of(error)
    if isinstance(error, UnauthenticatedError) and "authorization" in request.headers:
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
