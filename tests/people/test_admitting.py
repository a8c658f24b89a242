"""Registering somebody by a page: every problem named, exclusions said in words, no password."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.kinds import LedgerKind
from app.models import Person, Posting, RoleAssignment
from app.people.admitting import Applicant, admit_person
from app.people.passwords import NOT_ISSUED, PasswordPool
from app.people.problems import NotAcceptableError
from app.people.register import register_section
from app.people.roles import ClashError
from app.policy.actor import ANONYMOUS, WORKER, Actor
from app.policy.decision import Decision
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Employment, Role
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

TODAY = date(2026, 11, 21)
A_DAY = timedelta(days=1)


def mao(unit_id: UUID) -> Applicant:
    return Applicant(
        full_name="毛建",
        username="mao",
        unit_id=unit_id,
        section_id=None,
        post="执法队员",
        employment=Employment.ENTRUSTED,
        officer_no="HN-1",
        since=TODAY - 30 * A_DAY,
        roles=(HeldRole(unit_id, Role.OFFICER, TODAY, TODAY + 30 * A_DAY),),
    )


async def test_facts_posting_and_roles_are_written_and_no_password(
    session: AsyncSession, town: Town
) -> None:
    person_id = await admit_person(session, town.zhou, mao(town.brigade), now=NOW)

    person = await session.get_one(Person, person_id)
    posting = (await session.scalars(select(Posting).where(Posting.person_id == person_id))).one()
    role = (
        await session.scalars(select(RoleAssignment).where(RoleAssignment.person_id == person_id))
    ).one()
    assert (person.employment, person.officer_no) == ("entrusted", "HN-1")
    assert person.password_hash == NOT_ISSUED
    assert (posting.from_on, posting.until_on) == (TODAY - 30 * A_DAY, None)
    assert (role.from_on, role.until_on) == (TODAY, TODAY + 30 * A_DAY)
    assert role.granted_by_id == town.zhou.id
    assert (await whole_ledger(session))[0].kind is LedgerKind.PERSON_REGISTERED


@pytest.mark.parametrize("who", ["liu", "chen", "zhao", "sun", "wu", "qian"])
async def test_others_are_refused_and_the_refusal_is_in_the_ledger(
    session: AsyncSession, town: Town, who: str
) -> None:
    actor: Actor = getattr(town, who)

    outcome = await admit_person(session, actor, mao(town.brigade), now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_nobody_known_is_refused(session: AsyncSession, town: Town) -> None:
    outcome = await admit_person(session, ANONYMOUS, mao(town.brigade), now=NOW)

    assert isinstance(outcome, Decision)


async def test_no_role_is_given_in_a_unit_out_of_reach(session: AsyncSession, town: Town) -> None:
    there = replace(mao(town.brigade), roles=(HeldRole(town.stranger_agency, Role.OFFICER, TODAY),))

    outcome = await admit_person(session, town.zhou, there, now=NOW)

    assert isinstance(outcome, Decision)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"full_name": ""}, "full_name", id="no name"),
        pytest.param({"full_name": "名" * 61}, "full_name", id="endless name"),
        pytest.param({"full_name": "毛\u200b建"}, "full_name", id="name with a gap of no width"),
        pytest.param({"full_name": "\u202e建毛"}, "full_name", id="name turned around"),
        pytest.param({"full_name": "毛\n建"}, "full_name", id="name of two lines"),
        pytest.param({"post": "队\u2028员"}, "post", id="post of two lines"),
        pytest.param({"officer_no": "HN\t1"}, "officer_no", id="number with a tab"),
        pytest.param({"username": ""}, "username", id="no username"),
        pytest.param({"username": "张三"}, "username", id="username in characters"),
        pytest.param({"username": "chen"}, "username", id="taken username"),
        pytest.param({"post": "长" * 61}, "post", id="endless post"),
        pytest.param({"since": TODAY + A_DAY}, "since", id="arrives tomorrow"),
    ],
)
async def test_what_cannot_be_accepted_is_named_by_its_field(
    session: AsyncSession, town: Town, change: dict[str, object], field: str
) -> None:
    applicant = replace(mao(town.brigade), **change)  # type: ignore[arg-type]

    with pytest.raises(NotAcceptableError) as raised:
        await admit_person(session, town.zhou, applicant, now=NOW)

    assert [problem.field for problem in raised.value.problems] == [field]


@pytest.mark.parametrize("name", ["𬭩㙓䶮𠮷𫖯", "买买提·艾力", "葛\U000e0100城", "\ue5e5文"])
async def test_a_name_with_rare_characters_is_accepted_as_it_is(
    session: AsyncSession, town: Town, name: str
) -> None:
    applicant = replace(mao(town.brigade), full_name=name)

    person_id = await admit_person(session, town.zhou, applicant, now=NOW)

    assert (await session.get_one(Person, person_id)).full_name == name


async def test_an_officer_number_belongs_to_one_person(session: AsyncSession, town: Town) -> None:
    await admit_person(session, town.zhou, mao(town.brigade), now=NOW)
    twin = replace(mao(town.brigade), username="mao2")

    with pytest.raises(NotAcceptableError, match="HN-1"):
        await admit_person(session, town.zhou, twin, now=NOW)


async def test_a_section_of_another_unit_is_named(session: AsyncSession, town: Town) -> None:
    section = await register_section(session, WORKER, town.agency, "办公室", now=NOW)
    applicant = replace(mao(town.brigade), section_id=section)

    with pytest.raises(NotAcceptableError, match="不属于所选单位"):
        await admit_person(session, town.zhou, applicant, now=NOW)


async def test_roles_that_exclude_each_other_are_refused_with_the_reason(
    session: AsyncSession, town: Town
) -> None:
    both = (
        HeldRole(town.brigade, Role.OFFICER, TODAY),
        HeldRole(town.agency, Role.INSPECTOR, TODAY),
    )

    with pytest.raises(ClashError, match="检查与被检查"):
        await admit_person(session, town.zhou, replace(mao(town.brigade), roles=both), now=NOW)


async def test_a_right_is_not_dated_back(session: AsyncSession, town: Town) -> None:
    early = (HeldRole(town.brigade, Role.OFFICER, TODAY - A_DAY),)

    with pytest.raises(NotAcceptableError, match="不能倒签"):
        await admit_person(session, town.zhou, replace(mao(town.brigade), roles=early), now=NOW)


async def test_an_account_without_a_password_is_opened_by_no_password() -> None:
    pool = PasswordPool(1)

    opened = [
        await pool.verify(NOT_ISSUED, tried)
        for tried in ("", "nobody has this password", "anything")
    ]

    assert opened == [False, False, False]
