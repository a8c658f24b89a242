"""What a change of the rules would do: to people's rights, and to recordings that are there.

Pure: two versions and some facts in, figures out. Nothing is decided by it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import RULES, authorise
from app.policy.calendars import Calendar
from app.policy.grounds import Thing
from app.policy.keeping import KeepingFacts
from app.policy.law_words import Material
from app.policy.pack import Pack
from app.policy.retaining import rule_keeping
from app.policy.storing import StoringFacts, storing_due
from app.policy.vocabulary import ActorKind, Role

TRIED_MATERIALS = (Material.PATROL, Material.OTHER_AV)
"""What a recording may be as long as no case says more of it."""
_UNIT, _SOMEBODY = UUID(int=0), UUID(int=1)


@dataclass(frozen=True, slots=True)
class ChangedRight:
    """An act that a role may do under one version only."""

    role: Role
    act: Act
    appears: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of one recording: when it ended, when it was stored."""

    ended_at: datetime
    ended_on: date
    stored_at: datetime | None


@dataclass(slots=True)
class Shift:
    """How many recordings move, and which way; ``newly`` and ``no_longer`` have no time then."""

    earlier: int = 0
    later: int = 0
    newly: int = 0
    no_longer: int = 0
    otherwise: int = 0

    @property
    def total(self) -> int:
        """Return how many are touched at all."""
        return self.earlier + self.later + self.newly + self.no_longer + self.otherwise


@dataclass(slots=True)
class Effect:
    """What a change does to recordings that were looked at."""

    looked_at: int = 0
    storing: Shift = field(default_factory=Shift)
    newly_late: int = 0
    keeping: dict[Material, Shift] = field(
        default_factory=lambda: {material: Shift() for material in TRIED_MATERIALS}
    )


def changed_rights(before: Pack, after: Pack) -> tuple[ChangedRight, ...]:
    """Return what each role may do in its own unit under one version and not under the other."""
    return tuple(_changed_rights(before, after))


def add_effect(
    effect: Effect, before: Pack, after: Pack, calendar: Calendar, recorded: Iterable[Recorded]
) -> None:
    """Count some recordings into ``effect``.

    Storing is judged by the ordinary time from the recording's end, keeping as if a recording
    stood in no case: the product does not know more of it yet.
    """
    kept_before, kept_after = _Keeping(before), _Keeping(after)
    for each in recorded:
        effect.looked_at += 1
        _count_storing(effect, before, after, calendar, each)
        for material in TRIED_MATERIALS:
            _count_keeping(
                effect.keeping[material],
                kept_before.of(material, each.ended_on),
                kept_after.of(material, each.ended_on),
            )


def _changed_rights(before: Pack, after: Pack) -> Iterator[ChangedRight]:
    thing = Thing(_UNIT)
    for role in Role:
        actor = Actor(ActorKind.PERSON, _SOMEBODY, _UNIT, assignments=(Assignment(_UNIT, role),))
        for act in RULES:
            was = authorise(actor, act, thing, before).allowed
            will_be = authorise(actor, act, thing, after).allowed
            if was is not will_be:
                yield ChangedRight(role, act, appears=will_be)


def _count_storing(
    effect: Effect, before: Pack, after: Pack, calendar: Calendar, each: Recorded
) -> None:
    facts = StoringFacts(each.ended_at)
    was = storing_due(before, facts, calendar).outcome
    will_be = storing_due(after, facts, calendar).outcome
    _count(effect.storing, was.at if was else None, will_be.at if will_be else None)
    if each.stored_at and will_be and each.stored_at > will_be.at:
        was_late = was is not None and each.stored_at > was.at
        effect.newly_late += not was_late


Outcome = tuple[date | None, object]


class _Keeping:
    """How long recordings are kept under one version; those of one day are kept alike."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._known: dict[tuple[Material, date], Outcome] = {}

    def of(self, material: Material, ended_on: date) -> Outcome:
        place = (material, ended_on)
        if place not in self._known:
            kept = rule_keeping(
                self._pack, KeepingFacts(frozenset({material}), ended_on=ended_on)
            ).outcome
            self._known[place] = kept.through_on, (kept.keeping, kept.afterwards)
        return self._known[place]


def _count_keeping(shift: Shift, was: Outcome, will_be: Outcome) -> None:
    if was[0] == will_be[0]:
        shift.otherwise += was[1] != will_be[1]
    else:
        _count(shift, was[0], will_be[0])


def _count(shift: Shift, was: date | None, will_be: date | None) -> None:
    if was == will_be:
        return
    if was is None:
        shift.newly += 1
    elif will_be is None:
        shift.no_longer += 1
    elif will_be < was:
        shift.earlier += 1
    else:
        shift.later += 1
