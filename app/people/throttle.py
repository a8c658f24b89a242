"""Growing delays after failed sign-ins: per account at an address, per address, per account.

The delay of an account over all addresses stays short, so that strangers can slow a person down
but never lock them out; the delay of one address guessing one account grows long.
"""

import hashlib
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


async def one_at_a_time(session: AsyncSession, username: str, address: str) -> None:
    """Let the tries of one account at one address pass one after the other.

    Takes an advisory lock until the transaction ends. Otherwise a burst of guesses sent at once
    would all be verified before the first failure is counted.
    """
    key, _ = _counters(username, address)[0]
    number = int.from_bytes(key[:8], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(number)))


async def wait_until(
    session: AsyncSession, username: str, address: str, now: datetime
) -> datetime | None:
    """Return the moment before which this account or address may not try, or ``None``.

    A failure that lies ahead was counted before the clock was set back; waiting for it could take
    days, so it is passed over until the next failure dates it anew.
    """
    keys = [key for key, _ in _counters(username, address)]
    until = await session.scalar(
        select(func.max(SignInThrottle.blocked_until)).where(
            SignInThrottle.key.in_(keys), SignInThrottle.last_failed_at <= now + _SKEW
        )
    )
    return until if until is not None and until > now else None


async def count_failure(session: AsyncSession, username: str, address: str, now: datetime) -> None:
    """Count one failure against every counter; two failures at once are both counted."""
    for key, allowance in sorted(_counters(username, address), key=lambda item: item[0]):
        statement = insert(SignInThrottle).values(
            key=key, failures=1, last_failed_at=now, blocked_until=now
        )
        failures = await session.scalar(
            statement.on_conflict_do_update(
                index_elements=[SignInThrottle.key],
                set_={"failures": SignInThrottle.failures + 1, "last_failed_at": now},
            ).returning(SignInThrottle.failures)
        )
        row = await session.get_one(SignInThrottle, key, populate_existing=True)
        row.blocked_until = now + delay_after(failures or 1, allowance)


async def forgive(session: AsyncSession, username: str, address: str) -> None:
    """Forget the failures of this account at this address after it signed in rightly."""
    key, _ = _counters(username, address)[0]
    await session.execute(delete(SignInThrottle).where(SignInThrottle.key == key))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Drop counters that have been quiet for a day."""
    await session.execute(
        delete(SignInThrottle).where(SignInThrottle.last_failed_at < now - FORGET_AFTER)
    )


def _counters(username: str, address: str) -> list[tuple[bytes, Allowance]]:
    name = username.strip().lower()
    return [
        (_key("account-at-address", name, address), ACCOUNT_AT_ADDRESS),
        (_key("address", "", address), ADDRESS),
        (_key("account", name, ""), ACCOUNT),
    ]


def _key(kind: str, name: str, address: str) -> bytes:
    return hashlib.sha256("\0".join((kind, name, address)).encode()).digest()
