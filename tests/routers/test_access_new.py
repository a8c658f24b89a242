"""The one button of whoever may view at once: only the handler's, in the words of the decision."""

import pytest

from app.access.previewing import Prospect
from app.policy.consultation import Answer, Consultation
from app.policy.decision import Citation, Ruling
from app.policy.law_words import ConsultAct, Requester
from app.routers.access_new import direct_words

FOUR = Citation("ruzhou", "调阅监督制度第四条", "承办人可以直接查阅")


def prospect(who: Requester, answer: Answer, *, in_room: bool = False) -> Prospect:
    outcome = Consultation(answer, in_archive_room=in_room)
    return Prospect(ConsultAct.VIEW, who, Ruling(outcome, "可以查阅。", (FOUR,)))


def test_the_handler_is_told_by_which_article_and_where() -> None:
    said = direct_words((prospect(Requester.HANDLER, Answer.GRANTED, in_room=True),))

    assert said == (
        "您是本案的案件承办人，按照调阅监督制度第四条，查阅不需要批准；"
        "在阅览室查阅，不得带离；系统自动登记。"
    )


def test_no_place_is_named_where_the_rule_names_none() -> None:
    said = direct_words((prospect(Requester.HANDLER, Answer.GRANTED),))

    assert "阅览室" not in said


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        pytest.param(Requester.OTHER_STAFF, Answer.GRANTED, id="another of the staff"),
        pytest.param(Requester.HANDLER, Answer.INCOMPLETE, id="a handler who needs approval"),
        pytest.param(Requester.HANDLER, Answer.UNSET, id="a handler where nothing is set"),
    ],
)
def test_everybody_else_writes_down_why(who: Requester, answer: Answer) -> None:
    assert direct_words((prospect(who, answer),)) == ""


def test_without_a_thing_there_is_no_button() -> None:
    assert direct_words(()) == ""
