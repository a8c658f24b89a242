"""The whole run, and the short one that the tests do."""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.embedded.services import Services
from app.main import create_app
from app.policy.vocabulary import Role
from tests.matrix.cast import Visitor
from tests.settings import SETTINGS
from tests.torture.authz import control, counting, forms, streams, thieves, timing
from tests.torture.authz.canaries import CANARIES
from tests.torture.authz.doors import (
    Door,
    all_doors,
    require_things,
    shows_a_cookie,
    with_parts,
    without_parts,
)
from tests.torture.authz.exchanges import LeakError, Line
from tests.torture.authz.knocking import Knocker, Tally
from tests.torture.authz.serving import STOPPED_APPLICATION
from tests.torture.authz.settling import Scene, settle
from tests.uploads.server import Server

T = TypeVar("T")
ANOTHER_ADDRESS = "127.0.0.2"
_CURIOUS = (Role.RECORD_KEEPER, Role.LEADER, Role.SYSTEM_ADMINISTRATOR, Role.DEVICE_KEEPER)
"""The roles that have the most pages of their own."""
_MOST_LOG = 6000
_NOSY = ("record_keeper elsewhere", "nobody", "foreign terminal")
"""Whose questions are asked in every variant: one with most rights, one with none, one machine."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of everything is done; the short run samples it."""

    intrusions: int | None = None
    """So many pairs of a door and an intruder; all without a number."""
    variants: int | None = None
    visits: int | None = None
    pages: int | None = None
    posts: int | None = None
    families: int | None = None
    pairs: int = 60
    servers: int = 2
    """As many as there are cores to keep busy; they share nothing but the database."""
    binds_address: bool = True
    has_control: bool = True


WHOLE = Extent()
QUICK = Extent(
    intrusions=30,
    variants=3,
    visits=24,
    pages=2,
    posts=8,
    families=1,
    pairs=3,
    servers=1,
    binds_address=False,
    has_control=False,
)


@dataclass(slots=True)
class Report:
    """What the run has seen."""

    scene: Scene
    tally: Tally
    times: list[timing.Times]
    requests: int
    seconds: float
    routes: int

    def lines(self) -> list[str]:
        slowest = sorted(self.times, key=lambda each: -abs(each.difference_ms))
        met = f"canaries met by those who may: {len(self.tally.met)} of {len(CANARIES)}"
        unshown = (f"{place}: {why}" for place, why in control.UNSHOWN.items())
        asked = (
            f"{len(self.tally.doors)} of {self.routes} routes, "
            f"{len(self.tally.visitors)} visitors, {self.requests} requests, "
            f"{self.tally.pairs} pairs compared, {len(self.times)} doors timed"
        )
        return [
            *(f"  {each}" for each in slowest),
            f"{met}; no page shows {'; '.join(unshown)}",
            f"{asked}, {self.seconds:.0f} s; leaks: 0",
        ]


def torment(
    services: Services, extent: Extent, seed: int, *, say: Callable[[str], None] = print
) -> Report:
    """Do everything over a migrated, empty database.

    Raises:
        ControlError: a secret was met by nobody, so that it guards nothing.
        LeakError: something came out.
        UnlistedRouteError: the matrix does not know a route, or nobody has made a thing for it.
    """
    begun = time.monotonic()
    doors = all_doors(create_app(SETTINGS))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="liuhen-authz-") as name:
        folder = Path(name)
        scene = asyncio.run(settle(services, folder))
        say(f"settled after {time.monotonic() - begun:.0f} s: {len(scene.ids)} things of ours")
        require_things(doors, scene.theirs)
        tally, times = Tally(), list[timing.Times]()
        with ExitStack() as served:
            ports = [
                served.enter_context(_served(services, scene, folder / f"{number}.log"))
                for number in range(extent.servers)
            ]
            line = served.enter_context(Line(*ports))
            run = _Run(Knocker(scene, line, tally), doors, extent, chance, say)
            run.thieves(ports[0])
            streams.listen_while_something_arrives(
                run.knocker, ports[0], _named(scene, "record_keeper here"), run.cookie_bearers()[:3]
            )
            if extent.has_control:
                run.control()
            run.lists(services.app_url)
            run.doors_with_parts()
            run.doors_without_parts()
            run.pages()
            times = run.times(seed)
        if extent.binds_address:
            log = folder / "binding.log"
            with _served(services, scene, log, LIUHEN_SESSION_BINDING="address") as port:
                _steal(scene, tally, port, binds_address=True)
    seconds = time.monotonic() - begun
    return Report(scene, tally, times, line.asked, seconds, len(doors))


def _steal(scene: Scene, tally: Tally, port: int, *, binds_address: bool) -> None:
    with Line(port) as line, Line(port, address=ANOTHER_ADDRESS) as elsewhere:
        knocker, keeper = Knocker(scene, line, tally), _named(scene, "record_keeper here")
        thieves.steal_a_cookie(knocker, keeper, elsewhere, binds_address=binds_address)


