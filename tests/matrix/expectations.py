"""What a visitor has to meet at a door, worked out from the pure rules alone.

An answer is its status; a redirect to the entrance is told apart as ``sign-in``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.packs.load import read_pack
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind
from tests.matrix.cast import Visitor, World

PACK = read_pack("ruzhou")
SIGN_IN = "sign-in"
Meets = Callable[[World, Visitor], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: whom the door lets in, and what it must be given to be asked at all."""

    meets: Meets
    form: Mapping[str, str] | None = None
    json: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""


def everybody(status: int | str) -> Meets:
    """Whoever comes gets the same."""
    return lambda _world, _visitor: str(status)


def signed_in(status: int | str) -> Meets:
    """Any person; a terminal's token opens no page."""

    def meets(world: World, visitor: Visitor) -> str:
        return _stopped_before_a_page(visitor) or str(status)

    return meets


def listing(act: Act, status: int = 200) -> Meets:
    """A page that lists: open to whoever may do ``act`` to something somewhere."""

    def meets(world: World, visitor: Visitor) -> str:
        stopped = _stopped_before_a_page(visitor)
        if stopped:
            return stopped
        return str(status if _reaches_anything(world, visitor, act) else 403)

    return meets


def on_thing(act: Act, status: int, *, knowing: Act) -> Meets:
    """A page about the thing: hidden from whoever may not know it, refused to others."""

    def meets(world: World, visitor: Visitor) -> str:
        return _stopped_before_a_page(visitor) or _judged(world, visitor, act, status, knowing)

    return meets


def content(act: Act, status: int) -> Meets:
    """An answer that terminals may ask for too."""

    def meets(world: World, visitor: Visitor) -> str:
        if visitor.actor.kind is ActorKind.ANONYMOUS:
            return SIGN_IN
        if visitor.actor.is_revoked:
            return "401"
        return _judged(world, visitor, act, status, Act.RECORDING_KNOW_FACTS)

    return meets


def own_unit(act: Act, status: int, *, otherwise: Meets | None = None) -> Meets:
    """Something done in the visitor's own unit, by people and by terminals."""

    def meets(world: World, visitor: Visitor) -> str:
        if visitor.actor.unit_id is None:
            return SIGN_IN
        own = Thing(visitor.actor.unit_id, device_id=visitor.actor.id)
        if _allowed(visitor, act, own):
            return str(status)
        return otherwise(world, visitor) if otherwise else "403"

    return meets


def page(meets: Meets) -> Meets:
    """The same as a page: a terminal's token opens none."""
    return lambda world, visitor: _stopped_before_a_page(visitor) or meets(world, visitor)


def interface(meets: Meets) -> Meets:
    """The same for programs: nobody known is told so instead of being sent to the entrance."""

    def answers(world: World, visitor: Visitor) -> str:
        answer = meets(world, visitor)
        return "401" if answer == SIGN_IN else answer

    return answers


def _stopped_before_a_page(visitor: Visitor) -> str:
    match visitor.actor.kind:
        case ActorKind.ANONYMOUS:
            return SIGN_IN
        case ActorKind.TERMINAL:
            return "401"
        case _:
            return ""


def _judged(world: World, visitor: Visitor, act: Act, status: int, knowing: Act) -> str:
    if not _allowed(visitor, knowing, world.thing):
        return "404"
    return str(status) if _allowed(visitor, act, world.thing) else "403"


def _reaches_anything(world: World, visitor: Visitor, act: Act) -> bool:
    oneself = visitor.actor.id
    handlers = frozenset({oneself} if oneself else ())
    return any(
        _allowed(visitor, act, Thing(unit, above, person_id=oneself, handler_ids=handlers))
        for unit, above in world.units.items()
    )


def _allowed(visitor: Visitor, act: Act, thing: Thing) -> bool:
    return authorise(visitor.actor, act, thing, PACK).allowed
