"""The body of an upload request: piece by piece into the store, or read away when refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.requests import ClientDisconnect, Request

from app.routers.connection import rest_of_body
from app.uploads.errors import BodyBrokenError

_DRAIN_BYTES = 1024 * 1024
_DRAIN_SECONDS = 1.0


class RequestBody:
    """Knows whether the body was read to its end."""

    def __init__(self, request: Request) -> None:
        self._request = request
        announced = request.headers.get("content-length", "0") != "0"
        self._is_read = not (announced or "transfer-encoding" in request.headers)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes, to the last byte that arrived.

        Raises:
            BodyBrokenError: the sender has gone.
        """
        try:
            async for piece in self._request.stream():
                yield piece
        except ClientDisconnect as error:
            if rest := rest_of_body(self._request.scope.get("state", {})):
                yield rest
            raise BodyBrokenError from error
        self._is_read = True

    async def drain(self) -> bool:
        """Read away a short rest of a refused body, so that its sender gets to see the answer.

        Returns whether the connection can be used again. Who asked with ``Expect`` has sent
        nothing yet, and a long body is not worth reading.
        """
        if self._is_read:
            return True
        if "expect" in self._request.headers:
            return False
        rest = _DRAIN_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while rest > 0:
                    message = await self._request.receive()
                    if not message.get("more_body", False):
                        return True
                    rest -= len(message.get("body", b""))
        return False
