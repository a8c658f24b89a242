"""An answer out of an open file: the file is closed however the answer ends.

Whoever goes away before the first byte, or an answer that is thrown away, leaves no descriptor
open: a server that leaks one for each impatient browser stands still in a day.
"""

import gc
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.routers.ranges import Span
from app.routers.streaming import RECHECK_BYTES, OpenFileResponse, ViewingRightEndedError
from tests.routers.conftest import House, house

__all__ = ["house"]
SUBJECT = UUID(int=1)
SCOPE: MutableMapping[str, Any] = {
    "type": "http",
    "asgi": {"spec_version": "2.4"},
    "extensions": {},
}


def opened(folder: Path) -> set[str]:
    """Return which files of this folder the process holds open."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = entry.readlink()
        except FileNotFoundError:
            continue
        if target.is_relative_to(folder):
            found.add(target.name)
    return found


@pytest.fixture
def answer(house: House, tmp_path: Path) -> OpenFileResponse:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(RECHECK_BYTES + 1))

    async def recheck() -> None:
        raise ViewingRightEndedError

    return OpenFileResponse(
        house.resources,
        SUBJECT,
        descriptor=os.open(path, os.O_RDONLY),
        span=Span(0, RECHECK_BYTES + 1),
        recheck=recheck,
        headers={},
    )


def settle(house: House) -> None:
    """Let the pool do all that was given to it, in whichever of its threads; then it ends."""
    house.resources.store.threads.shutdown()


async def receive() -> MutableMapping[str, Any]:
    return {"type": "http.disconnect"}


async def gone(_: MutableMapping[str, Any]) -> None:
    raise OSError("the client has gone")


async def test_a_client_that_went_before_the_first_byte_leaves_nothing_open(
    house: House, answer: OpenFileResponse, tmp_path: Path
) -> None:
    assert opened(tmp_path) == {"film.mp4"}

    with pytest.raises(Exception):  # noqa: B017, PT011 - the server's word for a client that left.
        await answer(SCOPE, receive, gone)

    settle(house)
    assert opened(tmp_path) == set()


async def test_a_client_that_hangs_up_while_nothing_was_sent_leaves_nothing_open(
    house: House, answer: OpenFileResponse, tmp_path: Path
) -> None:
    """Older servers tell of a hang-up by a message, and the body is never begun."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    old = {**SCOPE, "asgi": {"spec_version": "2.3"}}
    await answer(old, receive, send)

    settle(house)
    assert opened(tmp_path) == set()


async def test_a_right_that_ends_half_way_leaves_nothing_open(
    house: House, answer: OpenFileResponse, tmp_path: Path
) -> None:
    async def send(message: MutableMapping[str, Any]) -> None:
        assert message["type"].startswith("http.response")

    with pytest.raises(ViewingRightEndedError):
        await answer(SCOPE, receive, send)

    settle(house)
    assert opened(tmp_path) == set()


async def test_an_answer_that_is_never_given_leaves_nothing_open(
    house: House, tmp_path: Path
) -> None:
    async def recheck() -> None: ...

    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    made = OpenFileResponse(
        house.resources,
        SUBJECT,
        descriptor=os.open(path, os.O_RDONLY),
        span=Span(0, 4),
        recheck=recheck,
        headers={},
    )
    assert opened(tmp_path) == {"film.mp4"}

    del made
    gc.collect()

    settle(house)
    assert opened(tmp_path) == set()
