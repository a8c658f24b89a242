"""The code on a device's label: opaque, short enough to read out, and safe against slips.

Eight characters of chance and one that checks them, from 31 characters that nobody mistakes for
one another (no 0, 1, I, L, O). 31 is a prime: with the weights 1 to 8, one wrong character or two
that changed places always give another check character. The code says nothing about anybody; it
leads to the device only for whoever may know the device anyway.
"""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CHANCE_LENGTH = 8


def check_character(chance: str) -> str:
    """Return the character that belongs behind eight characters of the alphabet.

    >>> check_character("23456789"), check_character("ZZZZZZZZ")
    ('F', 'V')
    """
    weighed = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(chance, start=1)
    )
    return ALPHABET[weighed % len(ALPHABET)]


def complete(chance: str) -> str:
    """Return the whole code of eight characters of chance."""
    return chance + check_character(chance)


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed or scanned, or ``None`` when its check part is wrong.

    Small letters, spaces and hyphens are what people add when they type.

    >>> read_code("2345-6789-f"), read_code("2345 6798 F")
    ('23456789F', None)
    """
    code = typed.upper().replace("-", "").replace(" ", "")
    if len(code) != CHANCE_LENGTH + 1 or not set(code) <= set(ALPHABET):
        return None
    return code if code == complete(code[:CHANCE_LENGTH]) else None


def spoken(code: str) -> str:
    """Return a code in groups, as a label prints it.

    >>> spoken("23456789F")
    '2345-6789-F'
    """
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
