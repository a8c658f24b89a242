"""Growing delays after failures: signing in, the second step, and confirming who one is.

Strangers can slow an account down over all addresses by half a minute, never more; and a browser
in which the person has signed in before has a counter of its own, which strangers cannot touch.
The delay of one address guessing one account grows long.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

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
SECOND_STEP = Allowance(free=5, longest=timedelta(minutes=15))
FORGET_AFTER = timedelta(hours=24)
_SKEW = timedelta(minutes=1)
"""How far the clocks of two replicas may differ."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Failures of one kind by one source; the key tells nothing to whoever reads the table."""

    key: bytes
    allowance: Allowance


def sign_in_counters(
    username: str, address: str, known_browser: UUID | None = None
) -> tuple[Counter, ...]:
    """Return what counts against a sign-in; the first counter is forgiven by a right password."""
    name = username.strip().lower()
    if known_browser is not None:
        return (_counter("account-at-browser", name, str(known_browser), ACCOUNT_AT_ADDRESS),)
    return (
        _counter("account-at-address", name, address, ACCOUNT_AT_ADDRESS),
        _counter("address", "", address, ADDRESS),
        _counter("account", name, "", ACCOUNT),
    )


def second_step_counters(person_id: UUID, known_browser: UUID | None) -> tuple[Counter, ...]:
    """Return what counts against a code; whoever gets here knows the password already."""
    browser = "" if known_browser is None else str(known_browser)
    return (_counter("second-step", str(person_id), browser, SECOND_STEP),)


def confirmation_counters(session_id: UUID) -> tuple[Counter, ...]:
    """Return what counts against proving oneself within one session, and only within it."""
    return (_counter("confirmation", str(session_id), "", ACCOUNT_AT_ADDRESS),)


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


async def one_at_a_time(session: AsyncSession, counters: Sequence[Counter]) -> None:
    """Let the tries that the first counter counts pass one after the other.

    Takes an advisory lock until the transaction ends. Otherwise a burst of guesses sent at once
    would all be verified before the first failure is counted.
    """
    number = int.from_bytes(counters[0].key[:8], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(number)))


async def wait_until(
    session: AsyncSession, counters: Sequence[Counter], now: datetime
) -> datetime | None:
    """Return the moment before which nobody these counters count may try, or ``None``.

    A failure that lies ahead was counted before the clock was set back; waiting for it could take
    days, so it is passed over until the next failure dates it anew.
    """
    until = await session.scalar(
        select(func.max(SignInThrottle.blocked_until)).where(
            SignInThrottle.key.in_([counter.key for counter in counters]),
            SignInThrottle.last_failed_at <= now + _SKEW,
        )
    )
    return until if until is not None and until > now else None


async def count_failure(session: AsyncSession, counters: Sequence[Counter], now: datetime) -> None:
    """Count one failure against every counter; two failures at once are both counted."""
    for counter in sorted(counters, key=lambda counter: counter.key):
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


async def forgive(session: AsyncSession, counters: Sequence[Counter]) -> None:
    """Forget the failures of the first counter after its source proved itself."""
    await session.execute(delete(SignInThrottle).where(SignInThrottle.key == counters[0].key))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Drop counters that have been quiet for a day."""
    await session.execute(
        delete(SignInThrottle).where(SignInThrottle.last_failed_at < now - FORGET_AFTER)
    )


def _counter(kind: str, name: str, place: str, allowance: Allowance) -> Counter:
    key = hashlib.sha256("\0".join((kind, name, place)).encode()).digest()
    return Counter(key, allowance)
