"""封存: put the bundle of an issue where it stays, read it back, and keep it (复制留存).

It was written whole before the issue, so nothing that is asked here can undo it. Until it is done
the copy can neither be taken away nor mailed.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.bench import Bench
from app.db import transaction
from app.errors import StorageFailureError
from app.jobs.leases import finish
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue, CopyOrder, Original
from app.policy.access_words import CopyOrderState
from app.policy.actor import WORKER
from app.storage.store import Digests, StoredPart
from app.storage.threads import in_threads


async def seal_bundle(bench: Bench) -> None:
    """Bring an issued copy to ``sealed`` and finish the job. Appends ``copy:sealed``.

    May be repeated after a kill. Locks the order.

    Raises:
        LeaseLostError: another worker has it now; nothing was written.
        StorageFullError, StorageFailureError: to be tried again; the segment is still there.
    """
    async with bench.sessions() as session:
        part = _part_of(await session.get_one(CopyOrder, bench.order_id))
    store = bench.store
    key = await in_threads(store, store.assemble_original, bench.order_id, (part,))
    digests = await in_threads(store, store.digest_original, key, (part,))
    if digests.spoiled_parts or digests.sha256 != part.sha256:
        raise StorageFailureError
    async with transaction(bench.sessions) as session:
        await _keep(session, bench, key, digests, bench.clock())
    # A worker killed before this line leaves it to the sweep.
    await in_threads(store, store.discard_segments, bench.order_id)


def _part_of(order: CopyOrder) -> StoredPart:
    assert order.bundle_key is not None
    assert order.bundle_bytes is not None
    assert order.bundle_sha256 is not None
    return StoredPart(order.bundle_key, order.bundle_bytes, order.bundle_sha256)


async def _keep(
    session: AsyncSession, bench: Bench, key: str, digests: Digests, now: datetime
) -> None:
    order = await session.get_one(CopyOrder, bench.order_id, with_for_update=True)
    await finish(session, bench.job, now)
    session.add(
        Original(
            id=order.id,
            storage_key=key,
            size_bytes=digests.size_bytes,
            sha256=digests.sha256,
            sm3=digests.sm3,
            sealed_at=now,
        )
    )
    await session.flush()
    issue = await session.get_one(CopyIssue, order.id, with_for_update=True)
    issue.bundle_id = order.id
    order.state, order.finished_at = CopyOrderState.SEALED.value, now
    await append(
        session,
        LedgerKind.COPY_SEALED,
        WORKER,
        unit_id=order.unit_id,
        subject_id=issue.id,
        detail={
            "request": order.request_id,
            "mark": issue.code,
            "size_bytes": digests.size_bytes,
            "sha256": digests.sha256,
            "sm3": digests.sm3,
        },
        now=now,
    )
