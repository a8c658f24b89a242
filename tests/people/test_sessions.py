"""Signed-in sessions: rows that can be ended, with idle and absolute limits."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction, type_of_sessions
from app.ledger.kinds import LedgerKind
from app.models import Person, SignInSession
from app.people.binding import CookieElsewhereError, end_displaced
from app.people.identifying import identify_person
from app.people.initial_passwords import issue_initial_password
from app.people.laws import laws_of
from app.people.origin import Origin
from app.people.passwords import PasswordPool
from app.people.register import NewPerson, register_person, register_unit
from app.people.session_rows import SignedIn
from app.people.sessions import (
    WRONG,
    SignInRefused,
    own_sessions,
    revoke_sessions,
    sign_in,
    sign_out,
)
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.vocabulary import Role, UnitKind
from app.settings import Settings
from tests.ledger.lines import whole_ledger
from tests.questions import questions_of
from tests.settings import SETTINGS
from tests.world import NOW, PASSWORD, PASSWORD_HASH, Settled, Town

POOL = PasswordPool(1)


async def enter(
    session: AsyncSession, username: str, password: str = PASSWORD, address: str = "10.0.0.5"
) -> SignedIn | SignInRefused:
    return await sign_in(
        session,
        POOL,
        username=username,
        password=password,
        address=address,
        user_agent="Chromium",
        settings=SETTINGS,
        now=NOW,
    )


async def token_of(session: AsyncSession, username: str) -> str:
    outcome = await enter(session, username)
    assert isinstance(outcome, SignedIn)
    return outcome.token


async def test_the_right_password_begins_a_session_with_the_persons_rights(
    session: AsyncSession, town: Town
) -> None:
    token = await token_of(session, " LIU ")

    actor = await identify_person(session, token, settings=SETTINGS, now=NOW)

    assert actor is not None
    assert actor.id == town.liu.id
    assert actor.units_as(Role.RECORD_KEEPER) == {town.agency, town.brigade}
    assert (await whole_ledger(session))[0].kind is LedgerKind.SESSION_STARTED


async def test_the_cookie_is_not_what_the_database_holds(session: AsyncSession, town: Town) -> None:
    token = await token_of(session, "liu")

    row = await session.scalar(select(SignInSession))

    assert row is not None
    assert token.encode() not in row.token_hash


@pytest.mark.parametrize(
    ("username", "password"),
    [
        pytest.param("liu", "wrong", id="wrong password"),
        pytest.param("nobody", PASSWORD, id="unknown account"),
        pytest.param("", "", id="empty"),
        pytest.param("liu'--", PASSWORD, id="quotes"),
    ],
)
async def test_a_refusal_does_not_tell_which_part_was_wrong(
    session: AsyncSession, town: Town, username: str, password: str
) -> None:
    outcome = await enter(session, username, password)

    assert outcome == SignInRefused("用户名或密码不正确。请检查后重试；忘记密码请联系安全管理员。")
    assert (await whole_ledger(session))[0].kind is LedgerKind.SESSION_REFUSED


async def test_a_person_comes_with_every_role_and_with_the_law_of_every_unit(
    session: AsyncSession, town: Town
) -> None:
    """Two agencies live by two laws; what is known with the person is not asked again."""
    other = await register_unit(
        session, WORKER, code="SX", name="省厅", kind=UnitKind.AGENCY, pack_id="shanxi", now=NOW
    )
    units = (town.brigade, other, town.agency)
    held = tuple(Assignment(unit, Role.RECORD_KEEPER) for unit in units)
    person = NewPerson("gao", "高娟", "", PASSWORD_HASH)
    await register_person(session, WORKER, town.brigade, person, assignments=held, now=NOW)
    token = await token_of(session, "gao")

    actor = await identify_person(session, token, settings=SETTINGS, now=NOW)
    async with questions_of(session) as asked:
        laws = await laws_of(session, units)

    assert actor is not None
    assert sorted(actor.assignments) == sorted(held)
    assert [laws[unit].pack_id for unit in units] == ["ruzhou", "shanxi", "ruzhou"]
    assert asked == []


async def test_a_person_without_a_role_comes_with_the_law_of_their_own_unit(
    session: AsyncSession, town: Town
) -> None:
    person = NewPerson("gao", "高娟", "", PASSWORD_HASH)
    await register_person(session, WORKER, town.brigade, person, assignments=(), now=NOW)
    token = await token_of(session, "gao")

    actor = await identify_person(session, token, settings=SETTINGS, now=NOW)
    async with questions_of(session) as asked:
        laws = await laws_of(session, [town.brigade])

    assert actor is not None
    assert actor.assignments == ()
    assert laws[town.brigade].pack_id == "ruzhou"
    assert asked == []


@pytest.mark.parametrize("browser_token", [None, "made up"])
@pytest.mark.parametrize("tries", [1, 2, 6, 16])
async def test_a_refusal_asks_the_database_as_much_about_nobody_as_about_somebody(
    session: AsyncSession, town: Town, tries: int, browser_token: str | None
) -> None:
    """The time a refusal takes would tell strangers which names exist."""
    asked: dict[str, list[str]] = {}
    for username in ("nobody", "chen"):
        for _ in range(tries):
            async with questions_of(session) as asked[username]:
                await sign_in(
                    session,
                    POOL,
                    username=username,
                    password="wrong",
                    address=f"address of {username}",
                    user_agent="Chromium",
                    browser_token=browser_token,
                    settings=SETTINGS,
                    now=NOW,
                )

    assert asked["nobody"]
    assert asked["nobody"] == asked["chen"]


async def test_somebody_who_left_cannot_sign_in(session: AsyncSession, town: Town) -> None:
    person = await session.get_one(Person, town.chen.id)
    person.is_active = False
    await session.flush()

    assert isinstance(await enter(session, "chen"), SignInRefused)


async def test_leaving_ends_running_sessions_at_the_next_request(
    session: AsyncSession, town: Town
) -> None:
    token = await token_of(session, "chen")
    person = await session.get_one(Person, town.chen.id)
    person.is_active = False
    await session.flush()

    assert await identify_person(session, token, settings=SETTINGS, now=NOW) is None


async def test_after_many_failures_even_the_right_password_waits(
    session: AsyncSession, town: Town
) -> None:
    for _ in range(5):
        await enter(session, "chen", "wrong")

    outcome = await enter(session, "chen")

    assert isinstance(outcome, SignInRefused)
    assert outcome.retry_at == NOW + timedelta(seconds=2)
    assert "3 秒后重试" in outcome.message


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        pytest.param(timedelta(minutes=29), True, id="idle, still within"),
        pytest.param(timedelta(minutes=31), False, id="idle too long"),
    ],
)
async def test_an_idle_session_ends(
    session: AsyncSession, town: Town, later: timedelta, *, alive: bool
) -> None:
    token = await token_of(session, "liu")

    found = await identify_person(session, token, settings=SETTINGS, now=NOW + later)

    assert (found is not None) is alive


async def test_even_a_busy_session_ends_after_twelve_hours(
    session: AsyncSession, town: Town
) -> None:
    token = await token_of(session, "liu")
    for minutes in range(20, 12 * 60, 20):
        moment = NOW + timedelta(minutes=minutes)
        assert await identify_person(session, token, settings=SETTINGS, now=moment)

    end = NOW + timedelta(hours=12)
    assert await identify_person(session, token, settings=SETTINGS, now=end) is None


async def test_signing_out_ends_this_session_only(session: AsyncSession, town: Town) -> None:
    first, second = await token_of(session, "liu"), await token_of(session, "liu")
    actor = await identify_person(session, first, settings=SETTINGS, now=NOW)
    assert actor is not None

    await sign_out(session, actor, NOW)

    assert await identify_person(session, first, settings=SETTINGS, now=NOW) is None
    assert await identify_person(session, second, settings=SETTINGS, now=NOW) is not None


async def test_signing_out_everywhere_ends_all_of_ones_own_and_nobody_elses(
    session: AsyncSession, town: Town
) -> None:
    first, second = await token_of(session, "liu"), await token_of(session, "liu")
    other = await token_of(session, "chen")
    actor = await identify_person(session, first, settings=SETTINGS, now=NOW)
    assert actor is not None

    await revoke_sessions(session, actor, NOW)

    assert await identify_person(session, second, settings=SETTINGS, now=NOW) is None
    assert await identify_person(session, other, settings=SETTINGS, now=NOW) is not None
    assert await own_sessions(session, actor, NOW) == []


async def test_naming_a_strangers_session_ends_nothing(session: AsyncSession, town: Town) -> None:
    mine, theirs = await token_of(session, "liu"), await token_of(session, "chen")
    me = await identify_person(session, mine, settings=SETTINGS, now=NOW)
    them = await identify_person(session, theirs, settings=SETTINGS, now=NOW)
    assert me is not None
    assert them is not None

    await revoke_sessions(session, me, NOW, only=them.credential_id)

    assert await identify_person(session, theirs, settings=SETTINGS, now=NOW) is not None


@pytest.mark.parametrize("cookie", ["", "x", "𬭩", "a" * 5000])
async def test_a_made_up_cookie_is_nobody(session: AsyncSession, town: Town, cookie: str) -> None:
    assert await identify_person(session, cookie, settings=SETTINGS, now=NOW) is None


async def test_a_burst_of_guesses_gets_no_further_than_guesses_in_a_row(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    async with transaction(committed) as session:
        await settled.again(session)

    async def guess() -> SignedIn | SignInRefused:
        async with transaction(committed) as session:
            return await enter(session, "chen", "wrong")

    outcomes = await asyncio.gather(*(guess() for _ in range(15)))

    verified = [o for o in outcomes if isinstance(o, SignInRefused) and o.retry_at is None]
    assert len(outcomes) == 15
    assert len(verified) == 4, "three typing errors are free, the fourth begins the delay"


class SlowPool(PasswordPool):
    """Compares as ever; meanwhile something else happens."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(1)
        self._meanwhile = meanwhile

    async def verify(self, stored: str | None, password: str) -> bool:
        fits = await super().verify(stored, password)
        await self._meanwhile()
        return fits


