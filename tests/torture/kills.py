"""Kill the API at random moments of uploads, again and again, and compare every byte.

Each round sends one file of random size in PATCHes of random size; meanwhile the server is killed
by SIGKILL after random delays and started again. At the end the segments are assembled as the
sealing worker does. A round fails when an acknowledged offset went down, or a digest is wrong.
"""

import asyncio
import hashlib
import random
import shutil
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy import select

from app.db import make_engine, transaction
from app.embedded.services import Services
from app.models import Segment
from app.storage.disk import DiskStore
from app.storage.store import StoredPart
from tests.uploads.server import MIB, Server
from tests.world import sessions_on, settle_town


@dataclass(slots=True)
class Tally:
    """What was seen."""

    rounds: int = 0
    kills: int = 0
    sent_bytes: int = 0
    failures: list[str] = field(default_factory=list)


def torture(services: Services, folder: Path, rounds: int, seed: int) -> Tally:
    """Run the rounds with one seed, so that a failure can be repeated."""
    chance = random.Random(seed)
    tally = Tally()
    token = asyncio.run(_settle(services))
    environment = {
        "DATABASE_URL": services.app_url,
        "REDIS_URL": services.redis_url,
        "STORAGE_URL": (folder / "files").as_uri(),
        "LIUHEN_STORAGE_RESERVE_BYTES": "0",
        "LIUHEN_UPLOAD_CHECKPOINT_BYTES": str(4 * MIB),
    }
    with Server(environment, token, folder / "server.log") as server:
        for number in range(rounds):
            data = chance.randbytes(chance.randrange(1, 48 * MIB))
            path = server.create(len(data))
            _round(server, path, data, chance, tally)
            digest = asyncio.run(_digest_kept(services, folder / "files", path))
            if digest != hashlib.sha256(data).hexdigest():
                tally.failures.append(f"round {number}: the digest is wrong")
            tally.rounds += 1
    return tally


def _round(server: Server, path: str, data: bytes, chance: random.Random, tally: Tally) -> None:
    """Send one file through as many kills as chance brings."""
    done = threading.Event()
    killer = threading.Thread(target=_kill_now_and_then, args=(server, done, chance, tally))
    killer.start()
    acknowledged = 0
    try:
        while acknowledged < len(data):
            try:
                offset = server.offset_of(path)
                if offset < acknowledged:
                    tally.failures.append(f"{path}: offset fell from {acknowledged} to {offset}")
                acknowledged = offset
                upto = min(len(data), offset + chance.randrange(1, 16 * MIB))
                tally.sent_bytes += upto - offset
                answer = server.patch(path, offset, data[offset:upto])
                if answer.status_code == 204:
                    acknowledged = int(answer.headers["Upload-Offset"])
            except (httpx.TransportError, AssertionError):
                time.sleep(0.05)
    finally:
        done.set()
        killer.join()


def _kill_now_and_then(
    server: Server, done: threading.Event, chance: random.Random, tally: Tally
) -> None:
    while not done.wait(chance.uniform(0.02, 0.4)):
        server.stop(signal.SIGKILL)
        server.start()
        tally.kills += 1


async def _settle(services: Services) -> str:
    engine = make_engine(services.app_url)
    async with transaction(sessions_on(engine)) as session:
        town = await settle_town(session)
    await engine.dispose()
    return town.terminal_token


async def _digest_kept(services: Services, files: Path, path: str) -> str:
    upload_id = UUID(path.rpartition("/")[2])
    engine = make_engine(services.app_url)
    async with sessions_on(engine)() as session:
        rows = await session.scalars(
            select(Segment).where(Segment.upload_id == upload_id).order_by(Segment.start)
        )
        parts = [StoredPart(row.storage_key, row.length, row.sha256) for row in rows]
    await engine.dispose()
    store = DiskStore(files)
    found = store.digest_original(store.assemble_original(upload_id, parts), parts)
    # Only here, so that a long run does not fill the disk; the product has no way to do this.
    shutil.rmtree(files / "originals")
    (files / "originals").mkdir()
    return found.sha256
