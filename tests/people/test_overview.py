"""Figures of accounts: who may sign in, who is signed in; only of the units asked for."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person
from app.people.overview import AccountFigures, account_figures
from app.people.passwords import PasswordPool
from app.people.sessions import revoke_sessions, sign_in
from tests.settings import SETTINGS
from tests.world import NOW, PASSWORD, Town

POOL = PasswordPool(1)
IDLE = timedelta(minutes=SETTINGS.session_idle_minutes)


async def enter(session: AsyncSession, username: str) -> None:
    await sign_in(
        session,
        POOL,
        username=username,
        password=PASSWORD,
        address="10.0.0.5",
        user_agent="Chromium",
        settings=SETTINGS,
        now=NOW,
    )


async def test_somebody_signed_in_twice_is_one_person(session: AsyncSession, town: Town) -> None:
    await enter(session, "chen")
    await enter(session, "chen")
    await enter(session, "qian")

    figures = await account_figures(session, {town.brigade}, idle=IDLE, now=NOW)

    assert figures == AccountFigures(active=1, signed_in=1)


async def test_an_ended_an_idle_and_a_stopped_account_are_not_signed_in(
    session: AsyncSession, town: Town
) -> None:
    await enter(session, "liu")
    await enter(session, "zhao")
    await enter(session, "sun")
    await revoke_sessions(session, town.liu, NOW)
    await session.execute(update(Person).where(Person.id == town.sun.id).values(is_active=False))

    now = await account_figures(session, {town.agency}, idle=IDLE, now=NOW)
    idle = await account_figures(session, {town.agency}, idle=IDLE, now=NOW + IDLE)

    assert now == AccountFigures(active=4, signed_in=1)
    assert idle == AccountFigures(active=4, signed_in=0)
