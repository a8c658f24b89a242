"""A flood slows strangers; the person's own browser goes on at once."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.kinds import LedgerKind
from app.models import KnownBrowser
from app.people.initial_passwords import set_password
from app.people.known_browsers import (
    REMEMBERED_FOR,
    drop_expired_browsers,
    find_known,
    forget_browser,
    own_browsers,
)
from app.people.passwords import PasswordPool
from app.people.session_rows import SignedIn
from app.people.sessions import SignInRefused, sign_in
from app.people.throttle import count_failure, sign_in_counters
from app.policy.actor import WORKER
from tests.ledger.lines import whole_ledger
from tests.settings import SETTINGS
from tests.world import NOW, PASSWORD, PASSWORD_HASH, Town

POOL = PasswordPool(1)
HOME = "10.0.0.5"


async def enter(
    session: AsyncSession,
    token: str | None = None,
    *,
    username: str = "chen",
    password: str = PASSWORD,
    address: str = HOME,
    later: timedelta = timedelta(0),
) -> SignedIn | SignInRefused:
    return await sign_in(
        session,
        POOL,
        username=username,
        password=password,
        address=address,
        user_agent="Chromium",
        browser_token=token,
        settings=SETTINGS,
        now=NOW + later,
    )


async def known_token(session: AsyncSession, username: str = "chen") -> str:
    outcome = await enter(session, username=username)
    assert isinstance(outcome, SignedIn)
    assert outcome.browser_token is not None
    return outcome.browser_token


async def flood(session: AsyncSession, addresses: int) -> None:
    for number in range(addresses):
        counters = sign_in_counters("chen", f"203.0.{number // 250}.{number % 250}")
        await count_failure(session, counters, NOW)


async def test_after_500_failures_from_500_addresses_the_own_browser_enters_at_once(
    session: AsyncSession, town: Town
) -> None:
    token = await known_token(session)
    await flood(session, 500)

    assert isinstance(await enter(session, token), SignedIn)


async def test_without_a_known_browser_the_wait_is_half_a_minute(
    session: AsyncSession, town: Town
) -> None:
    await flood(session, 500)

    at_once = await enter(session)
    later = await enter(session, later=timedelta(seconds=30))

    assert isinstance(at_once, SignInRefused)
    assert at_once.retry_at == NOW + timedelta(seconds=30)
    assert isinstance(later, SignedIn)


async def test_a_colleague_behind_the_same_address_cannot_slow_the_own_browser(
    session: AsyncSession, town: Town
) -> None:
    token = await known_token(session)
    for _ in range(60):
        await count_failure(session, sign_in_counters("chen", HOME), NOW)

    assert isinstance(await enter(session, token), SignedIn)


async def test_a_stolen_mark_does_not_open_the_door_and_guesses_slowly(
    session: AsyncSession, town: Town
) -> None:
    token = await known_token(session)
    for _ in range(5):
        await enter(session, token, password="wrong")

    outcome = await enter(session, token)

    assert isinstance(outcome, SignInRefused)
    assert outcome.retry_at is not None


async def test_the_mark_of_one_person_is_nothing_for_another(
    session: AsyncSession, town: Town
) -> None:
    token = await known_token(session, "liu")
    await flood(session, 500)

    assert isinstance(await enter(session, token), SignInRefused)


async def test_people_at_one_computer_share_the_cookie_and_not_the_row(
    session: AsyncSession, town: Town
) -> None:
    token = await known_token(session, "liu")

    outcome = await enter(session, token)

    assert isinstance(outcome, SignedIn)
    assert outcome.browser_token == token
    assert len((await session.scalars(select(KnownBrowser))).all()) == 2


async def test_a_planted_mark_is_replaced(session: AsyncSession, town: Town) -> None:
    outcome = await enter(session, "planted by somebody else")

    assert isinstance(outcome, SignedIn)
    assert outcome.browser_token not in {None, "planted by somebody else"}


async def test_a_forgotten_browser_is_a_stranger_again(session: AsyncSession, town: Town) -> None:
    token = await known_token(session)
    [row] = await own_browsers(session, town.chen, NOW)

    await forget_browser(session, town.chen, row.id, NOW)

    assert await find_known(session, token, town.chen.id, NOW) is None
    assert (await whole_ledger(session))[0].kind is LedgerKind.BROWSER_FORGOTTEN


async def test_nobody_forgets_the_browser_of_another(session: AsyncSession, town: Town) -> None:
    await known_token(session)
    [row] = await own_browsers(session, town.chen, NOW)

    await forget_browser(session, town.liu, row.id, NOW)

    assert await own_browsers(session, town.chen, NOW) == [row]


async def test_a_reset_password_makes_strangers_of_all_browsers(
    session: AsyncSession, town: Town
) -> None:
    await known_token(session)

    await set_password(session, WORKER, "chen", PASSWORD_HASH, NOW)

    assert await own_browsers(session, town.chen, NOW) == []


async def test_a_browser_is_forgotten_after_ninety_days(session: AsyncSession, town: Town) -> None:
    token = await known_token(session)

    assert await find_known(session, token, town.chen.id, NOW + REMEMBERED_FOR) is None
    await drop_expired_browsers(session, NOW + REMEMBERED_FOR)
    assert (await session.scalars(select(KnownBrowser))).all() == []
