"""Growing delays: strangers slow a person down, and never lock the person out."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.throttle import (
    ACCOUNT,
    ACCOUNT_AT_ADDRESS,
    ADDRESS,
    Allowance,
    count_failure,
    delay_after,
    forget_old,
    forgive,
    sign_in_counters,
    wait_until,
)
from tests.world import NOW


@pytest.mark.parametrize(
    ("failures", "allowance", "seconds"),
    [
        pytest.param(1, ACCOUNT_AT_ADDRESS, 0, id="first typing error"),
        pytest.param(3, ACCOUNT_AT_ADDRESS, 0, id="third typing error"),
        pytest.param(4, ACCOUNT_AT_ADDRESS, 2, id="fourth"),
        pytest.param(7, ACCOUNT_AT_ADDRESS, 16, id="seventh"),
        pytest.param(500, ACCOUNT_AT_ADDRESS, 900, id="a guessing program"),
        pytest.param(20, ADDRESS, 0, id="an office behind one address"),
        pytest.param(500, ACCOUNT, 30, id="strangers everywhere against one account"),
    ],
)
def test_the_delay_doubles_up_to_its_limit(
    failures: int, allowance: Allowance, seconds: int
) -> None:
    assert delay_after(failures, allowance).total_seconds() == seconds


async def fail(session: AsyncSession, times: int, username: str, address: str) -> None:
    for _ in range(times):
        await count_failure(session, sign_in_counters(username, address), NOW)


async def test_a_few_typing_errors_cost_nothing(session: AsyncSession) -> None:
    await fail(session, 3, "chen", "10.0.0.5")

    assert await wait_until(session, sign_in_counters("chen", "10.0.0.5"), NOW) is None


async def test_guessing_is_slowed_at_that_address_and_forgiven_after_success(
    session: AsyncSession,
) -> None:
    await fail(session, 6, "chen", "10.0.0.5")

    blocked = await wait_until(session, sign_in_counters("Chen ", "10.0.0.5"), NOW)
    elsewhere = await wait_until(session, sign_in_counters("chen", "10.0.0.6"), NOW)
    await forgive(session, sign_in_counters("chen", "10.0.0.5"))

    assert blocked == NOW + timedelta(seconds=8)
    assert elsewhere is None
    assert await wait_until(session, sign_in_counters("chen", "10.0.0.5"), NOW) is None


async def test_many_addresses_against_one_account_delay_it_by_half_a_minute_at_most(
    session: AsyncSession,
) -> None:
    for number in range(40):
        await fail(session, 1, "chen", f"10.0.1.{number}")

    blocked = await wait_until(session, sign_in_counters("chen", "10.0.0.5"), NOW)

    assert blocked == NOW + timedelta(seconds=30)


async def test_a_clock_set_back_locks_nobody_out(session: AsyncSession) -> None:
    await fail(session, 30, "chen", "10.0.0.5")

    yesterday = NOW - timedelta(days=1)

    assert await wait_until(session, sign_in_counters("chen", "10.0.0.5"), yesterday) is None


async def test_counters_are_forgotten_after_a_quiet_day(session: AsyncSession) -> None:
    await fail(session, 30, "chen", "10.0.0.5")

    await forget_old(session, NOW + timedelta(hours=25))
    await fail(session, 1, "chen", "10.0.0.5")

    assert await wait_until(session, sign_in_counters("chen", "10.0.0.5"), NOW) is None
