"""A hold and an unset period beat expiry (promise P4)."""

from datetime import date

import pytest

from app.policy.disposing import HoldFacts, decide_disposal

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 22)


def hold(until_on: date | None, *, is_lifted: bool = False) -> HoldFacts:
    return HoldFacts("行政诉讼", until_on, is_lifted)


@pytest.mark.parametrize(
    ("holds", "keep_through", "allowed"),
    [
        pytest.param((), None, False, id="no period is set"),
        pytest.param((), TODAY, False, id="the last day of the period"),
        pytest.param((), YESTERDAY, True, id="the period ran out"),
        pytest.param((hold(None),), YESTERDAY, False, id="held until lifted"),
        pytest.param((hold(TODAY),), YESTERDAY, False, id="the last day of the hold"),
        pytest.param((hold(YESTERDAY),), YESTERDAY, True, id="the hold ran out"),
        pytest.param((hold(None, is_lifted=True),), YESTERDAY, True, id="the hold was lifted"),
        pytest.param(
            (hold(None, is_lifted=True), hold(TOMORROW)), YESTERDAY, False, id="another one stands"
        ),
        pytest.param((hold(None, is_lifted=True),), None, False, id="lifted, but no period is set"),
    ],
)
def test_what_may_be_disposed_of(
    holds: tuple[HoldFacts, ...], keep_through: date | None, *, allowed: bool
) -> None:
    decision = decide_disposal(holds, keep_through=keep_through, day=TODAY)

    assert decision.allowed is allowed


def test_the_refusal_names_every_standing_hold_and_its_end() -> None:
    holds = (hold(TOMORROW), HoldFacts("审计调查", None, is_lifted=False))

    decision = decide_disposal(holds, keep_through=YESTERDAY, day=TODAY)

    assert "行政诉讼（至2026-11-22）；审计调查（至解除时止）" in decision.reason
