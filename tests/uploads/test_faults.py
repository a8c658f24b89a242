"""A disk that fails at every single call, a database that is lost at every commit.

Promise P1 and P11: nothing is acknowledged that is not durable, and the upload goes on.
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlalchemy.orm import Session

from app.clock import current_time
from app.db import type_of_sessions
from app.embedded.services import Services
from app.live import NewsDesk
from app.models import Recording
from app.queue import Nudger
from app.storage.disk import DiskStore
from tests.storage.faults import FaultPlan, FaultySyscalls
from tests.uploads.desk import Desk, digest_kept, opened, send, settings_for
from tests.world import Settled, Town

DATA = os.urandom(2_500_000)
DIGEST = hashlib.sha256(DATA).hexdigest()
CALLS = range(1, 20)
NEVER = 3600.0
COMMITS = range(1, 10)


class BreakingSession(Session):
    """A session whose connection is lost at one of its commits."""


@pytest.fixture
async def settled(committed: type_of_sessions, settled: Settled) -> Town:
    async with committed() as session, session.begin():
        return await settled.again(session)


@pytest.fixture
def plan() -> FaultPlan:
    return FaultPlan()


@pytest.fixture
def desk(
    services: Services, engine: AsyncEngine, plan: FaultPlan, tmp_path: Path
) -> Iterator[Desk]:
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()
    yield Desk(
        # The table counts calls, and a checkpoint of a slow machine would add some.
        settings=settings_for(
            services.app_url, "redis://127.0.0.1:1", upload_checkpoint_seconds=NEVER
        ),
        sessions=async_sessionmaker(
            engine, expire_on_commit=False, sync_session_class=BreakingSession
        ),
        store=store,
        nudger=Nudger("redis://127.0.0.1:1"),
        news=NewsDesk(services.app_url),
        clock=current_time,
    )
    store.threads.shutdown()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["disk full", "disk broken"])
@pytest.mark.parametrize("at", CALLS)
async def test_whichever_call_fails_the_upload_ends_with_the_right_digest(
    at: int, code: int, desk: Desk, plan: FaultPlan, settled: Town
) -> None:
    upload = await opened(desk, settled.terminal, len(DATA))
    plan.at, plan.code = at, code

    failures = await send(desk, settled.terminal, upload.id, DATA)

    assert failures == ["storage_full" if code == errno.ENOSPC else "storage_failure"]
    assert await digest_kept(desk.sessions, desk.store, upload.id) == (DIGEST, ())


async def test_the_table_of_faults_reaches_every_call(
    desk: Desk, plan: FaultPlan, settled: Town
) -> None:
    upload = await opened(desk, settled.terminal, len(DATA))

    await send(desk, settled.terminal, upload.id, DATA)

    assert len(plan.calls) == CALLS[-1]


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
@pytest.mark.parametrize("at", COMMITS)
async def test_a_database_lost_at_a_commit_costs_nothing_that_was_acknowledged(
    at: int, moment: str, desk: Desk, settled: Town
) -> None:
    upload = await opened(desk, settled.terminal, len(DATA))
    seen = []

    def lose(_: Session) -> None:
        seen.append(moment)
        if len(seen) == at:
            raise ConnectionResetError

    event.listen(BreakingSession, moment, lose)
    try:
        await send(desk, settled.terminal, upload.id, DATA)
    finally:
        event.remove(BreakingSession, moment, lose)

    assert await digest_kept(desk.sessions, desk.store, upload.id) == (DIGEST, ())
    async with desk.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Recording)) == 1
