"""What somebody typed into the box, as the words that all have to be found."""

from dataclasses import dataclass

from app.searching.words import needed_of, normalise

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """Normalised words, and how many characters were left out at the end."""

    words: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def needs_narrowing(self) -> bool:
        """Whether no index helps: every word is a single character, which stands almost anywhere.

        Such words are looked for only within a unit or a time.
        """
        return bool(self.words) and not self.pairs

    @property
    def pairs(self) -> list[int]:
        """The pairs that a text must hold to hold every word."""
        return sorted({pair for word in self.words for pair in needed_of(word)})

    @property
    def compared(self) -> tuple[str, ...]:
        """The words that a text need not hold although it holds their pairs.

        A word that is one pair stands wherever the pair does.
        """
        return tuple(word for word in self.words if len(needed_of(word)) != 1)


NO_TERMS = Terms()


def read_terms(typed: str) -> Terms:
    """Return the words of what was typed, without what goes beyond the longest question.

    >>> read_terms(" 李大山　采砂 ").words
    ('李大山', '采砂')
    """
    words = (normalise(word) for word in typed[:LONGEST].split())
    return Terms(tuple(dict.fromkeys(filter(None, words))), max(0, len(typed) - LONGEST))
