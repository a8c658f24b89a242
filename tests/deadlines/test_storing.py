"""The storing deadline of a recording: opened, moved, met, late, or not there and why."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.db import transaction, type_of_sessions
from app.deadlines.queries import deadline_on
from app.deadlines.running import citations_of
from app.deadlines.storing import (
    begin_storing,
    give_up_storing,
    hand_to_recording,
    keep_storing,
    why_no_deadline,
)
from app.ledger.book import history_of
from app.models import Deadline, DeviceHolding, DutyShift, Recording, Upload
from app.policy.actor import WORKER
from app.policy.deadlines import DeadlineState
from app.policy.vocabulary import ShiftKind, UploadState
from app.roster.actions import NewShift, add_shift
from tests.arrivals import arrive
from tests.deadlines.acts import arrived, deadline_of, events_of, live_by, seal
from tests.deadlines.law import moment
from tests.world import NOW, Settled, Town

MORNING = moment("2026-11-21T09:00")
MIDNIGHT = moment("2026-11-22T00:00")


async def test_a_recording_is_stored_on_the_day_on_which_its_activity_ended(
    session: AsyncSession, town: Town
) -> None:
    """音像 13."""
    recording = await arrived(session, town, MORNING)

    row = await deadline_of(session, recording.id)

    assert row.due_at == MIDNIGHT
    assert row.person_id == town.chen.id
    assert "2026-11-21 24:00" in row.reason
    assert row.basis["pack"] == "ruzhou"
    assert [cited.article for cited in citations_of(row.basis)] == ["音像记录管理制度第十三条"]
    assert await events_of(session, row) == ["deadline:opened"]


async def test_sealing_meets_it_and_keeps_when_that_was(session: AsyncSession, town: Town) -> None:
    recording = await arrived(session, town, MORNING)

    await seal(session, recording, NOW)

    line = await deadline_on(session, recording.id, NOW)
    assert line is not None
    assert (line.state, line.met_at) == (DeadlineState.MET, NOW)


async def test_what_was_late_before_its_upload_began_is_late_with_its_article(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrived(session, town, moment("2026-11-18T09:00"))

    await seal(session, recording, NOW)

    line = await deadline_on(session, recording.id, NOW)
    assert line is not None
    assert line.state is DeadlineState.MET_LATE
    assert [cited.article for cited in line.citations] == ["音像记录管理制度第十三条"]
    met = (await history_of(session, line.id))[-1]
    assert met.detail["is_late"] is True


async def test_repeating_the_sealing_or_the_inspection_changes_nothing(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrived(session, town, MORNING)
    await seal(session, recording, NOW)
    row = await deadline_of(session, recording.id)
    before = await events_of(session, row)

    await seal(session, recording, NOW)
    await keep_storing(session, recording, NOW + timedelta(hours=1))

    assert await events_of(session, row) == before == ["deadline:opened", "deadline:met"]


async def test_a_time_found_by_the_inspection_opens_the_deadline_as_met(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrived(session, town, None)
    await seal(session, recording, NOW)
    recording.recorded_at = MORNING

    await keep_storing(session, recording, NOW)

    row = await deadline_of(session, recording.id)
    assert (row.due_at, row.met_at) == (MIDNIGHT, NOW)


@pytest.mark.parametrize(
    ("pack", "recorded_at", "due"),
    [
        pytest.param("ruzhou", "2026-11-20T23:30", "2026-11-22T00:00", id="past midnight"),
        pytest.param("shanxi", "2026-02-13T10:00", "2026-02-25T00:00", id="Spring Festival"),
        pytest.param("shanxi", "2024-02-28T10:00", "2024-03-02T00:00", id="29 February"),
        pytest.param("shanxi", "2026-09-30T10:00", "2026-10-10T00:00", id="National Day"),
    ],
)
async def test_by_when_it_is_stored(
    session: AsyncSession, town: Town, pack: str, recorded_at: str, due: str
) -> None:
    """山西 17 and 音像 13. 14 February 2026 is worked, 24 is the first day after the festival."""
    await live_by(session, town, pack)

    recording = await arrived(session, town, moment(recorded_at), minutes=45)

    assert (await deadline_of(session, recording.id)).due_at == moment(due)


async def test_a_clock_in_another_zone_says_the_same_moment(
    session: AsyncSession, town: Town
) -> None:
    in_tokyo = datetime(2026, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=9)))

    recording = await arrived(session, town, in_tokyo)

    assert (await deadline_of(session, recording.id)).due_at == moment("2026-11-21T00:00")


async def test_a_year_without_a_calendar_makes_the_deadline_provisional(
    session: AsyncSession, town: Town
) -> None:
    await live_by(session, town, "shanxi")
    now = moment("2027-01-04T12:00")

    recording = await arrived(session, town, moment("2026-12-31T10:00"), now=now)

    row = await deadline_of(session, recording.id)
    assert row.is_provisional
    assert "暂按周末休息推算" in row.reason
    assert row.due_at == moment("2027-01-05T00:00")


@pytest.mark.parametrize(
    ("recorded_at", "sentence"),
    [
        pytest.param(None, "没有记录时间", id="no time at all"),
        pytest.param(NOW + timedelta(days=3), "记录时间不可信", id="in the future"),
        pytest.param(datetime(1980, 1, 1, tzinfo=UTC), "记录时间不可信", id="a dead battery"),
    ],
)
async def test_without_a_believable_time_there_is_no_deadline_and_the_reason_is_said(
    session: AsyncSession, town: Town, recorded_at: datetime | None, sentence: str
) -> None:
    recording = await arrived(session, town, recorded_at)
    await seal(session, recording, NOW)

    assert await deadline_on(session, recording.id, NOW) is None
    assert sentence in await why_no_deadline(session, recording.id)


async def test_a_time_that_is_not_believed_any_more_cancels_the_deadline(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrived(session, town, MORNING)
    row = await deadline_of(session, recording.id)
    recording.recorded_at = NOW + timedelta(days=3)

    await keep_storing(session, recording, NOW)

    assert row.cancel_reason is not None
    assert "记录时间不可信" in row.cancel_reason
    assert (await events_of(session, row))[-1] == "deadline:cancelled"


async def test_a_second_arrival_of_the_same_bytes_has_no_deadline_of_its_own(
    session: AsyncSession, town: Town
) -> None:
    first = await arrived(session, town, MORNING)
    second = await arrived(session, town, MORNING)
    second.duplicate_of_id = first.id

    await seal(session, second, NOW)

    line = await deadline_on(session, second.id, NOW)
    assert line is not None
    assert line.state is DeadlineState.CANCELLED
    assert "先前已经送达" in line.cancel_reason


async def test_the_roster_says_whose_day_it_was_and_a_later_shift_moves_the_end(
    session: AsyncSession, town: Town
) -> None:
    """长子 10: the day's work of a night shift is over when it is over."""
    await live_by(session, town, "zhangzi")
    recording = await arrived(session, town, moment("2026-11-20T23:00"))
    row = await deadline_of(session, recording.id)
    assert "未查到当日值班" in row.reason

    assert town.chen.id is not None
    shift = NewShift(
        person_id=town.chen.id,
        section_id=None,
        kind=ShiftKind.DUTY,
        from_at=moment("2026-11-20T20:00"),
        until_at=moment("2026-11-21T08:00"),
    )
    await add_shift(session, town.liu, town.brigade, shift, now=NOW)

    assert "未查到当日值班" not in row.reason
    assert row.facts["shift_on"] == "2026-11-20"


