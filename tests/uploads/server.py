"""A real server in a process of its own, which a test may kill, and a plain client for it."""

import os
import signal
import socket
import time
from base64 import b64encode
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

import httpx

from tests.uploads.serving import OWN_APPLICATION, serve

MIB = 1024 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
BODY = {"Content-Type": "application/offset+octet-stream"}


_READY = get_context("forkserver")
"""Forks servers from one process that has the application loaded, which a kill does not reach."""
_READY.set_forkserver_preload([serve.__module__])
PATIENCE_SECONDS = 120.0
"""It only ends a test that would hang."""


def claimed_port() -> socket.socket:
    """Return a socket whose port is given to nobody else while it is open.

    It never listens, so a server may bind the port beside it, and again after a kill.
    """
    claim = socket.socket()
    claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    claim.bind(("127.0.0.1", 0))
    return claim


@dataclass(slots=True)
class Server:
    """The product's own application under uvicorn, without workers."""

    environment: dict[str, str]
    token: str
    log_path: Path
    process: BaseProcess | None = None
    factory: str = OWN_APPLICATION
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)
    )
    _claim: socket.socket = field(default_factory=claimed_port)

    @property
    def port(self) -> int:
        number: int = self._claim.getsockname()[1]
        return number

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        assert self.process.pid is not None
        return self.process.pid

    def start(self) -> None:
        """Start, on the same port as before, and wait until it answers."""
        told = (self.environment, self.port, str(self.log_path), self.factory)
        self.process = _READY.Process(target=serve, args=told, daemon=True)
        self.process.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if self.client.options(f"{self.url}/files").status_code == 204:
                    return
            except httpx.TransportError:
                if not self.process.is_alive() or time.monotonic() > deadline:
                    self.stop(signal.SIGKILL)
                    raise RuntimeError(self.log_path.read_text()) from None
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process; SIGKILL leaves it no chance to tidy up."""
        if self.process is None:
            return
        os.kill(self.pid, how)
        self.process.join(PATIENCE_SECONDS)
        self.process = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.client.close()
        self._claim.close()

    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: object = None
    ) -> httpx.Response:
        """Send one request with the version and this terminal's token unless told otherwise."""
        sent = {"Authorization": f"Bearer {self.token}", **TUS, **(headers or {})}
        return self.client.request(
            method,
            path if path.startswith("http") else self.url + path,
            headers={name: value for name, value in sent.items() if value},
            content=body,  # type: ignore[arg-type]
        )

    def create(self, length: int, **metadata: str) -> str:
        """Open an upload and return its path."""
        headers = {"Upload-Length": str(length)}
        if metadata:
            headers["Upload-Metadata"] = pairs(metadata)
        answer = self.request("POST", "/files", headers)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def patch(
        self, path: str, offset: int, body: object, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Append at ``offset``."""
        return self.request(
            "PATCH", path, {**BODY, "Upload-Offset": str(offset), **(headers or {})}, body
        )

    def offset_of(self, path: str) -> int:
        """Return the offset that HEAD tells."""
        answer = self.request("HEAD", path)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def begin_patch(self, path: str, offset: int, length: int, first: bytes) -> socket.socket:
        """Send the head of a PATCH and some of its body; the rest is up to the test."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        head = [
            f"PATCH {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {self.token}",
            "Tus-Resumable: 1.0.0",
            "Content-Type: application/offset+octet-stream",
            f"Upload-Offset: {offset}",
            f"Content-Length: {length}",
        ]
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + first)
        return connection


def pairs(metadata: dict[str, str]) -> str:
    """Return an ``Upload-Metadata`` header."""
    return ",".join(
        f"{key} {b64encode(value.encode()).decode()}" for key, value in metadata.items()
    )
