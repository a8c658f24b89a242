"""A token in an address is never accepted, and ends: see decision page 0023.

Addresses are kept by proxies, browsers and logs on the way; a header is not. ``user:secret@host``
reaches us as basic authentication, so that is looked at as well.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.db import transaction
from app.devices.leaks import end_leaked_tokens
from app.errors import LiuhenError
from app.routers.resources import resources_of

PARAMETERS = frozenset({"access_token", "api_key", "auth", "authorization", "bearer", "token"})
_MOST = 8


class TokenLeakedError(LiuhenError):
    """A terminal's token stood in an address, where others can read it."""

    code = "token_in_url"
    message = (
        "令牌出现在网址中，可能已被沿途的设备和日志记录，系统已将它撤销。"
        "请联系设备管理员重新生成接入码，并让终端只在 Authorization 标头中出示令牌。"
    )


class RefuseTokensInAddresses:
    """ASGI middleware; asks the database only when an address looks as if it held a secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let requests pass whose address holds no token that we ever gave."""
        if scope["type"] == "http":
            connection = HTTPConnection(scope)
            secrets = {secret for secret in _secrets_in(connection) if secret}
            if secrets and await _are_tokens(connection, secrets):
                raise TokenLeakedError
        await self._app(scope, receive, send)


async def _are_tokens(connection: HTTPConnection, secrets: set[str]) -> bool:
    """The transaction is its own, so that the token ends although the request is refused."""
    resources = resources_of(connection)
    address = connection.client.host if connection.client else ""
    async with transaction(resources.sessions) as session:
        return await end_leaked_tokens(session, secrets, address=address, now=resources.clock())


def _secrets_in(connection: HTTPConnection) -> Iterator[str]:
    query = connection.scope["query_string"].decode()
    if any(name in query.lower() for name in PARAMETERS):
        pairs = parse_qsl(query)
        named = [value for name, value in pairs if name.lower() in PARAMETERS]
        yield from (value.removeprefix("Bearer ").strip() for value in named[:_MOST])
    scheme, _, value = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        yield from _of_basic(value)


def _of_basic(value: str) -> Iterator[str]:
    try:
        name, _, secret = b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return
    yield from (name, secret)
