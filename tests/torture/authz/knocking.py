"""Ask the doors for things of others, and hold each answer to what it may give away.

About a thing of others the answer is compared with that about an id of nothing at all: status,
headers and every byte of the body must be the same once the ids are blanked.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from uuid import UUID

from app import ids
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.closing import OPEN, Closures
from tests.matrix.asking import HIDDEN
from tests.matrix.cast import Visitor
from tests.matrix.expectations import PACK, SIGN_IN
from tests.torture.authz import canaries
from tests.torture.authz.canaries import CANARIES, Secrets
from tests.torture.authz.doors import KNOWN_BY, PERSONAL, SAFE, Door
from tests.torture.authz.exchanges import Answer, Ask, Line, differences, exchange
from tests.torture.authz.settling import Scene

REFUSALS = frozenset({"401", "403", HIDDEN, SIGN_IN})
_SEEN_FROM_THE_ROOM = ("access_request.", "reading_terminal.", "unit.")
"""Of what was granted to whoever sits in the reading room, and where."""
HANDS = 4
"""So many questions are under way at once."""


@dataclass(slots=True)
class Tally:
    """What was done and seen."""

    doors: set[str] = field(default_factory=set)
    visitors: set[str] = field(default_factory=set)
    pairs: int = 0
    met: set[str] = field(default_factory=set)
    """Canaries that those met who may: proof that the traps are set."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to ask the same."""

    name: str
    change: Callable[[Ask], Ask]


def _with(name: str, **headers: str) -> Variant:
    return Variant(name, lambda ask: ask.with_headers(**headers))


