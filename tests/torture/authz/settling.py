"""Two agencies with one of everything each; in the one, every text is marked.

The people are those of the route matrix: each role in the unit of the things, above it, below it
and in the other agency. Ours is 水政监察大队 of 汝州, whose things nobody of 郏县 may know of.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from app.embedded.roles import DATABASE
from app.embedded.services import Services
from app.jobs.leases import add_job
from app.main import close_resources, create_app
from app.models import Base
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.closing import Closure
from app.policy.vocabulary import ActorKind, JobKind, JobQueue, Role
from app.searching.sweeping import index_missing
from tests.clips import ClipKind, make_clip
from tests.matrix.cast import Visitor, World
from tests.matrix.settling import people_the_world
from tests.routers.conftest import HandClock, House
from tests.routers.evidence import received, settle_everything
from tests.settings import settings_of
from tests.torture.authz.canaries import mark
from tests.torture.authz.doors import Door
from tests.torture.authz.exchanges import AGENT
from tests.torture.authz.furnishing import furnish
from tests.torture.authz.furnishing.closed import furnish as furnish_closed
from tests.torture.authz.furnishing.parts import Household
from tests.torture.authz.past import remember
from tests.world import NOW, PASSWORD_HASH, Town, sessions_on, settle_town

PASSING = frozenset({"sign_in_throttle", "refusal_tally"})


@dataclass(slots=True)
class Scene:
    """The two agencies, who comes, and what the doors may be asked about."""

    town: Town
    world: World
    intruders: tuple[Visitor, ...]
    """Everybody who may know nothing of ours: the other agency, nobody, strangers' terminals."""
    colleagues: tuple[Visitor, ...]
    """Everybody of our own house, whom the rules let in or not."""
    theirs: Mapping[str, UUID]
    """By the name of a part of an address: the marked things."""
    past: Mapping[str, UUID]
    """Others of the same names, which are over; see ``past``."""
    closed: Mapping[Closure, Mapping[str, UUID]]
    """Others again, of a case that is closed; see ``furnishing.closed``."""
    own: Mapping[str, UUID]
    """The same of the other agency."""
    tables: Mapping[str, str]
    """In which table each id of the other agency stands, to find ours of the same kind."""
    ids: frozenset[str]
    files: Path
    admin_dsn: str
    tokens: list[bytes] = field(default_factory=list)

    def closed_at(self, door: Door) -> Iterator[Mapping[str, UUID]]:
        """Yield all things with those of a closed case, where an address names any of them."""
        parts = {door.thing_for(part) for part in door.parts}
        for things in self.closed.values():
            if parts & things.keys():
                yield {**self.theirs, **things}

    async def revive(self) -> None:
        """Undo that a visitor was signed out or changed the token; nothing else is undone."""
        admin = await connected(self.admin_dsn)
        try:
            await admin.execute(
                "UPDATE sign_in_session SET revoked_at = NULL, stage = 'complete', "
                "address = '127.0.0.1', moved_at = NULL "
                "WHERE token_hash = ANY($1)",
                self.tokens,
            )
            await admin.execute(
                "DELETE FROM terminal_token WHERE NOT token_hash = ANY($1)", self.tokens
            )
            await admin.execute(
                "UPDATE terminal_token SET revoked_at = NULL, revoked_for = NULL "
                "WHERE token_hash = ANY($1) AND revoked_for IS NOT NULL AND device_id <> $2",
                self.tokens,
                self.past["device_id"],
            )
        finally:
            await admin.close()


async def connected(dsn: str) -> asyncpg.Connection:
    """Return a superuser's connection on which no trigger fires."""
    admin = await asyncpg.connect(dsn, database=DATABASE)
    await admin.execute("SET session_replication_role = replica")
    return admin


async def settle(services: Services, folder: Path) -> Scene:
    """Settle everything; what is committed stays."""
    app = create_app(settings_of(services, folder / "files"), HandClock())
    resources = app.state.resources
    try:
        sessions = sessions_on(resources.engine)
        async with sessions() as session, session.begin():
            town = await settle_town(session)
        house = House(app, town, HandClock(), sessions)
        clip = make_clip(ClipKind.MP4, folder / "clip.mp4", seconds=2.0).read_bytes()
        recording = await _recorded(house, town.terminal, town.brigade, clip)
        async with sessions() as session, session.begin():
            world = await people_the_world(session, town, recording, resources.store)
            household = await _ours(session, town, world, recording)
            theirs = await furnish(session, household, resources.store)
            past = await remember(session, household, theirs)
            closed = await furnish_closed(session, town, resources.store)
        admin = await connected(services.admin_url.replace("+asyncpg", ""))
        ours = (town.agency, town.brigade, *_below(world, town))
        await mark(admin, ours)
        known = [*theirs.values(), *past.values()]
        known += [each for things in closed.values() for each in things.values()]
        ids = await _ids_of(admin, ours) | {each.hex for each in known}
        # The same bytes once more: the other agency may not be told that we have them, too.
        copy = await _recorded(house, town.stranger_terminal, town.stranger_agency, clip)
        async with sessions() as session, session.begin():
            strangers = await _strangers(session, town, world, copy)
            own = await furnish(session, strangers, resources.store)
            await index_missing(session, NOW)
        tables = await _tables_of(admin, own.values())
        tokens = await _settle_credentials(admin)
        await admin.close()
    finally:
        await close_resources(resources)
    shutil.rmtree(folder / "clip.mp4", ignore_errors=True)
    everybody = (*world.visitors, _foreign_terminal(town))
    return Scene(
        town=town,
        world=world,
        intruders=tuple(each for each in everybody if _is_outside(each, town)),
        colleagues=tuple(each for each in everybody if not _is_outside(each, town)),
        theirs=theirs,
        past=past,
        closed=closed,
        own=own,
        tables=tables,
        ids=ids,
        files=folder / "files",
        admin_dsn=services.admin_url.replace("+asyncpg", ""),
        tokens=tokens,
    )


