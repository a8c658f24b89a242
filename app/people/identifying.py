"""Who stands behind a cookie, and which roles they hold: asked anew with every request.

Rights are never kept from one request to the next, so what changed a second ago bites now. Who it
is, where they belong, what they hold and by which law they live there is one question, because
every page begins with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    DateTime,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.models import Delegation, Person, RoleAssignment, Section, SignInSession, Unit
from app.people.binding import compare_origin, follow_address
from app.people.laws import learn, lives_by
from app.people.losing import NO_LOSSES, Losses, read_losses
from app.people.origin import Origin
from app.people.units import learned_of
from app.policy.actor import Actor, Assignment, Principal
from app.policy.delegating import may_exercise
from app.policy.excluding import HeldRole
from app.policy.vocabulary import ActorKind, Role, SignInStage
from app.questions import ask
from app.settings import Settings

_TOUCH_EVERY = timedelta(seconds=60)
_PRESENT = "present"
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as the header and the account page show them."""

    id: UUID
    username: str
    full_name: str
    post: str
    unit_id: UUID
    unit_name: str
    section_name: str


@dataclass(frozen=True, slots=True)
class Present:
    """Who came with this request, and when their sign-in ends whatever happens.

    ``lost`` are the roles that somebody ended at once while they were signed in.
    """

    person: PersonFacts
    expires_at: datetime
    lost: Losses = NO_LOSSES


async def identify_person(
    session: AsyncSession,
    token: str,
    *,
    settings: Settings,
    now: datetime,
    origin: Origin | None = None,
    is_background: bool = False,
) -> Actor | None:
    """Return the person behind a cookie, or ``None`` when the session is over or was revoked.

    A request in the background does not prolong the session. Without an ``origin`` nothing is
    compared with it. Who it was is kept for ``who_is_present``.

    Raises:
        CookieElsewhereError: another browser shows the cookie, or, where the installation binds
            sessions to addresses, the same browser does from another address.
    """
    found = await ask(
        session,
        _behind_a_cookie(),
        token_hash=ids.digest_of_secret(token),
        now=now,
        idle_since=now - timedelta(minutes=settings.session_idle_minutes),
        day=now.astimezone(SHANGHAI).date(),
    )
    if not found:
        return None
    row, learned = found[0], learned_of(session)
    for law in found:
        learn(learned, law)
    if origin is not None:
        compare_origin(row, origin, settings)
    has_moved = origin is not None and row.address != origin.address
    if has_moved or (not is_background and now - row.last_seen_at > _TOUCH_EVERY):
        await _note_life(session, row.id, origin, now, is_background=is_background)
    person = PersonFacts(
        id=row.person_id,
        username=row.username,
        full_name=row.full_name,
        post=row.post,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        section_name=row.section_name or "",
    )
    session.info[_PRESENT] = Present(person, row.expires_at, read_losses(row.ended_roles))
    assignments = _held(tuple(row.units or ()), tuple(row.roles or ()))
    if row.stands_in:
        assignments = await assignments_on(session, person.id, now.astimezone(SHANGHAI).date())
    return Actor(
        kind=ActorKind.PERSON,
        id=person.id,
        unit_id=person.unit_id,
        credential_id=row.id,
        assignments=assignments,
    )


