"""Whether it takes longer to say "not yours" than "not there".

Pairs of questions are asked one after the other, each time in another order, so that what slows
the machine slows both. Their times are compared by the rank test of Mann and Whitney.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from app import ids
from tests.matrix.cast import Visitor
from tests.torture.authz.doors import Door
from tests.torture.authz.knocking import Knocker

MOST_MS = 10.0
MOST_SHARE = 1.0
"""What a door may differ by: about things of others a few more rows are read. An id holds 64
random bits and more, so nobody can put a list of them to the clock."""
ROUNDS = 3
"""A difference is only complained of when each repetition shows it."""
_SURE = 3.3
"""Of the normal distribution: one chance in a thousand."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long both answers took at one door."""

    door: str
    foreign: tuple[float, ...]
    nothing: tuple[float, ...]

    @property
    def difference_ms(self) -> float:
        return (median(self.foreign) - median(self.nothing)) * 1000

    @property
    def usual_ms(self) -> float:
        return median(self.nothing) * 1000

    @property
    def score(self) -> float:
        return rank_score(self.foreign, self.nothing)

    @property
    def tells(self) -> bool:
        """Whether somebody could learn from it what is there."""
        is_large = abs(self.difference_ms) > max(MOST_MS, MOST_SHARE * self.usual_ms)
        return is_large and abs(self.score) > _SURE

    def __str__(self) -> str:
        return (
            f"{self.door}: {self.usual_ms:.1f} ms for nothing, {self.difference_ms:+.2f} ms for "
            f"a thing of others, rank score {self.score:+.1f}"
        )


def rank_score(first: Sequence[float], second: Sequence[float]) -> float:
    """Return how many standard deviations the ranks of ``first`` lie above chance.

    >>> rank_score([1, 2, 3, 4], [1, 2, 3, 4])
    0.0
    >>> rank_score(range(100, 200), range(100)) > 10
    True
    """
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted([*first, *second]), 1):
        places.setdefault(value, []).append(place)
    ranks = sum(sum(places[value]) / len(places[value]) for value in first)
    n, m = len(first), len(second)
    expected, spread = n * (n + m + 1) / 2, math.sqrt(n * m * (n + m + 1) / 12)
    return (ranks - expected) / spread


def measure(
    knocker: Knocker, doors: Iterable[Door], visitor: Visitor, *, pairs: int, seed: int
) -> list[Times]:
    """Measure each door; one that tells is measured again, and only then complained of.

    Raises:
        AssertionError: a door tells in every round.
    """
    chance = random.Random(seed)
    found = []
    for door in doors:
        for _ in range(ROUNDS):
            times = _measured(knocker, door, visitor, pairs, chance)
            if not times.tells:
                break
        else:
            raise AssertionError(f"the clock tells what is there: {times}")
        found.append(times)
    return found


def _measured(
    knocker: Knocker, door: Door, visitor: Visitor, pairs: int, chance: random.Random
) -> Times:
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(pairs):
        nothing = {name: ids.new_id() for name in knocker.scene.theirs}
        order = [True, False]
        chance.shuffle(order)
        for is_foreign in order:
            ask = door.ask(visitor, knocker.scene.theirs if is_foreign else nothing)
            times[is_foreign].append(knocker.line.send(ask).seconds)
    return Times(door.name, tuple(times[True]), tuple(times[False]))


def one_of_each_family(doors: Iterable[Door]) -> list[Door]:
    """Return the first reading door of each family and kind of thing."""
    found: dict[tuple[str, tuple[str, ...]], Door] = {}
    for door in doors:
        if door.parts and door.method == "GET" and not door.address.startswith("/files"):
            found.setdefault((door.family, door.parts), door)
    return list(found.values())
