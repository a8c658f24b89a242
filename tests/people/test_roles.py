"""Roles from a day to a day: the words of the rule and the database agree, and history stays."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.db import transaction, type_of_sessions
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import RoleAssignment
from app.people.finding import find_person
from app.people.identifying import assignments_on
from app.people.problems import NotAcceptableError
from app.people.register import NewPerson, register_person
from app.people.roles import ClashError, end_role, grant_role
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.decision import Decision
from app.policy.excluding import HeldRole, first_clash
from app.policy.staffing import OTHERS_ONLY
from app.policy.vocabulary import ActorKind, Role
from tests.ledger.lines import whole_ledger
from tests.world import NOW, PASSWORD_HASH, Settled, Town

TODAY = date(2026, 11, 21)
A_DAY = timedelta(days=1)


async def grant(
    session: AsyncSession, town: Town, person: Actor, wanted: HeldRole
) -> UUID | Decision:
    assert person.id is not None
    detail = await find_person(session, town.zhou, person.id)
    return await grant_role(session, town.zhou, detail, wanted, now=NOW)


async def end(
    session: AsyncSession, town: Town, person: Actor, role: UUID, last_day: date | None
) -> Decision | None:
    assert person.id is not None
    detail = await find_person(session, town.zhou, person.id)
    return await end_role(session, town.zhou, detail, role, last_day, now=NOW)


async def only_role(session: AsyncSession, person: Actor) -> RoleAssignment:
    rows = await session.scalars(
        select(RoleAssignment).where(RoleAssignment.person_id == person.id)
    )
    return rows.one()


async def test_a_role_begins_and_the_ledger_says_who_gave_it(
    session: AsyncSession, town: Town
) -> None:
    await grant(session, town, town.chen, HeldRole(town.brigade, Role.CASE_HANDLER, TODAY))

    assert town.chen.id is not None
    held = await assignments_on(session, town.chen.id, TODAY)
    assert Assignment(town.brigade, Role.CASE_HANDLER) in held
    event = (await whole_ledger(session))[0]
    assert (event.kind, event.actor_id) == (LedgerKind.ROLE_GRANTED, town.zhou.id)
    assert event.detail["role"] == "case_handler"


async def test_an_excluded_role_names_both(session: AsyncSession, town: Town) -> None:
    with pytest.raises(ClashError) as raised:
        await grant(session, town, town.chen, HeldRole(town.agency, Role.INSPECTOR, TODAY))

    clash = raised.value.clash
    assert (clash.held.role, clash.wanted.role) == (Role.OFFICER, Role.INSPECTOR)


async def test_after_the_last_day_the_excluded_role_may_begin(
    session: AsyncSession, town: Town
) -> None:
    row = await only_role(session, town.chen)
    await end(session, town, town.chen, row.id, TODAY)

    await grant(session, town, town.chen, HeldRole(town.agency, Role.INSPECTOR, TODAY + A_DAY))

    assert town.chen.id is not None
    tomorrow = await assignments_on(session, town.chen.id, TODAY + A_DAY)
    assert tomorrow == (Assignment(town.agency, Role.INSPECTOR),)
    assert row.until_on == TODAY


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        pytest.param(TODAY - A_DAY, None, id="dated back"),
        pytest.param(TODAY, TODAY - A_DAY, id="ends before it begins"),
    ],
)
async def test_days_that_do_not_fit_are_refused(
    session: AsyncSession, town: Town, from_on: date, until_on: date | None
) -> None:
    wanted = HeldRole(town.brigade, Role.LEADER, from_on, until_on)

    with pytest.raises(NotAcceptableError):
        await grant(session, town, town.chen, wanted)


@pytest.mark.parametrize("days", [1, 2])
async def test_what_was_done_by_right_stays_done_by_right(
    session: AsyncSession, town: Town, days: int
) -> None:
    row = await only_role(session, town.chen)

    with pytest.raises(NotAcceptableError, match=r"不能倒改.*选择“立即终止”"):
        await end(session, town, town.chen, row.id, TODAY - days * A_DAY)

    assert row.until_on is None


async def test_a_role_that_ends_today_is_good_until_midnight(
    session: AsyncSession, town: Town
) -> None:
    row = await only_role(session, town.chen)
    assert town.chen.id is not None

    await end(session, town, town.chen, row.id, TODAY)

    assert await assignments_on(session, town.chen.id, TODAY) != ()
    assert await assignments_on(session, town.chen.id, TODAY + A_DAY) == ()


async def test_a_role_that_ends_at_once_is_good_no_more_and_the_ledger_has_the_moment(
    session: AsyncSession, town: Town
) -> None:
    row = await only_role(session, town.chen)
    row.from_on = TODAY - A_DAY
    assert town.chen.id is not None

    await end(session, town, town.chen, row.id, None)

    assert await assignments_on(session, town.chen.id, TODAY) == ()
    assert await assignments_on(session, town.chen.id, TODAY - A_DAY) != ()
    event = (await whole_ledger(session))[0]
    assert (event.kind, event.detail["at_once"]) == (LedgerKind.ROLE_ENDED, True)


async def test_a_role_that_was_given_by_mistake_today_is_taken_back_at_once(
    session: AsyncSession, town: Town
) -> None:
    role = await grant(session, town, town.chen, HeldRole(town.brigade, Role.LEADER, TODAY))
    assert isinstance(role, UUID)
    assert town.chen.id is not None

    await end(session, town, town.chen, role, None)

    held = await assignments_on(session, town.chen.id, TODAY)
    assert held == (Assignment(town.brigade, Role.OFFICER),)
    kinds = [line.kind for line in await whole_ledger(session)][:2]
    assert kinds == [LedgerKind.ROLE_ENDED, LedgerKind.ROLE_GRANTED]


async def test_a_role_that_has_not_begun_is_taken_back_whole(
    session: AsyncSession, town: Town
) -> None:
    role = await grant(
        session, town, town.chen, HeldRole(town.brigade, Role.LEADER, TODAY + 9 * A_DAY)
    )
    assert isinstance(role, UUID)

    await end(session, town, town.chen, role, TODAY)

    assert (await only_role(session, town.chen)).role == Role.OFFICER.value
    assert (await whole_ledger(session))[0].kind is LedgerKind.ROLE_ENDED


async def test_nobody_gives_a_role_to_oneself(session: AsyncSession, town: Town) -> None:
    outcome = await grant(session, town, town.zhou, HeldRole(town.brigade, Role.OFFICER, TODAY))

    assert isinstance(outcome, Decision)
    assert outcome.reason == OTHERS_ONLY
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["liu", "zhao", "sun", "wu", "chen"])
async def test_only_the_security_administrator_gives_roles(
    session: AsyncSession, town: Town, who: str
) -> None:
    actor: Actor = getattr(town, who)
    assert town.chen.id is not None
    detail = await find_person(session, town.zhou, town.chen.id)

    wanted = HeldRole(town.brigade, Role.LEADER, TODAY)
    outcome = await grant_role(session, actor, detail, wanted, now=NOW)

    assert isinstance(outcome, Decision)


async def test_a_stranger_does_not_even_find_the_person(session: AsyncSession, town: Town) -> None:
    assert town.chen.id is not None

    with pytest.raises(NotFoundError):
        await find_person(session, town.qian, town.chen.id)


async def test_the_last_security_administrator_keeps_the_role(
    session: AsyncSession, town: Town
) -> None:
    second = await hire_administrator(session, town)
    assert town.zhou.id is not None
    zhous = await only_role(session, town.zhou)
    detail = await find_person(session, second, town.zhou.id)
    await end_role(session, second, detail, zhous.id, TODAY, now=NOW)
    seconds = await only_role(session, second)
    assert second.id is not None
    other = await find_person(session, town.zhou, second.id)

    with pytest.raises(ConflictError, match="唯一在用的安全管理员"):
        await end_role(session, town.zhou, other, seconds.id, TODAY, now=NOW)


async def hire_administrator(session: AsyncSession, town: Town) -> Actor:
    held = (Assignment(town.agency, Role.SECURITY_ADMINISTRATOR),)
    person = NewPerson("zheng", "郑伟", "", PASSWORD_HASH)
    person_id = await register_person(
        session, WORKER, town.agency, person, assignments=held, now=NOW
    )
    return Actor(ActorKind.PERSON, person_id, town.agency, assignments=held)


async def test_two_administrators_cannot_dismiss_each_other_at_once(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        second = await hire_administrator(session, town)

    async def dismiss(actor: Actor, other: Actor) -> None:
        async with transaction(committed) as session:
            assert other.id is not None
            detail = await find_person(session, actor, other.id)
            row = await only_role(session, other)
            await end_role(session, actor, detail, row.id, TODAY, now=NOW)

    outcomes = await asyncio.gather(
        dismiss(town.zhou, second), dismiss(second, town.zhou), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes if outcome] == [ConflictError]


async def test_two_clashing_roles_given_at_once_leave_one(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)

    async def give(role: Role) -> None:
        async with transaction(committed) as session:
            await grant(session, town, town.liu, HeldRole(town.brigade, role, TODAY))

    outcomes = await asyncio.gather(
        give(Role.LEGAL_REVIEWER), give(Role.CASE_HANDLER), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes if outcome] == [ClashError]


days = st.integers(0, 3).map(lambda number: TODAY + number * A_DAY)
spans = st.tuples(days, days | st.none()).filter(lambda span: not span[1] or span[0] <= span[1])
roles = st.sampled_from(Role)


@given(wanted=st.lists(st.tuples(roles, st.booleans(), spans), min_size=2, max_size=3))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_the_rule_and_the_database_exclude_the_same(
    session: AsyncSession,
    town: Town,
    wanted: Sequence[tuple[Role, bool, tuple[date, date | None]]],
) -> None:
    held = [
        HeldRole(town.agency if is_here else town.brigade, role, *span)
        for role, is_here, span in wanted
    ]
    nest = await session.begin_nested()
    person = NewPerson(ids.new_id().hex, "某人", "", PASSWORD_HASH)

    try:
        await register_person(
            session, WORKER, town.agency, person, assignments=tuple(held), now=NOW
        )
        is_refused = False
    except IntegrityError:
        is_refused = True
    finally:
        await nest.rollback()

    assert is_refused == (first_clash(held, ()) is not None)
