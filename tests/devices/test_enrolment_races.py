"""Two terminals with one code, two keepers with one device: exactly one wins."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.db import transaction, type_of_sessions
from app.devices.codes import FreshCode, make_code
from app.devices.enrolment import redeem_code
from app.devices.terminals import Enrolment
from app.devices.tokens import NOTHING_SAID
from app.models import EnrolmentCode, TerminalToken
from tests.world import NOW, Settled, Town


@pytest.fixture
async def place(committed: type_of_sessions, settled: Settled) -> Town:
    """The town, really committed."""
    async with transaction(committed) as session:
        return await settled.again(session)


async def make(sessions: type_of_sessions, town: Town) -> FreshCode:
    assert isinstance(town.terminal.id, UUID)
    async with transaction(sessions) as session:
        fresh = await make_code(session, town.sun, town.terminal.id, minutes=15, now=NOW)
    assert isinstance(fresh, FreshCode)
    return fresh


async def use(sessions: type_of_sessions, code: str, address: str) -> bool:
    async with transaction(sessions) as session:
        outcome = await redeem_code(session, code, NOTHING_SAID, address=address, now=NOW)
    return isinstance(outcome, Enrolment)


@pytest.mark.parametrize("round_number", range(5))
async def test_of_two_uses_at_once_exactly_one_gets_a_token(
    committed: type_of_sessions, place: Town, round_number: int
) -> None:
    fresh = await make(committed, place)
    address = f"10.0.{round_number}.1"

    won = await asyncio.gather(
        *(use(committed, code, address) for code in (fresh.scanned, fresh.typed) * 2)
    )

    assert sorted(won) == [False, False, False, True]
    async with committed() as session:
        in_force = await session.scalar(
            select(func.count()).where(
                TerminalToken.device_id == place.terminal.id, TerminalToken.revoked_at.is_(None)
            )
        )
    assert in_force == 1


async def test_two_uses_at_once_from_two_places_leave_no_token_that_anybody_trusts(
    committed: type_of_sessions, place: Town
) -> None:
    fresh = await make(committed, place)

    won = await asyncio.gather(
        *(use(committed, fresh.scanned, address) for address in ("10.0.0.1", "10.0.0.2"))
    )

    assert sorted(won) == [False, True]
    async with committed() as session:
        in_force = await session.scalar(
            select(func.count()).where(
                TerminalToken.device_id == place.terminal.id, TerminalToken.revoked_at.is_(None)
            )
        )
    assert in_force == 0


async def test_two_codes_made_at_once_leave_one_living(
    committed: type_of_sessions, place: Town
) -> None:
    codes = await asyncio.gather(*(make(committed, place) for _ in range(3)))

    async with committed() as session:
        living = await session.scalars(
            select(EnrolmentCode.id).where(
                EnrolmentCode.used_at.is_(None), EnrolmentCode.ended_at.is_(None)
            )
        )
    assert len(living.all()) == 1
    assert len({code.typed for code in codes}) == 3
