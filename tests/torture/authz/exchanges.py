"""One question to the server and its answer, as bytes on a socket; comparing two answers."""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import cycle
from typing import Self

AGENT = "liuhen-torture/1"
"""To this browser the sessions of the visitors belong."""

_REFERENCE = re.compile(rb"[0-9A-F]{5}-[0-9A-F]{5}")
_DIGEST = re.compile(rb'data-version="[0-9a-f]+"')
"""Of what a list shows, which repeats what was asked for."""
_DRAWN = re.compile(rb'name="form_key" value="[0-9a-f-]{36}"')
"""A form that enters one thing is drawn with a key of its own each time."""
_ROOM_LEFT = re.compile(rb"[0-9.]+<small>GB")
"""On the disk that all agencies share; administrators are shown it."""
_CHANGING = (_REFERENCE, _DIGEST, _DRAWN, _ROOM_LEFT)
_FLEETING = frozenset({"date", "liuhen-reference"})
_MOST_SHOWN = 3000
_MOST_LINES = 40


class LeakError(Exception):
    """Something came out. The text holds the whole exchange."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: what is sent, whole."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def shown(self) -> str:
        lines = [f"{self.method} {self.path}", *(f"{k}: {v}" for k, v in self.headers.items())]
        return "\n".join(lines) + f"\n\n{self.body[:_MOST_SHOWN].decode('utf-8', 'replace')}"

    def sent(self) -> bytes:
        return self.shown().encode() + self.body

    def with_headers(self, **headers: str) -> Self:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers=self.headers | named)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def is_entrance(self) -> bool:
        return self.header("location").startswith("/sign-in")

    def shown(self) -> str:
        lines = [str(self.status), *(f"{key}: {value}" for key, value in self.headers)]
        return "\n".join(lines) + f"\n\n{self.body[:_MOST_SHOWN].decode('utf-8', 'replace')}"

    def said(self) -> bytes:
        """Everything in which something could be told."""
        return "\n".join(f"{key}: {value}" for key, value in self.headers).encode() + self.body

    def blanked(self, *ids: str) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """Return it without the ids that were asked for and what differs in every answer."""
        headers = tuple(
            sorted(
                (key, _blank(value.encode(), ids).decode())
                for key, value in self.headers
                if key not in _FLEETING
            )
        )
        body = _blank(self.body, ids)
        for pattern in _CHANGING:
            body = pattern.sub(b"changing", body)
        return self.status, headers, body


def differences(first: Answer, second: Answer, said: Sequence[str]) -> str:
    """Return the lines in which two blanked answers differ."""
    before, after = _lines_of(first, said), _lines_of(second, said)
    return "\n".join(list(unified_diff(before, after, lineterm="", n=0))[:_MOST_LINES])


def _lines_of(answer: Answer, said: Sequence[str]) -> list[str]:
    status, headers, body = answer.blanked(*said)
    told = [str(status), *(f"{key}: {value}" for key, value in headers)]
    return [*told, *body.decode("utf-8", "replace").splitlines()]


def _blank(text: bytes, ids: tuple[str, ...]) -> bytes:
    for known in ids:
        text = text.replace(known.encode(), b"*" * len(known))
    return text


class Line:
    """Keeps one connection for each thread; of several servers the threads take turns."""

    def __init__(self, *ports: int, address: str = "127.0.0.1") -> None:
        self._ports, self._address = cycle(ports), address
        self._own = threading.local()
        self._counting = threading.Lock()
        self._opened: list[HTTPConnection] = []
        self.asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for connection in self._opened:
            connection.close()

    def send(self, ask: Ask) -> Answer:
        """Return the answer; go away from one that never ends, once it has begun."""
        with self._counting:
            self.asked += 1
        for attempt in (1, 2):
            try:
                return self._send(ask)
            except (HTTPException, ConnectionError):
                self._hang_up()
                if attempt == 2:
                    raise
        raise AssertionError

    def _send(self, ask: Ask) -> Answer:
        connection = self._connection()
        begun = time.perf_counter()
        connection.request(ask.method, ask.path, ask.body or None, ask.headers)
        response = connection.getresponse()
        body = self._body(response)
        seconds = time.perf_counter() - begun
        headers = tuple((key.lower(), value) for key, value in response.getheaders())
        return Answer(response.status, headers, body, seconds)

    def _body(self, response: HTTPResponse) -> bytes:
        if response.getheader("content-type", "").startswith("text/event-stream"):
            self._hang_up()
            return b""
        return response.read()

    def _connection(self) -> HTTPConnection:
        kept: HTTPConnection | None = getattr(self._own, "connection", None)
        if kept is None:
            with self._counting:
                port = next(self._ports)
            kept = HTTPConnection("127.0.0.1", port, timeout=120, source_address=(self._address, 0))
            self._own.connection = kept
            with self._counting:
                self._opened.append(kept)
        return kept

    def _hang_up(self) -> None:
        kept: HTTPConnection | None = getattr(self._own, "connection", None)
        if kept is not None:
            kept.close()
        self._own.connection = None


def exchange(what: str, who: str, *pairs: tuple[Ask, Answer]) -> LeakError:
    """Return the complaint with everything that was said."""
    told = [f"LEAK: {what}", f"asked by: {who}"]
    for number, (ask, answer) in enumerate(pairs, 1):
        told += [f"--- question {number}", ask.shown(), f"--- answer {number}", answer.shown()]
    return LeakError("\n".join(told))
