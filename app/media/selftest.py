"""Does the sandbox hold on this machine? Workers ask before they take their first job."""

import asyncio
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.media.errors import SandboxUnavailableError
from app.media.launch import start_python, stop_child
from app.media.sandbox import SandboxMode

_SECONDS = 30.0
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class SandboxReport:
    """What a confined child could and could not do."""

    seccomp: bool
    landlock_abi: int
    works: bool
    """Whether reading the original and a second thread are still possible."""
    blocked: tuple[str, ...]
    escaped: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every attempt was blocked and honest work goes on."""
        return self.seccomp and self.works and bool(self.blocked) and not self.escaped


async def require_sandbox(mode: SandboxMode) -> SandboxReport:
    """Run the self-test.

    Raises:
        SandboxUnavailableError: ``mode`` is ``required`` and the sandbox does not hold.
    """
    report = await self_test()
    if mode == "required" and not report.holds:
        raise SandboxUnavailableError(None, escaped=report.escaped, seccomp=report.seccomp)
    return report


async def self_test() -> SandboxReport:
    """Start a confined child that tries to break out, and report how it fared."""
    descriptor = os.open(__file__, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with _public_directory() as directory:
            argument = json.dumps({"descriptor": descriptor, "directory": directory})
            return _report(await _answer_of(argument, descriptor))
    finally:
        os.close(descriptor)


@contextmanager
def _public_directory() -> Iterator[str]:
    """Make a directory open to everybody, so that a refusal proves the sandbox, not mode bits."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o777)
        yield directory


async def _answer_of(argument: str, descriptor: int) -> bytes:
    child = await start_python("app.media.attempts", argument, descriptor)
    assert child.stdout is not None
    try:
        async with asyncio.timeout(_SECONDS):
            return await child.stdout.read(_MOST_BYTES)
    except TimeoutError:
        return b""
    finally:
        await stop_child(child)


def _report(answer: bytes) -> SandboxReport:
    try:
        value = json.loads(answer)
    except ValueError:
        return SandboxReport(
            seccomp=False, landlock_abi=0, works=False, blocked=(), escaped=("no_answer",)
        )
    blocked = tuple(value["blocked"])
    return SandboxReport(
        seccomp=value["seccomp"],
        landlock_abi=value["landlock_abi"],
        works=value["works"],
        blocked=blocked,
        escaped=tuple(name for name in value["tried"] if name not in blocked),
    )
