"""科室移交: each section hands its recordings over to the custodian once a month.

长子 10 and 昌黎 9 ask for it each month and leave the day to the agency; until the agency has
set one there is no deadline. How many were handed over is noted; the list of what was handed
over comes with the hand-over batch of a later version.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.calendar import calendar_in_force
from app.deadlines.queries import DeadlineLine, deadline_of
from app.deadlines.running import Reckoning, Subject, meet, open_deadline
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Deadline, Section
from app.people.authority import authorise, permit, thing_in
from app.people.queries import pack_of_unit
from app.policy.actor import WORKER, Actor
from app.policy.acts import Act
from app.policy.calendars import Calendar
from app.policy.clocks import day_of, end_of_day
from app.policy.decision import Decision
from app.policy.storing import handover_due
from app.policy.vocabulary import DeadlineSubject

KEY = "handover.day"
MOST_RECORDINGS = 1_000_000
_ONE_DAY = timedelta(days=1)


async def reckon_handover(
    session: AsyncSession, section: Section, period: str, calendar: Calendar
) -> Reckoning:
    """Return by when a section hands over in a month such as ``2026-11``."""
    month = date.fromisoformat(f"{period}-01")
    pack = await pack_of_unit(session, section.unit_id)
    ruling = handover_due(pack, month, calendar)
    return Reckoning(
        ruling=ruling,
        pack=pack,
        starts_at=end_of_day(month) - _ONE_DAY,
        facts={"month": period, "section": str(section.id)},
    )


async def open_handovers(session: AsyncSession, now: datetime) -> int:
    """Open, for every open section, the hand-over that comes next; return how many were new.

    That is this month's, or next month's once this month's has passed: what nobody watched is
    not reproached. Appends ``deadline:opened`` for each.
    """
    opened, calendar = 0, await calendar_in_force(session)
    for section in await _open_sections(session):
        for period in _months(now):
            reckoned = await reckon_handover(session, section, period, calendar)
            if reckoned.due_at is None:
                break
            if reckoned.due_at >= now:
                opened += await _open(session, section, period, reckoned, now=now)
                break
    return opened


async def find_handover(
    session: AsyncSession, actor: Actor, deadline_id: UUID, *, now: datetime, is_tried: bool = False
) -> tuple[DeadlineLine, Decision]:
    """Return a hand-over that the actor may know of, and whether this is who notes it.

    A refusal of somebody who has tried appends ``act:refused``.

    Raises:
        NotFoundError: there is no such hand-over, or the actor may not know of it.
    """
    row = await session.get(Deadline, deadline_id)
    if row is None or row.subject_kind != DeadlineSubject.SECTION.value:
        raise NotFoundError
    thing = await thing_in(session, row.unit_id, person_id=row.person_id)
    if not (await authorise(session, actor, Act.DEADLINE_KNOW, thing)).allowed:
        raise NotFoundError
    line = await deadline_of(session, deadline_id, now)
    if is_tried:
        return line, await permit(
            session, actor, Act.HANDOVER_RECEIVE, thing, subject_id=row.subject_id, now=now
        )
    return line, await authorise(session, actor, Act.HANDOVER_RECEIVE, thing)


async def receive_handover(
    session: AsyncSession,
    actor: Actor,
    deadline_id: UUID,
    *,
    count: int,
    note: str,
    now: datetime,
) -> Decision:
    """Note that a section has handed over so many recordings, or return the refusal.

    Locks the deadline's row. Appends ``section:handed_over`` and ``deadline:met``.

    Raises:
        NotFoundError: there is no such hand-over, or the actor may not know of it.
        ConflictError: it was noted already.
        InvalidInputError: the number cannot be.
    """
    _, decision = await find_handover(session, actor, deadline_id, now=now, is_tried=True)
    if not decision.allowed:
        return decision
    row = await session.get_one(Deadline, deadline_id, with_for_update=True, populate_existing=True)
    if row.met_at is not None or row.cancelled_at is not None:
        raise ConflictError("这次移交已经登记，请刷新页面查看。")
    if not 0 <= count <= MOST_RECORDINGS:
        raise InvalidInputError("请填写移交资料的件数；没有资料的填 0。")
    row.facts = {**row.facts, "handed_over": count, "received_by": str(actor.id), "note": note}
    await append(
        session,
        LedgerKind.SECTION_HANDED_OVER,
        actor,
        unit_id=row.unit_id,
        subject_id=row.subject_id,
        detail={"deadline": row.id, "month": row.period, "recordings": count, "note": note},
        now=now,
    )
    await meet(session, row, now, actor, now)
    return decision


async def _open(
    session: AsyncSession, section: Section, period: str, reckoned: Reckoning, *, now: datetime
) -> bool:
    known = await session.scalar(
        select(Deadline.id).where(
            Deadline.subject_id == section.id, Deadline.key == KEY, Deadline.period == period
        )
    )
    if known is not None:
        return False
    subject = Subject(DeadlineSubject.SECTION, section.id, section.unit_id, KEY, period)
    await open_deadline(session, subject, reckoned, WORKER, now)
    return True


async def _open_sections(session: AsyncSession) -> list[Section]:
    rows = await session.scalars(
        select(Section).where(Section.closed_on.is_(None)).order_by(Section.id)
    )
    return list(rows)


def _months(now: datetime) -> tuple[str, str]:
    """Return this month and the next one in Beijing time."""
    first = day_of(now).replace(day=1)
    following = (first + 31 * _ONE_DAY).replace(day=1)
    return f"{first:%Y-%m}", f"{following:%Y-%m}"
