"""Sections: added, renamed and closed by the system administrator; history keeps them."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.db import transaction, type_of_sessions
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.people.problems import NotAcceptableError
from app.people.sections import (
    add_section,
    close_section,
    find_unit_of_sections,
    rename_section,
    sections_of,
)
from app.people.serving import check_section
from app.policy.actor import Actor
from app.policy.decision import Decision
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Settled, Town


async def added(session: AsyncSession, town: Town, name: str = "执法一中队") -> UUID:
    section = await add_section(session, town.sun, town.brigade, name, NOW)
    assert isinstance(section, UUID)
    return section


async def test_a_section_is_added_renamed_and_closed_with_its_events(
    session: AsyncSession, town: Town
) -> None:
    section = await added(session, town)
    await rename_section(session, town.sun, section, "执法大队一中队", NOW)
    await close_section(session, town.sun, section, NOW)

    (line,) = await sections_of(session, [town.brigade])
    assert (line.name, line.closed_on) == ("执法大队一中队", day_of(NOW))
    assert [event.kind for event in await whole_ledger(session)][:3] == [
        LedgerKind.SECTION_CLOSED,
        LedgerKind.SECTION_RENAMED,
        LedgerKind.SECTION_REGISTERED,
    ]


@pytest.mark.parametrize("who", ["liu", "chen", "zhao", "zhou", "wu", "qian"])
async def test_others_are_refused(session: AsyncSession, town: Town, who: str) -> None:
    actor: Actor = getattr(town, who)

    outcome = await add_section(session, actor, town.brigade, "执法一中队", NOW)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_a_unit_of_others_is_not_found(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await find_unit_of_sections(session, town.sun, town.stranger_agency)


@pytest.mark.parametrize("name", ["", "长" * 41], ids=["empty", "endless"])
async def test_a_senseless_name_is_refused(session: AsyncSession, town: Town, name: str) -> None:
    with pytest.raises(NotAcceptableError):
        await added(session, town, name)


async def test_a_name_is_used_once_in_a_unit_even_after_closing(
    session: AsyncSession, town: Town
) -> None:
    await close_section(session, town.sun, await added(session, town), NOW)

    with pytest.raises(NotAcceptableError, match="曾有"):
        await added(session, town)


async def test_a_section_with_people_in_it_stays_open(session: AsyncSession, town: Town) -> None:
    section = await added(session, town)
    person = await session.get_one(Person, town.chen.id)
    person.section_id = section
    await session.flush()

    with pytest.raises(ConflictError, match="还有 1 名在职人员"):
        await close_section(session, town.sun, section, NOW)


async def test_a_section_closes_once(session: AsyncSession, town: Town) -> None:
    section = await added(session, town)
    await close_section(session, town.sun, section, NOW)

    with pytest.raises(ConflictError, match="已经撤销"):
        await close_section(session, town.sun, section, NOW)


async def test_nobody_is_posted_into_a_closed_section(session: AsyncSession, town: Town) -> None:
    section = await added(session, town)
    await close_section(session, town.sun, section, NOW)

    with pytest.raises(NotAcceptableError, match="已经撤销"):
        await check_section(session, town.brigade, section)


async def test_closing_waits_for_whoever_is_just_posted_there(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        section = await added(session, town)

    async def close() -> None:
        async with transaction(committed) as session:
            await close_section(session, town.sun, section, NOW)

    async with transaction(committed) as session:
        await check_section(session, town.brigade, section)
        closing = asyncio.create_task(close())
        person = await session.get_one(Person, town.chen.id)
        person.section_id = section
    with pytest.raises(ConflictError, match="在职人员"):
        await closing
