"""What a citation means: the articles it names, of which text."""

import pytest

from app.packs.load import read_text
from app.policy.citing import articles_in, own_articles_in, spellings

PROVINCE = "《山西省行政执法全过程记录办法》"


@pytest.mark.parametrize(
    ("cited", "articles"),
    [
        ("第十条", ("第十条",)),
        ("第十条第二款", ("第十条",)),
        ("第十七条第二款、第三款", ("第十七条",)),
        ("第十八条第一款、第二十条第二款", ("第十八条", "第二十条")),
        ("音像记录管理制度第六条、附件1第2项", ("音像记录管理制度第六条", "附件1")),
        (f"{PROVINCE}第二条、第五条", (f"{PROVINCE}第二条", f"{PROVINCE}第五条")),
        ("印发通知", ("印发通知",)),
        ("", ()),
    ],
)
def test_paragraphs_and_items_are_parts_of_their_article(
    cited: str, articles: tuple[str, ...]
) -> None:
    assert articles_in(cited) == articles


def test_an_article_of_ones_own_may_stand_after_the_title() -> None:
    assert own_articles_in(f"{PROVINCE}第五条", read_text("shanxi")) == ("第五条",)


def test_an_article_of_another_law_is_none_of_ours() -> None:
    """A regulation may cite the law above it by its title, under its own id."""
    cited = "《中华人民共和国行政处罚法》第四条、调阅监督制度第三条"

    assert own_articles_in(cited, read_text("ruzhou")) == ()
    assert own_articles_in("调阅监督制度第三条", read_text("ruzhou")) == ("调阅监督制度第三条",)


def test_an_article_is_counted_under_both_spellings() -> None:
    assert spellings("第五条", read_text("shanxi")) == ("第五条", f"{PROVINCE}第五条")
