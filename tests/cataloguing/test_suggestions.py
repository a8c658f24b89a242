"""What speaks for which case, gathered for a page of the inbox in two statements."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.cataloguing.linking import link_recording
from app.cataloguing.suggestions import suggestions_for
from app.models import Case, CaseHandler, Recording
from app.policy.case_words import CaseState, SecurityClass
from app.policy.closing import STATE_SECRETS
from app.policy.linking import NewLink
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import RECORDED, shot
from tests.world import NOW, Town

WHY = "执法人员陈立是本案主办人，2026年11月21日记录，在2026年11月20日立案之后。"
DEVICE = "RZ-0001"


async def reason_for(session: AsyncSession, town: Town, recording: UUID) -> str:
    found = await suggestions_for(session, town.liu, [recording])
    return "".join(one.reason for one in found.get(recording, ()))


async def test_a_case_that_the_officer_handles_is_suggested_with_the_reason(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)

    (found,) = (await suggestions_for(session, town.liu, [recording]))[recording]

    assert (found.case_id, found.case_no) == (case, "汝水罚〔2026〕1号")
    assert found.cause == "未经许可在河道采砂"
    assert found.reason == WHY


@pytest.mark.parametrize("clue", ["device", "officer"])
async def test_what_lies_in_a_case_already_speaks_for_what_was_recorded_on_the_same_day(
    session: AsyncSession, town: Town, clue: str
) -> None:
    case = await open_sand_case(session, town, opened_on=date(2026, 11, 21))
    await session.execute(update(CaseHandler).values(until=NOW))
    before, after = await shot(session, town), await shot(session, town)
    if clue == "officer":
        await session.execute(update(Recording).values(device_id=None, device_source=None))
    await link_recording(session, town.liu, before, case, NewLink(), now=NOW)

    reason = await reason_for(session, town, after)

    who = f"同一设备{DEVICE}" if clue == "device" else "同一执法人员陈立"
    assert reason == f"{who}在2026年11月21日的资料已放入本案。"


async def test_of_two_cases_with_the_same_clues_both_are_named(
    session: AsyncSession, town: Town
) -> None:
    recording, older = await shot(session, town), await open_sand_case(session, town)
    newer = await open_sand_case(session, town, case_no="汝水罚〔2026〕2号")

    found = (await suggestions_for(session, town.liu, [recording]))[recording]

    assert [one.case_id for one in found] == [newer, older]


async def test_another_day_is_no_clue(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town)
    await session.execute(update(CaseHandler).values(until=NOW))
    before = await shot(session, town)
    after = await shot(session, town, recorded_at=RECORDED - timedelta(days=1))
    await link_recording(session, town.liu, before, case, NewLink(), now=NOW)

    assert await reason_for(session, town, after) == ""


async def test_a_file_that_names_the_number(session: AsyncSession, town: Town) -> None:
    await open_sand_case(session, town)
    await open_sand_case(session, town, case_no="汝水罚〔2026〕11号")
    recording = await shot(
        session, town, "询问_汝水罚[2026]1号.mp4", by_chen=False, recorded_at=None
    )

    (found,) = (await suggestions_for(session, town.liu, [recording]))[recording]

    assert (found.case_no, found.reason) == ("汝水罚〔2026〕1号", "文件名写有本案案号。")


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.FILE_BOUND])
async def test_what_is_over_is_not_suggested(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    await open_sand_case(session, town)
    await session.execute(update(Case).values(state=state.value))

    assert await reason_for(session, town, await shot(session, town)) == ""


@pytest.mark.parametrize("security_class", [*sorted(STATE_SECRETS), SecurityClass.WORK_SECRET])
async def test_a_state_secret_is_suggested_by_no_clue_at_all(
    session: AsyncSession, town: Town, security_class: SecurityClass
) -> None:
    """汝州调阅 10: what is put there closes to everybody, so somebody has to mean it."""
    case = await open_sand_case(session, town)
    before = await shot(session, town)
    await link_recording(session, town.liu, before, case, NewLink(), now=NOW)
    await session.execute(update(Case).values(security_class=security_class.value))

    after = await shot(session, town, "询问_汝水罚[2026]1号.mp4")

    is_suggested = await reason_for(session, town, after) != ""
    assert is_suggested is (security_class not in STATE_SECRETS)


async def test_a_recording_of_unknown_time_and_officer_gets_nothing(
    session: AsyncSession, town: Town
) -> None:
    await open_sand_case(session, town)

    recording = await shot(session, town, by_chen=False, recorded_at=None)

    assert await reason_for(session, town, recording) == ""


async def test_whoever_keeps_no_records_gets_none(session: AsyncSession, town: Town) -> None:
    await open_sand_case(session, town)
    recording = await shot(session, town)

    assert await suggestions_for(session, town.qian, [recording]) == {}
    assert await suggestions_for(session, town.chen, [recording]) == {}


async def test_a_page_costs_two_statements(
    session: AsyncSession, town: Town, engine: AsyncEngine
) -> None:
    await open_sand_case(session, town)
    recordings = [await shot(session, town) for _ in range(50)]
    await suggestions_for(session, town.liu, recordings[:1])
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        found = await suggestions_for(session, town.liu, recordings)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)

    assert len(found) == 50
    assert len([statement for statement in asked if "FROM recording" in statement]) <= 2
