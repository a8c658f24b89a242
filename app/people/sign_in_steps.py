"""The steps of a sign-in after the password: code, new password, enrolment.

Until the last one is done the cookie opens no room: ``identify_person`` does not know it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, SignInSession
from app.people.binding import CookieElsewhereError
from app.people.credentials import PasswordRefused, choose_password, locked_person
from app.people.known_browsers import find_known
from app.people.one_time_codes import CodeVerdict, check_code
from app.people.origin import Origin
from app.people.passwords import PasswordPool
from app.people.second_factor import enrol
from app.people.session_rows import SignedIn, go_on, person_actor
from app.people.throttle import (
    count_failure,
    forgive,
    one_at_a_time,
    second_step_counters,
    wait_until,
)
from app.policy.actor import Actor
from app.policy.signing_in import is_same_browser
from app.policy.vocabulary import SignInStage
from app.settings import Settings

CODE_WORDS = {
    CodeVerdict.WRONG: "动态口令或恢复码不正确。请核对手机时间是否准确，等出现新的口令后再试。",
    CodeVerdict.USED: "这个动态口令已经用过一次，不能再用。请等手机上出现新的口令后再输入。",
    CodeVerdict.UNREADABLE: (
        "系统现在无法校验动态口令，因为保护它的密钥已经改变。"
        "请使用恢复码，或联系安全管理员重置动态口令。"
    ),
}
ENDED = "这次登录已被结束，可能是密码刚刚重新发放。没有作任何修改，请重新登录。"


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right and who has still something to show or to do."""

    row: SignInSession
    person: Person

    @property
    def stage(self) -> SignInStage:
        """Return the step that is due."""
        return SignInStage(self.row.stage)

    @property
    def actor(self) -> Actor:
        """Return the actor for events and for the steps themselves: it holds no role."""
        return person_actor(self.person, self.row.id)


@dataclass(frozen=True, slots=True)
class StepRefused:
    """The step has to be tried again, at once or at ``retry_at``."""

    message: str
    retry_at: datetime | None = None


async def identify_halfway(
    session: AsyncSession, token: str, origin: Origin, now: datetime
) -> Halfway | None:
    """Return who stands half-way behind a cookie, or ``None`` when the step took too long.

    Raises:
        CookieElsewhereError: another browser shows the cookie.
    """
    found = (
        await session.execute(
            select(SignInSession, Person)
            .join(Person, Person.id == SignInSession.person_id)
            .where(
                SignInSession.token_hash == ids.digest_of_secret(token),
                SignInSession.stage != SignInStage.COMPLETE.value,
                SignInSession.revoked_at.is_(None),
                SignInSession.expires_at > now,
                Person.is_active,
            )
        )
    ).one_or_none()
    if found is None:
        return None
    row, person = found
    if not is_same_browser(row.user_agent, origin.user_agent):
        raise CookieElsewhereError(row.id, "other_browser")
    return Halfway(row, person)


async def show_code(
    session: AsyncSession,
    halfway: Halfway,
    origin: Origin,
    *,
    code: str,
    settings: Settings,
    now: datetime,
    browser_token: str | None = None,
) -> SignedIn | StepRefused:
    """Take the second step with a code of the phone or a recovery code.

    Wrong codes are counted per person and browser: whoever guesses elsewhere does not slow the
    person's own browser. Appends ``second_factor:refused``, or ``recovery_code:used`` and
    ``session:started``.

    Raises:
        ConflictError: the sign-in was ended meanwhile.
    """
    person = halfway.person
    known = await find_known(session, browser_token, person.id, now)
    counters = second_step_counters(person.id, known)
    await one_at_a_time(session, counters)
    await _lock_standing(session, halfway)
    blocked = await wait_until(session, counters, now)
    if blocked is not None:
        await note_too_soon(session, halfway.actor, origin, now)
        return StepRefused("连续多次输入有误，请稍后重试。", blocked)
    verdict = await check_code(session, person.id, code, key=settings.secret_key, now=now)
    await note_verdict(session, halfway.actor, verdict, origin, now)
    if not verdict.is_right:
        await count_failure(session, counters, now)
        return StepRefused(CODE_WORDS[verdict])
    await forgive(session, counters)
    return await go_on(
        session,
        person,
        origin,
        row=halfway.row,
        has_shown_factor=True,
        browser_token=browser_token,
        settings=settings,
        now=now,
    )


async def set_first_password(
    session: AsyncSession,
    passwords: PasswordPool,
    halfway: Halfway,
    origin: Origin,
    *,
    new: str,
    settings: Settings,
    now: datetime,
    browser_token: str | None = None,
) -> SignedIn | PasswordRefused:
    """Replace an initial or expired password and go on. Appends what ``choose_password`` says.

    Raises:
        ConflictError: the sign-in was ended meanwhile.
    """
    await _lock_standing(session, halfway)
    refused = await choose_password(
        session, passwords, halfway.actor, new=new, settings=settings, now=now
    )
    if refused is not None:
        return refused
    return await go_on(
        session,
        halfway.person,
        origin,
        row=halfway.row,
        has_shown_factor=True,
        browser_token=browser_token,
        settings=settings,
        now=now,
    )


async def enrol_and_go_on(
    session: AsyncSession,
    halfway: Halfway,
    origin: Origin,
    *,
    code: str,
    settings: Settings,
    now: datetime,
    browser_token: str | None = None,
) -> tuple[SignedIn, tuple[str, ...]] | None:
    """Enrol as the role demands; return the session and the recovery codes, ``None`` if wrong.

    Raises:
        ConflictError: nothing is prepared any more, or the sign-in was ended meanwhile.
    """
    await _lock_standing(session, halfway)
    codes = await enrol(session, halfway.actor, code, settings, now)
    if codes is None:
        return None
    signed_in = await go_on(
        session,
        halfway.person,
        origin,
        row=halfway.row,
        has_shown_factor=True,
        browser_token=browser_token,
        settings=settings,
        now=now,
    )
    return signed_in, codes


async def _lock_standing(session: AsyncSession, halfway: Halfway) -> None:
    """Lock the person, and make sure that this sign-in stands where it stood.

    Whoever holds an old password may begin a form and finish it only after a new one was issued.

    Raises:
        ConflictError: it was ended, or went on, after the cookie was read.
    """
    stage = halfway.stage
    await locked_person(session, halfway.person.id)
    await session.refresh(halfway.row)
    if halfway.row.revoked_at is not None or halfway.stage is not stage:
        raise ConflictError(ENDED)


async def note_verdict(
    session: AsyncSession, actor: Actor, verdict: CodeVerdict, origin: Origin, now: datetime
) -> None:
    """Append ``second_factor:refused`` or ``recovery_code:used``; a plain fit says nothing here."""
    if verdict is CodeVerdict.FITS:
        return
    if not verdict.is_right:
        await _note_refused(session, actor, verdict.value, origin, now)
        return
    await append(
        session,
        LedgerKind.RECOVERY_CODE_USED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail=origin.detail(),
        now=now,
    )


async def note_too_soon(session: AsyncSession, actor: Actor, origin: Origin, now: datetime) -> None:
    """Append ``second_factor:refused`` for a try that came before its time."""
    await _note_refused(session, actor, "too_soon", origin, now)


async def _note_refused(
    session: AsyncSession, actor: Actor, code: str, origin: Origin, now: datetime
) -> None:
    await append(
        session,
        LedgerKind.SECOND_FACTOR_REFUSED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail={"code": code, **origin.detail()},
        now=now,
    )
