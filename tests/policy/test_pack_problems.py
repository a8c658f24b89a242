"""Each mistake in a pack is named in words that its writer can act on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.pack_keys import KEYS
from app.policy.pack_parsing import parse
from app.policy.pack_problems import problems_of
from tests.policy.packs import HEAD, entry

ARTICLE = {"number": "第一条", "summary": "目的"}


def with_head(**more: Any) -> dict[str, Any]:
    return {"pack": {**HEAD, **more}}


def with_value(key: str, value: Any) -> dict[str, Any]:
    return {"pack": HEAD, "provisions": {key: entry(value)}}


def with_entry(**more: Any) -> dict[str, Any]:
    provision = {**entry(["disc"]), **more}
    return {"pack": HEAD, "provisions": {"longterm.media": provision}}


def with_articles(*articles: Any) -> dict[str, Any]:
    return {"pack": HEAD, "articles": list(articles)}


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a section nobody knows": ({"pack": HEAD, "rules": {}}, ["[rules] 不是已知的段落"]),
    "articles written as one table": (
        {"pack": HEAD, "articles": {}},
        ["articles 应写作 [[articles]] 段落"],
    ),
    "provisions written as a list": (
        {"pack": HEAD, "provisions": []},
        ["provisions 应写作 [provisions] 段落"],
    ),
    "an item of the head nobody knows": (
        with_head(author="某人"),
        ["[pack] author 不是已知的项目"],
    ),
    "a title that is no text": (with_head(title=5), ["[pack] title 应为一段文字"]),
    "a title of blanks": (with_head(title="　"), ["[pack] title 应为一段文字"]),
    "an id in Chinese": (
        with_head(id="某局"),
        ["[pack] id '某局' 只能由小写字母、数字和连字符组成"],
    ),
    "version zero": (with_head(version=0), ["[pack] version 应为正整数"]),
    "a version in words": (with_head(version="一"), ["[pack] version 应为正整数"]),
    "a day that is no day": (
        with_head(issued_on="2026-01-05"),
        ["[pack] issued_on 应为日期"],
    ),
    "parents that are no list": (with_head(parents="shanxi"), ["[pack] parents 应为列表"]),
    "a parent without a name": (
        with_head(parents=[3]),
        ["[pack] parents 的每一项应为规定的 id"],
    ),
    "its own parent": (with_head(parents=["county"]), ["[pack] parents 不能包含自己"]),
    "a missing parent without a region": (
        with_head(missing_parents=[{"title": "市办法"}]),
        ["[pack] missing_parents 的每一项应写明 title 和 region"],
    ),
    "a key nobody knows": (with_value("access.tea", "free"), ["access.tea 不是已知的条款键"]),
    "a value without anything around it": (
        {"pack": HEAD, "provisions": {"access.fee": "free"}},
        ["access.fee 应写明 value、article 和 summary"],
    ),
    "no article": (with_entry(article=""), ["longterm.media 缺少 article"]),
    "an article that is no text": (with_entry(article=12), ["longterm.media 缺少 article"]),
    "no summary": (with_entry(summary=" "), ["longterm.media 缺少 summary"]),
    "no value": (
        {"pack": HEAD, "provisions": {"access.fee": {"article": "第一条", "summary": "概要"}}},
        ["access.fee 缺少 value"],
    ),
    "a word too many": (with_entry(note="见附件"), ["longterm.media 的 note 不是已知的项目"]),
    "an article for an item that is not held": (
        with_entry(items={"removable": "第二条"}),
        ["longterm.media 的 items 中 'removable' 不在取值之中"],
    ),
    "items that are a list": (
        with_entry(items=["disc"]),
        ["longterm.media 的 items 应为每一项写明条款和概要（article、summary）"],
    ),
    "items of what is no list": (
        {"pack": HEAD, "provisions": {"longterm.copies": {**entry(2), "items": {"2": "第二条"}}}},
        ["longterm.copies 的取值不是列表，不写 items"],
    ),
    "a role nobody knows": (
        with_value("custodian.role", "emperor"),
        ["custodian.role 的取值不对：'emperor' 不是已知的角色"],
    ),
    "a unit of time nobody knows": (
        with_value("store.deadline.normal", {"count": 1, "unit": "week"}),
        ["store.deadline.normal 的取值不对：单位 'week' 不在可选值（hour、working_day）之中"],
    ),
    "left open and set": (
        {
            **with_value("access.fee", "free"),
            "openings": {"access.fee": {"article": "第一条", "summary": "概要"}},
        },
        ["access.fee 既有取值又留给机关确定，请删去其一"],
    ),
    "an opening nobody knows": (
        {"pack": HEAD, "openings": {"access.tea": {"article": "第一条", "summary": "概要"}}},
        ["access.tea 不是已知的条款键"],
    ),
    "an opening without an article": (
        {"pack": HEAD, "openings": {"access.publish": {"summary": "概要"}}},
        ["access.publish 留给机关确定时应写明 article 和 summary"],
    ),
    "an article that is no table": (
        with_articles("第一条"),
        ["[[articles]] 的每一项应写明 number 和 summary"],
    ),
    "an article without a number": (
        with_articles({"summary": "目的"}),
        ["（未写条号的条款） 缺少 number"],
    ),
    "an article without a summary": (
        with_articles({"number": "第一条"}),
        ["第一条 缺少 summary"],
    ),
    "an article with more than it has": (
        with_articles({**ARTICLE, "text": "原文"}),
        ["第一条 的 text 不是已知的项目"],
    ),
    "an article twice": (with_articles(ARTICLE, ARTICLE), ["第一条 重复出现"]),
    "a requirement nobody numbered": (
        with_articles({**ARTICLE, "rows": ["A1"]}),
        ["第一条 的 rows 中 'A1' 不是要求编号"],
    ),
    "an article is cited that the text does not have": (
        {**with_articles({**ARTICLE, "number": "第二条"}), **with_entry()},
        ["longterm.media 引用的“第一条”不在 [[articles]] 之中"],
    ),
    "a row shorter than the columns": (
        {
            "pack": HEAD,
            "provisions": {
                "checklist.columns": entry(["事项", "环节"]),
                "checklist.rows": entry([["听证"]]),
            },
        },
        ["checklist.rows 第 1 行的列数与 checklist.columns 的栏目数不一致"],
    ),
}


@pytest.mark.parametrize(("document", "problems"), CASES.values(), ids=CASES)
def test_the_problem_is_named(document: dict[str, Any], problems: list[str]) -> None:
    assert list(problems_of(document)) == problems


def test_another_law_is_cited_by_its_title_without_being_listed() -> None:
    document = {
        **with_articles(ARTICLE),
        "provisions": {"access.fee": entry("free", "《中华人民共和国档案法》第一条")},
    }

    assert list(problems_of(document)) == []


NAMES = (
    *("article", "count", "id", "items", "keeping", "missing_parents", "months", "number"),
    *("parents", "rows", "summary", "unit", "value", "version"),
    *KEYS,
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["pack", "provisions", "openings", "articles"]), ANYTHING, max_size=4
    )
)
def test_a_document_of_any_shape_is_told_its_problems_or_can_be_read(
    document: dict[str, Any],
) -> None:
    assert list(problems_of(document)) or parse(document)


@given(st.sampled_from(sorted(KEYS)), ANYTHING)
def test_a_value_of_any_shape_is_told_its_problem_or_can_be_read(key: str, value: Any) -> None:
    document = with_value(key, value)

    assert list(problems_of(document)) or key in parse(document).provisions
