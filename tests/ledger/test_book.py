"""Events stand in the same transaction as the act, and read back as they were written."""

from sqlalchemy import func, select

from app import ids
from app.db import transaction, type_of_sessions
from app.ledger.book import append, history_of
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from app.policy.actor import WORKER
from tests.world import NOW


async def test_an_event_is_undone_with_its_act(committed: type_of_sessions) -> None:
    async with committed() as session:
        await append(session, LedgerKind.UNIT_REGISTERED, WORKER, unit_id=None, now=NOW)
        await session.rollback()

    async with committed() as session:
        assert await session.scalar(select(func.count()).select_from(LedgerEvent)) == 0


async def test_the_history_of_a_subject_reads_in_order(committed: type_of_sessions) -> None:
    subject = ids.new_id()
    async with transaction(committed) as session:
        for kind in (LedgerKind.UPLOAD_CREATED, LedgerKind.UPLOAD_COMPLETED):
            await append(
                session, kind, WORKER, unit_id=None, subject_id=subject, detail={"n": 1}, now=NOW
            )
        await append(session, LedgerKind.UNIT_REGISTERED, WORKER, unit_id=None, now=NOW)

    async with committed() as session:
        lines = await history_of(session, subject)

    assert [line.kind for line in lines] == [LedgerKind.UPLOAD_CREATED, LedgerKind.UPLOAD_COMPLETED]
    assert [line.at for line in lines] == [NOW, NOW]
    assert [dict(line.detail) for line in lines] == [{"n": 1}, {"n": 1}]
