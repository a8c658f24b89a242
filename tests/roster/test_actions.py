"""The roster's verbs: who may, what cannot be, and what the ledger keeps."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.ledger.book import history_of
from app.models import DutyShift, Person
from app.people.register import register_section
from app.policy.actor import WORKER
from app.policy.decision import Decision
from app.policy.vocabulary import ShiftKind
from app.roster.actions import (
    NewShift,
    OverlappingShiftError,
    ShiftNotPossibleError,
    add_shift,
    copy_last_week,
    remove_shift,
)
from app.roster.queries import find_shift, on_duty_at, shifts_between, week_of
from tests.world import NOW, Town

MONDAY = date(2026, 11, 16)
HOUR = timedelta(hours=1)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


def shift_of(town: Town, begins: datetime, ends: datetime) -> NewShift:
    assert town.chen.id is not None
    return NewShift(town.chen.id, None, ShiftKind.DUTY, begins, ends)


async def put(session: AsyncSession, town: Town, begins: datetime, ends: datetime) -> UUID:
    shift_id = await add_shift(
        session, town.liu, town.brigade, shift_of(town, begins, ends), now=NOW
    )
    assert isinstance(shift_id, UUID)
    return shift_id


async def test_a_night_shift_belongs_to_both_days_and_to_one_row(
    session: AsyncSession, town: Town
) -> None:
    await put(session, town, at(20, 20), at(21, 8))

    names = [
        [shift.person_name for shift in await on_duty_at(session, town.brigade, moment)]
        for moment in (at(20, 20), at(21, 7), at(21, 8), at(20, 19))
    ]

    assert names == [["陈立"], ["陈立"], [], []]
    assert len((await session.scalars(select(DutyShift))).all()) == 1


async def test_the_roster_of_a_section_names_only_its_own(
    session: AsyncSession, town: Town
) -> None:
    section = await register_section(session, WORKER, town.brigade, "一中队", now=NOW)
    other = await register_section(session, WORKER, town.brigade, "二中队", now=NOW)
    shift = replace(shift_of(town, at(21, 8), at(21, 18)), section_id=section)
    await add_shift(session, town.liu, town.brigade, shift, now=NOW)

    of_section = await on_duty_at(session, town.brigade, at(21, 9), section_id=section)
    of_other = await on_duty_at(session, town.brigade, at(21, 9), section_id=other)

    assert [it.section_name for it in of_section] == ["一中队"]
    assert of_other == ()


async def test_nobody_stands_in_two_places(session: AsyncSession, town: Town) -> None:
    await put(session, town, at(21, 8), at(21, 18))

    with pytest.raises(OverlappingShiftError, match="已经排了班"):
        await put(session, town, at(21, 17), at(21, 20))

    assert len((await session.scalars(select(DutyShift))).all()) == 1


async def test_one_shift_may_follow_on_the_other(session: AsyncSession, town: Town) -> None:
    await put(session, town, at(21, 8), at(21, 18))

    await put(session, town, at(21, 18), at(21, 20))

    shifts = await shifts_between(session, town.brigade, *week_of(MONDAY))
    assert len(shifts) == 2


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        pytest.param(at(21, 8), at(21, 8), "晚于", id="no time at all"),
        pytest.param(at(21, 8), at(29, 8), "最长 7 天", id="longer than a week"),
    ],
)
async def test_times_that_cannot_be(
    session: AsyncSession, town: Town, begins: datetime, ends: datetime, words: str
) -> None:
    with pytest.raises(ShiftNotPossibleError, match=words):
        await put(session, town, begins, ends)


async def test_strangers_and_people_who_left_are_on_no_roster(
    session: AsyncSession, town: Town
) -> None:
    shift = shift_of(town, at(21, 8), at(21, 18))
    (await session.get_one(Person, town.chen.id)).left_on = date(2026, 11, 20)
    assert town.qian.id is not None

    for wrong in (replace(shift, person_id=town.qian.id), shift):
        with pytest.raises(ShiftNotPossibleError):
            await add_shift(session, town.liu, town.brigade, wrong, now=NOW)


async def test_a_section_of_strangers_is_none_of_ours(session: AsyncSession, town: Town) -> None:
    section = await register_section(session, WORKER, town.stranger_agency, "一中队", now=NOW)
    shift = replace(shift_of(town, at(21, 8), at(21, 18)), section_id=section)

    with pytest.raises(ShiftNotPossibleError, match="科室"):
        await add_shift(session, town.liu, town.brigade, shift, now=NOW)


async def test_what_is_removed_stays_in_the_ledger(session: AsyncSession, town: Town) -> None:
    shift_id = await put(session, town, at(21, 8), at(21, 18))
    shift = await find_shift(session, town.chen, shift_id)

    await remove_shift(session, town.liu, shift, now=NOW)

    assert await on_duty_at(session, town.brigade, at(21, 9)) == ()
    added, removed = await history_of(session, shift_id)
    assert [added.kind.value, removed.kind.value] == ["roster:changed", "roster:changed"]
    assert [added.detail["change"], removed.detail["change"]] == ["added", "removed"]
    assert removed.detail["person"] == str(town.chen.id)


async def test_an_officer_reads_and_does_not_write(session: AsyncSession, town: Town) -> None:
    shift_id = await put(session, town, at(21, 8), at(21, 18))
    shift = await find_shift(session, town.chen, shift_id)

    outcomes = [
        await add_shift(
            session, town.chen, town.brigade, shift_of(town, at(22, 8), at(22, 9)), now=NOW
        ),
        await remove_shift(session, town.chen, shift, now=NOW),
        await copy_last_week(session, town.chen, town.brigade, MONDAY, now=NOW),
    ]

    assert all(isinstance(outcome, Decision) for outcome in outcomes)
    kinds = [line.kind.value for line in await history_of(session, town.brigade)]
    assert kinds.count("act:refused") == 3


async def test_last_week_is_copied_except_where_somebody_stands_already(
    session: AsyncSession, town: Town
) -> None:
    for day in (9, 10):
        await put(session, town, at(day, 20), at(day + 1, 8))
    await put(session, town, at(17, 22), at(17, 23))

    outcome = await copy_last_week(session, town.liu, town.brigade, MONDAY, now=NOW)

    assert outcome == (1, 1)
    shifts = await shifts_between(session, town.brigade, *week_of(MONDAY))
    assert [(it.from_at, it.until_at) for it in shifts] == [
        (at(16, 20), at(17, 8)),
        (at(17, 22), at(17, 23)),
    ]


async def test_a_shift_that_began_before_last_week_is_not_copied(
    session: AsyncSession, town: Town
) -> None:
    await put(session, town, at(8, 20), at(9, 8))

    assert await copy_last_week(session, town.liu, town.brigade, MONDAY, now=NOW) == (0, 0)
