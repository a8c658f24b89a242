"""The fixed cast of the tests, and the town they work in.

汝州市水利局 is the agency, 水政监察大队 its sub-unit, 郏县水利局 a stranger next door.

* **Liu** keeps the records of agency and sub-unit (record keeper).
* **Chen** is an officer of the sub-unit; her camera is ``RZ-0001``.
* **Zhao** leads the agency.
* **Sun** administers the system, **Zhou** security, **Wu** the audit ledger.
* **Qian** keeps the records of the stranger's agency, and must see nothing of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from argon2 import PasswordHasher
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
)

from app.db import type_of_sessions
from app.devices.terminals import enrol, register_device
from app.models import Base
from app.people.identifying import assignments_on
from app.people.passwords import PasswordPool
from app.people.register import NewPerson, register_person, register_unit
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.vocabulary import ActorKind, DeviceKind, Role, UnitKind

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
"""Saturday, ten in the morning in Ruzhou."""

EQUIPPED = NOW - timedelta(days=30)
"""When the cameras were registered: before anything that a test lets them record."""


def stopped_clock() -> datetime:
    """Return ``NOW``, for whatever takes a clock."""
    return NOW


PASSWORD = "correct horse battery staple"
# argon2id of PASSWORD with tiny parameters, so that settling a town costs no 46 MiB each.
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$fxViWL3xrqbfEE5n/X1nFQ$C6B2bSBNvQCNyfhyjN1WQzI2fGCBOr54jlCKJp61ii4"
)


class QuickPasswords(PasswordPool):
    """Hashes with the same tiny parameters; what a password costs is the business of its tests."""

    def __init__(self, size: int = 1) -> None:
        super().__init__(size)
        self._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody by name; terminals with their tokens."""

    agency: UUID
    brigade: UUID
    stranger_agency: UUID
    liu: Actor
    chen: Actor
    zhao: Actor
    sun: Actor
    zhou: Actor
    wu: Actor
    qian: Actor
    terminal: Actor
    terminal_token: str
    stranger_terminal: Actor
    stranger_terminal_token: str


def sessions_on(bind: AsyncEngine | AsyncConnection) -> type_of_sessions:
    """Return sessions as the product makes them; on a connection, commits become savepoints."""
    return async_sessionmaker(
        bind, expire_on_commit=False, join_transaction_mode="create_savepoint"
    )


async def empty_all(admin: asyncpg.Connection) -> None:
    """Empty every table over a superuser's connection that is in the replica role.

    Tests leave a handful of rows, and deleting those is much quicker than truncating every table
    with all its indexes. In that role no trigger guards a row and no order has to be kept.
    """
    await admin.execute(";".join(f"DELETE FROM {name}" for name in Base.metadata.tables))


SET_BY_TRIGGERS = {"ledger_event": ("recorded_at", "xid")}
"""Columns that nobody may name in an insert."""


async def settle_town(session: AsyncSession, *, password_hash: str = PASSWORD_HASH) -> Town:
    """Register the units, the cast and two terminals in the caller's transaction."""
    agency = await register_unit(
        session,
        WORKER,
        code="RZ",
        name="汝州市水利局",
        kind=UnitKind.AGENCY,
        pack_id="ruzhou",
        now=NOW,
    )
    brigade = await register_unit(
        session,
        WORKER,
        code="RZ-SZ",
        name="水政监察大队",
        kind=UnitKind.SUB_UNIT,
        pack_id="ruzhou",
        parent_id=agency,
        now=NOW,
    )
    stranger = await register_unit(
        session,
        WORKER,
        code="JX",
        name="郏县水利局",
        kind=UnitKind.AGENCY,
        pack_id="ruzhou",
        now=NOW,
    )
    keeper = (Assignment(agency, Role.RECORD_KEEPER), Assignment(brigade, Role.RECORD_KEEPER))

    async def add(username: str, full_name: str, unit: UUID, *held: Assignment) -> Actor:
        person = NewPerson(username, full_name, "", password_hash)
        person_id = await register_person(session, WORKER, unit, person, assignments=held, now=NOW)
        return Actor(
            ActorKind.PERSON,
            person_id,
            unit,
            assignments=await assignments_on(session, person_id, NOW.date()),
        )

    async def equip(device_no: str, unit: UUID) -> tuple[Actor, str]:
        device_id = await register_device(
            session, WORKER, unit, device_no=device_no, kind=DeviceKind.BODY_CAMERA, now=EQUIPPED
        )
        enrolment = await enrol(session, WORKER, device_no, NOW)
        return Actor(ActorKind.TERMINAL, device_id, unit), enrolment.token

    terminal, token = await equip("RZ-0001", brigade)
    stranger_terminal, stranger_token = await equip("JX-0001", stranger)
    return Town(
        agency=agency,
        brigade=brigade,
        stranger_agency=stranger,
        liu=await add("liu", "刘敏", agency, *keeper),
        chen=await add("chen", "陈立", brigade, Assignment(brigade, Role.OFFICER)),
        zhao=await add("zhao", "赵国强", agency, Assignment(agency, Role.LEADER)),
        sun=await add("sun", "孙浩", agency, Assignment(agency, Role.SYSTEM_ADMINISTRATOR)),
        zhou=await add("zhou", "周洁", agency, Assignment(agency, Role.SECURITY_ADMINISTRATOR)),
        wu=await add("wu", "吴静", agency, Assignment(agency, Role.AUDIT_ADMINISTRATOR)),
        qian=await add("qian", "钱进", stranger, Assignment(stranger, Role.RECORD_KEEPER)),
        terminal=terminal,
        terminal_token=token,
        stranger_terminal=stranger_terminal,
        stranger_terminal_token=stranger_token,
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """A town that was settled once, as one statement that settles the very same town again."""

    town: Town
    statement: str

    async def again(self, session: AsyncSession) -> Town:
        """Put the same people, units and terminals there, with the same events."""
        connection = await (await session.connection()).get_raw_connection()
        await connection.driver_connection.execute(self.statement)  # type: ignore[union-attr]
        return self.town


async def settle_for_good(session: AsyncSession) -> Settled:
    """Settle a town and return how to repeat it; the caller undoes this one."""
    town = await settle_town(session)
    await session.flush()
    return Settled(town, await repetition_of(session, SET_BY_TRIGGERS))


async def repetition_of(
    session: AsyncSession, left_out: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return one statement that inserts all rows again, without the columns to be left out.

    With none left out, it is for a connection on which no trigger fires.
    """
    skipped = left_out or {}
    repeats = [
        await _repeat(session, table, skipped.get(table.name, ()))
        for table in Base.metadata.sorted_tables
    ]
    return ";".join(filter(None, repeats))


async def _repeat(session: AsyncSession, table: Table, left_out: Sequence[str]) -> str:
    """Return the statement that inserts what the table now holds; nothing for an empty one."""
    columns = ", ".join(
        column.name
        for column in table.columns
        if column.identity is None and column.computed is None and column.name not in left_out
    )
    rows = await session.scalar(
        text(f"SELECT jsonb_agg(to_jsonb(held))::text FROM {table.name} AS held")
    )
    if rows is None:
        return ""
    return (
        f"INSERT INTO {table.name} ({columns}) "
        f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table.name}, $rows${rows}$rows$)"
    )
