"""The code in a watermark and on a copy: read off a photograph, and safe against slips.

Nine characters of chance and one that checks them, out of 31. The letters that people mistake for
digits are no characters of their own but read as those digits: O is 0, I and L are 1, S is 5. U is
left out because it looks like V. 31 is a prime: with the weights 1 to 9, one wrong character or two
that changed places always give another check character.
"""

import unicodedata

from app import ids

ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
CHANCE_LENGTH = 9
GROUP_LENGTH = 5
_LOOK_ALIKES = str.maketrans("OILS", "0115")
_SEPARATORS = frozenset("PZ")
"""Unicode's classes of punctuation and spaces, by their first letter."""


def new_code() -> str:
    """Return a fresh code as it is written, in two groups of five."""
    return _written(complete(ids.new_code(ALPHABET, CHANCE_LENGTH)))


def complete(chance: str) -> str:
    """Return the ten characters that nine characters of the alphabet become.

    >>> complete("123456789"), complete("ZZZZZZZZZ")
    ('1234567896', 'ZZZZZZZZZH')
    """
    weighed = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(chance, start=1)
    )
    return chance + ALPHABET[weighed % len(ALPHABET)]


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, as it is written; ``None`` when it cannot be one.

    Small and full-width letters, spaces, hyphens of any kind and look-alikes are what people type.

    >>> read_code(" l2345 67896. "), read_code("12345-67986")
    ('12345-67896', None)
    """
    folded = unicodedata.normalize("NFKC", typed).upper().translate(_LOOK_ALIKES)
    code = "".join(each for each in folded if unicodedata.category(each)[0] not in _SEPARATORS)
    if len(code) != CHANCE_LENGTH + 1 or not set(code) <= set(ALPHABET):
        return None
    return _written(code) if code == complete(code[:CHANCE_LENGTH]) else None


def _written(code: str) -> str:
    return f"{code[:GROUP_LENGTH]}-{code[GROUP_LENGTH:]}"
