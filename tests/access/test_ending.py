"""How a permit ends: taken back, given up, run out by time or by uses."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.ending import end_spent, give_up_permit, revoke_permit
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.models import AccessPermit, SignInSession, Viewing
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer, PermitEnd, ViewingEnd
from app.policy.actor import ANONYMOUS
from tests.access.approving import answered, head_of, permit_of, row_of, waiting
from tests.access.register import viewed
from tests.world import NOW, Town


@pytest.fixture
async def request_id(session: AsyncSession, town: Town) -> UUID:
    """Chen's request, granted by the head for three viewings."""
    head, asked = await head_of(session, town), await waiting(session, town)
    assert await answered(session, head, asked, ApprovalAnswer.APPROVED, uses=3) is None
    return asked


async def permit_in(session: AsyncSession, request_id: UUID) -> AccessPermit:
    permit = await permit_of(session, request_id)
    assert permit is not None
    return permit


@pytest.mark.parametrize("name", ["liu", "zhao"])
async def test_keeper_and_leader_take_it_back_with_a_reason(
    session: AsyncSession, town: Town, request_id: UUID, name: str
) -> None:
    actor = getattr(town, name)

    assert await revoke_permit(session, actor, request_id, "发现与本案无关", now=NOW) is None

    permit = await permit_in(session, request_id)
    assert (permit.end_kind, permit.end_reason) == (PermitEnd.REVOKED.value, "发现与本案无关")
    assert (permit.ended_at, permit.ended_by_id) == (NOW, actor.id)
    assert (await row_of(session, request_id)).state == AccessState.ENDED.value
    last = (await history_of(session, request_id))[-1]
    assert (last.kind.value, last.actor_id) == ("access:revoked", actor.id)


async def test_it_is_not_taken_back_without_a_reason_nor_twice(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    with pytest.raises(NotAcceptableError, match="请写明收回准予的原因"):
        await revoke_permit(session, town.liu, request_id, "", now=NOW)
    await revoke_permit(session, town.liu, request_id, "误准", now=NOW)

    with pytest.raises(ConflictError):
        await revoke_permit(session, town.liu, request_id, "再收一次", now=NOW)


async def test_the_asker_gives_it_up_and_does_not_take_it_back(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    refused = await revoke_permit(session, town.chen, request_id, "不要了", now=NOW)
    assert refused is not None
    assert (await history_of(session, request_id))[-1].kind.value == "act:refused"

    assert await give_up_permit(session, town.chen, request_id, now=NOW) is None

    assert (await permit_in(session, request_id)).end_kind == PermitEnd.WITHDRAWN.value
    assert (await row_of(session, request_id)).state == AccessState.WITHDRAWN.value


async def test_nobody_gives_up_what_another_was_granted(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    decision = await give_up_permit(session, town.liu, request_id, now=NOW)

    assert decision is not None
    assert (await permit_in(session, request_id)).ended_at is None


async def test_outsiders_and_nobody_hear_of_nothing(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    for actor in (town.qian, town.sun, ANONYMOUS):
        with pytest.raises(NotFoundError):
            await revoke_permit(session, actor, request_id, "收回", now=NOW)
        with pytest.raises(NotFoundError):
            await give_up_permit(session, actor, request_id, now=NOW)


async def test_what_has_run_out_ends_by_itself_once(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    until = (await permit_in(session, request_id)).until_at

    assert await end_spent(session, until - timedelta(seconds=1)) == 0
    assert [await end_spent(session, until) for _ in range(2)] == [1, 0]

    assert (await row_of(session, request_id)).state == AccessState.ENDED.value
    last = (await history_of(session, request_id))[-1]
    assert (last.kind.value, last.detail["by"]) == ("access:ended", "time")
    assert town


async def test_the_last_use_is_let_finish(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    permit = await permit_in(session, request_id)
    permit.uses = 3
    viewing = Viewing(
        id=ids.new_id(),
        request_id=request_id,
        permit_id=permit.id,
        unit_id=permit.unit_id,
        person_id=town.chen.id,
        terminal_id=None,
        credential_id=await _sign_in(session, town),
        code="ABCDE",
        address="127.0.0.1",
        started_at=NOW,
        last_seen_at=NOW,
    )
    session.add(viewing)
    await session.flush()
    assert await end_spent(session, NOW) == 0

    viewing.ended_at, viewing.end_kind = NOW, ViewingEnd.CLOSED.value
    await session.flush()

    assert await end_spent(session, NOW) == 1
    assert (await history_of(session, request_id))[-1].detail["by"] == "uses"


async def test_a_permit_that_has_ended_is_not_revived_even_in_the_database(
    session: AsyncSession, town: Town, request_id: UUID
) -> None:
    await revoke_permit(session, town.liu, request_id, "误准", now=NOW)
    as_before = {"ended_at": None, "ended_by_id": None, "end_kind": None}

    with pytest.raises(DBAPIError, match="does not begin again"):
        await session.execute(update(AccessPermit).values(as_before))


async def test_a_sitting_that_has_ended_is_not_revived_even_in_the_database(
    session: AsyncSession, town: Town
) -> None:
    await viewed(session, town.chen, town.brigade)

    with pytest.raises(DBAPIError, match="does not begin again"):
        await session.execute(update(Viewing).values(ended_at=None, end_kind=None))


async def _sign_in(session: AsyncSession, town: Town) -> UUID:
    row = SignInSession(
        id=ids.new_id(),
        token_hash=ids.new_bytes(32),
        person_id=town.chen.id,
        address="127.0.0.1",
        user_agent="",
        created_at=NOW,
        last_seen_at=NOW,
        expires_at=NOW + timedelta(hours=8),
    )
    session.add(row)
    await session.flush()
    return row.id