@contextmanager
def _served(services: Services, scene: Scene, log: Path, **more: str) -> Iterator[int]:
    environment = {
        "DATABASE_URL": services.app_url,
        "REDIS_URL": services.redis_url,
        "STORAGE_URL": scene.files.as_uri(),
        "LIUHEN_STORAGE_RESERVE_BYTES": "0",
        **more,
    }
    with Server(environment, "", log, factory=STOPPED_APPLICATION) as server:
        try:
            yield server.port
        except LeakError as leak:
            if "Traceback" in (told := log.read_text()):
                leak.add_note("from the log: " + told[told.rindex("Traceback") :][-_MOST_LOG:])
            raise


class _Run:
    """The parts of the run, in an order in which no part disturbs another."""

    def __init__(
        self,
        knocker: Knocker,
        doors: list[Door],
        extent: Extent,
        chance: random.Random,
        say: Callable[[str], None],
    ) -> None:
        self.knocker, self._doors, self._extent = knocker, doors, extent
        self._chance, self._say = chance, say
        self._scene, self._begun = knocker.scene, time.monotonic()

    def cookie_bearers(self) -> list[Visitor]:
        return [each for each in self._scene.intruders if shows_a_cookie(each)]

    def thieves(self, port: int) -> None:
        """Nothing may be done in somebody's name from elsewhere."""
        changing = [door for door in self._doors if door.is_changing]
        sites = list(thieves.FOREIGN_SITES)
        if self._extent.posts is not None:
            changing = self._chance.sample(changing, self._extent.posts)
            sites = self._chance.sample(sites, 2)
        keeper = _named(self._scene, "record_keeper here")
        thieves.post_from_elsewhere(self.knocker, changing, keeper, sites)
        _steal(self._scene, self.knocker.tally, port, binds_address=False)
        self._told("requests from other sites and stolen cookies")

    def control(self) -> None:
        """Those who may meet every secret."""
        control.look_around(self.knocker, self._doors)
        control.require_all_met(self.knocker.tally.met)
        self._told("every secret met by those who may")

    def lists(self, database_url: str) -> None:
        """Nothing on one's own pages may count what others have."""
        reading = [
            door for door in without_parts(self._doors) if door.method == "GET" and door.is_steady
        ]
        counting.compare_before_and_after(
            self.knocker,
            self._sample(reading, self._extent.pages),
            [_named(self._scene, f"{role.value} elsewhere") for role in _CURIOUS],
            lambda: asyncio.run(counting.add_one_of_each(database_url, self._scene.town)),
        )
        self._told("lists and counts before and after")

    def doors_with_parts(self) -> None:
        """Everything is refused, so everything can be asked at once."""
        work: list[Callable[[], None]] = [
            partial(
                self.knocker.intrude, door, visitor, variants=visitor.name in _NOSY and not sampled
            )
            for sampled in [self._extent.variants is not None]
            for door, visitor in self._sample(
                [
                    (door, visitor)
                    for door in with_parts(self._doors)
                    for visitor in self._scene.intruders
                ],
                self._extent.intrusions,
            )
        ]
        nosy = [_named(self._scene, name) for name in _NOSY]
        work += [
            partial(self.knocker.intrude, door, visitor, variants=True)
            for door, visitor in self._sample(
                [(door, visitor) for door in with_parts(self._doors) for visitor in nosy],
                self._extent.variants or 0,
            )
        ]
        work += [
            partial(self.knocker.visit, door, visitor)
            for door, visitor in self._sample(
                [(door, visitor) for door in self._doors for visitor in self._scene.colleagues],
                self._extent.visits,
            )
        ]
        self.knocker.in_parallel(work)
        self._told("doors asked for things of others")

    def doors_without_parts(self) -> None:
        """Lists and forms of one's own house; what is done there may change it."""
        every = [
            (door, visitor)
            for door in without_parts(self._doors)
            for visitor in self._scene.intruders
        ]
        asked = self._sample(every, self._extent.visits)
        self.knocker.in_parallel(
            [
                partial(self.knocker.intrude, door, visitor, variants=False)
                for door, visitor in asked
                if not door.is_changing
            ]
        )
        for door, visitor in asked:
            if door.is_changing:
                self.knocker.intrude(door, visitor, variants=False)
                asyncio.run(self._scene.revive())
        self._told("doors of one's own")

    def pages(self) -> None:
        """Things of others in the forms and filters of one's own pages."""
        asyncio.run(self._scene.revive())
        reading = [door for door in self._doors if door.method == "GET"]
        for role in _CURIOUS:
            filler = forms.Filler(self.knocker, _named(self._scene, f"{role.value} elsewhere"))
            for door in self._sample(reading, self._extent.pages):
                filler.open_page(door)
        self._told("forms and filters filled with things of others")

    def times(self, seed: int) -> list[timing.Times]:
        """Compare how long the answers take."""
        doors = self._sample(timing.one_of_each_family(self._doors), self._extent.families)
        keeper = _named(self._scene, "record_keeper elsewhere")
        return timing.measure(self.knocker, doors, keeper, pairs=self._extent.pairs, seed=seed)

    def _sample(self, every: list[T], size: int | None) -> list[T]:
        return every if size is None else self._chance.sample(every, min(size, len(every)))

    def _told(self, what: str) -> None:
        after = time.monotonic() - self._begun
        self._say(f"{what}: after {after:.0f} s, {self.knocker.line.asked} requests")


def _named(scene: Scene, name: str) -> Visitor:
    return next(each for each in (*scene.colleagues, *scene.intruders) if each.name == name)
