"""Each regulation is held whole: every article in order, and every requirement has its source."""

from itertools import chain

import pytest

from app.packs.load import read_text, shipped_packs
from app.policy.pack import Pack

DIGITS = "零一二三四五六七八九"
NUMBERED = {
    "zhangzi": [("第{}条", 25)],
    "changli": [("第{}条", 24)],
    "ruzhou": [("调阅监督制度第{}条", 14), ("音像记录管理制度第{}条", 19)],
    "shanxi": [("第{}条", 26)],
    "zhangying": [("第{}条", 26)],
}
BESIDE = {"ruzhou": ("印发通知", *(f"附件{number}" for number in range(1, 6)))}
# Purpose, principles, forms, the use as proof, interpretation and entry into force ask for
# nothing that a program could hold as a value.
WITHOUT_VALUE = {
    "zhangzi": "第四条 第五条 第十三条 第二十四条 第二十五条",
    "changli": "第三条 第四条 第十二条 第二十三条 第二十四条",
    "ruzhou": ("调阅监督制度第十四条 音像记录管理制度第一条 音像记录管理制度第十九条 附件4 附件5"),
    "shanxi": "第四条 第九条 第二十五条 第二十六条",
    "zhangying": "第四条 第五条 第九条 第二十五条 第二十六条",
}
REQUIREMENTS = {
    f"{family}{number:02}"
    for family, last in {"A": 28, "B": 15, "C": 20, "D": 4, "E": 28}.items()
    for number in range(1, last + 1)
}


def in_words(number: int) -> str:
    """Return a number below one hundred as articles write it."""
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + "十" * (tens > 0) + (DIGITS[ones] if ones else "")


def cited(pack: Pack) -> set[str]:
    """Return every article that some value of a text rests on, without paragraph and item."""
    found = chain.from_iterable(
        (each.citation, *chain.from_iterable(each.by_item.values()))
        for each in pack.provisions.values()
    )
    articles = [citation.article for citation in (*found, *pack.openings.values())]
    return {
        number.number
        for article in chain.from_iterable(each.split("、") for each in articles)
        for number in pack.articles
        if article.startswith(number.number)
    }


def test_every_shipped_regulation_is_counted_here() -> None:
    assert set(shipped_packs()) == NUMBERED.keys()


@pytest.mark.parametrize("pack_id", NUMBERED)
def test_every_article_is_there_in_order_and_without_a_gap(pack_id: str) -> None:
    expected = [
        form.format(in_words(number))
        for form, last in NUMBERED[pack_id]
        for number in range(1, last + 1)
    ]

    numbers = [article.number for article in read_text(pack_id).articles]

    beside = BESIDE.get(pack_id, ())
    assert [number for number in numbers if number not in beside] == expected
    assert [number for number in numbers if number in beside] == list(beside)


@pytest.mark.parametrize("pack_id", NUMBERED)
def test_every_article_carries_a_value_but_those_that_cannot(pack_id: str) -> None:
    pack = read_text(pack_id)

    silent = [each.number for each in pack.articles if each.number not in cited(pack)]

    assert silent == WITHOUT_VALUE[pack_id].split()


@pytest.mark.parametrize("pack_id", NUMBERED)
def test_every_article_is_the_source_of_a_requirement(pack_id: str) -> None:
    assert [each.number for each in read_text(pack_id).articles if not each.rows] == []


def test_every_requirement_has_its_source_in_some_regulation() -> None:
    articles = chain.from_iterable(read_text(pack_id).articles for pack_id in NUMBERED)

    assert {row for article in articles for row in article.rows} == REQUIREMENTS


@pytest.mark.parametrize(
    ("one", "other"),
    [("shanxi", "zhangying")],
)
def test_the_town_keeps_the_numbers_of_the_province(one: str, other: str) -> None:
    rows = [[each.rows for each in read_text(pack_id).articles] for pack_id in (one, other)]

    assert rows[0] == rows[1]


def test_changli_has_the_requirements_of_zhangzi_but_for_training() -> None:
    zhangzi, changli = (
        set(chain.from_iterable(each.rows for each in read_text(pack_id).articles))
        for pack_id in ("zhangzi", "changli")
    )

    assert zhangzi - changli == {"A03"}