@pytest.mark.parametrize("change", ["replaced", "stopped"])
async def test_a_password_replaced_while_it_is_compared_begins_no_session(
    committed: type_of_sessions, settled: Settled, change: str
) -> None:
    """Whatever ends all sessions would not see the one that is just beginning."""
    async with transaction(committed) as session:
        town = await settled.again(session)

    async def meanwhile() -> None:
        async with transaction(committed) as other:
            assert town.chen.id is not None
            person = await other.get_one(Person, town.chen.id)
            if change == "stopped":
                person.is_active = False
            else:
                await issue_initial_password(other, WORKER, person.id, NOW)

    async with transaction(committed) as session:
        outcome = await sign_in(
            session,
            SlowPool(meanwhile),
            username="chen",
            password=PASSWORD,
            address="10.0.0.5",
            user_agent="Chromium",
            settings=SETTINGS,
            now=NOW,
        )

    assert outcome == SignInRefused(WRONG)
    async with transaction(committed) as session:
        assert (await session.scalars(select(SignInSession))).all() == []


HERE = Origin("10.0.0.5", "Mozilla/5.0 (X11; Linux) Chrome/120.0")
ELSEWHERE = Origin("203.0.113.9", HERE.user_agent)


async def bound_token(session: AsyncSession) -> str:
    outcome = await sign_in(
        session,
        POOL,
        username="liu",
        password=PASSWORD,
        address=HERE.address,
        user_agent=HERE.user_agent,
        settings=SETTINGS,
        now=NOW,
    )
    assert isinstance(outcome, SignedIn)
    return outcome.token


