"""Ending a child, in whatever state it and its pipe are."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from app.media.launch import stop_child

TALKING = "import os\nwhile True: os.write(1, bytes(65536))"


async def started(program: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=DEVNULL, stdout=PIPE
    )


async def test_a_child_ends_although_nobody_has_read_what_it_said() -> None:
    """A reader that gives up leaves more in the pipe than the pipe can hold."""
    child = await started(TALKING)
    assert child.stdout is not None
    while not child.stdout._paused:  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)

    async with asyncio.timeout(60):
        ended = await stop_child(child)

    assert ended == -signal.SIGKILL
    assert child.stdout.at_eof()


async def test_a_child_that_has_ended_by_itself_tells_how() -> None:
    child = await started("raise SystemExit(7)")
    await child.wait()

    assert await stop_child(child) == 7
