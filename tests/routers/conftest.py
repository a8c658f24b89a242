"""A browser without a screen: the whole application over a clean town, with a clock of the test."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import make_sessions, type_of_sessions
from app.embedded.services import Services
from app.ledger.book import LedgerLine, history_of
from app.main import make_resources
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Assignment
from app.policy.vocabulary import Role
from app.routers.resources import Resources
from tests.clips import ClipKind, make_clip
from tests.settings import settings_of
from tests.world import NOW, PASSWORD, PASSWORD_HASH, QuickPasswords, Settled, Town

ORIGIN = "http://127.0.0.1:8000"


@dataclass(slots=True)
class HandClock:
    """A clock that moves when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class House:
    """The application, the people around it, and sessions to look behind it."""

    app: FastAPI
    town: Town
    clock: HandClock
    sessions: type_of_sessions
    visitors: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def resources(self) -> Resources:
        resources: Resources = self.app.state.resources
        return resources

    def stranger(self, **headers: str) -> httpx.AsyncClient:
        """Return a browser in which nobody is signed in."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        sent = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html", **headers}
        client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=sent)
        self.visitors.append(client)
        return client

    async def visit(self, username: str) -> httpx.AsyncClient:
        """Return a browser in which this person has signed in."""
        client = self.stranger()
        answer = await client.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    async def hire(self, username: str, full_name: str, *roles: Role) -> None:
        """Give the agency one more person, who may sign in as everybody else does."""
        person = NewPerson(username, full_name, "", PASSWORD_HASH)
        held = tuple(Assignment(self.town.agency, role) for role in roles)
        async with self.sessions() as session, session.begin():
            await register_person(
                session, WORKER, self.town.agency, person, assignments=held, now=NOW
            )

    async def history(self, subject_id: UUID) -> list[LedgerLine]:
        """Return the ledger's lines about a subject."""
        async with self.sessions() as session:
            return await history_of(session, subject_id)


@pytest.fixture
async def house(
    services: Services,
    application: FastAPI,
    settled: Settled,
    committed: type_of_sessions,
    engine: AsyncEngine,
    *,
    tmp_path: Path,
) -> AsyncIterator[House]:
    """The application over real servers; its lifespan is not run, so no news arrive.

    Connections and compiled statements are kept from test to test, as a served application keeps
    them from request to request; everything else in it is new. Passwords cost next to nothing.
    """
    async with committed() as session, session.begin():
        town = await settled.again(session)
    clock = HandClock()
    resources = make_resources(settings_of(services, tmp_path / "files"), clock)
    passwords = QuickPasswords(resources.settings.password_pool)
    application.state.resources = replace(
        resources, engine=engine, sessions=make_sessions(engine), passwords=passwords
    )
    house = House(application, town, clock, committed)
    setup = application.state.setup
    yield house
    application.state.setup = setup
    for client in house.visitors:
        await client.aclose()
    await resources.nudger.close()
    passwords.close()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds that every browser plays."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return make_clip(ClipKind.MP4, path, seconds=2.0).read_bytes()
