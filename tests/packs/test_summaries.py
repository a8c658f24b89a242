"""Every citation says what that article says: an item of a list has a summary of its own."""

import re
from collections.abc import Iterator

import pytest

from app.packs.load import read_text, shipped_packs
from app.policy.decision import Citation
from app.policy.pack import Provision

ITEM = re.compile(r"第[一二三四五六七八九十\d]+项")


def listed(pack_id: str) -> Iterator[tuple[Provision, str, Citation]]:
    """Yield each item of each list with each article it rests on."""
    for provision in read_text(pack_id).provisions.values():
        for item, citations in provision.by_item.items():
            for cited in citations:
                yield provision, item, cited


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_a_citation_of_an_item_or_of_another_article_does_not_tell_the_whole_list(
    pack_id: str,
) -> None:
    told = [
        f"{provision.key} {item} {cited.article}"
        for provision, item, cited in listed(pack_id)
        if cited.summary == provision.citation.summary
        and (ITEM.search(cited.article) or cited.article != provision.citation.article)
    ]

    assert told == []


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_each_article_of_an_item_is_cited_by_itself(pack_id: str) -> None:
    joined = [
        cited.article
        for provision, _, cited in listed(pack_id)
        if "、" in cited.article and cited.article != provision.citation.article
    ]

    assert joined == []


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_one_item_of_an_article_is_told_in_the_same_words_wherever_a_list_cites_it(
    pack_id: str,
) -> None:
    words: dict[tuple[str, str], set[str]] = {}
    for provision, _, cited in listed(pack_id):
        if cited.article != provision.citation.article:
            words.setdefault((provision.key, cited.article), set()).add(cited.summary)

    assert {where: said for where, said in words.items() if len(said) > 1} == {}


@pytest.mark.parametrize(
    ("pack_id", "act", "article", "says", "says_not"),
    [
        ("ruzhou", "publish", "调阅监督制度第三条第二款", "对外提供", "佩戴"),
        ("ruzhou", "private_copy", "音像记录管理制度第十八条第四项", "私自复制", "佩戴"),
        ("changli", "private_copy", "第二十二条第三项", "私自复制", "拆装"),
        ("zhangzi", "private_copy", "第二十三条第三项", "私自复制", "拆装"),
        ("shanxi", "publish", "第十八条第一款", "不得公开", "伪造"),
        ("shanxi", "publish", "第二十二条第五项", "对外提供", "伪造"),
        ("zhangying", "publish", "第十八条第一款", "镇人民政府负责人", "伪造"),
    ],
)
def test_a_prohibition_is_cited_in_the_words_of_its_own_article(
    pack_id: str, act: str, article: str, says: str, says_not: str
) -> None:
    citations = read_text(pack_id).citation_of_item("prohibited.acts", act)
    (cited,) = [each for each in citations if each.article == article]

    assert says in cited.summary
    assert says_not not in cited.summary
