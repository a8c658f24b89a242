"""Nobody changes the ledger: each statement, tried as each role (reliability of the evidence)."""

import asyncpg
import pytest

from app.embedded.services import Services

INSERT = (
    "INSERT INTO ledger_event (id, kind, body) VALUES (gen_random_uuid(), 'unit:registered', '')"
)
REFUSED = [
    pytest.param("UPDATE ledger_event SET kind = 'x:y'", id="update"),
    pytest.param("DELETE FROM ledger_event", id="delete"),
    pytest.param("TRUNCATE ledger_event", id="truncate"),
    pytest.param("ALTER TABLE ledger_event DISABLE TRIGGER ALL", id="disable trigger"),
    pytest.param("DROP TABLE ledger_event", id="drop"),
    pytest.param("SET session_replication_role = replica", id="replication role"),
    pytest.param("CREATE TABLE mine (id int)", id="create table"),
    pytest.param("CREATE TEMP TABLE mine (id int)", id="create temporary table"),
    pytest.param("SET ROLE liuhen_owner", id="become owner"),
    pytest.param("COPY ledger_event FROM PROGRAM 'true'", id="copy from program"),
    pytest.param(
        "INSERT INTO ledger_event (id, kind, body, recorded_at)"
        " VALUES (gen_random_uuid(), 'unit:registered', '', '2001-01-01')",
        id="forged time",
    ),
    pytest.param(
        "INSERT INTO ledger_event (id, kind, body, seq) OVERRIDING SYSTEM VALUE"
        " VALUES (gen_random_uuid(), 'unit:registered', '', 1)",
        id="forged sequence",
    ),
    pytest.param("UPDATE original SET sha256 = ''", id="change an original's digest"),
    pytest.param("DELETE FROM original", id="forget an original"),
    pytest.param("DELETE FROM recording", id="forget a recording"),
    pytest.param("UPDATE segment SET sha256 = ''", id="change a segment"),
]


async def attempt(url: str, statement: str) -> None:
    """Run one statement and undo it."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with connection.transaction():
            await connection.execute(INSERT)
            await connection.execute(statement)
            raise AssertionError(f"was allowed: {statement}")
    finally:
        await connection.close()


@pytest.mark.parametrize("statement", REFUSED)
async def test_the_service_may_only_insert(services: Services, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await attempt(services.app_url, statement)


async def test_the_auditor_reads_the_ledger_and_writes_nothing(services: Services) -> None:
    connection = await asyncpg.connect(services.auditor_url.replace("+asyncpg", ""))
    try:
        assert await connection.fetchval("SELECT count(*) >= 0 FROM ledger_event")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(INSERT)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM recording")
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_event SET kind = 'x:y'", "DELETE FROM ledger_event", "TRUNCATE ledger_event"],
)
async def test_a_trigger_stops_even_the_owner(services: Services, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await attempt(services.owner_url, statement)


async def test_server_time_and_transaction_are_set_whatever_is_said(services: Services) -> None:
    connection = await asyncpg.connect(services.owner_url.replace("+asyncpg", ""))
    transaction = connection.transaction()
    await transaction.start()
    row = await connection.fetchrow(
        "INSERT INTO ledger_event (id, kind, body, recorded_at)"
        " VALUES (gen_random_uuid(), 'unit:registered', '', '2001-01-01')"
        " RETURNING recorded_at > now() - interval '1 minute' AS is_now,"
        " xid = pg_current_xact_id() AS is_ours"
    )
    await transaction.rollback()
    await connection.close()

    assert tuple(row.values()) == (True, True)
