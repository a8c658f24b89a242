"""The panels of a person's page that belong to people: facts, account, roles, postings.

Colleagues see who somebody is: name, unit, section, post and roles of today, and nothing more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.people.accounts import account_state
from app.people.authority import authorise
from app.people.career import PostingLine, RoleLine, postings_of, roles_of
from app.people.finding import PersonDetail, thing_of_person
from app.people.listing import roles_on, standing_of
from app.people.serving import authorise_on_account
from app.policy.acts import Act
from app.routers import labels
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class FactsPanel:
    """Context of ``people/_facts.html``; numbers only for those who may know them."""

    detail: PersonDetail
    roles: tuple[str, ...]
    standing: labels.Tag
    sees_file: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class AccountPanel:
    """Context of ``people/_account.html``."""

    person_id: UUID
    username: str
    standing: labels.Tag
    has_password: bool
    has_factor: bool
    sessions: int
    has_left: bool
    is_active: bool
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class RolesPanel:
    """Context of ``people/_roles.html``; ``today`` tells what is over and what is to come."""

    person_id: UUID
    lines: tuple[RoleLine, ...]
    today: date
    may_assign: bool


@dataclass(frozen=True, slots=True)
class PostingsPanel:
    """Context of ``people/_postings.html``; reasons of leaving are for those who keep accounts."""

    lines: tuple[PostingLine, ...]
    sees_reasons: bool


async def facts_panel(
    session: AsyncSession, visitor: Visitor, detail: PersonDetail, now: datetime
) -> Panel | None:
    """Show who somebody is, to everybody who may open the page."""
    held = await roles_on(session, [detail.id], day_of(now))
    changes = await _may(session, visitor, detail, Act.PERSON_CHANGE)
    on_account = await authorise_on_account(
        session, visitor.actor, Act.PERSON_CHANGE, detail, day_of(now)
    )
    view = FactsPanel(
        detail=detail,
        roles=labels.role_names(held.get(detail.id, frozenset())),
        standing=_standing(detail),
        sees_file=changes or await _may(session, visitor, detail, Act.PERSON_READ_FILE),
        may_change=on_account.allowed,
    )
    return Panel("people/_facts.html", view)


async def account_panel(
    session: AsyncSession, visitor: Visitor, detail: PersonDetail, now: datetime
) -> Panel | None:
    """Show how the account stands, to whoever keeps accounts."""
    if not await _may(session, visitor, detail, Act.PERSON_RESET_CREDENTIAL):
        return None
    state = await account_state(session, detail.id, now)
    view = AccountPanel(
        person_id=detail.id,
        username=detail.username,
        standing=_standing(detail),
        has_password=state.has_password,
        has_factor=state.has_factor,
        sessions=state.sessions,
        has_left=detail.left_on is not None,
        is_active=detail.is_active,
        is_oneself=detail.id == visitor.actor.id,
    )
    return Panel("people/_account.html", view)


async def roles_panel(
    session: AsyncSession, visitor: Visitor, detail: PersonDetail, now: datetime
) -> Panel | None:
    """Show the roles of then and now, to whoever assigns them or may read the file."""
    assigns = await _may(session, visitor, detail, Act.PERSON_ASSIGN_ROLE)
    if not assigns and not await _may(session, visitor, detail, Act.PERSON_READ_FILE):
        return None
    view = RolesPanel(
        person_id=detail.id,
        lines=tuple(await roles_of(session, detail.id)),
        today=day_of(now),
        may_assign=assigns and detail.left_on is None and detail.id != visitor.actor.id,
    )
    return Panel("people/_roles.html", view)


async def postings_panel(
    session: AsyncSession, visitor: Visitor, detail: PersonDetail, now: datetime
) -> Panel | None:
    """Show where somebody has served, to whoever keeps accounts or may read the file."""
    del now
    changes = await _may(session, visitor, detail, Act.PERSON_CHANGE)
    if not changes and not await _may(session, visitor, detail, Act.PERSON_READ_FILE):
        return None
    lines = tuple(await postings_of(session, detail.id))
    return Panel("people/_postings.html", PostingsPanel(lines, sees_reasons=changes))


async def _may(session: AsyncSession, visitor: Visitor, detail: PersonDetail, act: Act) -> bool:
    thing = await thing_of_person(session, detail)
    return (await authorise(session, visitor.actor, act, thing)).allowed


def _standing(detail: PersonDetail) -> labels.Tag:
    return labels.PERSON_STANDINGS[standing_of(is_active=detail.is_active, left_on=detail.left_on)]
