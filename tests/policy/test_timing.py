"""What speaks against the time of a recording, one fact after the other."""

import pytest

from app.policy.attributing import AttributionFinding
from app.policy.timing import TimeFacts, TimeGap, judge_time

A = AttributionFinding


@pytest.mark.parametrize(
    ("facts", "findings"),
    [
        pytest.param(TimeFacts(), (), id="nothing"),
        pytest.param(
            TimeFacts(is_doubtful=True), (A.RECORDED_TIME_DOUBTFUL,), id="after the arrival"
        ),
        pytest.param(
            TimeFacts(is_before_device=True),
            (A.RECORDED_BEFORE_DEVICE,),
            id="before the unit had the device",
        ),
        pytest.param(
            TimeFacts(is_doubtful=True, is_before_device=True),
            (A.RECORDED_TIME_DOUBTFUL,),
            id="a reset clock says nothing about the device",
        ),
        pytest.param(
            TimeFacts(gap=TimeGap.OTHER), (A.RECORDED_TIME_DIFFERS,), id="the file differs"
        ),
        pytest.param(
            TimeFacts(gap=TimeGap.WHOLE_HOURS),
            (A.RECORDED_TIME_SHIFTED,),
            id="the file is a zone away",
        ),
        pytest.param(
            TimeFacts(is_doubtful=True, gap=TimeGap.OTHER),
            (A.RECORDED_TIME_DOUBTFUL, A.RECORDED_TIME_DIFFERS),
            id="impossible, and the file says otherwise",
        ),
    ],
)
def test_the_time(facts: TimeFacts, findings: tuple[AttributionFinding, ...]) -> None:
    assert judge_time(facts) == findings
