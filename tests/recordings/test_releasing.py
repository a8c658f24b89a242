"""What a revoked terminal sent: sealed into quarantine, opened only when its custodian says so."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.jobs.leases import add_job
from app.ledger.kinds import LedgerKind
from app.models import Job, Original, Recording, Upload
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import JobKind, JobQueue
from app.queue import Nudge
from app.recordings.queries import findings_of
from app.recordings.releasing import release_from_quarantine
from tests.routers.conftest import House, clip, house
from tests.routers.evidence import inspected, received, settle_everything
from tests.world import NOW

__all__ = ["clip", "house"]
REASON = "已向设备管理员核实，系遗失前录制。"


async def set_aside(house: House, content: bytes) -> UUID:
    """A recording that a revoked terminal sent, as the worker leaves it."""
    recording_id = await received(house, content)
    async with house.sessions() as session, session.begin():
        recording = await session.get_one(Recording, recording_id)
        own = Upload.id == recording.upload_id
        await session.execute(update(Upload).where(own).values(is_set_aside=True))
        add_job(session, JobKind.SEAL_RECORDING, recording_id, queue=JobQueue.SHORT, now=NOW)
    await settle_everything(house)
    return recording_id


async def release(house: House, actor: Actor, recording_id: UUID, reason: str = REASON) -> object:
    async with house.sessions() as session, session.begin():
        return await release_from_quarantine(
            session, actor, recording_id, reason, long_from_bytes=1 << 40, now=house.clock.now
        )


async def state_of(house: House, recording_id: UUID) -> tuple[str, list[str]]:
    async with house.sessions() as session:
        recording = await session.get_one(Recording, recording_id)
        findings = await findings_of(session, recording_id)
    return recording.state, [line.code for line in findings]


async def kinds_about(house: House, recording_id: UUID) -> list[LedgerKind]:
    return [line.kind for line in await house.history(recording_id)]


async def jobs_of(house: House, recording_id: UUID) -> list[str]:
    async with house.sessions() as session:
        rows = await session.scalars(
            select(Job.kind).where(Job.recording_id == recording_id).order_by(Job.id)
        )
        return list(rows)


async def test_what_a_revoked_terminal_sent_is_sealed_and_not_opened(
    house: House, clip: bytes
) -> None:
    recording_id = await set_aside(house, clip)

    assert await state_of(house, recording_id) == ("quarantined", ["terminal_revoked"])
    assert await jobs_of(house, recording_id) == ["seal_recording"]
    assert (await kinds_about(house, recording_id))[-1] is LedgerKind.RECORDING_QUARANTINED
    async with house.sessions() as session:
        original = await session.get_one(Original, recording_id)
    assert (original.size_bytes, len(original.sm3)) == (len(clip), 64)


async def test_the_custodian_releases_it_and_it_is_inspected(house: House, clip: bytes) -> None:
    recording_id = await set_aside(house, clip)

    outcome = await release(house, house.town.liu, recording_id)

    assert isinstance(outcome, Nudge)
    assert await state_of(house, recording_id) == ("sealed", ["terminal_released"])
    await settle_everything(house)
    assert (await state_of(house, recording_id))[0] == "processed"
    assert (await kinds_about(house, recording_id))[-3:] == [
        LedgerKind.RECORDING_RELEASED,
        LedgerKind.RECORDING_ATTRIBUTED,
        LedgerKind.RECORDING_PROCESSED,
    ]


async def test_the_reason_of_a_release_is_in_the_ledger(house: House, clip: bytes) -> None:
    recording_id = await set_aside(house, clip)

    await release(house, house.town.liu, recording_id)

    assert (await house.history(recording_id))[-1].detail["reason"] == REASON


@pytest.mark.parametrize("name", ["chen", "zhao", "sun", "zhou", "wu", "qian"])
async def test_nobody_else_may_release_it(house: House, clip: bytes, name: str) -> None:
    recording_id = await set_aside(house, clip)

    with pytest.raises(NotFoundError):
        await release(house, getattr(house.town, name), recording_id)

    assert (await state_of(house, recording_id))[0] == "quarantined"


async def test_the_terminal_that_sent_it_may_not_release_it(house: House, clip: bytes) -> None:
    recording_id = await set_aside(house, clip)

    outcome = await release(house, house.town.terminal, recording_id)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await kinds_about(house, recording_id))[-1] is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
async def test_a_release_needs_a_reason(house: House, clip: bytes, reason: str) -> None:
    recording_id = await set_aside(house, clip)

    with pytest.raises(InvalidInputError):
        await release(house, house.town.liu, recording_id, reason)


async def test_a_second_release_says_that_it_is_done(house: House, clip: bytes) -> None:
    recording_id = await set_aside(house, clip)
    await release(house, house.town.liu, recording_id)

    with pytest.raises(ConflictError, match="刷新"):
        await release(house, house.town.liu, recording_id)


async def test_another_fault_keeps_it_in_quarantine(house: House) -> None:
    recording_id = await set_aside(house, b"")

    state, findings = await state_of(house, recording_id)
    assert (state, set(findings)) == ("quarantined", {"empty_file", "terminal_revoked"})
    with pytest.raises(ConflictError):
        await release(house, house.town.liu, recording_id)


async def test_a_good_copy_does_not_hide_behind_one_that_was_set_aside(
    house: House, clip: bytes
) -> None:
    await set_aside(house, clip)

    good = await inspected(house, clip)

    # Nobody held the camera; that it is the only finding is what matters here.
    assert await state_of(house, good) == ("processed", ["officer_unknown"])


async def test_the_page_offers_the_release_to_the_custodian_alone(
    house: House, clip: bytes
) -> None:
    recording_id = await set_aside(house, clip)
    liu = await house.visit("liu")

    page = await liu.get(f"/recordings/{recording_id}")
    done = await liu.post(f"/recordings/{recording_id}/release", data={"reason": REASON})
    after = await liu.get(f"/recordings/{recording_id}")

    assert "解除隔离" in page.text
    assert (done.status_code, done.headers["location"]) == (303, f"/recordings/{recording_id}")
    assert 'name="reason"' not in after.text
    assert "来源已核实" in after.text