async def seen(
    session: AsyncSession,
    token: str,
    origin: Origin,
    settings: Settings = SETTINGS,
    minutes: int = 0,
) -> Actor | None:
    now = NOW + timedelta(minutes=minutes)
    return await identify_person(session, token, settings=settings, now=now, origin=origin)


async def test_a_cookie_shown_by_another_browser_ends_its_session_once(
    session: AsyncSession, town: Town
) -> None:
    token = await bound_token(session)
    thief = Origin("203.0.113.9", "curl/8.0")

    with pytest.raises(CookieElsewhereError) as stolen:
        await seen(session, token, thief)
    await end_displaced(session, stolen.value, thief, NOW)
    await end_displaced(session, stolen.value, thief, NOW)

    assert await seen(session, token, HERE) is None
    lines = [
        line
        for line in await whole_ledger(session)
        if line.kind is LedgerKind.SESSION_COOKIE_REFUSED
    ]
    assert [line.subject_id for line in lines] == [town.liu.id]
    assert lines[0].detail["address"] == "203.0.113.9"


async def test_a_browser_may_be_updated_while_signed_in(session: AsyncSession, town: Town) -> None:
    token = await bound_token(session)
    updated = Origin(HERE.address, HERE.user_agent.replace("120.0", "121.0"))

    assert await seen(session, token, updated) is not None


async def test_a_change_of_address_is_written_down_and_ends_nothing(
    session: AsyncSession, town: Town
) -> None:
    token = await bound_token(session)

    for minutes in range(0, 12, 2):
        assert await seen(session, token, ELSEWHERE if minutes % 4 else HERE, minutes=minutes)

    kinds = [line.kind for line in await whole_ledger(session)]
    assert kinds.count(LedgerKind.SESSION_MOVED) == 1


async def test_an_agency_may_bind_sessions_to_addresses(session: AsyncSession, town: Town) -> None:
    token = await bound_token(session)
    strict = SETTINGS.model_copy(update={"session_binding": "address"})

    assert await seen(session, token, HERE, strict) is not None
    with pytest.raises(CookieElsewhereError, match="other_address"):
        await seen(session, token, ELSEWHERE, strict)
