"""The second factor: enrolled by a code, each code once, recovery codes once, reset by others."""

import asyncio
from datetime import timedelta

import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.db import transaction, type_of_sessions
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import RecoveryCode, SecondFactor
from app.people.identifying import identify_person
from app.people.one_time_codes import STEP_SECONDS, CodeVerdict, check_code, step_that_fits
from app.people.origin import Origin
from app.people.passwords import PasswordPool
from app.people.second_factor import (
    enrol,
    factor_facts,
    has_factor,
    issue_recovery_codes,
    prepare,
    remove,
    reset_second_factor,
)
from app.people.session_rows import SignedIn, end_sessions
from app.people.sessions import sign_in
from app.people.sign_in_steps import (
    Halfway,
    StepRefused,
    enrol_and_go_on,
    identify_halfway,
    show_code,
)
from app.policy.actor import Actor
from app.policy.vocabulary import SignInStage
from tests.ledger.lines import whole_ledger
from tests.settings import SETTINGS
from tests.world import NOW, PASSWORD, Settled, Town

POOL = PasswordPool(1)
KEY = SecretStr("a key of the tests")
KEYED = SETTINGS.model_copy(update={"secret_key": KEY, "totp_required_for": "administrators"})
HERE = Origin("10.0.0.5", "Chromium")
STEP = timedelta(seconds=STEP_SECONDS)


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(NOW.timestamp()) // STEP_SECONDS + steps)


async def enter(session: AsyncSession, username: str = "liu") -> SignedIn:
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
    return outcome


async def enrolled(session: AsyncSession, actor: Actor) -> tuple[str, tuple[str, ...]]:
    """Enrol with a code of two steps ago, so that today's codes are still unused."""
    before = NOW - 2 * STEP
    secret = await prepare(session, actor, KEYED, before)
    codes = await enrol(session, actor, code_of(secret, -2), KEYED, before)
    assert codes is not None
    return secret, codes


async def check(session: AsyncSession, actor: Actor, code: str) -> CodeVerdict:
    assert actor.id is not None
    return await check_code(session, actor.id, code, key=KEY, now=NOW)


async def halfway_of(session: AsyncSession, username: str = "liu") -> Halfway:
    entered = await enter(session, username)
    halfway = await identify_halfway(session, entered.token, HERE, NOW)
    assert halfway is not None
    return halfway


async def show(
    session: AsyncSession, halfway: Halfway, code: str, later: timedelta = timedelta(0)
) -> SignedIn | StepRefused:
    return await show_code(session, halfway, HERE, code=code, settings=KEYED, now=NOW + later)


