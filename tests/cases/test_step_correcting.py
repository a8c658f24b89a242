"""Correcting what is said of a step: its day, its result, its number, with a reason."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import ChangedMeanwhileError
from app.cases.moving import StepFacts, move_case
from app.cases.step_correcting import correct_step
from app.cases.steps import in_their_days, steps_taken
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.case_words import CaseState
from app.policy.clocks import day_of
from app.policy.decision import Decision
from tests.cases.office import open_sand_case
from tests.cases.test_moving import put
from tests.world import NOW, Town

TODAY = NOW.date()
OPENED = date(2026, 11, 18)
RIGHT = StepFacts(date(2026, 11, 19), "罚款六千元", "汝水罚决〔2026〕7号")
WHY = "与处罚决定书不一致"


async def decided(session: AsyncSession, town: Town) -> object:
    """Open a case, decide it on the 20th and serve the decision today."""
    case_id = await open_sand_case(session, town, opened_on=OPENED)
    told = StepFacts(date(2026, 11, 20), "罚款五千元")
    await move_case(session, town.chen, case_id, CaseState.DECIDED, told, seen_revision=1, now=NOW)
    served = StepFacts(TODAY)
    await move_case(session, town.chen, case_id, CaseState.SERVED, served, seen_revision=2, now=NOW)
    return case_id


async def correct(
    session: AsyncSession,
    actor: Actor,
    case_id: object,
    facts: StepFacts = RIGHT,
    *,
    state: CaseState = CaseState.DECIDED,
    why: str = WHY,
    seen: int = 3,
) -> Decision | None:
    return await correct_step(
        session,
        actor,
        case_id,  # type: ignore[arg-type]
        state,
        facts,
        reason=why,
        seen_revision=seen,
        now=NOW,
    )


@pytest.mark.parametrize("who", ["chen", "liu"])
async def test_the_step_says_what_it_was_corrected_to_and_the_ledger_holds_both(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await decided(session, town)

    assert await correct(session, getattr(town, who), case_id) is None

    history = await history_of(session, case_id)  # type: ignore[arg-type]
    line = history[-1]
    assert line.kind is LedgerKind.CASE_STEP_CORRECTED
    assert line.detail["before"] == {"on": "2026-11-20", "result": "罚款五千元", "number": ""}
    assert line.detail["after"]["result"] == "罚款六千元"
    assert line.detail["why"] == WHY
    assert history[1].detail["on"] == "2026-11-20"
    taken = await steps_taken(session, case_id)  # type: ignore[arg-type]
    steps = {step.state: step for step in in_their_days(taken, OPENED)}
    step = steps[CaseState.DECIDED]
    assert day_of(step.at) == date(2026, 11, 19)
    assert step.said == "决定书文号：汝水罚决〔2026〕7号；处理决定：罚款六千元"
    assert len(taken) == 3


async def test_what_was_corrected_is_corrected_again(session: AsyncSession, town: Town) -> None:
    case_id = await decided(session, town)
    await correct(session, town.chen, case_id)

    await correct(session, town.chen, case_id, StepFacts(RIGHT.on, "不予处罚"), seen=4)

    line = (await history_of(session, case_id))[-1]  # type: ignore[arg-type]
    assert line.detail["before"]["result"] == "罚款六千元"


async def test_the_keeper_corrects_when_a_file_was_archived_and_it_counts_from_there(
    session: AsyncSession, town: Town
) -> None:
    case_id = await decided(session, town)
    await put(session, case_id, CaseState.FILE_BOUND)  # type: ignore[arg-type]
    filed = StepFacts(TODAY, number="001")
    await move_case(
        session,
        town.liu,
        case_id,  # type: ignore[arg-type]
        CaseState.ARCHIVED,
        filed,
        seen_revision=3,
        now=NOW + timedelta(days=3),
    )
    later = StepFacts(TODAY + timedelta(days=1), number="2026-001")

    refused = await correct(session, town.chen, case_id, later, state=CaseState.ARCHIVED, seen=4)
    done = await correct_step(
        session,
        town.liu,
        case_id,  # type: ignore[arg-type]
        CaseState.ARCHIVED,
        later,
        reason=WHY,
        seen_revision=4,
        now=NOW + timedelta(days=3),
    )

    assert isinstance(refused, Decision)
    assert done is None
    case = await session.get_one(Case, case_id)
    assert case.archived_at is not None
    assert day_of(case.archived_at) == TODAY + timedelta(days=1)


async def test_once_the_file_is_bound_the_steps_of_handling_stay(
    session: AsyncSession, town: Town
) -> None:
    """调阅九."""
    case_id = await decided(session, town)
    await put(session, case_id, CaseState.FILE_BOUND)  # type: ignore[arg-type]

    refused = await correct(session, town.chen, case_id)

    assert isinstance(refused, Decision)
    assert refused.citations
    line = (await history_of(session, case_id))[-1]  # type: ignore[arg-type]
    assert line.kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize(
    ("facts", "why", "told"),
    [
        (StepFacts(date(2026, 11, 17)), WHY, "不能早于上一步"),
        (StepFacts(TODAY + timedelta(days=1)), WHY, "不能晚于今天"),
        (StepFacts(RIGHT.on, "长" * 201), WHY, "最长200个字"),
        (RIGHT, "", "请写明更正的理由"),
        (StepFacts(date(2026, 11, 20), "罚款五千元"), WHY, "没有需要更正的内容"),
    ],
    ids=["before the step before", "tomorrow", "too long", "no reason", "nothing new"],
)
async def test_what_cannot_be_is_said(
    session: AsyncSession, town: Town, facts: StepFacts, why: str, told: str
) -> None:
    case_id = await decided(session, town)

    with pytest.raises(NotAcceptableError, match=told):
        await correct(session, town.chen, case_id, facts, why=why)


async def test_a_step_is_not_after_the_one_that_followed(session: AsyncSession, town: Town) -> None:
    case_id = await decided(session, town)
    await correct(session, town.chen, case_id, StepFacts(RIGHT.on), state=CaseState.DECIDED)
    earlier = StepFacts(date(2026, 11, 20))
    await correct(session, town.chen, case_id, earlier, state=CaseState.SERVED, seen=4)

    with pytest.raises(NotAcceptableError, match="不能晚于下一步"):
        await correct(session, town.chen, case_id, StepFacts(TODAY), seen=5)


@pytest.mark.parametrize("state", [CaseState.OPENED, CaseState.CLOSED], ids=["opening", "not yet"])
async def test_what_has_no_form_or_was_not_taken_is_not_found(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    case_id = await decided(session, town)

    with pytest.raises(NotFoundError):
        await correct(session, town.chen, case_id, state=state)


async def test_a_leader_does_not_correct_and_strangers_find_nothing(
    session: AsyncSession, town: Town
) -> None:
    case_id = await decided(session, town)

    assert isinstance(await correct(session, town.zhao, case_id), Decision)
    for actor in (town.qian, ANONYMOUS):
        with pytest.raises(NotFoundError):
            await correct(session, actor, case_id)


async def test_of_two_at_once_the_second_is_told(session: AsyncSession, town: Town) -> None:
    case_id = await decided(session, town)

    with pytest.raises(ChangedMeanwhileError):
        await correct(session, town.chen, case_id, seen=2)
