"""Silence, an opening and a conflict are three different answers, and none is a default."""

from app.policy.asking import decide_complete, distinct, list_of, silence, text_of, word_of
from app.policy.decision import Citation
from app.policy.law_words import ContentPoint, IndexField, Span
from app.policy.pack_combining import combine
from app.policy.pack_parsing import parse
from tests.policy.law import HEAD, SILENT, articles_of, tiny


def test_a_silent_pack_is_said_to_be_silent() -> None:
    found = list_of(SILENT, "content.points", ContentPoint)

    assert found.outcome == ()
    assert found.reason == "本单位适用的条款没有规定“应当记录的内容”。"
    assert found.citations == ()


def test_what_the_text_leaves_to_the_agency_is_said_with_its_article() -> None:
    opening = {"article": "第九条", "summary": "由机关确定"}
    pack = parse({"pack": HEAD, "openings": {"check.by": opening}})

    found = text_of(pack, "check.by")

    assert found.outcome is None
    assert found.reason == "“检查的组织单位”由本单位自行规定，本单位尚未设置。"
    assert articles_of(found) == ["第九条"]


def test_a_conflict_that_nobody_has_settled_names_both_texts() -> None:
    pack = combine(tiny({"check.by": "局办公室"}), (tiny({"check.by": "督查科"}),))

    found = text_of(pack, "check.by")

    assert found.outcome is None
    assert found.reason == "适用的各项规定对“检查的组织单位”要求不同，本单位尚未选定。"
    assert articles_of(found) == ["第一条", "《试行规定》第一条"]


def test_a_word_is_said_with_its_label() -> None:
    found = word_of(tiny({"record.span": "whole_course"}), "record.span", Span)

    assert found.outcome is Span.WHOLE_COURSE
    assert found.reason == "记录的起止：执法活动全程。"


def test_what_is_missing_is_named() -> None:
    wanted = list_of(tiny({"index.fields": ["party", "section"]}), "index.fields", IndexField)

    decision = decide_complete(wanted, ["party"], "分类项目")

    assert not decision.allowed
    assert decision.reason == "分类项目不完整，还缺：科室名称。请补充后再提交。"
    assert articles_of(decision) == ["第一条"]


def test_where_nothing_is_listed_nothing_is_missing() -> None:
    wanted = list_of(SILENT, "index.fields", IndexField)

    assert decide_complete(wanted, [], "分类项目").allowed


def test_an_article_is_named_once() -> None:
    both, one, other = (Citation("x", article, "试行") for article in ("一、二", "二", "三"))

    assert distinct([both, one, other, both]) == (both, other)


def test_silence_keeps_the_outcome_it_is_given() -> None:
    assert silence(SILENT, "check.yearly", "未规定").outcome == "未规定"
