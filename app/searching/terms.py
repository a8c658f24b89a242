"""What somebody typed into the box, as the words that all have to be found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.policy.case_numbers import part_at_year
from app.searching.words import normalise, parts_of
from app.unseen import without_unseen

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
        return bool(self.words) and not self.parts

    @property
    def parts(self) -> tuple[str, ...]:
        """The pairs and runs of four that a text must hold to hold every word."""
        return tuple(dict.fromkeys(part for word in self.words for part in parts_of(word)))

    def compared(self, asked: Collection[str]) -> tuple[str, ...]:
        """Return the words that a text need not hold although it holds these parts.

        A word that is one pair stands wherever the pair does.
        """
        return tuple(word for word in self.words if word not in asked)


NO_TERMS = Terms()


def read_terms(typed: str) -> Terms:
    """Return the words of what was typed, without what goes beyond the longest question.

    Signs without a width, which come along with a paste, are passed over. What stands before and
    behind a year in brackets is looked for by itself: few keyboards have those of a register, and a
    number is kept in those that were at hand.

    >>> read_terms(" 李大山　采砂 ").words
    ('李大山', '采砂')
    >>> read_terms("汝水罚(2026)30号").words == read_terms("汝水罚〔2026〕30号").words
    True
    """
    seen = without_unseen(typed[:LONGEST])
    words = (normalise(word) for word in part_at_year(seen).split())
    return Terms(tuple(dict.fromkeys(filter(None, words))), max(0, len(typed) - LONGEST))


def rarest_of(parts: Sequence[str], held: Mapping[str, int], most: int) -> list[str]:
    """Return so many parts of the words that few texts hold all of them together.

    Parts that always stand together, as those of a town's name do, say no more than one of them.

    Args:
        parts: Of which to choose.
        held: For each part which of some texts hold it, one bit for each.
        most: How many.

    >>> rarest_of(["头镇", "陵头", "燕子"], {"陵头": 0b0011, "头镇": 0b0011, "燕子": 0b1110}, 2)
    ['头镇', '燕子']
    """
    chosen: list[str] = []
    together = -1
    for _ in range(min(most, len(parts))):
        left = [(part, held.get(part, 0)) for part in parts if part not in chosen]
        part, texts = min(
            left, key=lambda one: ((one[1] & together).bit_count(), one[1].bit_count())
        )
        chosen.append(part)
        together &= texts
    return chosen
