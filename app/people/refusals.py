"""Write refusals down that anybody can provoke, without letting a flood fill the ledger.

Of each source, the first few refusals of a window have an event each; the rest of the window is
counted, and one event says how many there were. All names that nobody has share one tally, so
strangers who invent names write no more than strangers who know one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, Person, RefusalTally
from app.people.origin import Origin
from app.policy.actor import ANONYMOUS, Actor
from app.policy.vocabulary import ActorKind

WINDOW = timedelta(minutes=1)
WRITTEN_PER_WINDOW = 10
_UNKNOWN = "unknown"
_FEW = 100


@dataclass(frozen=True, slots=True)
class Source:
    """What is tallied together: the refusals of one kind that ``key`` names.

    ``code`` is the reason that the event of the others gives. ``device_id`` with ``is_sender``
    is the terminal that was refused, else the device that the refusals are about.
    """

    key: str
    kind: LedgerKind
    code: str = "flood"
    person_id: UUID | None = None
    device_id: UUID | None = None
    is_sender: bool = False
    window: timedelta = WINDOW
    most_written: int = WRITTEN_PER_WINDOW


async def note_refused_sign_in(
    session: AsyncSession, person: Person | None, origin: Origin, code: str, now: datetime
) -> None:
    """Append ``session:refused``, or only count it when this minute has seen many already.

    The account name is not written down: it is often a password typed into the wrong box. The
    tally's row stays locked until the transaction ends.
    """
    source = Source(
        key=_UNKNOWN if person is None else str(person.id),
        kind=LedgerKind.SESSION_REFUSED,
        person_id=person.id if person else None,
    )
    if not await is_to_be_written(session, source, now):
        return
    await append(
        session,
        LedgerKind.SESSION_REFUSED,
        ANONYMOUS,
        unit_id=person.unit_id if person else None,
        subject_id=person.id if person else None,
        detail={"code": code, **origin.detail()},
        now=now,
    )


async def is_to_be_written(session: AsyncSession, source: Source, now: datetime) -> bool:
    """Count one refusal and return whether it has an event of its own, which the caller appends.

    The first after a window also appends the event for what that window held back. Locks the
    tally's row until the transaction ends.
    """
    tally = await _tally_of(session, source, now)
    if not tally.began_at <= now < tally.began_at + source.window:
        await _write_held(session, tally, now)
        tally.began_at, tally.written = now, 0
    if tally.written >= source.most_written:
        tally.held += 1
        return False
    tally.written += 1
    return True


async def write_old_tallies(session: AsyncSession, now: datetime) -> None:
    """Append one event for what each past window held back, and drop the rows."""
    length = func.make_interval(0, 0, 0, 0, 0, 0, RefusalTally.seconds)
    rows = await session.scalars(
        select(RefusalTally)
        .where(RefusalTally.began_at + length <= now)
        .limit(_FEW)
        .with_for_update(skip_locked=True)
    )
    for tally in rows.all():
        await _write_held(session, tally, now)
        await session.execute(delete(RefusalTally).where(RefusalTally.key == tally.key))


async def _tally_of(session: AsyncSession, source: Source, now: datetime) -> RefusalTally:
    await session.execute(
        insert(RefusalTally)
        .values(
            key=source.key,
            kind=source.kind.value,
            code=source.code,
            person_id=source.person_id,
            device_id=source.device_id,
            is_sender=source.is_sender,
            seconds=int(source.window.total_seconds()),
            began_at=now,
            written=0,
            held=0,
        )
        .on_conflict_do_nothing()
    )
    return await session.get_one(
        RefusalTally, source.key, with_for_update=True, populate_existing=True
    )


async def _write_held(session: AsyncSession, tally: RefusalTally, now: datetime) -> None:
    if not tally.held:
        return
    person = await session.get(Person, tally.person_id) if tally.person_id else None
    device = await session.get(Device, tally.device_id) if tally.device_id else None
    actor, subject = ANONYMOUS, person or device
    if device is not None and tally.is_sender:
        actor, subject = Actor(ActorKind.TERMINAL, device.id, device.unit_id), None
    await append(
        session,
        LedgerKind(tally.kind),
        actor,
        unit_id=subject.unit_id if subject else actor.unit_id,
        subject_id=subject.id if subject else None,
        detail={"code": tally.code, "times": tally.held},
        now=now,
    )
    tally.held = 0
