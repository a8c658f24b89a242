"""A Redis that is away is no error for whoever received evidence (P10)."""

from pathlib import Path

from app import ids
from app.policy.vocabulary import JobQueue
from app.queue import Nudge, Nudger


async def test_a_nudge_to_nowhere_is_lost_quietly(tmp_path: Path) -> None:
    nudger = Nudger(f"unix://{tmp_path}/no-such-socket")

    assert not await nudger.send(Nudge(ids.new_id(), 1, JobQueue.SHORT))
