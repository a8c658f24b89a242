"""Gather what the steps of a search bring, one after another."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextualSelect
from sqlalchemy.ext.asyncio import AsyncSession

from app.questions import ask
from app.searching.asking import Key, Place, Wanted, values_at, values_of
from app.searching.shaping import Question, Towards, is_older
from app.searching.shelves import Ways


@dataclass(slots=True)
class Gathered:
    """What the steps of one search have brought so far, in the order of the list.

    The first ``page`` keys are kept, of ``needed`` rows all are counted. ``met`` tells which of
    some rows hold each part of the words, as bits. ``share`` is that of the rows which may be found
    in those that lie there, from 0 to 1.
    """

    question: Question
    wanted: Wanted
    ways: Ways
    place: Place | None
    page: int
    needed: int
    keys: list[Key] = field(default_factory=list)
    figures: Counter[tuple[str, str]] = field(default_factory=Counter)
    met: dict[str, int] = field(default_factory=dict)
    is_exhausted: bool = False
    share: float = 1

    @property
    def towards(self) -> Towards:
        """Which way the list goes on."""
        return self.place.direction if self.place else None

    @property
    def number(self) -> int:
        """How many rows were counted so far."""
        return self.figures.total()

    @property
    def missing(self) -> int:
        """How many more are to be counted."""
        return self.needed - self.number

    @property
    def goes_on(self) -> bool:
        """Whether another step may bring more."""
        return self.missing > 0 and not self.is_exhausted


async def take(
    session: AsyncSession,
    gathered: Gathered,
    step: TextualSelect,
    *,
    within: float | None = None,
    **values: object,
) -> Any | None:
    """Add the hits to what was gathered; return the last row looked at, if that is asked for.

    ``values`` are those which the step names beside question and place.

    Raises:
        TimeoutError: it took longer than ``within`` seconds.
    """
    wanted = gathered.wanted
    given = values_of(gathered.ways, wanted) | values_at(wanted, gathered.place)
    given["missing"] = gathered.missing
    last, keys = None, []
    for row in await ask(session, step, within, **given | values):
        match row:
            case (None, None, part, holds, None, _):
                gathered.met[part] = int(holds, 2)
            case (None, None, kind, state, number, _):
                gathered.figures[kind, state] += number
            case (moment, key, _, _, None, _):
                keys.append((moment, key))
            case _:
                last = row
    gathered.keys += sorted(keys, reverse=is_older(gathered.towards))
    del gathered.keys[gathered.page :]
    return last