async def _ours(session: AsyncSession, town: Town, world: World, recording: UUID) -> Household:
    things = {
        f"{name}_id": getattr(world.things, name)
        for name in world.things.__dataclass_fields__
        if name not in {"recording", "device"}
    }
    assert town.terminal.id is not None
    return Household(
        unit=town.brigade,
        keeper=town.liu,
        officer=town.chen,
        leader=town.zhao,
        helper=await _extra(session, town.brigade, "rz.extra"),
        device=town.terminal.id,
        recording=recording,
        code="RZ",
        things=things,
    )


async def _strangers(session: AsyncSession, town: Town, world: World, recording: UUID) -> Household:
    def held_by(role: Role) -> Actor:
        return _visitor(world, f"{role.value} elsewhere").actor

    extra = await _extra(session, town.stranger_agency, "jx.extra")
    assert town.stranger_terminal.id is not None
    assert extra.id is not None
    return Household(
        unit=town.stranger_agency,
        keeper=town.qian,
        officer=held_by(Role.OFFICER),
        leader=held_by(Role.LEADER),
        helper=extra,
        device=town.stranger_terminal.id,
        recording=recording,
        code="JX",
        things={"person_id": extra.id, "unit_id": town.stranger_agency},
    )


async def _extra(session: AsyncSession, unit: UUID, username: str) -> Actor:
    """Register somebody who never comes, and whom therefore anybody may move or let go."""
    new = NewPerson(username, "冯某", "", PASSWORD_HASH)
    held = (Assignment(unit, Role.CASE_HANDLER),)
    person_id = await register_person(session, WORKER, unit, new, assignments=held, now=NOW)
    return Actor(ActorKind.PERSON, person_id, unit, assignments=held)


def _visitor(world: World, name: str) -> Visitor:
    return next(each for each in world.visitors if each.name == name)


def _below(world: World, town: Town) -> tuple[UUID, ...]:
    return tuple(unit for unit, above in world.units.items() if town.brigade in above)


def _is_outside(visitor: Visitor, town: Town) -> bool:
    return visitor.actor.unit_id in {None, town.stranger_agency} and not visitor.room


def _foreign_terminal(town: Town) -> Visitor:
    return Visitor("foreign terminal", town.stranger_terminal, town.stranger_terminal_token)


async def _recorded(house: House, sender: Actor, unit_id: UUID, clip: bytes) -> UUID:
    """Let a recording arrive with its media, and do everything that a worker does with it."""
    recording_id = await received(house, clip, sender=sender, unit_id=unit_id)
    async with house.sessions() as session, session.begin():
        add_job(
            session, JobKind.SEAL_RECORDING, recording_id, queue=JobQueue.SHORT, now=house.clock.now
        )
    await settle_everything(house)
    return recording_id


async def _ids_of(admin: asyncpg.Connection, ours: Iterable[UUID]) -> frozenset[str]:
    """Return the ids of everything that is ours; the other agency has only people by now."""
    found: set[UUID] = set()
    for table in Base.metadata.sorted_tables:
        if table.name in PASSING or "id" not in table.columns:
            continue
        within = "id" if table.name == "unit" else "unit_id"
        if within not in table.columns:
            if table.name in _OF_PEOPLE:
                continue
            rows = await admin.fetch(f"SELECT id FROM {table.name}")
        else:
            query = f"SELECT id FROM {table.name} WHERE {within} = ANY($1::uuid[])"
            rows = await admin.fetch(query, list(ours))
        found |= {row["id"] for row in rows}
    return frozenset(each.hex for each in found)


_OF_PEOPLE = frozenset({"sign_in_session", "terminal_token", "enrolment_code", "person_credential"})
"""Tables without a unit in which rows of both agencies stand from the first day on."""


async def _tables_of(admin: asyncpg.Connection, ids: Iterable[UUID]) -> dict[str, str]:
    found = {}
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            query = f"SELECT id FROM {table.name} WHERE id = ANY($1::uuid[])"
            for row in await admin.fetch(query, list(ids)):
                found[str(row["id"])] = table.name
    return found


async def _settle_credentials(admin: asyncpg.Connection) -> list[bytes]:
    """Let every session belong to the browser that asks, and return the digests of all tokens."""
    await admin.execute("UPDATE sign_in_session SET user_agent = $1, address = '127.0.0.1'", AGENT)
    await admin.execute("UPDATE viewing SET address = '127.0.0.1'")
    # Nobody's sign-in comes to its end while the doors are asked.
    await admin.execute("UPDATE sign_in_session SET expires_at = $1", NOW + timedelta(hours=12))
    # The reading room lies where the questions come from.
    await admin.execute("UPDATE reading_terminal SET networks = '{127.0.0.0/8}'")
    rows = await admin.fetch(
        "SELECT token_hash FROM sign_in_session UNION ALL SELECT token_hash FROM terminal_token"
    )
    return [row["token_hash"] for row in rows]
