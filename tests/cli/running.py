"""Start the product as a person would, and look at its processes from outside."""

import contextlib
import io
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from unittest import mock

from app.cli.__main__ import main
from app.settings import PROJECT_ROOT

T = TypeVar("T")
PATIENCE_SECONDS = 120.0
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "LIUHEN_", "MIGRATION_")


@dataclass(slots=True)
class Running:
    """A product that said it is ready."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    trusted: Path | None = None
    """The certificate that a client has to believe when it speaks TLS."""
    _said: list[str] = field(default_factory=list)

    def health(self) -> int:
        """Ask ``/healthz`` and return the status."""
        context = ssl.create_default_context(cafile=str(self.trusted)) if self.trusted else None
        with urllib.request.urlopen(
            f"{self.url}/healthz", timeout=PATIENCE_SECONDS, context=context
        ) as answer:
            return int(answer.status)

    def line_with(self, mark: str) -> str:
        """Return the first line on the terminal that holds ``mark``."""
        return self.lines_from(mark, 1)[0]

    def lines_from(self, mark: str, count: int) -> list[str]:
        """Return so many lines on the terminal, beginning with the one that holds ``mark``."""
        assert self.process.stdout is not None
        while True:
            begin = next((at for at, line in enumerate(self._said) if mark in line), None)
            if begin is not None and len(self._said) >= begin + count:
                return self._said[begin : begin + count]
            self._said.append(next(self.process.stdout).strip())

    def child(self, words: str) -> int:
        """Return the child whose command line holds ``words``, 0 when there is none."""
        lines = {pid: command_line(pid) for pid in descendants(self.process.pid)}
        return next((pid for pid, line in lines.items() if words in line), 0)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of one subcommand."""
    return [sys.executable, "-m", "app.cli", *map(str, arguments)]


def environ(**more: str) -> dict[str, str]:
    """Return this environment without anybody's settings, and with ``more``."""
    kept = {name: word for name, word in os.environ.items() if not name.startswith(NOT_INHERITED)}
    return kept | {"PYTHONPATH": str(PROJECT_ROOT)} | more


@contextlib.contextmanager
def running(
    data: Path,
    *arguments: str,
    cwd: Path = PROJECT_ROOT,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """Start on a free port, wait for the ready line, and end everything afterwards."""
    with subprocess.Popen(
        command("serve", "--data", data, "--port", "0", *arguments),
        cwd=cwd,
        env=environ(**(settings or {})),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "留痕已就绪" in line, logs_of(data)
        try:
            trusted = data / "tls" / "authority.crt" if "--tls" in arguments else None
            yield Running(process, line.split()[-1], data, trusted)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)


def copied(directory: Path, spot: Path) -> Path:
    """Copy a data directory that nothing runs on, with the owners of its files."""
    subprocess.run(["cp", "-a", directory, spot], check=True)
    return spot


def in_a_process(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one subcommand as a program of its own."""
    return subprocess.run(
        command(*words), env=environ(), capture_output=True, text=True, check=False
    )


def liuhen(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one subcommand in this process, whose code is loaded already, as a person types it."""
    typed = [str(word) for word in words]
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, environ(), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = main(typed)
    return subprocess.CompletedProcess(typed, status, out.getvalue(), err.getvalue())


def refused(*arguments: str | Path, **more: str) -> str:
    """Run a start that must be refused; return its one sentence."""
    done = subprocess.run(
        command("serve", *arguments),
        cwd=PROJECT_ROOT,
        env=environ(**more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 1, done
    return done.stderr.strip().splitlines()[-1]


def descendants(pid: int) -> set[int]:
    """Return every living process below ``pid``, the dead that nobody has waited for left out."""
    below: dict[int, list[int]] = {}
    for spot in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = spot.read_text().rpartition(")")[2].split()[:2]
            below.setdefault(int(parent), []).extend([int(spot.parent.name)] * (state != "Z"))
    found: set[int] = set()
    todo = [pid]
    while todo:
        children = below.get(todo.pop(), [])
        found.update(children)
        todo += children
    return found


def command_line(pid: int) -> str:
    """Return the command line of a process, empty when it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def living(pids: set[int]) -> set[int]:
    """Return those processes that still run; a zombie has no command line."""
    return {pid for pid in pids if command_line(pid)}


def eventually(ask: Callable[[], T], *, seconds: float = PATIENCE_SECONDS) -> T | None:
    """Return the first answer that is true, ``None`` if none comes while we have patience."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if answer := ask():
                return answer
        time.sleep(0.05)
    return None


def logs_of(data: Path) -> str:
    """Return the ends of all logs, for the message of a failed test."""
    return "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in data.glob("logs/*.log"))
