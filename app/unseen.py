"""Signs that nobody sees and that come along with a paste."""

_UNSEEN = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)


def without_unseen(text: str) -> str:
    r"""Return text without them: what is kept and what is looked for are read alike.

    A name with one is never found again, and one that turns the direction of writing shows another
    name than is kept. Joiners stay: scripts of names need them.

    >>> without_unseen("李\u200b大\u202e山\ufeff")
    '李大山'
    >>> len(without_unseen("\u0646\u200c\u0627"))
    3
    """
    return text.translate(_UNSEEN)
