"""Regulations side by side, as the law page and the comparison show them."""

from dataclasses import replace

import pytest

from app.packs.load import read_pack, read_text
from app.policy.comparing import are_same, differ, differences, saying
from app.policy.pack import Conflict

ZHANGZI, CHANGLI, RUZHOU = map(read_pack, ("zhangzi", "changli", "ruzhou"))


@pytest.mark.parametrize(
    ("pack_id", "key", "text", "is_set"),
    [
        ("ruzhou", "store.deadline.exception", "24小时", True),
        ("zhangzi", "handover.day", "未写明，由机关设定", False),
        ("zhangzi", "retention.other_av", "未规定，须由机关设定", False),
        ("shanxi", "longterm.copies", "未规定", False),
    ],
)
def test_a_value_and_each_kind_of_silence_is_said(
    pack_id: str, key: str, text: str, is_set: bool
) -> None:
    said = saying(read_pack(pack_id), key)

    assert (said.text, said.is_set) == (text, is_set)


def test_what_the_text_above_adds_is_cited_with_it() -> None:
    articles = [each.article for each in saying(ZHANGZI, "store.deadline.normal").citations]

    assert articles == ["第十条", "《山西省行政执法全过程记录办法》第十七条第二款"]


def test_a_conflict_names_both_sides() -> None:
    key = "custodian.name"
    sides = Conflict(key, ZHANGZI.provisions[key], CHANGLI.provisions[key])
    rest = {name: each for name, each in ZHANGZI.provisions.items() if name != key}

    said = saying(replace(ZHANGZI, provisions=rest, conflicts=(sides,)), key)

    assert said.text == "与上位规定不一致，由机关择一：县水政综合执法队、局办公室"
    assert len(said.citations) == 2


def test_the_same_value_under_another_article_is_no_difference() -> None:
    assert are_same(ZHANGZI, CHANGLI, "retention.patrol")
    assert not differ((ZHANGZI, CHANGLI), "retention.patrol")
    assert differ((ZHANGZI, CHANGLI, RUZHOU), "retention.patrol")


def test_a_regulation_differs_from_itself_in_nothing() -> None:
    assert differences(RUZHOU, RUZHOU) == ()


def test_a_change_is_told_key_by_key() -> None:
    alone = read_text("zhangzi")
    before = {key: each for key, each in alone.provisions.items() if key != "retention.patrol"}

    found = differences(replace(alone, provisions=before), alone)

    assert [each.key for each in found] == ["retention.patrol"]
    assert (found[0].before.text, found[0].after.text) == ("未规定，须由机关设定", "不少于6个月")
