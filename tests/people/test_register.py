"""Registering people: roles that exclude each other are refused by the database (P8)."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.kinds import LedgerKind
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Assignment
from app.policy.vocabulary import Role
from tests.ledger.lines import whole_ledger
from tests.world import NOW, PASSWORD_HASH, Town

MAO = NewPerson("mao", "毛建", "", PASSWORD_HASH)


@pytest.mark.parametrize(
    "roles",
    [
        pytest.param(
            (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR), id="system+security"
        ),
        pytest.param((Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR), id="system+audit"),
        pytest.param((Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR), id="security+audit"),
        pytest.param((Role.SYSTEM_ADMINISTRATOR, Role.OFFICER), id="system+officer"),
        pytest.param((Role.AUDIT_ADMINISTRATOR, Role.RECORD_KEEPER), id="audit+record keeper"),
        pytest.param((Role.SECURITY_ADMINISTRATOR, Role.LEADER), id="security+leader"),
    ],
)
async def test_an_administrator_holds_no_second_kind_of_role(
    session: AsyncSession, town: Town, roles: tuple[Role, ...]
) -> None:
    held = tuple(Assignment(town.agency, role) for role in roles)

    with pytest.raises(IntegrityError, match="ex_role_assignment_one_class"):
        await register_person(session, WORKER, town.agency, MAO, assignments=held, now=NOW)


async def test_not_even_in_another_unit(session: AsyncSession, town: Town) -> None:
    held = (
        Assignment(town.agency, Role.AUDIT_ADMINISTRATOR),
        Assignment(town.stranger_agency, Role.OFFICER),
    )

    with pytest.raises(IntegrityError, match="ex_role_assignment_one_class"):
        await register_person(session, WORKER, town.agency, MAO, assignments=held, now=NOW)


async def test_business_roles_may_be_held_together(session: AsyncSession, town: Town) -> None:
    held = (
        Assignment(town.brigade, Role.OFFICER),
        Assignment(town.brigade, Role.RECORD_KEEPER),
        Assignment(town.agency, Role.DEVICE_KEEPER),
    )

    await register_person(session, WORKER, town.agency, MAO, assignments=held, now=NOW)

    assert (await whole_ledger(session))[0].kind is LedgerKind.PERSON_REGISTERED


async def test_a_username_is_taken_once(session: AsyncSession, town: Town) -> None:
    twin = NewPerson("Chen", "陈立", "", PASSWORD_HASH)

    with pytest.raises(IntegrityError, match="uq_person_username"):
        await register_person(session, WORKER, town.agency, twin, assignments=(), now=NOW)