@pytest.mark.parametrize(
    ("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_off_by_one_step(steps: int, *, fits: bool) -> None:
    secret = pyotp.random_base32()

    assert (step_that_fits(secret, code_of(secret, steps), NOW) is not None) is fits


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, the last six digits of the SHA-1 column."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert pyotp.TOTP(secret).generate_otp(59 // STEP_SECONDS) == "287082"
    assert pyotp.TOTP(secret).generate_otp(1_111_111_109 // STEP_SECONDS) == "081804"


async def test_a_code_counts_once(session: AsyncSession, town: Town) -> None:
    secret, _ = await enrolled(session, town.liu)

    verdicts = [await check(session, town.liu, code_of(secret)) for _ in range(2)]

    assert verdicts == [CodeVerdict.FITS, CodeVerdict.USED]


async def test_an_older_code_does_not_count_after_a_newer_one(
    session: AsyncSession, town: Town
) -> None:
    secret, _ = await enrolled(session, town.liu)
    await check(session, town.liu, code_of(secret, 1))

    assert await check(session, town.liu, code_of(secret, -1)) is CodeVerdict.USED


async def test_the_code_of_the_enrolment_is_used_up(session: AsyncSession, town: Town) -> None:
    secret = await prepare(session, town.liu, KEYED, NOW)
    assert await enrol(session, town.liu, code_of(secret), KEYED, NOW) is not None

    assert await check(session, town.liu, code_of(secret)) is CodeVerdict.USED


@pytest.mark.parametrize("typed", ["", "0", "abcdef", "١٢٣٤٥٦", "1" * 500, "'; --"])
async def test_rubbish_is_wrong(session: AsyncSession, town: Town, typed: str) -> None:
    await enrolled(session, town.liu)

    assert await check(session, town.liu, typed) is CodeVerdict.WRONG


async def test_a_code_may_be_typed_with_spaces_and_full_width(
    session: AsyncSession, town: Town
) -> None:
    secret, _ = await enrolled(session, town.liu)
    code = code_of(secret)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert await check(session, town.liu, f" {wide[:3]} {wide[3:]} ") is CodeVerdict.FITS


async def test_two_requests_with_one_code_do_not_both_pass(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        secret, codes = await enrolled(session, town.liu)

    async def try_it(code: str) -> CodeVerdict:
        async with transaction(committed) as session:
            return await check(session, town.liu, code)

    phone = await asyncio.gather(*(try_it(code_of(secret)) for _ in range(6)))
    paper = await asyncio.gather(*(try_it(codes[0]) for _ in range(6)))

    assert sorted(phone) == [CodeVerdict.FITS] + [CodeVerdict.USED] * 5
    assert sorted(paper) == [CodeVerdict.RECOVERY] + [CodeVerdict.WRONG] * 5


async def test_a_code_is_not_used_up_by_a_sign_in_that_was_ended_meanwhile(
    session: AsyncSession, town: Town
) -> None:
    _, codes = await enrolled(session, town.liu)
    halfway = await halfway_of(session)
    assert town.liu.id is not None
    await end_sessions(session, town.liu.id, NOW)

    with pytest.raises(ConflictError, match="请重新登录"):
        await show(session, halfway, codes[0])

    assert await check(session, town.liu, codes[0]) is CodeVerdict.RECOVERY


async def test_nobody_enrols_a_phone_with_a_sign_in_that_was_ended_meanwhile(
    session: AsyncSession, town: Town
) -> None:
    halfway = await halfway_of(session, "zhou")
    secret = await prepare(session, halfway.actor, KEYED, NOW)
    assert town.zhou.id is not None
    await end_sessions(session, town.zhou.id, NOW)

    with pytest.raises(ConflictError, match="请重新登录"):
        await enrol_and_go_on(session, halfway, HERE, code=code_of(secret), settings=KEYED, now=NOW)

    assert not await has_factor(session, town.zhou.id)


async def test_a_recovery_code_opens_the_second_step_once(
    session: AsyncSession, town: Town
) -> None:
    _, codes = await enrolled(session, town.liu)

    first = await show(session, await halfway_of(session), codes[3].lower())
    second = await show(session, await halfway_of(session), codes[3])

    assert isinstance(first, SignedIn)
    assert first.stage is SignInStage.COMPLETE
    assert isinstance(second, StepRefused)
    kinds = [line.kind for line in await whole_ledger(session)]
    assert LedgerKind.RECOVERY_CODE_USED in kinds
    assert kinds[0] is LedgerKind.SECOND_FACTOR_REFUSED


async def test_recovery_codes_are_stored_as_digests_and_are_nobody_elses(
    session: AsyncSession, town: Town
) -> None:
    _, codes = await enrolled(session, town.liu)
    await enrolled(session, town.chen)
    stored = (await session.scalars(select(RecoveryCode))).all()

    assert len(stored) == 20
    assert not [row for row in stored if codes[0].encode() in row.code_hash]
    assert await check(session, town.chen, codes[0]) is CodeVerdict.WRONG


async def test_new_recovery_codes_end_the_old_ones(session: AsyncSession, town: Town) -> None:
    _, old = await enrolled(session, town.liu)

    new = await issue_recovery_codes(session, town.liu, NOW)

    assert set(old).isdisjoint(new)
    assert await check(session, town.liu, old[0]) is CodeVerdict.WRONG
    assert await check(session, town.liu, new[0]) is CodeVerdict.RECOVERY


async def test_the_secret_does_not_stand_in_the_database(session: AsyncSession, town: Town) -> None:
    secret, _ = await enrolled(session, town.liu)

    row = await session.get_one(SecondFactor, town.liu.id)

    assert row.secret is not None
    assert secret.encode() not in row.secret


async def test_another_key_cannot_check_codes_and_recovery_still_works(
    session: AsyncSession, town: Town
) -> None:
    secret, codes = await enrolled(session, town.liu)
    assert town.liu.id is not None
    lost = SecretStr("the key was lost")

    phone = await check_code(session, town.liu.id, code_of(secret), key=lost, now=NOW)
    paper = await check_code(session, town.liu.id, codes[0], key=lost, now=NOW)

    assert (phone, paper) == (CodeVerdict.UNREADABLE, CodeVerdict.RECOVERY)


async def test_without_a_key_nobody_enrols(session: AsyncSession, town: Town) -> None:
    with pytest.raises(ConflictError, match="LIUHEN_SECRET_KEY"):
        await prepare(session, town.liu, SETTINGS, NOW)


async def test_two_windows_show_one_secret_and_the_second_confirmation_is_told(
    session: AsyncSession, town: Town
) -> None:
    first = await prepare(session, town.liu, KEYED, NOW)
    second = await prepare(session, town.liu, KEYED, NOW)
    await enrol(session, town.liu, code_of(first), KEYED, NOW)

    with pytest.raises(ConflictError, match="另一个窗口"):
        await enrol(session, town.liu, code_of(second, 1), KEYED, NOW)

    assert first == second


async def test_two_enrolments_at_once_leave_one_set_of_codes(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        secret = await prepare(session, town.liu, KEYED, NOW)

    async def try_it() -> object:
        async with transaction(committed) as session:
            return await enrol(session, town.liu, code_of(secret), KEYED, NOW)

    outcomes = await asyncio.gather(*(try_it() for _ in range(4)), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, ConflictError)]) == 3
    async with transaction(committed) as session:
        assert len((await session.scalars(select(RecoveryCode))).all()) == 10


async def test_a_prepared_secret_grows_old(session: AsyncSession, town: Town) -> None:
    old = await prepare(session, town.liu, KEYED, NOW - timedelta(minutes=15))

    with pytest.raises(ConflictError):
        await enrol(session, town.liu, code_of(old), KEYED, NOW)

    assert await prepare(session, town.liu, KEYED, NOW) != old


async def test_a_wrong_code_enrols_nothing_and_is_written_down(
    session: AsyncSession, town: Town
) -> None:
    await prepare(session, town.liu, KEYED, NOW)

    assert await enrol(session, town.liu, "000000", KEYED, NOW) is None
    assert town.liu.id is not None
    assert (await factor_facts(session, town.liu.id, KEYED)).enrolled_at is None
    assert (await whole_ledger(session))[0].kind is LedgerKind.SECOND_FACTOR_REFUSED


async def test_the_old_phone_counts_until_the_new_one_has_proved_itself(
    session: AsyncSession, town: Town
) -> None:
    old, _ = await enrolled(session, town.liu)

    new = await prepare(session, town.liu, KEYED, NOW)

    assert await check(session, town.liu, code_of(old)) is CodeVerdict.FITS
    assert await enrol(session, town.liu, code_of(new, 1), KEYED, NOW) is not None
    assert await check(session, town.liu, code_of(old, 1)) is CodeVerdict.WRONG


async def test_enrolling_ends_the_sessions_that_were_begun_with_less(
    session: AsyncSession, town: Town
) -> None:
    elsewhere, here = await enter(session), await enter(session)
    actor = await identify_person(session, here.token, settings=KEYED, now=NOW)
    assert actor is not None

    await enrolled(session, actor)

    assert await identify_person(session, elsewhere.token, settings=KEYED, now=NOW) is None
    assert await identify_person(session, here.token, settings=KEYED, now=NOW) is not None
    kinds = [line.kind for line in await whole_ledger(session)]
    assert kinds[:3] == [
        LedgerKind.RECOVERY_CODES_ISSUED,
        LedgerKind.SECOND_FACTOR_ENROLLED,
        LedgerKind.SECOND_FACTOR_PREPARED,
    ]


async def test_the_password_alone_opens_no_room(session: AsyncSession, town: Town) -> None:
    secret, _ = await enrolled(session, town.liu)

    entered = await enter(session)
    halfway = await identify_halfway(session, entered.token, HERE, NOW)

    assert entered.stage is SignInStage.SECOND_FACTOR
    assert await identify_person(session, entered.token, settings=KEYED, now=NOW) is None
    assert (await whole_ledger(session))[0].kind is LedgerKind.SESSION_HALFWAY
    assert halfway is not None
    done = await show(session, halfway, code_of(secret))
    assert isinstance(done, SignedIn)
    assert await identify_person(session, done.token, settings=KEYED, now=NOW) is not None
    assert await identify_person(session, entered.token, settings=KEYED, now=NOW) is None
    assert (await whole_ledger(session))[0].kind is LedgerKind.SESSION_STARTED


@pytest.mark.parametrize(("minutes", "alive"), [(4, True), (5, False)])
async def test_the_second_step_does_not_wait_for_ever(
    session: AsyncSession, town: Town, minutes: int, *, alive: bool
) -> None:
    await enrolled(session, town.liu)
    entered = await enter(session)

    later = NOW + timedelta(minutes=minutes)

    assert (await identify_halfway(session, entered.token, HERE, later) is not None) is alive


async def test_a_flood_of_wrong_codes_has_to_wait_even_with_the_right_one(
    session: AsyncSession, town: Town
) -> None:
    secret, _ = await enrolled(session, town.liu)
    halfway = await halfway_of(session)
    for _ in range(7):
        await show(session, halfway, "000000")

    outcome = await show(session, await halfway_of(session), code_of(secret))

    assert isinstance(outcome, StepRefused)
    assert outcome.retry_at == NOW + timedelta(seconds=2)
    assert (await whole_ledger(session))[0].detail["code"] == "too_soon"
    assert isinstance(await show(session, halfway, code_of(secret), timedelta(seconds=2)), SignedIn)


async def test_an_administrator_has_to_enrol_before_anything_else(
    session: AsyncSession, town: Town
) -> None:
    entered = await enter(session, "zhou")

    assert entered.stage is SignInStage.ENROLMENT
    assert await identify_person(session, entered.token, settings=KEYED, now=NOW) is None


async def test_whose_role_needs_it_cannot_turn_it_off(session: AsyncSession, town: Town) -> None:
    await enrolled(session, town.zhou)

    decision = await remove(session, town.zhou, KEYED, NOW)

    assert not decision.allowed
    assert "不能停用" in decision.reason
    assert (await whole_ledger(session))[0].kind is LedgerKind.SECOND_FACTOR_REFUSED


async def test_everybody_else_can(session: AsyncSession, town: Town) -> None:
    _, codes = await enrolled(session, town.liu)

    assert (await remove(session, town.liu, KEYED, NOW)).allowed

    assert (await enter(session)).stage is SignInStage.COMPLETE
    assert await check(session, town.liu, codes[0]) is CodeVerdict.WRONG
    assert LedgerKind.SECOND_FACTOR_REMOVED in [line.kind for line in await whole_ledger(session)]


async def test_a_reset_takes_the_factor_and_ends_the_sessions(
    session: AsyncSession, town: Town
) -> None:
    token = (await enter(session)).token
    await enrolled(session, town.liu)
    assert town.liu.id is not None

    await reset_second_factor(session, town.zhou, town.liu.id, NOW)

    assert await identify_person(session, token, settings=KEYED, now=NOW) is None
    line = (await whole_ledger(session))[0]
    assert (line.kind, line.actor_id, line.subject_id) == (
        LedgerKind.SECOND_FACTOR_RESET,
        town.zhou.id,
        town.liu.id,
    )
    assert (await enter(session)).stage is SignInStage.COMPLETE


async def test_nobody_is_reset(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await reset_second_factor(session, town.zhou, ids.new_id(), NOW)


async def test_codes_without_a_factor_are_not_made(session: AsyncSession, town: Town) -> None:
    with pytest.raises(ConflictError, match="没有启用"):
        await issue_recovery_codes(session, town.liu, NOW)
