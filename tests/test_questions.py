"""What is asked by the driver itself sees the session's transaction, and begins none."""

from functools import cache
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Enum,
    Integer,
    Select,
    TextualSelect,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.db import make_sessions
from app.models import Unit
from app.questions import ask, has_begun, send_script
from tests.world import Town


@cache
def names() -> Select[*tuple[Any, ...]]:
    asked = any_(bindparam("ids", type_=ARRAY(Uuid)))
    return select(Unit.id, Unit.name, literal("constant").label("word")).where(Unit.id == asked)


@cache
def ratio() -> Select[*tuple[Any, ...]]:
    return select((1 / bindparam("number")).label("ratio"))


@cache
def pid() -> Select[*tuple[Any, ...]]:
    return select(func.pg_backend_pid().label("pid"), func.now().label("began"))


async def test_columns_are_attributes_and_constants_stay(session: AsyncSession, town: Town) -> None:
    (row,) = await ask(session, names(), ids=[town.brigade])

    assert (row.id, row.name, row.word) == (town.brigade, row[1], "constant")


@pytest.mark.parametrize("kind", [list, set, frozenset, tuple])
async def test_any_collection_of_ids_may_be_asked_for(
    session: AsyncSession, town: Town, kind: type
) -> None:
    rows = await ask(session, names(), ids=kind([town.agency, town.brigade]))

    assert {row.id for row in rows} == {town.agency, town.brigade}


async def test_what_waits_in_the_session_is_seen(session: AsyncSession, town: Town) -> None:
    unit = await session.get_one(Unit, town.brigade)
    unit.name = "改了名的大队"

    (row,) = await ask(session, names(), ids=[town.brigade])

    assert row.name == "改了名的大队"


async def test_a_question_alone_begins_no_transaction(engine: AsyncEngine) -> None:
    async with make_sessions(engine)() as session, session.begin():
        ((first, _),) = await ask(session, pid())
        ((second, _),) = await ask(session, pid())

        assert first == second
        assert not await has_begun(session)


async def test_what_is_asked_after_anything_else_is_asked_within_the_transaction(
    engine: AsyncEngine,
) -> None:
    async with make_sessions(engine)() as session, session.begin():
        await session.execute(select(1))
        first = await ask(session, pid())
        second = await ask(session, pid())

        assert first == second
        assert await has_begun(session)


async def test_a_script_begins_the_transaction(engine: AsyncEngine) -> None:
    async with make_sessions(engine)() as session, session.begin():
        await ask(session, pid())
        await send_script(session, "SAVEPOINT here; ROLLBACK TO SAVEPOINT here")

        assert await ask(session, pid()) == await ask(session, pid())


async def test_a_session_that_is_used_again_asks_within_its_new_transaction(
    engine: AsyncEngine,
) -> None:
    async with make_sessions(engine)() as session:
        async with session.begin():
            await session.execute(select(1))
            ((_, before),) = await ask(session, pid())
        async with session.begin():
            assert not await has_begun(session)
            await session.execute(select(1))
            ((_, first),) = await ask(session, pid())
            ((_, again),) = await ask(session, pid())

    assert before < first == again


async def test_a_question_that_would_lock_is_not_asked(session: AsyncSession) -> None:
    with pytest.raises(AssertionError):
        await ask(session, select(Unit.id).with_for_update())


@cache
def slow() -> TextualSelect:
    return text("SELECT 1 AS one FROM pg_sleep(5)").columns(one=Integer)


async def test_a_question_ends_with_its_time_and_the_next_one_is_answered(
    engine: AsyncEngine,
) -> None:
    async with make_sessions(engine)() as session, session.begin():
        with pytest.raises(TimeoutError):
            await ask(session, slow(), 0.02)

        assert len(await ask(session, pid())) == 1


async def test_what_goes_wrong_is_raised_as_the_session_would_and_names_no_value(
    engine: AsyncEngine,
) -> None:
    async with make_sessions(engine)() as session:
        await ask(session, pid())
        with pytest.raises(DBAPIError) as caught:
            await ask(session, ratio(), number=0)

    assert getattr(caught.value.orig, "sqlstate", "") == "22012"
    assert "parameters" not in str(caught.value) or "hidden" in str(caught.value)


async def test_a_value_that_is_not_given_is_a_mistake(session: AsyncSession) -> None:
    with pytest.raises(KeyError):
        await ask(session, names())


async def test_a_column_that_the_driver_would_hand_out_raw_is_not_asked_for(
    session: AsyncSession,
) -> None:
    with pytest.raises(AssertionError):
        await ask(session, select(cast(literal("a"), Enum("a", name="letter")).label("letter")))


@cache
def long() -> Select[*tuple[Any, ...]]:
    return select(literal_column("1").label("one")).prefix_with(f"/* {'long ' * 4_000} */")


async def test_a_long_statement_is_planned_once_for_each_connection(engine: AsyncEngine) -> None:
    kept = select(func.count().label("number")).select_from(text("pg_prepared_statements"))
    # Others who had this connection may have left long statements of their own on it.
    kept = kept.where(text("length(statement) > 20000 AND statement LIKE '%long long%'"))
    async with make_sessions(engine)() as session:
        await ask(session, long())
        await ask(session, long())
        ((number,),) = await ask(session, kept)

    assert number == 1


async def test_an_unknown_id_finds_nothing(session: AsyncSession) -> None:
    assert await ask(session, names(), ids=[UUID(int=9)]) == []
