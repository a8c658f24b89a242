"""Growing delays after failures: any counter; for sign-ins per account and address.

The delay of an account over all addresses stays short, so that strangers can slow a person down
but never lock them out; the delay of one address guessing one account grows long.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import SignInThrottle


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures are free, and how long the doubling delay may become."""

    free: int
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Counter:
    """One thing that is counted; the key is a digest of its kind and names."""

    key: bytes
    allowance: Allowance


ACCOUNT_AT_ADDRESS = Allowance(free=3, longest=timedelta(minutes=15))
ADDRESS = Allowance(free=20, longest=timedelta(minutes=15))
ACCOUNT = Allowance(free=10, longest=timedelta(seconds=30))
FORGET_AFTER = timedelta(hours=24)
_SKEW = timedelta(minutes=1)
"""How far the clocks of two replicas may differ."""


def delay_after(failures: int, allowance: Allowance) -> timedelta:
    """Return the delay before the next try.

    >>> delay_after(3, ACCOUNT_AT_ADDRESS).total_seconds()
    0.0
    >>> delay_after(5, ACCOUNT_AT_ADDRESS).total_seconds()
    4.0
    """
    excess = failures - allowance.free
    if excess <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(excess, 20)), allowance.longest)


def counter_of(kind: str, name: str, address: str, allowance: Allowance) -> Counter:
    """Return the counter of this kind for a name, an address, or both."""
    return Counter(hashlib.sha256("\0".join((kind, name, address)).encode()).digest(), allowance)


async def queue_up(session: AsyncSession, counter: Counter) -> None:
    """Let the tries under one counter pass one after the other.

    Takes an advisory lock until the transaction ends. Otherwise a burst of guesses sent at once
    would all be verified before the first failure is counted.
    """
    number = int.from_bytes(counter.key[:8], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(number)))


async def blocked_until(
    session: AsyncSession, counters: Iterable[Counter], now: datetime
) -> datetime | None:
    """Return the moment before which none of these may try, or ``None``.

    A failure that lies ahead was counted before the clock was set back; waiting for it could take
    days, so it is passed over until the next failure dates it anew.
    """
    keys = [counter.key for counter in counters]
    until = await session.scalar(
        select(func.max(SignInThrottle.blocked_until)).where(
            SignInThrottle.key.in_(keys), SignInThrottle.last_failed_at <= now + _SKEW
        )
    )
    return until if until is not None and until > now else None


async def count_against(session: AsyncSession, counters: Iterable[Counter], now: datetime) -> None:
    """Count one failure against every counter; two failures at once are both counted."""
    for counter in sorted(counters, key=lambda item: item.key):
        statement = insert(SignInThrottle).values(
            key=counter.key, failures=1, last_failed_at=now, blocked_until=now
        )
        failures = await session.scalar(
            statement.on_conflict_do_update(
                index_elements=[SignInThrottle.key],
                set_={"failures": SignInThrottle.failures + 1, "last_failed_at": now},
            ).returning(SignInThrottle.failures)
        )
        row = await session.get_one(SignInThrottle, counter.key, populate_existing=True)
        row.blocked_until = now + delay_after(failures or 1, counter.allowance)


async def one_at_a_time(session: AsyncSession, username: str, address: str) -> None:
    """Let the tries of one account at one address pass one after the other, as ``queue_up``."""
    await queue_up(session, _counters(username, address)[0])


async def wait_until(
    session: AsyncSession, username: str, address: str, now: datetime
) -> datetime | None:
    """Return the moment before which this account or address may not try, or ``None``."""
    return await blocked_until(session, _counters(username, address), now)


async def count_failure(session: AsyncSession, username: str, address: str, now: datetime) -> None:
    """Count one failed sign-in against every counter."""
    await count_against(session, _counters(username, address), now)


async def forgive(session: AsyncSession, username: str, address: str) -> None:
    """Forget the failures of this account at this address after it signed in rightly."""
    key = _counters(username, address)[0].key
    await session.execute(delete(SignInThrottle).where(SignInThrottle.key == key))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Drop counters that have been quiet for a day."""
    await session.execute(
        delete(SignInThrottle).where(SignInThrottle.last_failed_at < now - FORGET_AFTER)
    )


def _counters(username: str, address: str) -> list[Counter]:
    name = username.strip().lower()
    return [
        counter_of("account-at-address", name, address, ACCOUNT_AT_ADDRESS),
        counter_of("address", "", address, ADDRESS),
        counter_of("account", name, "", ACCOUNT),
    ]
