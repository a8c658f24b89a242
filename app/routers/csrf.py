"""Refuse requests that another site makes a signed-in browser send.

Browsers say where a request comes from: ``Sec-Fetch-Site`` first, ``Origin`` on older kernels.
No token fields, so forms stay plain. A bearer token cannot be sent by a foreign page without
CORS, which we never grant, so such requests are exempt; so are requests without a cookie, except
posted forms: signing a browser in is what a foreign page could do to plant a session of its own.
"""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import LiuhenError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""What a foreign page can post without asking: such a request is judged even without a cookie."""


class ForeignRequestError(LiuhenError):
    """A state-changing request that did not start on our own pages."""

    code = "foreign_request"
    message = (
        "系统没有执行这次操作，因为无法确认它是从本系统的页面发出的。"
        "请从本系统的页面重新操作；如果仍然出现，请联系系统管理员检查浏览器或代理设置。"
    )


class RefuseForeignRequests:
    """ASGI middleware; raises before the route runs, so the usual error page answers."""

    def __init__(self, app: ASGIApp, *, host_names: frozenset[str] = frozenset()) -> None:
        """Take extra ``host[:port]`` names under which a proxy publishes us."""
        self._app = app
        self._host_names = host_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let safe, bearer and own requests pass."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            connection = HTTPConnection(scope)
            if not _is_exempt(connection) and not self._comes_from_us(connection):
                raise ForeignRequestError
        await self._app(scope, receive, send)

    def _comes_from_us(self, connection: HTTPConnection) -> bool:
        site = connection.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = connection.headers.get("origin")
        if origin is None:
            return False
        host = urlsplit(origin).netloc
        return bool(host) and host in {connection.headers.get("host", ""), *self._host_names}


def _is_exempt(connection: HTTPConnection) -> bool:
    headers = connection.headers
    if headers.get("authorization", "").lower().startswith("bearer "):
        return True
    is_form = headers.get("content-type", "").lower().startswith(FORM_TYPES)
    return "cookie" not in headers and not is_form
