"""Proving again that it is oneself: by password, or by code where a second factor is in force."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.kinds import LedgerKind
from app.people.confirming import ConfirmationRefused, confirm_identity, standing_of
from app.people.identifying import identify_person
from app.people.origin import Origin
from app.people.passwords import PasswordPool
from app.people.session_rows import SignedIn
from app.people.sessions import sign_in
from app.policy.actor import Actor
from tests.ledger.lines import whole_ledger
from tests.people.test_second_factor import KEYED, code_of, enrolled
from tests.world import NOW, PASSWORD, Town

POOL = PasswordPool(1)
HERE = Origin("10.0.0.5", "Chromium")
LATER = NOW + timedelta(minutes=10)


async def somebody(session: AsyncSession, username: str = "liu") -> Actor:
    outcome = await sign_in(
        session,
        POOL,
        username=username,
        password=PASSWORD,
        address=HERE.address,
        user_agent=HERE.user_agent,
        settings=KEYED,
        now=NOW,
    )
    assert isinstance(outcome, SignedIn)
    actor = await identify_person(session, outcome.token, settings=KEYED, now=NOW)
    assert actor is not None
    return actor


async def confirm(session: AsyncSession, actor: Actor, answer: str) -> str | ConfirmationRefused:
    return await confirm_identity(
        session, POOL, actor, HERE, answer=answer, settings=KEYED, now=LATER
    )


async def test_a_sign_in_is_a_proof_that_grows_old(session: AsyncSession, town: Town) -> None:
    actor = await somebody(session)

    assert (await standing_of(session, actor, KEYED, NOW)).is_fresh
    assert not (await standing_of(session, actor, KEYED, LATER)).is_fresh


async def test_the_password_renews_the_proof_and_the_cookie(
    session: AsyncSession, town: Town
) -> None:
    actor = await somebody(session)

    token = await confirm(session, actor, PASSWORD)

    assert isinstance(token, str)
    assert (await standing_of(session, actor, KEYED, LATER)).is_fresh
    assert await identify_person(session, token, settings=KEYED, now=LATER) is not None
    assert (await whole_ledger(session))[0].kind is LedgerKind.CONFIRMATION_GIVEN


@pytest.mark.parametrize("answer", ["", "wrong", "000000"])
async def test_a_wrong_password_is_refused_and_written_down(
    session: AsyncSession, town: Town, answer: str
) -> None:
    actor = await somebody(session)

    outcome = await confirm(session, actor, answer)

    assert isinstance(outcome, ConfirmationRefused)
    assert not (await standing_of(session, actor, KEYED, LATER)).is_fresh
    assert (await whole_ledger(session))[0].kind is LedgerKind.CONFIRMATION_REFUSED


async def test_guessing_has_to_wait_and_slows_no_other_session(
    session: AsyncSession, town: Town
) -> None:
    thief, owner = await somebody(session), await somebody(session)
    for _ in range(4):
        await confirm(session, thief, "wrong")

    blocked = await confirm(session, thief, PASSWORD)

    assert isinstance(blocked, ConfirmationRefused)
    assert blocked.retry_at == LATER + timedelta(seconds=2)
    assert isinstance(await confirm(session, owner, PASSWORD), str)


async def test_where_a_second_factor_is_in_force_the_password_is_not_enough(
    session: AsyncSession, town: Town
) -> None:
    actor = await somebody(session)
    secret, codes = await enrolled(session, actor)

    assert (await standing_of(session, actor, KEYED, LATER)).asks_code
    assert isinstance(await confirm(session, actor, PASSWORD), ConfirmationRefused)
    assert isinstance(await confirm(session, actor, code_of(secret, 20)), str)
    assert isinstance(await confirm(session, actor, code_of(secret, 20)), ConfirmationRefused)
    assert isinstance(await confirm(session, actor, codes[0]), str)
