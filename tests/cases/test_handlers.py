"""Handlers: who may become one, and that the file tells who answered for the case at any time."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.contents import handlers_of
from app.cases.handlers import add_handler, candidates, change_main_handler, end_handler
from app.cases.visibility import find_case
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.people.problems import NotAcceptableError
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.decision import Decision
from app.policy.vocabulary import Role
from tests.cases.office import open_sand_case
from tests.world import NOW, PASSWORD_HASH, Town

LATER = NOW + timedelta(minutes=5)


async def hire(session: AsyncSession, unit: UUID, username: str, *roles: Role) -> UUID:
    held = tuple(Assignment(unit, role) for role in roles)
    person = NewPerson(username, f"某{username}", "", PASSWORD_HASH)
    return await register_person(session, WORKER, unit, person, assignments=held, now=NOW)


async def test_a_colleague_becomes_a_handler_and_knows_the_case(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    guo = await hire(session, town.brigade, "guo", Role.OFFICER)

    await add_handler(session, town.chen, case_id, guo, seen_revision=1, now=LATER)

    assert [line.person_id for line in await handlers_of(session, case_id)] == [town.chen.id, guo]
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.CASE_HANDLER_ADDED


@pytest.mark.parametrize("who", ["stranger", "inactive", "administrator"])
async def test_somebody_who_cannot_handle_it_is_not_taken(
    session: AsyncSession, town: Town, who: str
) -> None:
    """The three administrators read no content, so they handle no case."""
    case_id = await open_sand_case(session, town)
    unit = town.stranger_agency if who == "stranger" else town.brigade
    roles = (Role.AUDIT_ADMINISTRATOR,) if who == "administrator" else ()
    person = await hire(session, unit, "guo", *roles)
    if who == "inactive":
        await session.execute(update(Person).where(Person.id == person).values(is_active=False))

    with pytest.raises(NotAcceptableError, match="承办人应当是本单位的在职人员"):
        await add_handler(session, town.chen, case_id, person, seen_revision=1, now=LATER)
    with pytest.raises(NotAcceptableError, match="承办人应当是本单位的在职人员"):
        await change_main_handler(session, town.chen, case_id, person, seen_revision=1, now=LATER)
    assert person not in {one.id for one in await candidates(session, [town.brigade], now=LATER)}


async def test_nobody_handles_a_case_twice(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    assert town.chen.id is not None

    with pytest.raises(NotAcceptableError, match="已经是本案的承办人"):
        await add_handler(session, town.liu, case_id, town.chen.id, seen_revision=1, now=LATER)
    with pytest.raises(NotAcceptableError, match="已经是本案的主办人"):
        await change_main_handler(
            session, town.liu, case_id, town.chen.id, seen_revision=1, now=LATER
        )


async def test_the_main_handler_changes_and_the_file_tells_who_it_was(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    guo = await hire(session, town.brigade, "guo", Role.OFFICER)
    await add_handler(session, town.chen, case_id, guo, seen_revision=1, now=NOW)

    await change_main_handler(session, town.chen, case_id, guo, seen_revision=2, now=LATER)

    lines = [
        (line.person_id, line.is_main, line.until) for line in await handlers_of(session, case_id)
    ]
    assert lines[:2] == [(guo, True, None), (town.chen.id, False, None)]
    assert set(lines[2:]) == {(town.chen.id, True, LATER), (guo, False, LATER)}
    event = (await history_of(session, case_id))[-1]
    assert event.kind is LedgerKind.CASE_MAIN_HANDLER_CHANGED
    assert event.detail["former"] == str(town.chen.id)


async def test_somebody_new_can_become_the_main_handler_at_once(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    guo = await hire(session, town.brigade, "guo", Role.OFFICER)

    await change_main_handler(session, town.liu, case_id, guo, seen_revision=1, now=LATER)

    assert [line.person_id for line in await handlers_of(session, case_id)][:2] == [
        guo,
        town.chen.id,
    ]


async def test_a_handler_leaves_the_case_and_knows_it_no_more(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    assert town.chen.id is not None
    guo = await hire(session, town.brigade, "guo", Role.OFFICER)
    await change_main_handler(session, town.chen, case_id, guo, seen_revision=1, now=NOW)

    await end_handler(session, town.liu, case_id, town.chen.id, "调离", seen_revision=2, now=LATER)

    with pytest.raises(NotFoundError):
        await find_case(session, town.chen, case_id)
    event = (await history_of(session, case_id))[-1]
    assert (event.kind, event.detail["why"]) == (LedgerKind.CASE_HANDLER_ENDED, "调离")


@pytest.mark.parametrize("why", ["", "长" * 2_001], ids=["none", "too long"])
async def test_nobody_leaves_without_a_reason(session: AsyncSession, town: Town, why: str) -> None:
    case_id = await open_sand_case(session, town)
    guo = await hire(session, town.brigade, "guo", Role.OFFICER)
    await add_handler(session, town.chen, case_id, guo, seen_revision=1, now=NOW)

    with pytest.raises(NotAcceptableError, match="请写明退出案件的原因"):
        await end_handler(session, town.liu, case_id, guo, why, seen_revision=2, now=LATER)


async def test_the_main_handler_does_not_leave_before_another_takes_over(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    assert town.chen.id is not None

    with pytest.raises(ConflictError, match="请先变更主办人"):
        await end_handler(
            session, town.liu, case_id, town.chen.id, "调离", seen_revision=1, now=LATER
        )


async def test_whoever_does_not_handle_it_cannot_leave(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    assert town.zhao.id is not None

    with pytest.raises(NotFoundError):
        await end_handler(
            session, town.liu, case_id, town.zhao.id, "调离", seen_revision=1, now=LATER
        )


async def test_a_leader_is_refused_and_an_outsider_finds_no_case(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    assert town.chen.id is not None

    for verb in (add_handler, change_main_handler, _leave):
        outcome = await verb(session, town.zhao, case_id, town.chen.id, seen_revision=1, now=LATER)
        assert isinstance(outcome, Decision)
        assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED
        with pytest.raises(NotFoundError):
            await verb(session, town.qian, case_id, town.chen.id, seen_revision=1, now=LATER)


async def _leave(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    person_id: UUID,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    return await end_handler(
        session, actor, case_id, person_id, "调离", seen_revision=seen_revision, now=now
    )
