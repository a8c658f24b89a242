"""Accounts as the security administrator keeps them: stop, allow again, issue a password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, SignInSession
from app.people.finding import PersonDetail
from app.people.initial_passwords import issue_initial_password
from app.people.passwords import NOT_ISSUED
from app.people.second_factor import has_factor, reset_second_factor
from app.people.serving import (
    end_sessions,
    keep_an_administrator,
    lock_person,
    permit_on_account,
    permit_on_another,
    standing_roles,
)
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class AccountState:
    """How an account stands; ``sessions`` counts the living ones."""

    has_password: bool
    has_factor: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A password that was just issued, readable this once, for handing over on paper."""

    full_name: str
    username: str
    unit_name: str
    password: str


async def account_state(session: AsyncSession, person_id: UUID, now: datetime) -> AccountState:
    """Return how the account of a person stands."""
    stored = await session.scalar(select(Person.password_hash).where(Person.id == person_id))
    living = await session.scalar(
        select(func.count()).where(
            SignInSession.person_id == person_id,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
    )
    return AccountState(
        has_password=stored != NOT_ISSUED,
        has_factor=await has_factor(session, person_id),
        sessions=living or 0,
    )


async def deactivate_account(
    session: AsyncSession, actor: Actor, detail: PersonDetail, now: datetime
) -> Decision | None:
    """Stop an account and end its sessions. Appends ``person:deactivated``.

    Roles and posting stay, so that allowing it again restores everything.

    Raises:
        ConflictError: it is stopped, or nobody would administer the accounts afterwards.
    """
    person = await lock_person(session, detail.id)
    decision = await permit_on_another(session, actor, Act.PERSON_CHANGE, person, now=now)
    if not decision.allowed:
        return decision
    if not person.is_active:
        raise ConflictError("这个账号已经停用，请刷新页面查看。")
    rows = await standing_roles(session, person.id, day_of(now))
    await keep_an_administrator(session, person, rows, now=now)
    person.is_active = False
    await end_sessions(session, person.id, now)
    await _note(session, LedgerKind.PERSON_DEACTIVATED, actor, person, now=now)
    return None


async def reactivate_account(
    session: AsyncSession, actor: Actor, detail: PersonDetail, now: datetime
) -> Decision | None:
    """Let a stopped account sign in again. Appends ``person:reactivated``.

    Raises:
        ConflictError: it is not stopped, or the person has left.
    """
    person = await lock_person(session, detail.id)
    decision = await permit_on_another(session, actor, Act.PERSON_CHANGE, person, now=now)
    if not decision.allowed:
        return decision
    if person.left_on is not None:
        raise ConflictError(f"{person.full_name}已经离任。恢复账号请办理重新任职。")
    if person.is_active:
        raise ConflictError("这个账号没有停用，请刷新页面查看。")
    person.is_active = True
    await _note(session, LedgerKind.PERSON_REACTIVATED, actor, person, now=now)
    return None


async def issue_password(
    session: AsyncSession,
    actor: Actor,
    detail: PersonDetail,
    now: datetime,
) -> Slip | Decision:
    """Issue an initial password and sign the person out. Appends ``person:credential_reset``.

    Raises:
        ConflictError: the account is stopped, so a password would be of no use.
    """
    person = await lock_person(session, detail.id)
    act = Act.PERSON_RESET_CREDENTIAL
    decision = await permit_on_account(session, actor, act, person, now=now)
    if not decision.allowed:
        return decision
    if not person.is_active:
        raise ConflictError(f"{person.full_name}的账号已停用，不能发放密码。请先恢复账号。")
    password = await issue_initial_password(session, actor, detail.id, now)
    return Slip(person.full_name, person.username, detail.unit_name, password)


async def reset_factor(
    session: AsyncSession, actor: Actor, detail: PersonDetail, now: datetime
) -> Decision | None:
    """Take a lost second factor from somebody else. Appends ``second_factor:reset``.

    One's own is changed on the account page, where it has to be shown first.

    Raises:
        ConflictError: there is none to take.
    """
    person = await lock_person(session, detail.id)
    act = Act.PERSON_RESET_CREDENTIAL
    decision = await permit_on_another(session, actor, act, person, now=now)
    if not decision.allowed:
        return decision
    if not await has_factor(session, person.id):
        raise ConflictError(f"{person.full_name}没有启用动态口令，不需要重设。请刷新页面查看。")
    await reset_second_factor(session, actor, person.id, now)
    return None


async def issue_passwords(
    session: AsyncSession,
    actor: Actor,
    details: list[PersonDetail],
    now: datetime,
) -> list[Slip] | Decision:
    """Issue initial passwords for several people, or for none if one of them may not be."""
    slips: list[Slip] = []
    for detail in sorted(details, key=_by_id):
        issued = await issue_password(session, actor, detail, now)
        if isinstance(issued, Decision):
            return issued
        slips.append(issued)
    return slips


def _by_id(detail: PersonDetail) -> UUID:
    """Rows are locked in one order, so two administrators never wait for each other."""
    return detail.id


async def _note(
    session: AsyncSession, kind: LedgerKind, actor: Actor, person: Person, *, now: datetime
) -> None:
    await append(session, kind, actor, unit_id=person.unit_id, subject_id=person.id, now=now)
