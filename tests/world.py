"""The fixed cast of the tests, and the town they work in.

汝州市水利局 is the agency, 水政监察大队 its sub-unit, 郏县水利局 a stranger next door.

* **Liu** keeps the records of agency and sub-unit (record keeper).
* **Chen** is an officer of the sub-unit; her camera is ``RZ-0001``.
* **Zhao** leads the agency.
* **Sun** administers the system, **Zhou** security, **Wu** the audit ledger.
* **Qian** keeps the records of the stranger's agency, and must see nothing of ours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
)

from app.db import type_of_sessions
from app.devices.terminals import enrol, register_device
from app.models import Base
from app.people.register import NewPerson, register_person, register_unit
from app.people.sessions import assignments_on
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


GUARDED = ("hold", "ledger_event", "original", "recording")
"""Tables whose triggers refuse to let rows go; only the owner can switch them off."""


async def empty_all(owner_url: str) -> None:
    """Empty every table.

    Tests leave a handful of rows, and deleting those is much quicker than truncating every table
    with all its indexes.
    """
    off = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in GUARDED]
    rows = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
    on = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in GUARDED]
    connection = await asyncpg.connect(owner_url.replace("+asyncpg", ""))
    try:
        await connection.execute(";".join([*off, *rows, *on]))
    finally:
        await connection.close()


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
