"""Tell TLS from plain HTTP at the door, so that a forgotten ``https://`` gets words, not silence.

The first byte that a client sends decides; it is looked at without being taken. A plain request is
never redirected: what it carried has already travelled in clear, and must not seem to work.
"""

import asyncio
import html
import os
import socket
from collections.abc import Callable

import uvicorn

HANDSHAKE = b"\x16"
"""How every TLS connection begins: the record type of a handshake."""
PATIENCE_SECONDS = 30.0
LONGEST_REQUEST = 8192
PAUSE_SECONDS = 0.1
NO_HTTPS = """<!DOCTYPE html>
<html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>请使用 HTTPS - 留痕</title>
<h1>请使用 HTTPS 打开留痕</h1>
<p>您输入的网址没有加密，系统没有处理这次请求。请改用 <a href="{public}">{public}</a>。</p>
{setup}</html>
"""
SETUP = '<p>本机第一次使用时，请先打开<a href="{setup}">终端设置</a>（{setup}）。</p>\n'


class Greeter(uvicorn.Server):
    """A server of TLS that also answers whoever does not speak it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept, in place of uvicorn's own way, which would only hang up."""
        await super().startup(sockets=[])
        self.servers = [_Entrance(self, listener) for listener in sockets or []]  # type: ignore[misc]

    def protocol(self) -> asyncio.Protocol:
        """Return what serves one connection, as uvicorn makes it."""
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return make(
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )


class _Entrance:
    """One listening socket; looks like a server of asyncio as far as uvicorn asks."""

    def __init__(self, server: Greeter, listener: socket.socket) -> None:
        self._server = server
        self._listener = listener
        self._tasks: set[asyncio.Task[None]] = set()
        listener.settimeout(0)
        self._accepting = asyncio.create_task(self._accept())

    def close(self) -> None:
        """Accept nobody else; whoever is being served is uvicorn's business."""
        self._accepting.cancel()
        for task in self._tasks:
            task.cancel()

    async def wait_closed(self) -> None:
        """Return at once: there is nothing to flush."""

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                visitor, _ = await loop.sock_accept(self._listener)
            except OSError:
                # No handle is free just now. The visitor stays in the queue of the socket.
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            task = asyncio.create_task(self._greet(visitor))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _greet(self, visitor: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        handed_over = False
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                first = await _peek(visitor)
                if first == HANDSHAKE:
                    handed_over = True
                    await loop.connect_accepted_socket(
                        self._server.protocol, visitor, ssl=self._server.config.ssl
                    )
                elif first:
                    await loop.sock_recv(visitor, LONGEST_REQUEST)
                    await loop.sock_sendall(visitor, refusal())
        except (OSError, TimeoutError):
            # Gone, too slow, or no understanding over TLS: nobody is left to be told.
            pass
        finally:
            if not handed_over:
                visitor.close()


async def _peek(visitor: socket.socket) -> bytes:
    """Return the first byte without taking it, empty when the visitor hung up."""
    loop = asyncio.get_running_loop()
    visitor.settimeout(0)
    readable = loop.create_future()
    loop.add_reader(visitor, _note, readable)
    try:
        await readable
        return visitor.recv(1, socket.MSG_PEEK)
    finally:
        loop.remove_reader(visitor)


def _note(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)


def refusal() -> bytes:
    """Return the answer to a request in clear; it names no address that the request named."""
    public, setup = (
        html.escape(os.environ.get(name, "")) for name in ("LIUHEN_PUBLIC_URL", "LIUHEN_SETUP_URL")
    )
    page = NO_HTTPS.format(public=public, setup=SETUP.format(setup=setup) if setup else "")
    body = page.encode()
    head = (
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nContent-Security-Policy: default-src 'none'\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
