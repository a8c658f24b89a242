"""By when a counterpart's request is answered (山西 18, 张营 18), once the agency has set it."""

from datetime import UTC, datetime

import pytest

from app.calendars.load import read_year
from app.packs.load import read_pack
from app.policy.answering import answer_due, is_owed_an_answer
from app.policy.calendars import join_years
from app.policy.law_words import Requester
from tests.policy.law import articles_of
from tests.policy.regulations import regulation

YEAR = join_years([read_year(2026)])
SATURDAY = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ({"count": 15, "unit": "working_day"}, "2026-12-11 24:00"),
        ({"count": 0, "unit": "working_day"}, "2026-11-21 24:00"),
        ({"count": 48, "unit": "hour"}, "2026-11-23 10:00"),
    ],
    ids=["working days", "the same day", "hours"],
)
def test_the_time_runs_from_the_receipt(term: dict[str, object], due: str) -> None:
    pack = regulation({"access.answer": term})

    ruling = answer_due(pack, Requester.COUNTERPART, SATURDAY, YEAR)

    assert str(ruling.outcome) == due
    assert due in ruling.reason
    assert articles_of(ruling) == ["条款 access.answer"]


@pytest.mark.parametrize("pack_id", ["shanxi", "zhangying", "zhangzi"])
def test_where_the_text_gives_no_number_the_agency_has_to(pack_id: str) -> None:
    ruling = answer_due(read_pack(pack_id), Requester.LAWYER, SATURDAY, YEAR)

    assert ruling.outcome is None
    assert "本单位尚未设置" in ruling.reason
    assert "第十八条第一款" in ruling.citations[0].article


def test_a_regulation_that_says_nothing_sets_no_time() -> None:
    ruling = answer_due(regulation({}), Requester.COUNTERPART, SATURDAY, YEAR)

    assert (ruling.outcome, ruling.citations) == (None, ())
    assert "没有规定“答复查阅申请的期限”" in ruling.reason


@pytest.mark.parametrize("who", list(Requester))
def test_only_parties_and_their_lawyers_are_owed_one(who: Requester) -> None:
    pack = regulation({"access.answer": {"count": 15, "unit": "working_day"}})

    is_owed = who in {Requester.COUNTERPART, Requester.LAWYER}

    assert is_owed_an_answer(who) is is_owed
    assert (answer_due(pack, who, SATURDAY, YEAR).outcome is not None) is is_owed


def test_a_day_of_an_unknown_year_makes_it_provisional() -> None:
    pack = regulation({"access.answer": {"count": 60, "unit": "working_day"}})

    ruling = answer_due(pack, Requester.COUNTERPART, SATURDAY, YEAR)

    assert ruling.outcome is not None
    assert ruling.outcome.provisional
    assert "尚未导入" in ruling.reason
