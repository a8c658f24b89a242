"""Passwords that are given, chosen and changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import FormerPassword, PersonCredential
from app.people.credentials import PasswordRefused, change_password, password_state
from app.people.identifying import identify_person
from app.people.initial_passwords import fresh_password, issue_initial_password, set_password
from app.people.origin import Origin
from app.people.passwords import PasswordPool, SignInBusyError
from app.people.profiles import PROFILES, password_profile
from app.people.session_rows import SignedIn
from app.people.sessions import SignInRefused, sign_in
from app.people.sign_in_steps import identify_halfway, set_first_password
from app.policy.actor import WORKER, Actor
from app.policy.passwords import ProposedPassword, broken_rules
from app.policy.vocabulary import SignInStage
from tests.ledger.lines import whole_ledger
from tests.settings import SETTINGS
from tests.world import NOW, PASSWORD, Town

POOL = PasswordPool(1)
GOOD = "Qiu8-tian%Heshui"
HERE = Origin("10.0.0.5", "Chromium")


async def enter(
    session: AsyncSession, username: str, password: str = PASSWORD, days: int = 0
) -> SignedIn:
    outcome = await sign_in(
        session,
        POOL,
        username=username,
        password=password,
        address=HERE.address,
        user_agent=HERE.user_agent,
        settings=SETTINGS,
        now=NOW + timedelta(days=days),
    )
    assert isinstance(outcome, SignedIn), outcome
    return outcome


async def somebody(session: AsyncSession, username: str = "liu") -> Actor:
    token = (await enter(session, username)).token
    actor = await identify_person(session, token, settings=SETTINGS, now=NOW)
    assert actor is not None
    return actor


async def change(session: AsyncSession, actor: Actor, old: str, new: str) -> str | PasswordRefused:
    return await change_password(session, POOL, actor, old=old, new=new, settings=SETTINGS, now=NOW)


async def kinds(session: AsyncSession) -> list[LedgerKind]:
    return [line.kind for line in await whole_ledger(session)]


async def test_a_change_ends_all_other_sessions_and_renews_this_one(
    session: AsyncSession, town: Town
) -> None:
    elsewhere = (await enter(session, "liu")).token
    here = (await enter(session, "liu")).token
    actor = await identify_person(session, here, settings=SETTINGS, now=NOW)
    assert actor is not None

    token = await change(session, actor, PASSWORD, GOOD)

    assert isinstance(token, str)
    assert await identify_person(session, token, settings=SETTINGS, now=NOW) is not None
    assert await identify_person(session, here, settings=SETTINGS, now=NOW) is None
    assert await identify_person(session, elsewhere, settings=SETTINGS, now=NOW) is None
    assert (await kinds(session))[0] is LedgerKind.PASSWORD_CHANGED
    await enter(session, "liu", GOOD)


async def test_a_wrong_old_password_changes_nothing_and_is_written_down(
    session: AsyncSession, town: Town
) -> None:
    actor = await somebody(session)

    outcome = await change(session, actor, "wrong", GOOD)

    assert isinstance(outcome, PasswordRefused)
    assert "原密码不正确" in outcome.old_problem
    assert (await whole_ledger(session))[0].detail == {"code": "wrong_old"}
    await enter(session, "liu")


async def test_guessing_the_old_password_has_to_wait_in_this_session_only(
    session: AsyncSession, town: Town
) -> None:
    thief, owner = await somebody(session), await somebody(session)
    for _ in range(4):
        await change(session, thief, "wrong", GOOD)

    blocked = await change(session, thief, PASSWORD, GOOD)

    assert isinstance(blocked, PasswordRefused)
    assert blocked.retry_at == NOW + timedelta(seconds=2)
    assert (await whole_ledger(session))[0].detail == {"code": "too_soon"}
    assert isinstance(await change(session, owner, PASSWORD, GOOD), str)


async def test_every_broken_rule_is_told_and_the_refusal_is_written_down(
    session: AsyncSession, town: Town
) -> None:
    outcome = await change(session, await somebody(session), PASSWORD, "liu")

    assert isinstance(outcome, PasswordRefused)
    assert len(outcome.new_problems) == 4
    assert (await whole_ledger(session))[0].kind is LedgerKind.PASSWORD_REFUSED


async def test_the_last_five_passwords_do_not_come_back_and_the_sixth_may(
    session: AsyncSession, town: Town
) -> None:
    actor = await somebody(session)
    used = [f"{GOOD}-{number}x" for number in range(6)]
    old = PASSWORD
    for new in used:
        assert isinstance(await change(session, actor, old, new), str)
        old = new

    again = [await change(session, actor, old, text) for text in used[1:]]

    assert all(isinstance(outcome, PasswordRefused) for outcome in again)
    assert isinstance(await change(session, actor, old, used[0]), str)
    assert len((await session.scalars(select(FormerPassword))).all()) == 5


async def test_an_initial_password_opens_only_the_page_on_which_it_is_changed(
    session: AsyncSession, town: Town
) -> None:
    assert town.liu.id is not None
    initial = await issue_initial_password(session, WORKER, town.liu.id, NOW)

    entered = await enter(session, "liu", initial)

    assert entered.stage is SignInStage.NEW_PASSWORD
    assert entered.browser_token is None
    assert await identify_person(session, entered.token, settings=SETTINGS, now=NOW) is None
    halfway = await identify_halfway(session, entered.token, HERE, NOW)
    assert halfway is not None
    done = await set_first_password(
        session, POOL, halfway, HERE, new=GOOD, settings=SETTINGS, now=NOW
    )
    assert isinstance(done, SignedIn)
    assert done.stage is SignInStage.COMPLETE
    assert await identify_person(session, done.token, settings=SETTINGS, now=NOW) is not None
    assert await identify_halfway(session, entered.token, HERE, NOW) is None


async def test_whoever_began_with_an_old_initial_password_cannot_finish_after_a_new_one(
    session: AsyncSession, town: Town
) -> None:
    """A form may take minutes to arrive; its cookie was read before that."""
    assert town.liu.id is not None
    leaked = await issue_initial_password(session, WORKER, town.liu.id, NOW)
    entered = await enter(session, "liu", leaked)
    halfway = await identify_halfway(session, entered.token, HERE, NOW)
    assert halfway is not None
    fresh = await issue_initial_password(session, WORKER, town.liu.id, NOW)

    with pytest.raises(ConflictError, match="请重新登录"):
        await set_first_password(session, POOL, halfway, HERE, new=GOOD, settings=SETTINGS, now=NOW)

    assert (await enter(session, "liu", fresh)).stage is SignInStage.NEW_PASSWORD


async def test_the_initial_password_itself_is_no_new_one(session: AsyncSession, town: Town) -> None:
    assert town.liu.id is not None
    initial = await issue_initial_password(session, WORKER, town.liu.id, NOW)
    entered = await enter(session, "liu", initial)
    halfway = await identify_halfway(session, entered.token, HERE, NOW)
    assert halfway is not None

    outcome = await set_first_password(
        session, POOL, halfway, HERE, new=initial, settings=SETTINGS, now=NOW
    )

    assert isinstance(outcome, PasswordRefused)
    assert "用过的密码相同" in outcome.new_problems[0]


async def test_a_reset_ends_every_session_and_is_written_down(
    session: AsyncSession, town: Town
) -> None:
    token = (await enter(session, "liu")).token
    assert town.liu.id is not None

    await issue_initial_password(session, town.zhou, town.liu.id, NOW)

    assert await identify_person(session, token, settings=SETTINGS, now=NOW) is None
    line = (await whole_ledger(session))[0]
    assert (line.kind, line.actor_id) == (LedgerKind.PERSON_CREDENTIAL_RESET, town.zhou.id)


async def test_nobody_gets_no_password(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await issue_initial_password(session, WORKER, ids.new_id(), NOW)
    with pytest.raises(NotFoundError, match="nobody"):
        await set_password(session, WORKER, "nobody", "hash", NOW)


@pytest.mark.parametrize(
    ("days", "stage"), [(89, SignInStage.COMPLETE), (90, SignInStage.NEW_PASSWORD)]
)
async def test_a_password_has_to_be_changed_after_ninety_days(
    session: AsyncSession, town: Town, days: int, stage: SignInStage
) -> None:
    assert isinstance(await change(session, await somebody(session), PASSWORD, GOOD), str)
    assert town.liu.id is not None
    state = await password_state(session, town.liu.id, SETTINGS)

    assert (await enter(session, "liu", GOOD, days)).stage is stage
    assert state.expires_at == NOW + timedelta(days=90)


async def test_a_password_without_a_date_does_not_age(session: AsyncSession, town: Town) -> None:
    """The accounts of a demonstration, and those from before dates were kept."""
    session.add(PersonCredential(person_id=town.chen.id, changed_at=None, must_change=False))
    await session.flush()

    assert (await enter(session, "liu", days=4000)).stage is SignInStage.COMPLETE
    assert (await enter(session, "chen", days=4000)).stage is SignInStage.COMPLETE


async def test_a_wrong_initial_password_is_refused_like_any_other(
    session: AsyncSession, town: Town
) -> None:
    assert town.liu.id is not None
    await issue_initial_password(session, WORKER, town.liu.id, NOW)

    outcome = await sign_in(
        session,
        POOL,
        username="liu",
        password=PASSWORD,
        address="",
        user_agent="",
        settings=SETTINGS,
        now=NOW,
    )

    assert isinstance(outcome, SignInRefused)


@pytest.mark.parametrize("profile", PROFILES)
def test_an_initial_password_keeps_every_profile(profile: str) -> None:
    rules = password_profile(profile)
    made = {fresh_password("liu", "刘敏") for _ in range(50)}

    assert len(made) == 50
    assert [broken_rules(rules, ProposedPassword(text, "liu", "刘敏")) for text in made] == [
        ()
    ] * 50


def test_only_so_many_sign_in_at_once() -> None:
    pool = PasswordPool(1)
    turns = [pool.turn() for _ in range(9)]
    for turn in turns[:8]:
        turn.__enter__()

    with pytest.raises(SignInBusyError):
        turns[8].__enter__()

    turns[0].__exit__(None, None, None)
    with pool.turn():
        pass
