"""Whoever serves in a unit and holds a role above it is not that unit's to take over."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.people.accounts import Slip, deactivate_account, issue_password, issue_passwords
from app.people.changing import Facts, correct_facts
from app.people.finding import find_person
from app.people.leaving import leave_service
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.decision import Decision
from app.policy.staffing import ROLES_ELSEWHERE
from app.policy.vocabulary import ActorKind, Employment, Role
from tests.ledger.lines import whole_ledger
from tests.world import NOW, PASSWORD_HASH, Town


async def hire(session: AsyncSession, town: Town, username: str, *held: Assignment) -> Actor:
    """Somebody of the brigade, whatever their roles reach."""
    person = NewPerson(username, "某人", "", PASSWORD_HASH)
    person_id = await register_person(
        session, WORKER, town.brigade, person, assignments=held, now=NOW
    )
    return Actor(ActorKind.PERSON, person_id, town.brigade, assignments=held)


async def small_administrator(session: AsyncSession, town: Town) -> Actor:
    held = Assignment(town.brigade, Role.SECURITY_ADMINISTRATOR)
    return await hire(session, town, "wei", held)


@pytest.mark.parametrize("role", [Role.SECURITY_ADMINISTRATOR, Role.LEADER])
async def test_the_password_of_whoever_holds_a_role_above_is_not_issued_below(
    session: AsyncSession, town: Town, role: Role
) -> None:
    wei = await small_administrator(session, town)
    superior = await hire(session, town, "superior", Assignment(town.agency, role))
    assert superior.id is not None
    detail = await find_person(session, wei, superior.id)

    issued = await issue_password(session, wei, detail, NOW)
    among_others = await issue_passwords(session, wei, [detail], NOW)

    assert isinstance(issued, Decision)
    assert isinstance(among_others, Decision)
    assert issued.reason == ROLES_ELSEWHERE
    assert (await session.get_one(Person, superior.id)).password_hash == PASSWORD_HASH
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_whoever_holds_a_role_above_is_not_stopped_or_sent_away_below(
    session: AsyncSession, town: Town
) -> None:
    wei = await small_administrator(session, town)
    superior = await hire(session, town, "superior", Assignment(town.agency, Role.LEADER))
    assert superior.id is not None
    detail = await find_person(session, wei, superior.id)

    stopped = await deactivate_account(session, wei, detail, NOW)
    sent_away = await leave_service(session, wei, detail, day_of(NOW), "调出", now=NOW)

    assert isinstance(stopped, Decision)
    assert isinstance(sent_away, Decision)
    assert (await session.get_one(Person, superior.id)).is_active


RENAMED = Facts("某人", "someone-else", None, "", Employment.REGULAR, None)


async def test_the_name_of_whoever_holds_a_role_above_is_not_changed_below(
    session: AsyncSession, town: Town
) -> None:
    wei = await small_administrator(session, town)
    superior = await hire(session, town, "superior", Assignment(town.agency, Role.LEADER))
    assert superior.id is not None
    detail = await find_person(session, wei, superior.id)

    outcome = await correct_facts(session, wei, detail, RENAMED, now=NOW)

    event = (await whole_ledger(session))[0]
    assert isinstance(outcome, Decision)
    assert outcome.reason == ROLES_ELSEWHERE
    assert (await session.get_one(Person, superior.id)).username == "superior"
    assert (event.kind, event.subject_id) == (LedgerKind.ACT_REFUSED, superior.id)
    assert event.detail == {"act": "person:change"}


async def test_the_administrator_above_changes_the_name(session: AsyncSession, town: Town) -> None:
    superior = await hire(session, town, "superior", Assignment(town.agency, Role.LEADER))
    assert superior.id is not None
    detail = await find_person(session, town.zhou, superior.id)

    assert await correct_facts(session, town.zhou, detail, RENAMED, now=NOW) is None
    assert (await session.get_one(Person, superior.id)).username == "someone-else"


async def test_the_administrator_above_issues_it(session: AsyncSession, town: Town) -> None:
    superior = await hire(session, town, "superior", Assignment(town.agency, Role.LEADER))
    assert superior.id is not None
    detail = await find_person(session, town.zhou, superior.id)

    assert isinstance(await issue_password(session, town.zhou, detail, NOW), Slip)