@lru_cache(maxsize=256)
def _held(units: tuple[UUID, ...], roles: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Return these roles in these units; somebody may hold hundreds, and the same ones again."""
    return tuple(
        Assignment(unit_id, _ROLES[role]) for unit_id, role in zip(units, roles, strict=True)
    )


def who_is_present(session: AsyncSession) -> Present:
    """Return whom this request's cookie has led to; there is somebody."""
    present: Present = session.info[_PRESENT]
    return present


async def _note_life(
    session: AsyncSession,
    session_id: UUID,
    origin: Origin | None,
    now: datetime,
    *,
    is_background: bool,
) -> None:
    """Note where the session is now and that it lives."""
    row = await session.get_one(SignInSession, session_id)
    if origin is not None:
        person = await session.get_one(Person, row.person_id)
        await follow_address(session, row, person, origin, now)
    if not is_background and now - row.last_seen_at > _TOUCH_EVERY:
        row.last_seen_at = now


async def assignments_on(
    session: AsyncSession, person_id: UUID, day: date
) -> tuple[Assignment, ...]:
    """Return the roles a person holds on a day of the agency's calendar.

    Those of an absent person for whom they stand in come with that person's name; they end with
    the paper, with its withdrawal, and with the principal's own role, and rest while they hold
    no role of their own.
    """
    held = await ask(session, _held_on(), person_id=person_id, day=day)
    own: list[HeldRole] = []
    lent: list[tuple[HeldRole, Principal]] = []
    for unit_id, role, from_on, until_on, principal_id, name in held:
        one = HeldRole(unit_id, Role(role), from_on, until_on)
        if principal_id is None:
            own.append(one)
        else:
            lent.append((one, Principal(principal_id, name)))
    return (*(Assignment(one.unit_id, one.role) for one in own), *_still_lent(lent, own))


def _still_lent(
    lent: Iterable[tuple[HeldRole, Principal]], own: list[HeldRole]
) -> Iterable[Assignment]:
    for one, principal in lent:
        if may_exercise(one, own):
            yield Assignment(one.unit_id, one.role, principal)


# Every request asks these; to build such a statement costs more than to have it answered.


@cache
def _behind_a_cookie() -> Select[*tuple[Any, ...]]:
    """Return a session with its person, their place, and the roles that are their own.

    There is a row for each law by which they live in all these units. What is said of the person
    stands in all of them, what they hold in the first alone.
    """
    who = _who().cte("who").prefix_with("MATERIALIZED", dialect="postgresql")
    units = select(func.array_append(who.c.units, who.c.unit_id)).scalar_subquery()
    laws = lives_by(cast(units, ARRAY(Uuid))).subquery("law")
    is_first = func.row_number().over() == 1
    held = {"units", "roles"}
    return select(
        *(column for column in who.c if column.name not in held),
        *(case((is_first, who.c[name])).label(name) for name in sorted(held)),
        *laws.c,
    ).join(laws, true())


def _who() -> Select[*tuple[Any, ...]]:
    stands_in = exists().where(Delegation.delegate_id == Person.id, _is_lent_on_the_day())
    return (
        select(
            SignInSession.id,
            SignInSession.user_agent,
            SignInSession.address,
            SignInSession.last_seen_at,
            SignInSession.expires_at,
            SignInSession.ended_roles,
            Person.id.label("person_id"),
            Person.username,
            Person.full_name,
            Person.post,
            Person.unit_id,
            Unit.name.label("unit_name"),
            Section.name.label("section_name"),
            _of_own(RoleAssignment.unit_id).label("units"),
            _of_own(RoleAssignment.role).label("roles"),
            stands_in.correlate(Person).label("stands_in"),
        )
        .join(Person, Person.id == SignInSession.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Section, Section.id == Person.section_id)
        .where(
            SignInSession.token_hash == bindparam("token_hash"),
            SignInSession.stage == SignInStage.COMPLETE.value,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > bindparam("now", type_=DateTime(timezone=True)),
            SignInSession.last_seen_at > bindparam("idle_since", type_=DateTime(timezone=True)),
            Person.is_active,
        )
    )


def _of_own(column: Any) -> ScalarSelect[Any]:
    """Return this column of the roles that are a person's own, in the order of the assignments."""
    return (
        select(func.array_agg(aggregate_order_by(column, RoleAssignment.id)))
        .where(RoleAssignment.person_id == Person.id, _runs_on_the_day())
        .correlate(Person)
        .scalar_subquery()
    )


@cache
def _held_on() -> CompoundSelect[*tuple[Any, ...]]:
    return _own_on().union_all(_lent_on())


def _own_on() -> Select[*tuple[Any, ...]]:
    return select(
        RoleAssignment.unit_id,
        RoleAssignment.role,
        RoleAssignment.from_on,
        RoleAssignment.until_on,
        cast(null(), Uuid).label("principal_id"),
        cast(null(), Text).label("principal_name"),
    ).where(RoleAssignment.person_id == bindparam("person_id", type_=Uuid), _runs_on_the_day())


def _lent_on() -> Select[*tuple[Any, ...]]:
    principals_own = exists().where(
        RoleAssignment.person_id == Delegation.principal_id,
        RoleAssignment.unit_id == Delegation.unit_id,
        RoleAssignment.role == Delegation.role,
        _runs_on_the_day(),
    )
    return (
        select(
            Delegation.unit_id,
            Delegation.role,
            Delegation.from_on,
            Delegation.until_on,
            Person.id,
            Person.full_name,
        )
        .join(Person, Person.id == Delegation.principal_id)
        .where(
            Delegation.delegate_id == bindparam("person_id", type_=Uuid),
            _is_lent_on_the_day(),
            principals_own,
        )
    )


def _is_lent_on_the_day() -> ColumnElement[bool]:
    day = bindparam("day", type_=Date)
    return and_(
        Delegation.withdrawn_at.is_(None), Delegation.from_on <= day, Delegation.until_on >= day
    )


def _runs_on_the_day() -> ColumnElement[bool]:
    day, until = bindparam("day", type_=Date), RoleAssignment.until_on
    return and_(RoleAssignment.from_on <= day, or_(until.is_(None), until >= day))
