"""Certificates: registered, corrected, renewed and withdrawn, never by their holder."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import type_of_sessions
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Qualification
from app.people.certificate_ends import renew, withdraw
from app.people.certificate_form import NewQualification
from app.people.certificate_numbers import NumberTakenError
from app.people.certificates import is_qualified
from app.people.qualifications import correct, register, register_many
from app.policy.actor import WORKER, Actor
from app.policy.decision import Decision
from app.policy.vocabulary import QualificationEnd, QualificationKind, Role
from tests.ledger.lines import whole_ledger
from tests.people.files import CARD, TODAY, card, hire, keeper_of
from tests.world import NOW, Settled, Town

REVOKED = QualificationEnd.REVOKED


async def registered(
    session: AsyncSession, keeper: Actor, holder: Actor, new: NewQualification = CARD
) -> UUID:
    assert holder.id is not None
    outcome = await register(session, keeper, holder.id, new, NOW)
    assert isinstance(outcome, UUID)
    return outcome


async def row_of(session: AsyncSession, qualification_id: UUID) -> Qualification:
    row = await session.scalar(
        select(Qualification)
        .where(Qualification.id == qualification_id)
        .execution_options(populate_existing=True)
    )
    assert row is not None
    return row


async def test_a_keeper_registers_a_certificate(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)

    certificate = await registered(session, lin, town.chen)

    assert (await row_of(session, certificate)).registered_by_id == lin.id
    assert await is_qualified(session, (await row_of(session, certificate)).person_id, TODAY)
    (event,) = await history_of(session, certificate)
    assert event.kind is LedgerKind.QUALIFICATION_REGISTERED
    assert event.detail["certificate_no"] == CARD.certificate_no
    assert event.detail["person"] == str(town.chen.id)


@pytest.mark.parametrize("who", ["zhao", "zhou", "chen"])
async def test_whoever_does_not_keep_files_is_refused(
    session: AsyncSession, town: Town, who: str
) -> None:
    assert town.chen.id is not None
    actor: Actor = getattr(town, who)

    outcome = await register(session, actor, town.chen.id, CARD, NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED
    assert not await session.scalar(select(func.count()).select_from(Qualification))


async def test_to_a_stranger_the_person_does_not_exist(session: AsyncSession, town: Town) -> None:
    assert town.chen.id is not None

    with pytest.raises(NotFoundError):
        await register(session, town.qian, town.chen.id, CARD, NOW)


async def test_nobody_registers_their_own(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    assert lin.id is not None

    outcome = await register(session, lin, lin.id, CARD, NOW)

    assert isinstance(outcome, Decision)
    assert "不能由本人登记" in outcome.reason
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("verb", ["correct", "renew", "withdraw"])
async def test_nobody_changes_their_own(session: AsyncSession, town: Town, verb: str) -> None:
    lin = await keeper_of(session, town)
    song = await hire(session, town.agency, Role.LEGAL_REVIEWER, "song", "宋文博")
    certificate = await registered(session, song, lin)
    changed = card("豫D9", first=1, last=900)

    outcome = await {
        "correct": lambda: correct(session, lin, certificate, changed, NOW),
        "renew": lambda: renew(session, lin, certificate, changed, NOW),
        "withdraw": lambda: withdraw(
            session, lin, certificate, end=REVOKED, on=TODAY, why="因故", now=NOW
        ),
    }[verb]()

    assert isinstance(outcome, Decision)
    assert (await row_of(session, certificate)).certificate_no == CARD.certificate_no
    assert (await row_of(session, certificate)).revoked_on is None


async def test_a_number_of_somebody_else_is_taken(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    await registered(session, lin, town.chen)
    later = card(first=500, last=900)

    with pytest.raises(NumberTakenError, match="陈立名下"):
        await registered(session, lin, town.liu, later)


async def test_a_person_out_of_reach_is_not_named(session: AsyncSession, town: Town) -> None:
    assert town.qian.id is not None
    await register_many(session, WORKER, [(town.qian.id, town.stranger_agency, CARD)], NOW)
    lin = await keeper_of(session, town)

    with pytest.raises(NumberTakenError, match="其他人员名下") as raised:
        await registered(session, lin, town.chen)

    assert "钱进" not in raised.value.message


async def test_the_same_number_of_another_kind_is_another_certificate(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    await registered(session, lin, town.chen)
    other = replace(CARD, kind=QualificationKind.WATER_SUPERVISION)

    await registered(session, lin, town.liu, other)

    assert await session.scalar(select(func.count()).select_from(Qualification)) == 2


async def test_twice_for_the_same_days_says_what_to_do(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    await registered(session, lin, town.chen)

    with pytest.raises(NumberTakenError, match="办理换发"):
        await registered(session, lin, town.chen)


async def test_two_who_register_one_number_at_once(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        lin = await keeper_of(session, town)
    begun = asyncio.Event()

    async def first() -> UUID | Decision:
        assert town.chen.id is not None
        async with committed() as session, session.begin():
            outcome = await register(session, lin, town.chen.id, CARD, NOW)
            begun.set()
            # The other one is on its way to the same number while this transaction is open.
            await session.execute(select(func.pg_sleep(0.2)))
            return outcome

    async def second() -> UUID | Decision:
        assert town.liu.id is not None
        await begun.wait()
        async with committed() as session, session.begin():
            return await register(session, lin, town.liu.id, CARD, NOW)

    found = await asyncio.gather(first(), second(), return_exceptions=True)

    assert isinstance(found[0], UUID)
    assert isinstance(found[1], NumberTakenError)


async def test_the_database_holds_it_even_without_the_verb(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    await registered(session, lin, town.chen)
    row = await row_of(session, await registered(session, lin, town.liu, card("豫D2")))

    row.certificate_no = CARD.certificate_no

    with pytest.raises(IntegrityError, match="ex_qualification_number_of_one_person"):
        await session.flush()


async def test_a_correction_keeps_before_and_after(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    certificate = await registered(session, lin, town.chen)

    await correct(session, lin, certificate, replace(CARD, certificate_no="豫D0412017"), NOW)

    event = (await history_of(session, certificate))[-1]
    assert event.kind is LedgerKind.QUALIFICATION_CORRECTED
    assert event.detail["before"] == {"certificate_no": "豫D0412016"}
    assert event.detail["after"] == {"certificate_no": "豫D0412017"}
    assert (await row_of(session, certificate)).certificate_no == "豫D0412017"


async def test_what_is_the_same_already_is_no_event(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    certificate = await registered(session, lin, town.chen)

    await correct(session, lin, certificate, CARD, NOW)

    assert len(await history_of(session, certificate)) == 1


async def test_a_withdrawn_certificate_counts_no_more(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    certificate = await registered(session, lin, town.chen)
    assert town.chen.id is not None

    await withdraw(session, lin, certificate, end=REVOKED, on=TODAY, why="违法执法", now=NOW)

    assert not await is_qualified(session, town.chen.id, TODAY)
    assert await is_qualified(session, town.chen.id, TODAY - timedelta(days=1))
    event = (await history_of(session, certificate))[-1]
    assert event.kind is LedgerKind.QUALIFICATION_WITHDRAWN
    assert (event.detail["as"], event.detail["why"]) == ("revoked", "违法执法")


async def test_it_is_withdrawn_once(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    certificate = await registered(session, lin, town.chen)
    await withdraw(session, lin, certificate, end=REVOKED, on=TODAY, why="违法执法", now=NOW)

    with pytest.raises(ConflictError, match="已经登记为失效"):
        await withdraw(session, lin, certificate, end=REVOKED, on=TODAY, why="再次", now=NOW)


@pytest.mark.parametrize(
    ("day", "why", "field"),
    [
        (-401, "因故", "revoked_on"),
        (401, "因故", "revoked_on"),
        (0, "", "why"),
        (0, "长" * 201, "why"),
    ],
    ids=["before it began", "after its end", "no reason", "a reason too long"],
)
async def test_a_senseless_withdrawal_is_refused_in_words(
    session: AsyncSession, town: Town, day: int, why: str, field: str
) -> None:
    lin = await keeper_of(session, town)
    certificate = await registered(session, lin, town.chen)
    on = TODAY + timedelta(days=day)

    with pytest.raises(InvalidInputError) as raised:
        await withdraw(session, lin, certificate, end=REVOKED, on=on, why=why, now=NOW)

    assert raised.value.fields["field"] == field


async def test_a_renewal_keeps_the_old_one_and_the_number(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    old = await registered(session, lin, town.chen, card(last=20))
    assert town.chen.id is not None

    new = await renew(session, lin, old, card(first=10, last=1000), NOW)

    assert isinstance(new, UUID)
    replaced = await row_of(session, old)
    assert replaced.revoked_on == TODAY + timedelta(days=10)
    assert replaced.revoked_as == QualificationEnd.REPLACED.value
    assert await is_qualified(session, town.chen.id, TODAY + timedelta(days=9))
    assert await is_qualified(session, town.chen.id, TODAY + timedelta(days=10))
    event = (await history_of(session, new))[0]
    assert event.kind is LedgerKind.QUALIFICATION_RENEWED
    assert event.detail["replaces"] == str(old)


async def test_a_replaced_certificate_can_still_be_corrected(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    old = await registered(session, lin, town.chen, card(last=20))
    await renew(session, lin, old, card(first=10, last=1000), NOW)

    outcome = await correct(session, lin, old, replace(card(last=20), issuer="省政府"), NOW)

    assert outcome == old


async def test_after_a_suspension_the_same_number_comes_back(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    old = await registered(session, lin, town.chen)
    suspended = QualificationEnd.SUSPENDED
    await withdraw(session, lin, old, end=suspended, on=TODAY, why="暂扣一个月", now=NOW)

    new = await renew(session, lin, old, card(first=30, last=400), NOW)

    assert isinstance(new, UUID)
    assert (await row_of(session, old)).revoked_as == "suspended"


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (replace(CARD, kind=QualificationKind.OTHER), "种类相同"),
        (card(first=-400, last=900), "应当晚于"),
    ],
    ids=["another kind", "does not follow"],
)
async def test_a_renewal_that_does_not_follow_is_refused_in_words(
    session: AsyncSession, town: Town, new: NewQualification, error: str
) -> None:
    lin = await keeper_of(session, town)
    old = await registered(session, lin, town.chen)

    with pytest.raises(InvalidInputError, match=error):
        await renew(session, lin, old, new, NOW)


async def test_a_certificate_is_replaced_once(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    old = await registered(session, lin, town.chen)
    await renew(session, lin, old, card(first=10, last=900), NOW)

    with pytest.raises(ConflictError, match="已经换发过"):
        await renew(session, lin, old, card("豫D3", first=20, last=900), NOW)


async def test_many_are_registered_or_none(session: AsyncSession, town: Town) -> None:
    assert town.chen.id is not None
    assert town.liu.id is not None
    entries = [(town.chen.id, town.brigade, CARD), (town.liu.id, town.agency, CARD)]

    with pytest.raises(NumberTakenError):
        async with session.begin_nested():
            await register_many(session, WORKER, entries, NOW)

    assert not await session.scalar(select(func.count()).select_from(Qualification))
