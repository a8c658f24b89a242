"""复制件的制作: a job makes what is too large for an answer, once, whatever breaks off (P10)."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from app.access import issuing, keeping, ordering
from app.access.bundling import write_bundle
from app.access.copies import open_bundle
from app.access.ending import revoke_permit
from app.access.handing import Parcel, Taker, mail_copy, receive_copy
from app.access.issuing import issue_copy
from app.access.leftovers import copies_without_need
from app.access.orders import orders_of, unsealed_order
from app.errors import ConflictError, NotFoundError, StorageFullError
from app.jobs.leases import LeaseLostError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import CopyOrder, Job, Original, Person, RegisterLine, RoleAssignment
from app.policy.access_words import CopyOrderState, RegisterKind
from app.policy.vocabulary import JobState
from app.workers.perform import Workshop, perform
from app.workers.steadiness import Steadiness
from app.workers.sweep import clean
from tests.access.copies import FILM, PAPER, Counter, counter, laid_out, opened
from tests.world import NOW

__all__ = ["counter", "laid_out"]


class KilledError(Exception):
    """The worker's life ends here."""


@pytest.fixture
def large(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """The same counter where no bundle is small enough to be made at once."""
    monkeypatch.setattr(ordering, "_AT_ONCE_BYTES", 0)
    return counter


async def ordered(counter: Counter) -> UUID:
    order_id = await counter.issue()
    assert isinstance(order_id, UUID)
    return order_id


async def state_of(counter: Counter, order_id: UUID) -> tuple[CopyOrderState, JobState]:
    """Return how far the order and its job have come."""
    async with counter.sessions() as session:
        order = await session.get_one(CopyOrder, order_id)
        job = await session.scalar(select(Job.state).where(Job.copy_order_id == order_id))
    return CopyOrderState(order.state), JobState(job or "")


async def revoke(counter: Counter) -> None:
    async with counter.sessions() as session, session.begin():
        town = counter.town
        assert await revoke_permit(session, town.liu, counter.request_id, "错", now=NOW) is None


async def kinds_of_lines(counter: Counter) -> list[str]:
    async with counter.sessions() as session:
        return list(await session.scalars(select(RegisterLine.kind).order_by(RegisterLine.id)))


async def assert_issued_once(counter: Counter) -> None:
    """One issue, one use, one line, one bundle, and nothing left lying about."""
    (issue,) = await counter.issues()
    assert (await counter.permit()).uses == 1
    assert await kinds_of_lines(counter) == [RegisterKind.COPIED.value]
    members = opened(await counter.bundle(issue))
    assert {PAPER, FILM} <= set(members.values())
    assert counter.desk.store.uploads_with_segments() == ()
    async with counter.sessions() as session:
        bundles = select(func.count()).where(Original.id == issue.bundle_id)
        assert await session.scalar(bundles) == 1


async def test_a_large_copy_is_ordered_and_issued_by_a_worker(large: Counter) -> None:
    order_id = await ordered(large)

    before = await state_of(large, order_id)
    uses = (await large.permit()).uses
    await issue_copy(await large.bench(order_id))

    assert before == (CopyOrderState.WAITING, JobState.QUEUED)
    assert uses == 0
    assert await state_of(large, order_id) == (CopyOrderState.SEALED, JobState.DONE)
    await assert_issued_once(large)
    async with large.sessions() as session:
        events = [line.kind for line in await history_of(session, large.request_id)]
        sealed = await history_of(session, order_id)
    assert events[-2:] == [LedgerKind.COPY_ORDERED, LedgerKind.COPY_ISSUED]
    assert [line.kind for line in sealed] == [LedgerKind.COPY_SEALED]


async def test_a_worker_that_is_woken_makes_it(large: Counter) -> None:
    """The door of the workers knows this kind of job, and the sweep tidies up behind it."""
    order_id = await ordered(large)
    store = large.desk.store
    writer = store.begin_segment(order_id, 0, 9)
    desk = large.desk
    shop = Workshop(desk.settings, large.sessions, store, desk.nudger, desk.clock)
    async with large.sessions() as session:
        job_id = await session.scalar(select(Job.id).where(Job.copy_order_id == order_id))
    assert job_id is not None

    await perform(shop, job_id, 1)
    writer.write((b"left by a worker that was thought dead",))
    writer.finish()
    await clean(shop, Steadiness(NOW, lambda: 0.0))

    await assert_issued_once(large)


async def test_while_one_is_made_no_second_one_is_ordered(large: Counter) -> None:
    await ordered(large)

    with pytest.raises(ConflictError, match="正在生成"):
        await large.issue()

    async with large.sessions() as session:
        assert await session.scalar(select(func.count(CopyOrder.id))) == 1


async def test_a_permit_taken_back_before_the_worker_came_stops_it(large: Counter) -> None:
    order_id = await ordered(large)
    await revoke(large)

    await issue_copy(await large.bench(order_id))

    assert await state_of(large, order_id) == (CopyOrderState.REFUSED, JobState.DONE)
    assert "已经收回" in (await large.order(order_id)).problem
    assert await large.issues() == []
    assert await kinds_of_lines(large) == [RegisterKind.REFUSED.value]
    async with large.sessions() as session:
        assert (await history_of(session, large.request_id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("gone", ["no longer keeper", "left"])
async def test_who_has_lost_the_records_meanwhile_issues_nothing(large: Counter, gone: str) -> None:
    order_id = await ordered(large)
    async with large.sessions() as session, session.begin():
        liu = large.town.liu.id
        if gone == "left":
            await session.execute(update(Person).where(Person.id == liu).values(is_active=False))
        else:
            ended = update(RoleAssignment).where(RoleAssignment.person_id == liu)
            await session.execute(ended.values(role="inspector"))

    await issue_copy(await large.bench(order_id))

    order = await large.order(order_id)
    assert order.state == CopyOrderState.REFUSED.value
    assert "资料保管人员" in order.problem
    assert await large.issues() == []
    async with large.sessions() as session:
        assert (await history_of(session, large.request_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_worker_killed_while_it_writes_is_followed_by_one_that_ends_it(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await ordered(large)

    def killed(*arguments: object, **said: object) -> object:
        write_bundle(*arguments, **said)  # type: ignore[arg-type]
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(issuing, "write_bundle", killed)
        with pytest.raises(KilledError):
            await issue_copy(await large.bench(order_id))
    left = large.desk.store.uploads_with_segments()
    await issue_copy(await large.bench(order_id, attempt=2))

    assert left == (order_id,)
    await assert_issued_once(large)


async def test_a_worker_killed_before_the_seal_is_followed_by_one_that_only_seals(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then nothing is handed over; what was issued by then is not taken back any more."""
    order_id = await ordered(large)

    async def killed(_: object) -> None:
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(issuing, "seal_bundle", killed)
        with pytest.raises(KilledError):
            await issue_copy(await large.bench(order_id))
    assert (await state_of(large, order_id))[0] is CopyOrderState.ISSUED
    liu = large.town.liu
    async with large.sessions() as session:
        for verb in (
            open_bundle(session, liu, order_id, now=NOW),
            receive_copy(session, liu, order_id, Taker("马", "证"), now=NOW),
            mail_copy(session, liu, order_id, Parcel("局", "", NOW.date()), now=NOW),
        ):
            with pytest.raises(ConflictError, match="正在封存"):
                await verb
    await revoke(large)

    await issue_copy(await large.bench(order_id, attempt=2))

    await assert_issued_once(large)


async def test_a_worker_killed_between_seal_and_tidying_leaves_work_for_the_sweep(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await ordered(large)
    store = large.desk.store
    bench = await large.bench(order_id)
    with monkeypatch.context() as dying:
        dying.setattr(store, "discard_segments", lambda _: None)
        await issue_copy(bench)
    waiting = UUID(int=1)

    async with large.sessions() as session:
        needless = await copies_without_need(session, [*store.uploads_with_segments(), waiting])

    assert needless == [order_id]


async def test_the_segments_of_what_is_not_over_are_nobodys_leftovers(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await ordered(large)

    async with large.sessions() as session:
        assert await copies_without_need(session, [order_id]) == []


async def test_a_worker_thought_dead_that_comes_back_changes_nothing(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await ordered(large)
    loop = asyncio.get_running_loop()
    first = await large.bench(order_id)

    async def second() -> None:
        await issue_copy(await large.bench(order_id, attempt=2))

    def slow(*arguments: object, **said: object) -> object:
        monkeypatch.setattr(issuing, "write_bundle", write_bundle)
        written = write_bundle(*arguments, **said)  # type: ignore[arg-type]
        asyncio.run_coroutine_threadsafe(second(), loop).result()
        return written

    monkeypatch.setattr(issuing, "write_bundle", slow)

    with pytest.raises(LeaseLostError):
        await issue_copy(first)

    await assert_issued_once(large)


async def test_a_worker_killed_between_the_file_and_its_row_is_followed_by_one_that_finds_it(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await ordered(large)

    async def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(keeping, "_keep", killed)
        with pytest.raises(KilledError):
            await issue_copy(await large.bench(order_id))

    await issue_copy(await large.bench(order_id, attempt=2))

    await assert_issued_once(large)


async def test_a_disk_that_fills_up_before_the_seal_delays_it(
    large: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is issued and durable is kept as soon as there is room (P11)."""
    order_id = await ordered(large)

    def full(*_: object) -> str:
        raise StorageFullError

    with monkeypatch.context() as filling:
        filling.setattr(large.desk.store, "assemble_original", full)
        with pytest.raises(StorageFullError):
            await issue_copy(await large.bench(order_id))
    between = await state_of(large, order_id)

    await issue_copy(await large.bench(order_id, attempt=2))

    assert between[0] is CopyOrderState.ISSUED
    await assert_issued_once(large)


async def test_what_waits_is_shown_to_whoever_knows_the_request_alone(large: Counter) -> None:
    order_id = await ordered(large)

    async with large.sessions() as session:
        (line,) = await orders_of(session, large.request_id)
        shown = await unsealed_order(session, large.town.zhao, order_id)
        for outsider in (large.town.chen, large.town.qian):
            with pytest.raises(NotFoundError):
                await unsealed_order(session, outsider, order_id)

    assert (line.id, line.state, line.percent) == (order_id, CopyOrderState.WAITING, 0)
    assert shown is not None
    assert shown.request_no == "调阅〔2026〕1号"


async def test_what_goes_wrong_with_a_small_one_is_left_to_a_worker(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer shows that it waits for its seal, and does not claim that nothing was issued."""

    def full(*_: object) -> str:
        raise StorageFullError

    with monkeypatch.context() as filling:
        filling.setattr(counter.desk.store, "assemble_original", full)
        order_id = await ordered(counter)
    between = await state_of(counter, order_id)

    await issue_copy(await counter.bench(order_id, attempt=2))

    assert between == (CopyOrderState.ISSUED, JobState.QUEUED)
    await assert_issued_once(counter)


async def test_how_much_was_read_is_told_and_never_all_of_it(large: Counter) -> None:
    order_id = await ordered(large)
    async with large.sessions() as session, session.begin():
        order = await session.get_one(CopyOrder, order_id)
        order.done_bytes = order.total_bytes
        await session.flush()
        (line,) = await orders_of(session, large.request_id)

    assert (line.percent, line.is_over) == (99, False)
