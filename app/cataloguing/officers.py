"""执法人员 of many recordings: who is offered, whom the rule accepts for which, and the way back.

What a hand-over or the roster says is offered first and chosen by nobody but the custodian, whose
word it becomes, with a reason (长子 7, 昌黎 6; 汝州音像 4). Every row is ruled by itself.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.changes import Change, Left
from app.cataloguing.on_roster import crews_of
from app.models import DeviceHolding, Recording
from app.people.authority import extent_of, note_refusal
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import OfficerSource
from app.recordings.attributing import Attribution
from app.recordings.correcting import UnknownOfficerError, Word, settle_officer
from app.recordings.moments import believed_time
from app.recordings.naming import activities_of, has_served, namable_officers
from app.recordings.recorder_facts import decide_naming, staff_of

_NOT_CHECKED = "执法人员没有核定：资料检查完成以后才能核定。"
_NAMED_ALREADY = "已经登记为这名执法人员。"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be named, and for how many the roster and the hand-overs speak for them."""

    id: UUID
    full_name: str
    unit_name: str
    on_duty: int
    held: int


@dataclass(frozen=True, slots=True)
class Naming:
    """Of which recordings the officer is named, and why not of the others."""

    ids: frozenset[UUID] = frozenset()
    left: tuple[Left, ...] = ()
    refused: tuple[tuple[Row[Any], Decision], ...] = ()


async def candidates_for(
    session: AsyncSession, actor: Actor, recording_ids: Collection[UUID]
) -> tuple[Candidate, ...]:
    """Return whoever may be named for one of them at least, the likely ones first."""
    extent = await extent_of(session, actor, Act.RECORDING_ATTRIBUTE)
    if not extent.units:
        return ()
    crews = await crews_of(session, recording_ids)
    on_duty = Counter(each.person_id for crew in crews.values() for each in crew)
    held = await _holders_of(session, recording_ids)
    found = [
        Candidate(each.id, each.full_name, each.unit_name, on_duty[each.id], held[each.id])
        for each in await namable_officers(session, recording_ids)
    ]
    return tuple(sorted(found, key=lambda each: -each.on_duty - each.held))


async def _holders_of(session: AsyncSession, recording_ids: Collection[UUID]) -> Counter[UUID]:
    """Count for how many without an officer each person can have held the device.

    Where no time can be believed that is everybody who ever held it before the recording arrived.
    """
    believed = believed_time()
    at = func.coalesce(believed, Recording.received_at)
    rows = await session.execute(
        select(DeviceHolding.person_id, func.count(Recording.id.distinct()))
        .join(
            Recording,
            and_(
                Recording.device_id == DeviceHolding.device_id,
                DeviceHolding.from_at <= at,
                or_(
                    believed.is_(None),
                    DeviceHolding.until_at.is_(None),
                    DeviceHolding.until_at > at,
                ),
            ),
        )
        .where(Recording.id.in_(recording_ids), Recording.officer_id.is_(None))
        .group_by(DeviceHolding.person_id)
    )
    return Counter({row[0]: row[1] for row in rows})


async def rule_naming(
    session: AsyncSession, actor: Actor, rows: Sequence[Row[Any]], change: Change
) -> Naming:
    """Rule of every locked recording whether its officer may be named; nothing is written.

    Raises:
        NotAcceptableError: to the units of these recordings there is no such person.
    """
    if change.officer_id is None:
        return Naming()
    units = {row.unit_id for row in rows}
    if not any([await has_served(session, unit, change.officer_id) for unit in units]):
        raise NotAcceptableError(FieldProblem("officer", UnknownOfficerError.message))
    extent = await extent_of(session, actor, Act.RECORDING_ATTRIBUTE)
    activities = await activities_of(session, [row.id for row in rows])
    staff = await staff_of(session, [change.officer_id])
    verdicts = {
        activity: (await decide_naming(session, activity, staff))[change.officer_id]
        for activity in frozenset(activities.values())
    }
    named: set[UUID] = set()
    left: list[Left] = []
    refused: list[tuple[Row[Any], Decision]] = []
    for row in rows:
        verdict = verdicts[activities[row.id]]
        if row.unit_id not in extent.units or row.settled_at is None:
            left.append(Left(row.id, row.file_name, _NOT_CHECKED))
        elif row.officer_id == change.officer_id:
            if change.is_officer_alone:
                left.append(Left(row.id, row.file_name, _NAMED_ALREADY))
        elif not verdict.allowed:
            left.append(Left(row.id, row.file_name, f"执法人员没有核定：{verdict.reason}"))
            refused.append((row, verdict))
        else:
            named.add(row.id)
    return Naming(frozenset(named), tuple(left), tuple(refused))


async def note_refused(
    session: AsyncSession, actor: Actor, naming: Naming, *, now: datetime
) -> None:
    """Append ``act:refused`` for every recording whose officer the rule has refused."""
    for row, decision in naming.refused:
        await note_refusal(
            session,
            actor,
            Act.RECORDING_ATTRIBUTE,
            unit_id=row.unit_id,
            subject_id=row.id,
            decision=decision,
            now=now,
        )


async def name_officer(
    session: AsyncSession, actor: Actor, naming: Naming, change: Change, *, now: datetime
) -> None:
    """Name the officer of what was ruled. Appends ``recording:reattributed`` for each."""
    word = Word(change.officer_id, change.officer_reason, change.officer_reason)
    for recording_id in sorted(naming.ids):
        await _settle(session, actor, recording_id, word, now)


def officer_as_it_is(row: Row[Any]) -> dict[str, Any]:
    """Return whose a locked recording is, as a batch keeps it."""
    return {
        "id": str(row.officer_id) if row.officer_id else None,
        "source": row.officer_source,
        "note": row.officer_note,
    }


async def still_named(
    session: AsyncSession, recording_ids: Collection[UUID], change: Mapping[str, Any]
) -> frozenset[UUID]:
    """Return those of which the officer stands as a batch has named it."""
    if not change.get("officer_id"):
        return frozenset()
    found = await session.scalars(
        select(Recording.id).where(
            Recording.id.in_(recording_ids),
            Recording.officer_id == UUID(change["officer_id"]),
            Recording.officer_source == OfficerSource.CUSTODIAN.value,
            Recording.officer_note == change["officer_reason"],
        )
    )
    return frozenset(found)


async def put_officers_back(
    session: AsyncSession,
    actor: Actor,
    back: Sequence[Mapping[str, Any]],
    why: str,
    *,
    now: datetime,
) -> None:
    """Take back the word of a batch: that of a custodian before it counts again, or the hand-overs.

    Appends ``recording:reattributed`` for each.
    """
    for row in back:
        was = row.get("officer")
        if was is None:
            continue
        by_custodian = was["source"] == OfficerSource.CUSTODIAN.value
        officer = UUID(was["id"]) if by_custodian else None
        word = Word(officer, was["note"], why)
        await _settle(session, actor, UUID(row["recording_id"]), word, now)


async def _settle(
    session: AsyncSession, actor: Actor, recording_id: UUID, word: Word, now: datetime
) -> None:
    recording = await session.get_one(Recording, recording_id, populate_existing=True)
    before = Attribution.of(recording)
    await settle_officer(session, actor, recording, word, before=before, now=now)
