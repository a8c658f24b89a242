"""Cases go on without whoever leaves, moves away or becomes an administrator."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.contents import HandlerLine, handlers_of
from app.cases.handlers import add_handler
from app.cases.visibility import find_case
from app.clock import day_of
from app.db import transaction, type_of_sessions
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseHandler, CaseSearch, Person, RoleAssignment
from app.people.finding import PersonDetail, find_person
from app.people.leaving import leave_service
from app.people.moving import Destination, move_person
from app.people.problems import NotAcceptableError
from app.people.register import NewPerson, register_person
from app.people.roles import ClashError, grant_role
from app.policy.actor import WORKER
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Role
from app.searching.sweeping import index_missing
from tests.cases.office import open_sand_case
from tests.world import NOW, PASSWORD_HASH, Settled, Town

LATER = NOW + timedelta(days=10)
TODAY = day_of(LATER)
Way = Callable[[AsyncSession, Town, UUID], Awaitable[object]]


async def detail_of(session: AsyncSession, town: Town, person_id: UUID) -> PersonDetail:
    return await find_person(session, town.zhou, person_id)


async def leave(session: AsyncSession, town: Town, person_id: UUID) -> Decision | None:
    detail = await detail_of(session, town, person_id)
    return await leave_service(session, town.zhou, detail, TODAY, "调出", now=LATER)


async def move(session: AsyncSession, town: Town, person_id: UUID) -> Decision | None:
    detail, target = await detail_of(session, town, person_id), Destination
    agency = target(town.agency, None, "科员", TODAY)
    return await move_person(session, town.zhou, detail, agency, now=LATER)


async def administer(
    session: AsyncSession, town: Town, person_id: UUID, from_on: date = TODAY
) -> UUID | Decision:
    """Become an administrator, once the role of an officer has ended."""
    yesterday = TODAY - timedelta(days=1)
    held = update(RoleAssignment).where(RoleAssignment.person_id == person_id)
    await session.execute(held.values(until_on=yesterday))
    wanted = HeldRole(town.brigade, Role.AUDIT_ADMINISTRATOR, from_on)
    detail = await detail_of(session, town, person_id)
    return await grant_role(session, town.zhou, detail, wanted, now=LATER)


async def administer_next_month(
    session: AsyncSession, town: Town, person_id: UUID
) -> UUID | Decision:
    return await administer(session, town, person_id, TODAY + timedelta(days=30))


WAYS = pytest.mark.parametrize(
    ("way", "why"),
    [
        pytest.param(leave, "离任", id="leaves"),
        pytest.param(move, "调往其他单位", id="moves"),
        pytest.param(administer, "担任管理员", id="administers"),
        pytest.param(administer_next_month, "担任管理员", id="will administer"),
    ],
)


async def chens_case(session: AsyncSession, town: Town, number: int = 1) -> tuple[UUID, UUID]:
    """Return a case of which Chen is the main handler, and her."""
    assert town.chen.id is not None
    case_no = f"汝水罚〔2026〕{number}号"
    return await open_sand_case(session, town, case_no=case_no), town.chen.id


async def of_today(session: AsyncSession, case_id: UUID) -> list[HandlerLine]:
    return [line for line in await handlers_of(session, case_id) if line.until is None]


@WAYS
async def test_the_case_goes_on_without_and_the_file_tells_until_when_and_why(
    session: AsyncSession, town: Town, way: Way, why: str
) -> None:
    case_id, chen = await chens_case(session, town)

    assert not isinstance(await way(session, town, chen), Decision)

    (line,) = await handlers_of(session, case_id)
    assert (line.person_id, line.is_main, line.until) == (chen, True, LATER)
    event = (await history_of(session, case_id))[-1]
    assert (event.kind, event.actor_id) == (LedgerKind.CASE_HANDLER_ENDED, town.zhou.id)
    found = {name: event.detail[name] for name in ("person", "was_main", "why", "revision")}
    assert found == {"person": str(chen), "was_main": True, "why": why, "revision": 2}
    with pytest.raises(NotFoundError):
        await find_case(session, town.chen, case_id)


@WAYS
async def test_every_case_is_left_and_other_handlers_stay(
    session: AsyncSession, town: Town, way: Way, why: str
) -> None:
    first, chen = await chens_case(session, town)
    second, _ = await chens_case(session, town, 2)
    new = NewPerson("guo", "郭志强", "", PASSWORD_HASH)
    guo = await register_person(session, WORKER, town.brigade, new, assignments=(), now=NOW)
    await add_handler(session, town.liu, second, guo, seen_revision=1, now=NOW)

    await way(session, town, chen)

    assert why
    assert await of_today(session, first) == []
    (stays,) = await of_today(session, second)
    assert (stays.person_id, stays.is_main) == (guo, False)


@WAYS
async def test_a_bound_case_is_left_too(
    session: AsyncSession, town: Town, way: Way, why: str
) -> None:
    """Whoever handles a case reads its file (汝州调阅四), so a bound one is no exception."""
    case_id, chen = await chens_case(session, town)
    await session.execute(update(Case).values(state=CaseState.ARCHIVED.value))

    await way(session, town, chen)

    assert why
    assert await of_today(session, case_id) == []


async def test_another_post_in_the_same_unit_changes_nothing(
    session: AsyncSession, town: Town
) -> None:
    case_id, chen = await chens_case(session, town)
    detail = await detail_of(session, town, chen)
    target = Destination(town.brigade, None, "中队长", TODAY)

    await move_person(session, town.zhou, detail, target, now=LATER)

    assert [line.person_id for line in await of_today(session, case_id)] == [chen]


async def test_another_role_of_business_changes_nothing(session: AsyncSession, town: Town) -> None:
    case_id, chen = await chens_case(session, town)
    wanted = HeldRole(town.brigade, Role.CASE_HANDLER, TODAY)

    await grant_role(session, town.zhou, await detail_of(session, town, chen), wanted, now=LATER)

    assert [line.person_id for line in await of_today(session, case_id)] == [chen]


async def test_a_role_that_cannot_be_given_ends_nothing(session: AsyncSession, town: Town) -> None:
    case_id, chen = await chens_case(session, town)
    wanted = HeldRole(town.brigade, Role.AUDIT_ADMINISTRATOR, TODAY)

    with pytest.raises(ClashError):
        await grant_role(
            session, town.zhou, await detail_of(session, town, chen), wanted, now=LATER
        )

    assert [line.person_id for line in await of_today(session, case_id)] == [chen]


async def test_whoever_may_not_let_her_leave_ends_nothing(
    session: AsyncSession, town: Town
) -> None:
    case_id, chen = await chens_case(session, town)
    detail = await detail_of(session, town, chen)

    outcome = await leave_service(session, town.liu, detail, TODAY, "调出", now=LATER)

    assert isinstance(outcome, Decision)
    assert [line.person_id for line in await of_today(session, case_id)] == [chen]


async def test_the_search_box_finds_the_case_by_her_name_no_more(
    session: AsyncSession, town: Town
) -> None:
    case_id, chen = await chens_case(session, town)
    await leave(session, town, chen)

    await index_missing(session, LATER)

    words = await session.scalars(select(CaseSearch.words).where(CaseSearch.case_id == case_id))
    assert ["陈立" in each for each in words] == [False, False]


async def test_nobody_becomes_a_handler_while_leaving(
    committed: type_of_sessions, settled: Settled
) -> None:
    """Whichever comes first, whoever has left handles no case."""
    async with transaction(committed) as session:
        town = await settled.again(session)
        _, chen = await chens_case(session, town)
        second, _ = await chens_case(session, town, 2)
        held = update(CaseHandler).where(CaseHandler.case_id == second)
        await session.execute(held.values(until=NOW))

    async def go() -> None:
        async with transaction(committed) as session:
            await leave(session, town, chen)

    async def put() -> None:
        async with transaction(committed) as session:
            await add_handler(session, town.liu, second, chen, seen_revision=1, now=LATER)

    outcomes = await asyncio.gather(go(), put(), return_exceptions=True)

    told = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(each, ConflictError | NotAcceptableError) for each in told), told
    async with committed() as session:
        serves = (await session.get_one(Person, chen)).is_active
        open_rows = select(CaseHandler).where(CaseHandler.until.is_(None))
        handles = bool((await session.scalars(open_rows)).all())
    assert serves == handles