async def test_an_upload_that_says_when_it_was_recorded_runs_at_once_and_goes_over(
    session: AsyncSession, town: Town
) -> None:
    recording_id = await arrive(session, town.chen, town.brigade)
    recording = await session.get_one(Recording, recording_id)
    upload = await session.get_one(Upload, recording.upload_id)
    upload.recorded_at = recording.recorded_at = MORNING
    await begin_storing(session, upload, town.chen, NOW)
    row = await deadline_of(session, upload.id)

    await hand_to_recording(session, recording, town.chen, NOW)

    assert (await deadline_of(session, recording_id)).id == row.id
    assert await events_of(session, row) == ["deadline:opened"]


@pytest.mark.parametrize("ended_as", [UploadState.EXPIRED, UploadState.TERMINATED])
async def test_an_upload_that_ends_without_a_recording_takes_its_deadline_with_it(
    session: AsyncSession, town: Town, ended_as: UploadState
) -> None:
    recording_id = await arrive(session, town.chen, town.brigade)
    recording = await session.get_one(Recording, recording_id)
    upload = await session.get_one(Upload, recording.upload_id)
    upload.recorded_at = MORNING
    await begin_storing(session, upload, town.chen, NOW)
    row = await deadline_of(session, upload.id)

    await give_up_storing(session, upload.id, ended_as, WORKER, NOW)

    assert row.cancelled_at == NOW
    assert "另计期限" in (row.cancel_reason or "")


async def test_whoever_held_the_camera_has_to_see_to_it(session: AsyncSession, town: Town) -> None:
    """音像 4: the ledger of use names the officer."""
    session.add(
        DeviceHolding(
            id=ids.new_id(),
            device_id=town.terminal.id,
            person_id=town.chen.id,
            from_at=MORNING - timedelta(hours=1),
            noted_at=NOW,
        )
    )
    await session.flush()

    recording = await arrived(session, town, MORNING, sender=town.terminal)

    assert (await deadline_of(session, recording.id)).person_id == town.chen.id


async def test_two_workers_that_open_at_once_open_one(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        recording_id = await arrive(session, town.chen, town.brigade)
        (await session.get_one(Recording, recording_id)).recorded_at = MORNING

    async def open_it() -> None:
        async with transaction(committed) as session:
            await keep_storing(session, await session.get_one(Recording, recording_id), NOW)

    await asyncio.gather(open_it(), open_it())

    async with committed() as session:
        count = await session.scalar(select(func.count()).select_from(Deadline))
        row = await deadline_of(session, recording_id)
        events = await events_of(session, row)
    assert count == 1
    assert events == ["deadline:opened"]


async def test_an_earlier_shift_of_somebody_else_changes_nothing(
    session: AsyncSession, town: Town
) -> None:
    session.add(
        DutyShift(
            id=ids.new_id(),
            unit_id=town.agency,
            person_id=town.liu.id,
            from_at=MORNING - timedelta(hours=8),
            until_at=MORNING + timedelta(hours=8),
            kind=ShiftKind.DUTY.value,
            noted_at=NOW,
        )
    )
    await session.flush()

    recording = await arrived(session, town, MORNING)

    assert (await deadline_of(session, recording.id)).facts["shift_on"] is None
