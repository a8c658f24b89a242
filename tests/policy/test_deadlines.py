"""How a deadline stands, and when storing may wait."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.packs.load import read_pack
from app.policy.deadlines import DeadlineFacts, DeadlineState, decide_postponing, state_of
from app.policy.law_words import ExceptionGround

DUE = datetime(2026, 11, 21, 16, tzinfo=UTC)
SOON = timedelta(hours=24)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        (DeadlineFacts(DUE), DUE - SOON - SECOND, DeadlineState.RUNNING),
        (DeadlineFacts(DUE), DUE - SOON, DeadlineState.DUE_SOON),
        (DeadlineFacts(DUE), DUE, DeadlineState.DUE_SOON),
        (DeadlineFacts(DUE), DUE + SECOND, DeadlineState.OVERDUE),
        (DeadlineFacts(DUE, met_at=DUE), DUE + SOON, DeadlineState.MET),
        (DeadlineFacts(DUE, met_at=DUE + SECOND), DUE + SOON, DeadlineState.MET_LATE),
        (DeadlineFacts(None), DUE, DeadlineState.WAITING),
        (DeadlineFacts(None, met_at=DUE), DUE, DeadlineState.MET),
        (DeadlineFacts(DUE, cancelled_at=DUE), DUE + SOON, DeadlineState.CANCELLED),
    ],
    ids=[
        "more than a day ahead",
        "a day ahead",
        "the very end",
        "a second after it",
        "done at the very end",
        "done a second late",
        "begins with the return",
        "done before the return",
        "cancelled",
    ],
)
def test_how_a_deadline_stands(facts: DeadlineFacts, now: datetime, state: DeadlineState) -> None:
    assert state_of(facts, now, SOON) is state


MOMENTS = st.integers(-9000, 9000).map(lambda hours: DUE + timedelta(hours=hours))


@given(due=MOMENTS, met=MOMENTS, now=MOMENTS)
def test_what_is_met_stays_as_it_was_met_however_late_one_looks(
    due: datetime, met: datetime, now: datetime
) -> None:
    facts = DeadlineFacts(due, met_at=met)

    assert state_of(facts, now, SOON) is state_of(facts, met, SOON)


@pytest.mark.parametrize(
    ("pack", "ground", "articles"),
    [
        ("ruzhou", ExceptionGround.OFF_SITE, ["音像记录管理制度第十三条"]),
        ("shanxi", ExceptionGround.REMOTE, ["第十七条第二款"]),
        ("zhangzi", ExceptionGround.CONTINUOUS, ["《山西省行政执法全过程记录办法》第十七条第二款"]),
    ],
)
def test_a_named_ground_lets_storing_wait(
    pack: str, ground: ExceptionGround, articles: list[str]
) -> None:
    decision = decide_postponing(read_pack(pack), ground)

    assert decision.allowed
    assert [cited.article for cited in decision.citations] == articles


def test_a_ground_that_the_pack_does_not_name_is_refused_with_those_that_it_names() -> None:
    """音像 13 names hard-to-reach places, not remote ones."""
    decision = decide_postponing(read_pack("ruzhou"), ExceptionGround.REMOTE)

    assert not decision.allowed
    assert "“边远地区执法”不是可以延后存储的情形" in decision.reason
    assert "交通不便、异地执法、连续执法" in decision.reason
    assert {cited.article for cited in decision.citations} == {"音像记录管理制度第十三条"}


def test_where_a_pack_names_no_ground_nothing_waits() -> None:
    """昌黎 9 knows no exception, and Hebei's text is not supplied."""
    decision = decide_postponing(read_pack("changli"), ExceptionGround.OFF_SITE)

    assert not decision.allowed
    assert "没有规定“可以延后存储的情形”" in decision.reason
    assert [cited.article for cited in decision.citations] == ["第九条"]
