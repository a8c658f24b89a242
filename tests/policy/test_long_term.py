"""On what, how many times and how labelled something is kept for long (长期保存)."""

from typing import Any

import pytest

from app.policy.law_words import LabelPoint, Medium
from app.policy.long_term import LongTermCarrier, rule_long_term_carrier
from tests.policy.law import articles_of
from tests.policy.regulations import regulation

LABEL = ["unit", "maker", "made_at", "case"]


@pytest.mark.parametrize(
    ("values", "carrier", "words"),
    [
        pytest.param(
            {"longterm.media": ["disc"], "longterm.copies": 2, "longterm.label": LABEL},
            LongTermCarrier((Medium.DISC,), 2, tuple(LabelPoint(point) for point in LABEL)),
            "介质为光盘等；光盘一式2份；标签或者封套上标明"
            "制作单位、制作人、制作时间、执法活动或者案件名称及编号。",
            id="all of it said",
        ),
        pytest.param(
            {"longterm.media": ["disc", "removable"]},
            LongTermCarrier((Medium.DISC, Medium.REMOVABLE), None, ()),
            "介质为光盘、移动存储介质等；份数没有规定；标签没有规定。",
            id="media alone",
        ),
        pytest.param(
            {},
            LongTermCarrier((), None, ()),
            "介质没有规定；份数没有规定；标签没有规定。",
            id="nothing said",
        ),
    ],
)
def test_how_it_is_stored(values: dict[str, Any], carrier: LongTermCarrier, words: str) -> None:
    ruling = rule_long_term_carrier(regulation(values))

    assert (ruling.outcome, ruling.reason) == (carrier, words)
    assert articles_of(ruling) == [f"条款 {key}" for key in values]
