"""延后存储: an officer declares why the recordings of some days could not be stored in time.

音像 13 and 山西 17(2) name the grounds and let the time run from the return to the unit. Only
what the pack of the unit names counts; anything else is refused with the article.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.deadlines.refreshing import refresh
from app.errors import InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Deadline, StoringException
from app.people.authority import authorise, note_refusal, permit, thing_in
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.asking import list_of
from app.policy.authorising import SIGN_IN_FIRST
from app.policy.clocks import end_of_day
from app.policy.deadlines import decide_postponing
from app.policy.decision import Decision, Ruling, refuse
from app.policy.law_words import ExceptionGround
from app.policy.vocabulary import DeadlineSubject

LONGEST_DAYS = 31
LONGEST_NOTE = 500


class NotPossibleError(InvalidInputError):
    """The days or the return cannot be as they were written."""

    code = "postponement_not_possible"


@dataclass(frozen=True, slots=True)
class Postponement:
    """What an officer declares: for recordings of which days, why, and back at the unit when."""

    ground: ExceptionGround
    from_on: date
    until_on: date
    returned_at: datetime | None
    note: str


async def may_postpone(
    session: AsyncSession, actor: Actor, *, tried_at: datetime | None = None
) -> Decision:
    """Return whether the form is of use; a refusal of who has tried is an event."""
    unit_id = actor.unit_id
    if unit_id is None:
        return refuse(SIGN_IN_FIRST)
    thing = await thing_in(session, unit_id, person_id=actor.id)
    if tried_at is None:
        return await authorise(session, actor, Act.DEADLINE_POSTPONE, thing)
    return await permit(
        session, actor, Act.DEADLINE_POSTPONE, thing, subject_id=actor.id, now=tried_at
    )


async def grounds_of(session: AsyncSession, unit_id: UUID) -> Ruling[tuple[ExceptionGround, ...]]:
    """Return the grounds that the law of a unit names; none where it is silent."""
    return list_of(await pack_of_unit(session, unit_id), "store.exception.grounds", ExceptionGround)


async def postpone_storing(
    session: AsyncSession, actor: Actor, said: Postponement, *, now: datetime
) -> int | Decision:
    """Declare it for one's own recordings; return how many ends have moved, or the refusal.

    Recordings of these days that arrive later are counted from the return as well. A later
    declaration for the same day counts instead of an earlier one. Appends ``storing:postponed``,
    and what becomes of each deadline.

    Raises:
        NotPossibleError: days in the wrong order, too many, or a return that cannot be.
    """
    decision = await may_postpone(session, actor, tried_at=now)
    if not decision.allowed or actor.unit_id is None:
        return decision
    _check(said, now)
    decision = decide_postponing(await pack_of_unit(session, actor.unit_id), said.ground)
    if not decision.allowed:
        await note_refusal(
            session,
            actor,
            Act.DEADLINE_POSTPONE,
            unit_id=actor.unit_id,
            subject_id=actor.id,
            now=now,
        )
        return decision
    await _declare(session, actor, said, now)
    moved = 0
    for row in await _touched(session, actor, said):
        moved += await refresh(session, row, actor, now)
    return moved


def _check(said: Postponement, now: datetime) -> None:
    if said.until_on < said.from_on:
        raise NotPossibleError("结束日期早于开始日期，请核对。")
    if said.until_on - said.from_on >= timedelta(days=LONGEST_DAYS):
        raise NotPossibleError(f"一次最多申明 {LONGEST_DAYS} 天，请分次申明。")
    if said.from_on > now.astimezone(SHANGHAI).date():
        raise NotPossibleError("开始日期还没有到，请在执法当日或者以后申明。")
    if said.returned_at is not None and said.returned_at > now:
        raise NotPossibleError("返回单位的时间还没有到。尚未返回的请留空，返回后再申明一次。")
    if said.returned_at is not None and said.returned_at < _begin_of(said.from_on):
        raise NotPossibleError("返回单位的时间早于执法的日期，请核对。")
    if not said.note or len(said.note) > LONGEST_NOTE:
        raise NotPossibleError(f"请写明不能按时存储的经过，最多 {LONGEST_NOTE} 字。")


async def _declare(session: AsyncSession, actor: Actor, said: Postponement, now: datetime) -> None:
    row = StoringException(
        id=ids.new_id(),
        unit_id=actor.unit_id,
        person_id=actor.id,
        ground=said.ground.value,
        from_on=said.from_on,
        until_on=said.until_on,
        returned_at=said.returned_at,
        note=said.note,
        declared_at=now,
    )
    session.add(row)
    await session.flush()
    detail = {
        "exception": row.id,
        "ground": row.ground,
        "from_on": said.from_on.isoformat(),
        "until_on": said.until_on.isoformat(),
        "returned_at": said.returned_at,
    }
    await append(
        session,
        LedgerKind.STORING_POSTPONED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail=detail,
        now=now,
    )


async def _touched(session: AsyncSession, actor: Actor, said: Postponement) -> list[Deadline]:
    """Return the officer's own storing deadlines around these days, met ones too, locked."""
    after = end_of_day(said.until_on) + timedelta(days=1)
    rows = await session.scalars(
        select(Deadline)
        .where(
            Deadline.person_id == actor.id,
            or_(
                Deadline.subject_kind == DeadlineSubject.RECORDING.value,
                Deadline.subject_kind == DeadlineSubject.UPLOAD.value,
            ),
            Deadline.cancelled_at.is_(None),
            Deadline.starts_at >= _begin_of(said.from_on),
            Deadline.starts_at <= after,
        )
        .order_by(Deadline.id)
        .with_for_update()
    )
    return list(rows)


def _begin_of(day: date) -> datetime:
    return end_of_day(day) - timedelta(days=1)
