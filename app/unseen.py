"""Signs that nobody sees, or takes for others, and that come along with a paste or out of a PDF."""

import unicodedata

_UNSEEN = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
_KANGXI = {sign: unicodedata.normalize("NFKC", chr(sign)) for sign in range(0x2F00, 0x2FD6)}
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺"
    "⺣灬⺤爫⺦丬⺧牛⺨犭⺩王⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺶羊⺹耂⺺肀⺻聿⺾艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻐钅⻑長"
    "⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Each radical of the supplement (CJK Radicals Supplement) and the character that it looks like.

Fonts draw both with one glyph, so a program that makes a PDF may write down either: Chromium's say
人⺠ and ⻢某, which nobody types. Unicode's own folding knows the radicals of 康熙 alone.
"""
_MEANT = str.maketrans(
    {**_UNSEEN, **_KANGXI, **dict(zip(map(ord, _RADICALS[::2]), _RADICALS[1::2], strict=True))}
)


def without_unseen(text: str) -> str:
    r"""Return text without them: what is kept and what is looked for are read alike.

    A name with one is never found again, and one that turns the direction of writing shows another
    name than is kept. Joiners stay: scripts of names need them. A radical becomes its character.

    >>> without_unseen("李\u200b大\u202e山\ufeff")
    '李大山'
    >>> len(without_unseen("\u0646\u200c\u0627"))
    3
    >>> without_unseen("人\u2ea0\u2fa5")
    '人民里'
    """
    return text.translate(_MEANT)


def words_alone(text: str) -> str:
    r"""Return what a document says without its empty lines and runs of blanks.

    Only so many characters of a case are looked through: a page of blanks before it would keep
    the next document from being found.

    >>> words_alone("  询问   笔录 \n\n \n第1页")
    '询问 笔录\n第1页'
    """
    lines = (" ".join(line.split()) for line in without_unseen(text).splitlines())
    return "\n".join(line for line in lines if line)
