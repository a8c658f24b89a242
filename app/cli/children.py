"""Keep children alive: start again what died, slower each time, until told to stop."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from app.embedded.processes import end_session

FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 5.0
STEADY_SECONDS = 30.0
DEATHS_ANNOUNCED = 4


class StopRequestedError(Exception):
    """SIGINT or SIGTERM arrived before the product was ready."""


@dataclass(slots=True)
class Child:
    """One process to keep alive."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]
    is_ours: bool = True
    """``False`` for a service, which has its own way to stop."""
    deaths: int = 0
    started_at: float = field(default_factory=time.monotonic)
    restart_at: float | None = None

    def died(self) -> bool:
        """Say whether the process has ended since we last looked."""
        return self.restart_at is None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Send SIGTERM, without waiting."""
        if self.process.poll() is None:
            self.process.terminate()

    def plan_restart(self, now: float) -> None:
        """Choose when to start it again; a child that ran steadily is forgiven the past."""
        end_session(self.process)
        self.deaths = 1 if now - self.started_at > STEADY_SECONDS else self.deaths + 1
        delay = FIRST_DELAY_SECONDS * 2 ** (self.deaths - 1)
        self.restart_at = now + min(delay, LONGEST_DELAY_SECONDS)

    def announce(self) -> None:
        """Tell of the death, but not for ever of a child that dies again and again."""
        if self.deaths < DEATHS_ANNOUNCED:
            say(f"{self.name}意外退出，正在重新启动。")
        elif self.deaths == DEATHS_ANNOUNCED:
            say(f"{self.name}反复退出，将每隔几秒重试，请查看数据目录下 logs 中的原因。")

    def restart(self, now: float) -> None:
        """Start it again."""
        self.restart_at = None
        self.started_at = now
        self.process = self.start()


@dataclass(slots=True)
class Chore:
    """Something to look after now and then while the children run."""

    seconds: float
    act: Callable[[], None]
    due_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.due_at = time.monotonic() + self.seconds

    def do_if_due(self, now: float) -> None:
        """Act once when the time has come, however long ago that was."""
        if self.due_at <= now:
            self.due_at = now + self.seconds
            self.act()


class Watch:
    """Turns signals into one place to wait at, whatever they interrupt."""

    def __init__(self) -> None:
        self.stopping = False
        self._interrupting = False
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(self._reader, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # What nohup or the shell made deaf stays deaf.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._stop)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a stop signal break into the slow work inside; elsewhere only ``keep`` sees it.

        Raises:
            StopRequestedError: the signal came, or had come before.
        """
        self._interrupting = True
        try:
            if self.stopping:
                raise StopRequestedError
            yield
        finally:
            self._interrupting = False

    def keep(self, children: list[Child], chores: Sequence[Chore] = ()) -> None:
        """Restart what dies and do what is due, until a stop is requested."""
        while not self.stopping:
            now = time.monotonic()
            for child in children:
                if child.died():
                    child.plan_restart(now)
                    child.announce()
                if child.restart_at is not None and child.restart_at <= now:
                    child.restart(now)
            for chore in chores:
                chore.do_if_due(now)
            waits = [child.restart_at for child in children if child.restart_at is not None]
            waits += [chore.due_at for chore in chores]
            self._sleep(max(0.0, min(waits) - now) if waits else None)

    def _sleep(self, seconds: float | None) -> None:
        readable, _, _ = select.select([self._reader], [], [], seconds)
        if readable:
            os.read(self._reader, 4096)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True
        if self._interrupting:
            self._interrupting = False
            raise StopRequestedError


def say(sentence: str) -> None:
    """Tell the person at the terminal, on standard error."""
    print(sentence, file=sys.stderr, flush=True)