READING = (
    _with("a range", Range="bytes=0-99"),
    _with("a range behind the end", Range="bytes=999999999-"),
    _with("any state but the known", If_None_Match="*"),
    _with("changed since", If_Modified_Since="Sat, 21 Nov 2026 02:00:00 GMT"),
    _with("part of a state", If_Range='"x"', Range="bytes=0-0"),
    _with("for htmx", HX_Request="true", HX_Current_URL="http://127.0.0.1/cases"),
    _with("from history", HX_Request="true", HX_History_Restore_Request="true"),
    _with("as JSON", Accept="application/json"),
    _with("as a picture", Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image"),
    _with("as another method", X_HTTP_Method_Override="DELETE"),
    Variant("the head alone", lambda ask: replace(ask, method="HEAD")),
)
CHANGING = (
    _with("for htmx", HX_Request="true", HX_Current_URL="http://127.0.0.1/cases"),
    _with("as JSON", Accept="application/json"),
    Variant(
        "with a form",
        lambda ask: replace(
            ask,
            body=ask.body or b"reason=x&revision=1&seen_revision=1",
            headers=ask.headers | {"Content-Type": "application/x-www-form-urlencoded"},
        ),
    ),
    Variant(
        "with files",
        lambda ask: replace(
            ask,
            body=b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\nx\r\n--x--\r\n',
            headers=ask.headers | {"Content-Type": "multipart/form-data; boundary=x"},
        ),
    ),
)


class Knocker:
    """Asks, and raises at the first leak."""

    def __init__(self, scene: Scene, line: Line, tally: Tally) -> None:
        self.scene, self.line, self.tally = scene, line, tally
        self._outside = Secrets(scene.ids)
        self._inside: dict[str, Secrets] = {}
        self._looked: set[tuple[str, str, str]] = set()
        self._noting = threading.Lock()

    def in_parallel(self, work: Sequence[Callable[[], None]]) -> None:
        """Do everything; the first leak ends it."""
        with ThreadPoolExecutor(HANDS) as hands:
            waiting = [hands.submit(each) for each in work]
            try:
                for each in waiting:
                    each.result()
            except BaseException:
                hands.shutdown(cancel_futures=True)
                raise

    def intrude(self, door: Door, visitor: Visitor, *, variants: bool) -> None:
        """Ask as somebody of another house."""
        self._note(door, visitor)
        if not door.parts:
            self.alone(door.ask(visitor, {}), visitor)
            return
        first, *mixed = self._questions(door)
        self._is_refused(door, visitor, self.pair(door, visitor, *first))
        for question in mixed:
            self.pair(door, visitor, *question)
        if variants:
            for things in self.scene.closed_at(door):
                self.pair(door, visitor, things, self._nothing())
            for variant in CHANGING if door.is_changing else READING:
                self.pair(door, visitor, self.scene.theirs, self._nothing(), variant)

    def visit(self, door: Door, visitor: Visitor) -> None:
        """Ask as somebody of our own house, who is let in or not; nothing may change."""
        self._note(door, visitor)
        expected = door.entry.meets(self.scene.world, visitor)
        if door.parts and self._knows_nothing(door, visitor, expected):
            self.pair(door, visitor, self.scene.theirs, self._nothing())
        elif not door.is_changing or (expected in REFUSALS and not _is_beyond_the_matrix(door)):
            self.look(door, visitor)
        if door.method in SAFE:
            for things in self.scene.closed_at(door):
                self.read(door.ask(visitor, things), visitor)

    def look(self, door: Door, visitor: Visitor) -> None:
        """Open a door of our own house about the things of today; the same question is asked once.

        Those who may have everything have looked before everybody else comes to visit.
        """
        with self._noting:
            is_new = (door.method, door.address, visitor.name) not in self._looked
            self._looked.add((door.method, door.address, visitor.name))
        if is_new:
            self.read(door.ask(visitor, self.scene.theirs), visitor)

    def read(self, ask: Ask, visitor: Visitor) -> None:
        """Ask as somebody who may, and note which of the secrets they meet."""
        answer = self.alone(ask, visitor)
        if answer.status < 300:
            with self._noting:
                self.tally.met |= self._outside.met_in(answer.said())

    def pair(
        self,
        door: Door,
        visitor: Visitor,
        theirs: Mapping[str, UUID],
        nothing: Mapping[str, UUID],
        variant: Variant | None = None,
    ) -> Answer:
        """Compare the answer about things of others, which is returned, with that about nothing."""
        asks = [door.ask(visitor, things) for things in (theirs, nothing)]
        if variant is not None:
            asks = [variant.change(each) for each in asks]
        said = [
            str(things[door.thing_for(part)]) for part in door.parts for things in (theirs, nothing)
        ]
        how = f", {variant.name}" if variant else ""
        return self.compare(asks[0], asks[1], f"{visitor.name}{how}", visitor, said)

    def compare(
        self, foreign: Ask, nothing: Ask, who: str, visitor: Visitor, said: Sequence[str]
    ) -> Answer:
        """Send both; ``said`` is what stands in the one and in the other."""
        first, second = self.line.send(foreign), self.line.send(nothing)
        with self._noting:
            self.tally.pairs += 1
        self._search(foreign, first, visitor)
        if first.blanked(*said) != second.blanked(*said):
            raise exchange(
                "a thing of others is answered otherwise than one that never was:\n"
                f"{differences(first, second, said)}",
                who,
                (foreign, first),
                (nothing, second),
            )
        return first

    def alone(self, ask: Ask, visitor: Visitor) -> Answer:
        """Send one question and search its answer."""
        answer = self.line.send(ask)
        self._search(ask, answer, visitor)
        return answer

    def _search(self, ask: Ask, answer: Answer, visitor: Visitor) -> None:
        found = self.secrets_from(visitor).found_in(answer.said(), asked=ask.sent())
        if found:
            raise exchange(f"in the answer: {', '.join(found)}", visitor.name, (ask, answer))
        if answer.status >= 500:
            raise exchange("the server failed", visitor.name, (ask, answer))

    def secrets_from(self, visitor: Visitor) -> Secrets:
        """Return what this visitor may not meet."""
        if visitor in self.scene.intruders:
            return self._outside
        if visitor.name not in self._inside:
            allowed = frozenset(
                place for place in CANARIES.values() if self._may_meet(visitor, place)
            )
            self._inside[visitor.name] = Secrets(self.scene.ids, allowed, knows_ids=True)
        return self._inside[visitor.name]

    def _may_meet(self, visitor: Visitor, place: str) -> bool:
        acts, closures = canaries.opened_by(place)
        if visitor.room:
            return place.startswith(_SEEN_FROM_THE_ROOM)
        return acts is None or any(self._may(visitor, act, closures) for act in acts)

    def _may(self, visitor: Visitor, act: Act, closures: Closures = OPEN) -> bool:
        thing = replace(self.scene.world.thing, closures=closures)
        return authorise(visitor.actor, act, thing, PACK).allowed

    def _knows_nothing(self, door: Door, visitor: Visitor, expected: str) -> bool:
        parts = {door.thing_for(part) for part in door.parts}
        if parts & PERSONAL:
            return visitor.name != "owner" and visitor.actor.id != self.scene.town.chen.id
        acts = [KNOWN_BY[part] for part in parts if part in KNOWN_BY]
        if acts:
            return not any(self._may(visitor, act) for act in acts)
        return expected == HIDDEN

    def _is_refused(self, door: Door, visitor: Visitor, answer: Answer) -> None:
        """Whoever is shut out by the matrix is shut out of the real thing, too."""
        expected = door.entry.meets(self.scene.world, visitor)
        met = SIGN_IN if answer.is_entrance else str(answer.status)
        if expected in REFUSALS and met != expected and not door.is_upload:
            ask = door.ask(visitor, self.scene.theirs)
            raise exchange(f"{expected} was due, {met} came", visitor.name, (ask, answer))

    def _questions(self, door: Door) -> Iterator[tuple[Mapping[str, UUID], Mapping[str, UUID]]]:
        """Yield everything of others; then one thing of others beside things of one's own."""
        yield self.scene.theirs, self._nothing()
        if len(door.parts) > 1:
            for part in door.parts:
                name, nothing = door.thing_for(part), self._nothing()
                own = dict(self.scene.own)
                yield own | {name: self.scene.theirs[name]}, own | {name: nothing[name]}

    def _nothing(self) -> dict[str, UUID]:
        return {name: ids.new_id() for name in self.scene.theirs}

    def _note(self, door: Door, visitor: Visitor) -> None:
        with self._noting:
            self.tally.doors.add(door.name)
            self.tally.visitors.add(visitor.name)


def _is_beyond_the_matrix(door: Door) -> bool:
    """Whether the matrix asks here for ids of nothing alone, so that it says 404 to everybody."""
    return any(door.thing_for(part) in KNOWN_BY for part in door.parts)
