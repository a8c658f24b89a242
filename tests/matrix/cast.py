"""Everybody who can stand before a door: each role in each place around one unit.

The things all belong to 水政监察大队 ("here"). A role is held here, in the unit above it, in the
unit below it, or next door. Chen is the person the things are about, who sent or holds them.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.policy.actor import Actor
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind

ROOM = "the secret of the reading terminal"


class Place(StrEnum):
    """Where a role is held, seen from the thing's unit."""

    HERE = "here"
    ABOVE = "above"
    BELOW = "below"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody before a door: who the rules take them for, and what they show."""

    name: str
    actor: Actor
    credential: str = ""
    kind: str = ""
    """What they are, wherever they are: the role, or the name of somebody who has none."""
    unit_name: str = ""
    room: str = ""
    """What the browser shows as a reading terminal on which a viewing is open."""

    @property
    def headers(self) -> dict[str, str]:
        if self.room:
            return {"Cookie": f"liuhen-room={self.room}"}
        if self.actor.kind is ActorKind.PERSON:
            return {"Cookie": f"liuhen={self.credential}"}
        return {"Authorization": f"Bearer {self.credential}"} if self.credential else {}


@dataclass(frozen=True, slots=True)
class Things:
    """One of each kind, all of them here, all of them Chen's."""

    case: UUID
    recording: UUID
    deadline: UUID
    device: UUID
    hold: UUID
    line: UUID
    person: UUID
    unit: UUID
    section: UUID
    assignment: UUID
    qualification: UUID
    scan: UUID
    training: UUID
    document: UUID
    kind: UUID
    request: UUID
    granted: UUID
    terminal: UUID
    viewing: UUID
    item: UUID
    issue: UUID


@dataclass(frozen=True, slots=True)
class World:
    """The units with those above them, everybody, and the things."""

    units: dict[UUID, frozenset[UUID]]
    visitors: tuple[Visitor, ...]
    things: Things
    thing: Thing
    """What the rules see of each of the things."""
