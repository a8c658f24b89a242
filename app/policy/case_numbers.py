"""案号 as people write them: one number in many spellings.

A register writes 汝水罚〔2026〕30号. Whoever types it has round or square brackets at hand, a blank
that came along with a paste, or full-width digits: all of these mean the same case.
"""

import re
import unicodedata

_BRACKETS = (
    "〔〕",
    "()",
    "（）",
    "[]",
    "\uff3b\uff3d",
    "【】",
    "﹝﹞",
    "〖〗",
    "〈〉",
    "<>",
    "《》",
    "「」",
)
_OPEN, _CLOSE = ("".join(pair[side] for pair in _BRACKETS) for side in (0, 1))
_NARROW = {
    wide: unicodedata.normalize("NFKC", chr(wide))
    for first, last in ("\uff10\uff19", "\uff21\uff3a", "\uff41\uff5a", "\uff0d\uff0d")
    for wide in range(ord(first), ord(last) + 1)
}
_YEAR = re.compile(f"[{re.escape(_OPEN)}](\\d{{4}})[{re.escape(_CLOSE)}]")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def written(typed: str) -> str:
    """Return a number as it is kept: without blanks and unseen signs, in letters of normal width.

    Brackets stay as they were typed, because an agency writes its own.

    >>> written(" 汝水罚（\uff12\uff10\uff12\uff16） 30号 ")
    '汝水罚（2026）30号'
    """
    seen = (sign for sign in typed if unicodedata.category(sign) not in _UNSEEN)
    return "".join(seen).translate(_NARROW)


def spellings(typed: str) -> tuple[str, ...]:
    """Return every spelling that means this number, so that an index still finds it.

    >>> "汝水罚〔2026〕30号" in spellings("汝水罚(2026) 30号")
    True
    """
    number = written(typed)
    by_brackets = (
        number.translate(
            str.maketrans(_OPEN + _CLOSE, pair[0] * len(_OPEN) + pair[1] * len(_CLOSE))
        )
        for pair in _BRACKETS
    )
    return tuple(dict.fromkeys((number, typed.strip(), *by_brackets)))


def part_at_year(typed: str) -> str:
    """Return a question with blanks around a year in brackets, whichever they are.

    A number is kept in the brackets in which it was typed, so those of the question say nothing.

    >>> part_at_year("汝水罚(2026)30号"), part_at_year("汝水罚〔2026〕30号")
    ('汝水罚 2026 30号', '汝水罚 2026 30号')
    """
    return _YEAR.sub(r" \1 ", typed)


def partly(typed: str) -> tuple[str, ...]:
    """Return how a list looks for part of a number: as it was typed, and as registers write it.

    >>> partly("罚(2026)30")
    ('罚(2026)30', '罚〔2026〕30')
    """
    signs = str.maketrans(_OPEN + _CLOSE, _OPEN[0] * len(_OPEN) + _CLOSE[0] * len(_CLOSE))
    return tuple(dict.fromkeys((typed, written(typed).translate(signs) or typed)))
