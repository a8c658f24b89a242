"""归档信息: result, number and days from the steps, the period from the law or the keeper."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import ChangedMeanwhileError
from app.cases.filing import FilePeriod, filing_of, set_file_period
from app.cases.moving import StepFacts, move_case, reopen_case
from app.cataloguing.linking import link_recording
from app.errors import NotFoundError
from app.ids import new_id
from app.keeping.ruling import rule_now
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, RecordingKeeping
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from app.policy.linking import NewLink
from app.policy.values import Keeping, Period
from tests.cases.office import open_sand_case
from tests.cases.test_moving import put
from tests.cataloguing.desk import shot
from tests.world import NOW, Town

TEN_YEARS = FilePeriod(Period(Keeping.FIXED, 120), "归档范围和保管期限表第 12 项")
FOR_LONG = FilePeriod(Period(Keeping.LONG_TERM), "归档范围和保管期限表第 3 项")


async def test_the_steps_say_how_it_ended_and_where_it_is_archived(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    told = StepFacts(NOW.date(), "罚款五千元", "汝水罚决〔2026〕7号")
    paid = StepFacts(NOW.date(), "已经缴清")
    filed = StepFacts(NOW.date(), number="2026-水政-001")
    await move_case(session, town.chen, case_id, CaseState.DECIDED, told, seen_revision=1, now=NOW)
    await move_case(session, town.chen, case_id, CaseState.CLOSED, paid, seen_revision=2, now=NOW)
    await put(session, case_id, CaseState.FILE_BOUND)
    await move_case(session, town.liu, case_id, CaseState.ARCHIVED, filed, seen_revision=3, now=NOW)

    filing = await filing_of(session, await session.get_one(Case, case_id), 1)

    assert filing.outcome == "罚款五千元（汝水罚决〔2026〕7号）；结案情形：已经缴清"
    assert filing.archive_no == "2026-水政-001"
    assert (filing.closed_on, filing.archived_on) == (NOW.date(), NOW.date())


async def test_another_version_begins_without_the_result_of_the_former(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    told = StepFacts(NOW.date(), "罚款五千元")
    await move_case(session, town.chen, case_id, CaseState.CLOSED, told, seen_revision=1, now=NOW)
    await reopen_case(session, town.liu, case_id, "复议撤销", seen_revision=2, now=NOW)
    case = await session.get_one(Case, case_id)

    assert (await filing_of(session, case, 1)).outcome == "结案情形：罚款五千元"
    assert (await filing_of(session, case, 2)).outcome == ""


async def test_the_keeper_sets_the_period_and_the_ledger_holds_both(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.ARCHIVED)

    for seen, wanted in ((1, TEN_YEARS), (2, FOR_LONG)):
        done = await set_file_period(
            session, town.liu, case_id, wanted, seen_revision=seen, now=NOW
        )
        assert done is None

    line = (await history_of(session, case_id))[-1]
    assert line.kind is LedgerKind.CASE_FILE_PERIOD_SET
    assert line.detail["before"] == {
        "keeping": "fixed",
        "months": 120,
        "basis": "归档范围和保管期限表第 12 项",
    }
    assert line.detail["after"]["keeping"] == "long_term"
    filing = await filing_of(session, await session.get_one(Case, case_id), 1)
    assert (filing.period, filing.basis) == (FOR_LONG.period, FOR_LONG.basis)


async def test_evidence_of_the_case_is_kept_as_long_as_its_file(
    session: AsyncSession, town: Town
) -> None:
    """长子十一第三款、昌黎十第三款; in this world the longer of two."""
    case_id, recording = await open_sand_case(session, town), await shot(session, town)
    await link_recording(session, town.liu, recording, case_id, NewLink(), now=NOW)
    await session.execute(
        update(Case).where(Case.id == case_id).values(state="archived", archived_at=NOW)
    )
    await rule_now(session, recording, NOW)
    revision = (await session.get_one(Case, case_id, populate_existing=True)).revision

    await set_file_period(session, town.liu, case_id, TEN_YEARS, seen_revision=revision, now=NOW)

    asked = select(RecordingKeeping.ruled_at).where(RecordingKeeping.recording_id == recording)
    assert await session.scalar(asked) is None
    await rule_now(session, recording, NOW)
    row = await session.get_one(RecordingKeeping, recording, populate_existing=True)
    assert row.keep_through == date(2036, 11, 21)


@pytest.mark.parametrize("state", [CaseState.OPENED, CaseState.DECIDED, CaseState.TRANSFERRED])
async def test_it_is_set_between_closing_and_handing_over(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, state)

    refused = await set_file_period(session, town.liu, case_id, TEN_YEARS, seen_revision=1, now=NOW)

    assert isinstance(refused, Decision)
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["chen", "zhao"])
async def test_others_who_know_of_the_case_do_not_set_it(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.CLOSED)

    refused = await set_file_period(
        session, getattr(town, who), case_id, TEN_YEARS, seen_revision=1, now=NOW
    )

    assert isinstance(refused, Decision)
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_for_strangers_and_the_nameless_there_is_no_such_case(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)

    for actor, key in ((town.qian, case_id), (ANONYMOUS, case_id), (town.liu, new_id())):
        with pytest.raises(NotFoundError):
            await set_file_period(session, actor, key, TEN_YEARS, seen_revision=1, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        FilePeriod(Period(Keeping.FIXED, None), "某表"),
        FilePeriod(Period(Keeping.FIXED, 0), "某表"),
        FilePeriod(Period(Keeping.FIXED, 1212), "某表"),
        FilePeriod(Period(Keeping.LONG_TERM), ""),
        FilePeriod(Period(Keeping.LONG_TERM), "长" * 201),
    ],
    ids=["no years", "nought", "more than a hundred", "no basis", "too long a basis"],
)
async def test_what_cannot_be_set_is_said(
    session: AsyncSession, town: Town, wrong: FilePeriod
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.CLOSED)

    with pytest.raises(NotAcceptableError):
        await set_file_period(session, town.liu, case_id, wrong, seen_revision=1, now=NOW)


async def test_of_two_at_once_the_second_is_told(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.CLOSED)
    await set_file_period(session, town.liu, case_id, TEN_YEARS, seen_revision=1, now=NOW)

    with pytest.raises(ChangedMeanwhileError):
        await set_file_period(session, town.liu, case_id, FOR_LONG, seen_revision=1, now=NOW)
