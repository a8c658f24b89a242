"""What a client sent before it went away reaches the reader of the body, whenever he reads."""

import asyncio
from functools import partial

import pytest
import uvicorn
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from app.routers.connection import Connection
from app.routers.tus_body import RequestBody
from app.uploads.errors import BodyBrokenError

HEAD = b"PATCH /files/x HTTP/1.1\r\nHost: liuhen\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize("size", [1, 17, 60_000])
async def test_what_had_arrived_is_read_although_its_sender_has_gone(size: int) -> None:
    reading = await read_after_its_end(bytes(size))

    assert b"".join(reading.pieces) == bytes(size)
    assert isinstance(reading.end, BodyBrokenError)


class Reading:
    """What a reader of the body gets, and how that ends."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.end: BodyBrokenError | None = None

    async def read(self, body: RequestBody) -> None:
        try:
            async for piece in body.pieces():
                self.pieces += [piece]
        except BodyBrokenError as error:
            self.end = error


async def read_after_its_end(sent: bytes) -> Reading:
    """Send a part of a body over a socket and go away; begin to read only when that is known."""
    reading, state, is_over = Reading(), ServerState(), asyncio.Event()

    async def application(scope: Scope, receive: Receive, _send: Send) -> None:
        while state.connections:
            await asyncio.sleep(0)
        await reading.read(RequestBody(Request(scope, receive)))
        is_over.set()

    config = uvicorn.Config(application, log_level="critical", proxy_headers=False)
    config.load()
    make = partial(Connection, config=config, server_state=state, app_state={})
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(HEAD + sent)
        writer.close()
        async with asyncio.timeout(60):
            await is_over.wait()
    return reading
