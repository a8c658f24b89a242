"""A hold and an unset period beat expiry, and no period ends by itself (promise P4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.decision import Citation, Ruling
from app.policy.disposing import HoldFacts, decide_disposal
from app.policy.keeping import Afterwards, Kept
from app.policy.values import Keeping

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 22)
ARTICLE = Citation("trial", "第十一条", "至少保存6个月")


def kept_through(
    last: date | None, keeping: Keeping = Keeping.FIXED, after: Afterwards = Afterwards.APPRAISAL
) -> Ruling[Kept]:
    return Ruling(Kept(keeping, after, through_on=last), "保存至该日。", (ARTICLE,))


UNSET = Ruling(Kept(None, Afterwards.NEVER), "资料的保存期限尚未确定，因此不得处置。")
RUNNING, OVER = kept_through(TODAY), kept_through(YESTERDAY)
MINIMUM_OVER = kept_through(YESTERDAY, Keeping.AT_LEAST, Afterwards.DECISION)
LONG = kept_through(None, Keeping.LONG_TERM, Afterwards.REVIEW)
LIKE_A_LONG_FILE = kept_through(None, Keeping.AS_CASE_FILE, Afterwards.REVIEW)


def hold(until_on: date | None, *, is_lifted: bool = False) -> HoldFacts:
    return HoldFacts("行政诉讼", until_on, is_lifted)


LIFTED = hold(None, is_lifted=True)


@pytest.mark.parametrize(
    ("holds", "kept", "allowed"),
    [
        pytest.param((), UNSET, False, id="no period is set"),
        pytest.param((), RUNNING, False, id="the last day of the period"),
        pytest.param((), OVER, True, id="the period ran out"),
        pytest.param((), MINIMUM_OVER, True, id="the minimum ran out and the agency has decided"),
        pytest.param((), LONG, False, id="kept for long"),
        pytest.param((), LIKE_A_LONG_FILE, False, id="kept like a file that is kept for long"),
        pytest.param((hold(None),), OVER, False, id="held until lifted"),
        pytest.param((hold(TODAY),), OVER, False, id="the last day of the hold"),
        pytest.param((hold(YESTERDAY),), OVER, True, id="the hold ran out"),
        pytest.param((LIFTED,), OVER, True, id="the hold was lifted"),
        pytest.param((LIFTED, hold(TOMORROW)), OVER, False, id="another one stands"),
        pytest.param((LIFTED,), UNSET, False, id="lifted, but no period is set"),
    ],
)
def test_what_may_be_disposed_of_after_appraisal(
    holds: tuple[HoldFacts, ...], kept: Ruling[Kept], *, allowed: bool
) -> None:
    decision = decide_disposal(holds, kept, day=TODAY, is_appraised=True)

    assert decision.allowed is allowed
    assert decision.citations == kept.citations


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        pytest.param(OVER, "到期鉴定", id="12 months are over"),
        pytest.param(MINIMUM_OVER, "由本机关决定", id="the minimum is over"),
    ],
)
def test_nothing_is_disposed_of_because_time_has_passed(kept: Ruling[Kept], words: str) -> None:
    """Ruzhou's management rule, article 15: what is not worth keeping is cleared, by a person."""
    decision = decide_disposal((), kept, day=TODAY, is_appraised=False)

    assert not decision.allowed
    assert words in decision.reason


def test_the_refusal_names_every_standing_hold_and_its_end() -> None:
    holds = (hold(TOMORROW), HoldFacts("审计调查", None, is_lifted=False))

    decision = decide_disposal(holds, OVER, day=TODAY, is_appraised=True)

    assert "行政诉讼（至2026-11-22）；审计调查（至解除时止）" in decision.reason


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
HOLDS = st.builds(HoldFacts, st.just("复议"), st.none() | DAYS, st.booleans())
KEPT = st.builds(
    lambda keeping, last: Ruling(Kept(keeping, Afterwards.NEVER, through_on=last), "。"),
    st.none() | st.sampled_from(Keeping),
    st.none() | DAYS,
)


@given(holds=st.lists(HOLDS).map(tuple), kept=KEPT, day=DAYS, is_appraised=st.booleans())
def test_whatever_is_disposed_of_had_a_period_that_is_over_and_nothing_held_it(
    holds: tuple[HoldFacts, ...], kept: Ruling[Kept], day: date, *, is_appraised: bool
) -> None:
    decision = decide_disposal(holds, kept, day=day, is_appraised=is_appraised)

    last = kept.outcome.through_on
    set_and_over = kept.outcome.keeping is not None and last is not None and last < day
    held = any(hold.stands_on(day) for hold in holds)
    long_term = kept.outcome.keeping is Keeping.LONG_TERM
    assert decision.allowed == (set_and_over and is_appraised and not held and not long_term)
