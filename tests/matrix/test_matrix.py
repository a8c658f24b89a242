"""Role by route by ownership: every cell is asked over HTTP and compared with the pure rules.

Each role stands before each door once in the thing's unit, once above, once below and once next
door; so do the owner, a member without a role, three terminals and nobody.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from starlette.types import Message, Scope

from app.embedded.services import Services
from app.live import NewsDesk, Topic
from app.main import create_app
from app.queue import Nudge, Nudger
from app.settings import Settings
from tests.matrix.cast import Visitor, World, people_the_world, undone
from tests.matrix.entries import ENTRIES
from tests.matrix.expectations import SIGN_IN, Entry
from tests.routers.conftest import HandClock, House, clip
from tests.routers.evidence import inspected
from tests.world import sessions_on, settle_town

__all__ = ["clip"]

ABOUT_A_THING = [
    door
    for door in ENTRIES
    if re.search(r"{(recording|device|hold|person|qualification|training)_id}", door)
]
REFERENCE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")


class DeafNudger(Nudger):
    """Wakes nobody: no worker may touch a world that is about to be undone."""

    async def send(self, nudge: Nudge) -> bool:
        return True


class SilentNews(NewsDesk):
    """Never has any: a stream waits here, where going away disturbs no query."""

    @asynccontextmanager
    async def subscribe(self, topic: Topic) -> AsyncIterator[asyncio.Queue[str]]:
        await asyncio.Event().wait()
        yield asyncio.Queue()


@dataclass(frozen=True, slots=True)
class Stage:
    """The application over one connection whose changes are undone after each cell."""

    app: FastAPI
    session: AsyncSession
    world: World


@pytest.fixture(scope="module")
async def stage(
    services: Services,
    engine: AsyncEngine,
    clip: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stage]:
    """The world with everybody in it, settled once for all cells."""
    app = create_app(settings_of(services, tmp_path_factory.mktemp("matrix")), HandClock())
    async with engine.connect() as connection:
        outer = await connection.begin()
        sessions = sessions_on(connection)
        app.state.resources = replace(
            app.state.resources,
            sessions=sessions,
            nudger=DeafNudger(services.redis_url),
            news=SilentNews(services.app_url),
        )
        async with sessions() as session:
            town = await settle_town(session)
            await session.commit()
            house = House(app, town, HandClock(), sessions)
            world = await people_the_world(
                session, town, await inspected(house, clip), app.state.resources.store
            )
            await session.commit()
            yield Stage(app, session, world)
        await outer.rollback()
    app.state.resources.passwords.close()
    await app.state.resources.engine.dispose()


def settings_of(services: Services, folder: Path) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": services.app_url,
            "REDIS_URL": services.redis_url,
            "STORAGE_URL": folder.as_uri(),
            "LIUHEN_STORAGE_RESERVE_BYTES": "0",
        }
    )


@pytest.mark.parametrize("door", ENTRIES)
async def test_everybody_meets_at_this_door_what_the_rules_say(stage: Stage, door: str) -> None:
    entry = ENTRIES[door]
    expected = {visitor.name: entry.meets(stage.world, visitor) for visitor in stage.world.visitors}

    found = {
        visitor.name: answer_of(await ask(stage, door, visitor)) for visitor in stage.world.visitors
    }

    assert differing(found, expected) == {}


def test_every_route_has_an_entry(stage: Stage) -> None:
    assert set(doors_of(stage.app)) == set(ENTRIES)


@pytest.mark.parametrize("door", ABOUT_A_THING)
async def test_what_may_not_be_known_looks_like_what_never_was(stage: Stage, door: str) -> None:
    hidden = [
        visitor
        for visitor in stage.world.visitors
        if ENTRIES[door].meets(stage.world, visitor) == "404"
    ]

    theirs = [masked(await ask(stage, door, visitor)) for visitor in hidden]
    nothing = [masked(await ask(stage, door, visitor, of_nothing=True)) for visitor in hidden]

    assert hidden
    assert theirs == nothing


def differing(found: dict[str, str], expected: dict[str, str]) -> dict[str, str]:
    """Return the cells that differ, each as what was found instead of what."""
    return {
        name: f"{answer} instead of {expected[name]}"
        for name, answer in found.items()
        if answer != expected[name]
    }


def doors_of(app: FastAPI) -> Iterator[str]:
    """Every method and address; the upload door takes any method and stands for itself."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if hasattr(route, "original_router"):
            waiting += route.original_router.routes
        else:
            yield from (f"{method} {route.path}" for method in route.methods or {"POST"})


