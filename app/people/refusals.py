"""Write refused sign-ins down without letting a flood fill the ledger.

Of each account, the first few refusals of a minute have an event each; the rest of that minute
are counted, and one event says how many there were. All names that nobody has share one tally, so
strangers who invent names write no more than strangers who know one.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, RefusalTally
from app.people.origin import Origin
from app.policy.actor import ANONYMOUS

WINDOW = timedelta(minutes=1)
WRITTEN_PER_WINDOW = 10
_UNKNOWN = "unknown"
_FEW = 100


async def note_refused_sign_in(
    session: AsyncSession, person: Person | None, origin: Origin, code: str, now: datetime
) -> None:
    """Append ``session:refused``, or only count it when this minute has seen many already.

    The account name is not written down: it is often a password typed into the wrong box. The
    tally's row stays locked until the transaction ends.
    """
    tally = await _tally_of(session, person, now)
    if not tally.began_at <= now < tally.began_at + WINDOW:
        await _write_held(session, tally, now)
        tally.began_at, tally.written = now, 0
    if tally.written >= WRITTEN_PER_WINDOW:
        tally.held += 1
        return
    tally.written += 1
    await append(
        session,
        LedgerKind.SESSION_REFUSED,
        ANONYMOUS,
        unit_id=person.unit_id if person else None,
        subject_id=person.id if person else None,
        detail={"code": code, **origin.detail()},
        now=now,
    )


async def write_old_tallies(session: AsyncSession, now: datetime) -> None:
    """Append one ``session:refused`` for what past minutes held back, and drop their rows."""
    rows = await session.scalars(
        select(RefusalTally)
        .where(RefusalTally.began_at <= now - WINDOW)
        .limit(_FEW)
        .with_for_update(skip_locked=True)
    )
    for tally in rows.all():
        await _write_held(session, tally, now)
        await session.execute(delete(RefusalTally).where(RefusalTally.key == tally.key))


async def _tally_of(session: AsyncSession, person: Person | None, now: datetime) -> RefusalTally:
    key = _UNKNOWN if person is None else str(person.id)
    await session.execute(
        insert(RefusalTally)
        .values(
            key=key,
            person_id=person.id if person else None,
            began_at=now,
            written=0,
            held=0,
        )
        .on_conflict_do_nothing()
    )
    return await session.get_one(RefusalTally, key, with_for_update=True, populate_existing=True)


async def _write_held(session: AsyncSession, tally: RefusalTally, now: datetime) -> None:
    if not tally.held:
        return
    person = await session.get(Person, tally.person_id) if tally.person_id else None
    await append(
        session,
        LedgerKind.SESSION_REFUSED,
        ANONYMOUS,
        unit_id=person.unit_id if person else None,
        subject_id=tally.person_id,
        detail={"code": "flood", "times": tally.held},
        now=now,
    )
    tally.held = 0
