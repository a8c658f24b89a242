"""Note requests with a token that does not count, without letting a flood fill the ledger.

One event per address and minute, over all replicas: the row in the throttle table decides, in one
statement, who writes it. Whoever has many addresses is tallied over all of them.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger import book
from app.ledger.kinds import LedgerKind
from app.models import SignInThrottle
from app.people.refusals import Source, is_to_be_written
from app.policy.actor import ANONYMOUS

_QUIET = timedelta(minutes=1)
_STRANGERS = Source(key="terminal:unknown", kind=LedgerKind.TERMINAL_REFUSED)


async def note_refused_token(session: AsyncSession, address: str, now: datetime) -> bool:
    """Append ``terminal:refused`` unless this address had one lately; return whether it did.

    Past ten addresses a minute the others are counted, and one event says how many they were. The
    detail counts the events of the address so far; the token itself is never kept.
    """
    key = hashlib.sha256(f"terminal\0{address}".encode()).digest()
    row = insert(SignInThrottle).values(key=key, failures=1, last_failed_at=now, blocked_until=now)
    count = await session.scalar(
        row.on_conflict_do_update(
            index_elements=[SignInThrottle.key],
            set_={"failures": SignInThrottle.failures + 1, "last_failed_at": now},
            where=SignInThrottle.last_failed_at < now - _QUIET,
        ).returning(func.coalesce(SignInThrottle.failures, 1))
    )
    if count is None or not await is_to_be_written(session, _STRANGERS, now):
        return False
    await book.append(
        session,
        LedgerKind.TERMINAL_REFUSED,
        ANONYMOUS,
        unit_id=None,
        detail={"address": address, "events": count},
        now=now,
    )
    return True
