"""Which articles a citation means.

``《某办法》第三条第二款、附件1第2项`` means 第三条 and 附件1 of that text.
"""

import re
from collections.abc import Iterator
from functools import cache

from app.policy.pack import Pack

_TITLE = re.compile(r"《[^》]*》")
_NUMBER = re.compile(r"(?:.*?第[〇零一二三四五六七八九十百]+条|附件\d+)")
_PART_OF_THE_LAST = re.compile(r"第[〇零一二三四五六七八九十百\d]+[款项]")


@cache
def articles_in(article: str) -> tuple[str, ...]:
    """Return the numbers of the articles without paragraph and item, each with its title if any.

    >>> articles_in("《山西省行政执法全过程记录办法》第十七条第二款、第三款")
    ('《山西省行政执法全过程记录办法》第十七条',)
    >>> articles_in("音像记录管理制度第六条、附件1第1项")
    ('音像记录管理制度第六条', '附件1')
    """
    return tuple(dict.fromkeys(_numbers(article)))


def own_articles_in(article: str, pack: Pack) -> tuple[str, ...]:
    """Return the same as ``pack`` itself lists them; another law's articles are left out."""
    found = (each.removeprefix(f"《{pack.title}》") for each in articles_in(article))
    return tuple(each for each in found if not each.startswith("《"))


def spellings(number: str, pack: Pack) -> tuple[str, ...]:
    """Return how citations write an article of ``pack``: alone, and after the pack's title."""
    return number, f"《{pack.title}》{number}"


def _numbers(article: str) -> Iterator[str]:
    title = ""
    for part in article.split("、"):
        named = _TITLE.match(part)
        title = named[0] if named else title
        number = _TITLE.sub("", part)
        found = _NUMBER.match(number)
        if found:
            yield title + found[0]
        elif number and not _PART_OF_THE_LAST.match(number):
            yield title + number
