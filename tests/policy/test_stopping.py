"""When recording may stop or break off, and what is owed (table 1.4.5 of the requirements)."""

import pytest

from app.packs.load import read_pack
from app.policy.asking import Standing
from app.policy.law_words import Approver, StopGround
from app.policy.stopping import (
    Way,
    decide_fallback,
    decide_interrupting,
    decide_statement,
    decide_stopping,
    owed_after_interruption,
    statement_reviewer,
    ways_out,
)
from tests.policy.law import SILENT, articles_of

G, W = StopGround, Way

WAYS = [
    # Each way with its articles; none at all means that recording goes on.
    ("zhangzi", G.DEVICE_FAULT, {W.INTERRUPT: ["山西第十五条"], W.KEY_SEGMENTS: ["第十七条"]}),
    ("zhangzi", G.BATTERY, {W.KEY_SEGMENTS: ["第十七条"]}),
    ("changli", G.DEVICE_FAULT, {W.KEY_SEGMENTS: ["第十六条"]}),
    ("changli", G.WEATHER, {W.KEY_SEGMENTS: ["第十六条"]}),
    ("ruzhou", G.DEVICE_FAULT, {W.STOP: ["音像第十二条第一项"]}),
    ("ruzhou", G.BATTERY, {W.STOP: ["音像第十二条第一项"]}),
    ("ruzhou", G.STORAGE, {W.STOP: ["音像第十二条第一项"]}),
    ("ruzhou", G.WEATHER, {W.STOP: ["音像第十二条第二项"]}),
    ("ruzhou", G.OBSTRUCTION, {W.STOP: ["音像第十二条第三项"]}),
    ("ruzhou", G.FORCE_MAJEURE, {W.STOP: ["音像第十二条第四项"]}),
    ("ruzhou", G.OTHER_OBJECTIVE, {}),
    ("shanxi", G.DEVICE_FAULT, {W.INTERRUPT: ["第十五条"]}),
    ("shanxi", G.WEATHER, {W.INTERRUPT: ["第十五条"]}),
    ("shanxi", G.OBSTRUCTION, {W.INTERRUPT: ["第十五条"]}),
    ("shanxi", G.FORCE_MAJEURE, {W.INTERRUPT: ["第十五条"]}),
    ("shanxi", G.BATTERY, {}),
    ("shanxi", G.OTHER_OBJECTIVE, {W.INTERRUPT: ["第十五条"]}),
    ("zhangying", G.WEATHER, {W.INTERRUPT: ["第十五条", "山西第十五条"]}),
]


@pytest.mark.parametrize(("pack", "ground", "ways"), WAYS)
def test_each_regulation_opens_its_own_way_out(
    pack: str, ground: StopGround, ways: dict[Way, list[str]]
) -> None:
    found = ways_out(read_pack(pack), ground)

    assert {way.outcome: articles_of(way) for way in found} == ways


@pytest.mark.parametrize("word", ["tired", "", "设备故障"])
@pytest.mark.parametrize("pack", ["changli", "ruzhou", "shanxi"])
def test_a_ground_that_nobody_knows_opens_no_way(pack: str, word: str) -> None:
    assert ways_out(read_pack(pack), word) == ()


def test_a_ground_that_is_not_listed_is_refused_with_the_article() -> None:
    decision = decide_stopping(read_pack("ruzhou"), G.OTHER_OBJECTIVE)

    assert not decision.allowed
    assert decision.reason == (
        "“其他客观原因”不在条款列出的情形之中，应当继续记录；"
        "确实无法继续的，请如实登记原因，由负责人处理。"
    )
    assert articles_of(decision) == ["音像第十二条"]


@pytest.mark.parametrize("decide", [decide_stopping, decide_interrupting, decide_fallback])
def test_a_silent_pack_opens_no_way(decide: object) -> None:
    assert callable(decide)
    decision = decide(SILENT, G.WEATHER)

    assert not decision.allowed
    assert "没有规定" in decision.reason


@pytest.mark.parametrize(
    ("pack", "written", "allowed"),
    [
        pytest.param("ruzhou", ["reason", "basis"], True, id="ruzhou: reason and basis"),
        pytest.param("ruzhou", ["reason"], False, id="ruzhou: no basis"),
        pytest.param("ruzhou", [], False, id="ruzhou: nothing"),
        pytest.param("changli", [], True, id="changli: asks for no statement"),
    ],
)
def test_what_the_statement_about_a_stop_has_to_say(
    pack: str, written: list[str], *, allowed: bool
) -> None:
    assert decide_statement(read_pack(pack), written).allowed is allowed


@pytest.mark.parametrize(
    ("pack", "reviewer", "articles"),
    [
        ("zhangzi", None, []),
        ("changli", None, []),
        ("ruzhou", Approver.HEAD, ["音像第十二条"]),
        ("shanxi", None, []),
        ("zhangying", None, []),
    ],
)
def test_who_reviews_the_statement(
    pack: str, reviewer: Approver | None, articles: list[str]
) -> None:
    found = statement_reviewer(read_pack(pack))

    assert (found.outcome, articles_of(found)) == (reviewer, articles)


@pytest.mark.parametrize("is_resumed", [True, False], ids=["spoken", "written"])
@pytest.mark.parametrize(
    ("pack", "articles"),
    [
        ("zhangzi", ["山西第十五条"]),
        ("changli", []),
        ("ruzhou", []),
        ("shanxi", ["第十五条"]),
        ("zhangying", ["第十五条", "山西第十五条"]),
    ],
)
def test_an_interruption_owes_its_reason(
    pack: str, articles: list[str], *, is_resumed: bool
) -> None:
    found = owed_after_interruption(read_pack(pack), is_resumed=is_resumed)

    assert articles_of(found) == articles
    assert found.outcome is (Standing.REQUIRED if articles else Standing.NOT_REGULATED)
    assert not articles or ("语音" in found.reason) is is_resumed