async def ask(
    stage: Stage, door: str, visitor: Visitor, *, of_nothing: bool = False
) -> list[Message]:
    """Return the answer; go away once it has begun, for one never ends."""
    async with undone(stage.session):
        return await answered(stage.app, *request_for(stage.world, door, visitor, of_nothing))


async def answered(app: FastAPI, scope: Scope, body: bytes) -> list[Message]:
    messages: list[Message] = []
    begun, is_read = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if is_read.is_set():
            await begun.wait()
            return {"type": "http.disconnect"}
        is_read.set()
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        messages.append(message)
        begun.set()

    await app(scope, receive, send)
    return messages


def request_for(world: World, door: str, visitor: Visitor, of_nothing: bool) -> tuple[Scope, bytes]:
    """Fill in the door's address, and what its entry says it needs to be asked at all."""
    method, address = door.split(" ")
    entry = ENTRIES[door]
    path = re.sub(r"{([^}]+)}", lambda part: parts_of(world, of_nothing).get(part[1], "x"), address)
    request = httpx.Request(
        method,
        f"http://127.0.0.1:8000{path}{entry.query}",
        headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        | dict(entry.headers)
        | visitor.headers,
        data=filled_in(entry, world),
        json=entry.json,
    )
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": entry.query.removeprefix("?").encode(),
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("10.0.0.9", 50000),
        "server": ("127.0.0.1", 8000),
    }
    return scope, request.content


def parts_of(world: World, of_nothing: bool) -> dict[str, str]:
    """Return what stands in the addresses: the things, or ids of nothing at all."""
    things = {
        "recording_id": world.things.recording,
        "device_id": world.things.device,
        "hold_id": world.things.hold,
        "person_id": world.things.person,
        "unit_id": world.things.unit,
        "section_id": world.things.section,
        "assignment_id": world.things.assignment,
        "qualification_id": world.things.qualification,
        "scan_id": world.things.scan,
        "training_id": world.things.training,
    }
    named: dict[str, UUID] = {name: uuid4() for name in things} if of_nothing else things
    unknown = ("batch_id", "browser_id", "code_id", "session_id", "shift_id")
    others = {"number": "0", **{name: str(uuid4()) for name in unknown}}
    return {name: str(value) for name, value in named.items()} | others


def filled_in(entry: Entry, world: World) -> dict[str, str] | None:
    """Return the form's fields; ``{person_id}`` and the like stand for the things."""
    if entry.form is None:
        return None
    parts = parts_of(world, of_nothing=False)
    return {
        name: re.sub(r"{(\w+)}", lambda part: parts[part[1]], value)
        for name, value in entry.form.items()
    }


def answer_of(messages: list[Message]) -> str:
    """Return the status, or that the visitor was sent to the entrance."""
    headers = dict(messages[0]["headers"])
    if headers.get(b"location", b"").startswith(b"/sign-in"):
        return SIGN_IN
    return str(messages[0]["status"])


def masked(messages: list[Message]) -> list[Message]:
    """Hide the reference, the only thing in which two refusals may differ."""
    return [_masked(message) for message in messages]


def _masked(message: Message) -> Message:
    if message["type"] == "http.response.start":
        headers = [pair for pair in message["headers"] if pair[0] != b"liuhen-reference"]
        return {**message, "headers": headers}
    body = message.get("body", b"").decode("utf-8", "replace")
    return {**message, "body": REFERENCE.sub("reference", body)}
