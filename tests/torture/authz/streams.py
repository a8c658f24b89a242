"""What the live news tell, while a recording of ours arrives, to those who may not know of it."""

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse

from tests.matrix.cast import Visitor
from tests.torture.authz.canaries import canary_of
from tests.torture.authz.exchanges import AGENT, Answer, Ask, Line, exchange
from tests.torture.authz.knocking import Knocker
from tests.uploads.server import pairs

_PATIENCE = 120.0
_A_MOMENT = 1.0
_STREAM = "/inbox/stream"


@dataclass(slots=True)
class _Listener:
    """One open stream and what has come through it."""

    visitor: Visitor
    connection: HTTPConnection
    line: socket.socket
    ask: Ask
    reader: threading.Thread | None = None
    heard: bytearray = field(default_factory=bytearray)
    is_told: threading.Event = field(default_factory=threading.Event)

    def hang_up(self) -> None:
        # The reader holds the stream until something comes; only the socket can be shut below it.
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        if self.reader is not None:
            self.reader.join()
        self.connection.close()

    def listen(self, response: HTTPResponse) -> None:
        with suppress(AttributeError, HTTPException, OSError, ValueError):
            while piece := response.read1():
                self.heard += piece
                if b"event: arrived" in self.heard:
                    self.is_told.set()


def listen_while_something_arrives(
    knocker: Knocker, port: int, keeper: Visitor, intruders: Sequence[Visitor]
) -> None:
    """Send one file of ours; its keeper hears of it, nobody else may."""
    listeners = [_open(port, visitor) for visitor in (keeper, *intruders)]
    try:
        _upload(knocker.line, knocker.scene.town.terminal_token)
        if not listeners[0].is_told.wait(_PATIENCE):
            raise AssertionError("its own keeper was not told: the trap is not set")
        # What goes to everybody is sent at the same time; the others get a moment more.
        listeners[1].is_told.wait(_A_MOMENT)
        for each in listeners[1:]:
            answer = Answer(200, (), bytes(each.heard), 0.0)
            found = knocker.secrets_from(each.visitor).found_in(answer.body)
            if each.is_told.is_set() or found:
                raise exchange("news of others", each.visitor.name, (each.ask, answer))
    finally:
        for each in listeners:
            each.hang_up()


def _open(port: int, visitor: Visitor) -> _Listener:
    ask = Ask("GET", _STREAM, {"User-Agent": AGENT, **visitor.headers})
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    connection.request(ask.method, ask.path, headers=ask.headers)
    line = connection.sock
    response = connection.getresponse()
    listener = _Listener(visitor, connection, line, ask)
    if response.status == 200:
        listener.reader = threading.Thread(target=listener.listen, args=(response,), daemon=True)
        listener.reader.start()
    return listener


def _upload(line: Line, token: str) -> None:
    body = b"not a film"
    metadata = {"filename": f"{canary_of('recording', 'arriving')}.mp4"}
    headers = {
        "Authorization": f"Bearer {token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(body)),
        "Upload-Metadata": pairs(metadata),
        "Content-Type": "application/offset+octet-stream",
    }
    answer = line.send(Ask("POST", "/files", headers, body))
    if answer.status != 201:
        raise AssertionError(answer.shown())
