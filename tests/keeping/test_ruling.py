"""How long a recording is kept follows every fact that the rule looks at, in every transaction."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.lines import keeping_of
from app.keeping.sweeping import rule_due
from app.models import KeepingBasis, Recording, RecordingKeeping
from app.policy.keeping_states import KeepingState
from app.policy.law_words import Situation
from tests.deadlines.acts import live_by
from tests.keeping.acts import (
    DAY,
    a_case,
    adopted,
    events_of,
    put,
    row_of,
    ruled,
    sealed,
)
from tests.world import NOW, Town

TODAY = date(2026, 11, 21)
AGREED = {"afterwards": "appraisal", "keeping": "fixed", "through": "2026-10-17"}


async def test_ruzhou_keeps_a_recording_twelve_months(session: AsyncSession, town: Town) -> None:
    """汝州音像 15: from the end of the recording, and then appraised, not cleared."""
    recording = await sealed(session, town)

    row = await ruled(session, recording)

    assert (row.keeping, row.afterwards, row.keep_through) == (
        "fixed",
        "appraisal",
        date(2026, 10, 17),
    )
    basis = await session.get_one(KeepingBasis, row.basis_sha256)
    assert basis.basis["pack"] == "ruzhou"
    assert [each["article"] for each in basis.basis["citations"]] == ["音像记录管理制度第十五条"]


async def test_what_nobody_has_catalogued_has_no_period(session: AsyncSession, town: Town) -> None:
    recording = await sealed(session, town, catalogued=False)

    row = await ruled(session, recording)

    assert (row.keeping, row.materials, row.keep_through) == (None, [], None)
    assert "没有写明是哪一类资料" in row.reason


async def test_a_period_that_no_text_sets_names_what_the_agency_has_to_set(
    session: AsyncSession, town: Town
) -> None:
    """长子 says nothing of recordings that are neither of a patrol nor evidence."""
    await live_by(session, town, "zhangzi")
    recording = await sealed(session, town)

    row = await ruled(session, recording)

    assert (row.keeping, row.unset_keys) == (None, ["retention.other_av"])
    assert "没有规定“其他音像资料保存期限”" in row.reason


async def test_a_patrol_is_kept_six_months_at_least_in_zhangzi(
    session: AsyncSession, town: Town
) -> None:
    """长子 11 ¶2 sets a minimum; when it ends is for the agency to say."""
    await live_by(session, town, "zhangzi")
    recording = await sealed(session, town, situation=Situation.PATROL)

    row = await ruled(session, recording)

    assert (row.keeping, row.afterwards) == ("at_least", "decision")
    assert row.keep_through == date(2026, 4, 17)


@pytest.mark.parametrize(
    "recorded_at",
    [
        pytest.param(None, id="no time at all"),
        pytest.param(datetime.fromisoformat("1970-01-01T00:00:00+00:00"), id="a clock that forgot"),
        pytest.param(NOW + timedelta(days=3650), id="a clock ten years ahead"),
    ],
)
async def test_a_time_that_no_clock_can_have_shown_begins_no_period(
    session: AsyncSession, town: Town, recorded_at: datetime | None
) -> None:
    recording = await sealed(session, town, recorded_at=recorded_at, received_at=NOW)

    row = await ruled(session, recording)

    assert (row.keeping, row.keep_through) == (None, None)
    assert "记录结束之日不明，无法起算" in row.reason


async def test_put_into_a_case_it_is_kept_like_the_file_and_taken_out_no_longer(
    session: AsyncSession, town: Town
) -> None:
    """Ruzhou sets no period for case files, so what lies in one may not end (promise P4)."""
    recording = await sealed(session, town)
    before = (await ruled(session, recording)).keep_through
    link = await put(session, town, recording, await a_case(session, town))

    inside = await ruled(session, recording)

    assert (inside.materials, inside.keep_through) == (["case_evidence"], None)
    assert inside.unset_keys == ["retention.case_file"]

    link.ended_at, link.ended_by_id, link.end_reason = NOW, town.liu.id, "放错了案件"
    await session.flush()
    outside = await ruled(session, recording)
    assert (outside.materials, outside.keep_through) == (["other_av"], before)


async def test_the_period_of_a_file_begins_with_its_archiving(
    session: AsyncSession, town: Town
) -> None:
    case = await a_case(session, town)
    recording = await sealed(session, town)
    await put(session, town, recording, case)
    await adopted(session, town)
    opened = await ruled(session, recording)
    assert (opened.keeping, opened.unset_keys) == (None, [])
    assert "案卷归档之日不明" in opened.reason

    case.state, case.archived_at = "archived", NOW
    await session.flush()

    assert (await ruled(session, recording)).keep_through == date(2056, 11, 21)


async def test_of_two_cases_the_one_that_keeps_longer_counts(
    session: AsyncSession, town: Town
) -> None:
    first, second = await a_case(session, town), await a_case(session, town)
    recording = await sealed(session, town)
    for case, years in ((first, 1), (second, 2)):
        case.archived_at = NOW - years * 365 * DAY
        await put(session, town, recording, case)
    await adopted(session, town)

    row = await ruled(session, recording)

    assert row.keep_through == date(2055, 11, 21)
    assert row.reason.endswith("这份资料在几个案件中，从其长者。")


async def test_a_duplicate_has_no_period_of_its_own(session: AsyncSession, town: Town) -> None:
    first, second = await sealed(session, town), await sealed(session, town)
    row = await session.get_one(Recording, second)
    row.duplicate_of_id = first
    await session.flush()

    while await rule_due(session, NOW):
        pass

    assert await keeping_of(session, second, TODAY) is None
    assert await keeping_of(session, first, TODAY) is not None


async def test_what_is_quarantined_has_no_period_until_it_is_released(
    session: AsyncSession, town: Town
) -> None:
    recording = await sealed(session, town)
    row = await session.get_one(Recording, recording)
    row.state = "quarantined"
    await session.flush()

    inside = await ruled(session, recording)

    assert (inside.keeping, inside.keep_through) == (None, None)
    assert "已隔离" in inside.reason


async def test_a_changed_period_is_an_event_and_an_unchanged_one_is_none(
    session: AsyncSession, town: Town
) -> None:
    recording = await sealed(session, town, catalogued=False)
    await ruled(session, recording)
    assert await events_of(session, recording) == []

    row = await session.get_one(Recording, recording)
    row.catalogued_at = NOW
    await session.flush()
    await ruled(session, recording)
    await session.execute(update(RecordingKeeping).values(ruled_at=None))
    await ruled(session, recording)

    [event] = await events_of(session, recording)
    assert {name: event.detail[name] for name in AGREED} == AGREED
    assert event.detail["before"] == {"afterwards": "never", "keeping": "", "through": ""}
    assert event.detail["citations"][0]["article"] == "音像记录管理制度第十五条"


async def test_the_database_itself_lets_no_unset_period_end(
    session: AsyncSession, town: Town
) -> None:
    recording = await sealed(session, town, catalogued=False)
    row = await ruled(session, recording)
    row.keep_through = TODAY

    with pytest.raises(IntegrityError, match="unset_never_ends"):
        await session.flush()


async def test_what_nothing_has_ruled_yet_is_unset_and_says_that_it_is_not_current(
    session: AsyncSession, town: Town
) -> None:
    recording = await sealed(session, town)

    line = await keeping_of(session, recording, TODAY)

    assert line is not None
    assert (line.state, line.is_current) == (KeepingState.UNSET, False)
    assert (await row_of(session, recording)).ruled_at is None
