"""Numbers as people type them: an input method may write their signs as wide as a character."""

_TO_WIDE = 0xFEE0
_NARROW = {ord(sign) + _TO_WIDE: sign for sign in "0123456789.,+-"} | {0x2212: "-"}


def narrow(text: str) -> str:
    r"""Return typed text with the signs of numbers in normal width.

    >>> narrow("\uff13\uff10 天"), narrow("\uff0d\uff11\uff0e\uff15")
    ('30 天', '-1.5')
    """
    return text.translate(_NARROW)


def whole_number(text: str, digits: int) -> int | None:
    r"""Return a number without a sign and of so many ``digits`` at most, ``None`` where it is none.

    >>> whole_number("\uff13", 2), whole_number("030", 3), whole_number("0", 1)
    (3, 30, 0)
    >>> whole_number("030", 2), whole_number("三", 2), whole_number("-3", 2), whole_number("", 2)
    (None, None, None, None)
    """
    typed = narrow(text)
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= digits
    return int(typed) if is_number else None
