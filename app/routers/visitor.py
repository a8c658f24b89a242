"""The signed-in person behind a page: required by every room except the entrance."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.queries import is_set_up
from app.people.identifying import PersonFacts, who_is_present
from app.people.losing import Losses
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import may_have_use
from app.policy.vocabulary import ActorKind, Role
from app.routers import labels, pages
from app.routers.api import UnauthenticatedError
from app.routers.deps import NowDep, SessionDep, actor_of_request
from app.routers.resources import Resources, resources_of
from app.routers.shell import Badge, rooms_of
from app.routers.unsent import nobody_at_the_door

_SOON = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person, and what the header shows of them."""

    actor: Actor
    person: PersonFacts
    badge: Badge


async def visitor_of_request(session: AsyncSession, actor: Actor) -> Visitor:
    """Return who visits; they were identified by this session.

    Raises:
        UnauthenticatedError: nobody is signed in; the error page sends browsers to the entrance.
    """
    if actor.kind is not ActorKind.PERSON or actor.id is None:
        raise UnauthenticatedError
    person = who_is_present(session).person
    pack = await pack_of_unit(session, person.unit_id)
    keeps_set_up = may_have_use(actor, Act.AGENCY_ADOPT, pack)
    badge = Badge(
        name=person.full_name,
        unit_name=person.unit_name,
        rooms=rooms_of(actor, pack),
        is_set_up_open=keeps_set_up and not await is_set_up(session, person.unit_id),
    )
    return Visitor(actor=actor, person=person, badge=badge)


async def warned_visitor(
    request: Request,
    session: AsyncSession,
    resources: Resources,
    visitor: Visitor,
    now: datetime,
) -> Visitor:
    """Return who visits, with a word on their pages when the sign-in is about to end.

    A page may cite an article, whose official words are then at hand.
    """
    await resources.shelf.refresh(session, now)
    present = who_is_present(session)
    badge = replace(
        visitor.badge,
        lost=_lost(present.lost, visitor.actor),
        warning=_ending(present.expires_at, now),
        idle_minutes=resources.settings.session_idle_minutes,
    )
    pages.remember_badge(request, badge)
    return replace(visitor, badge=badge)


def _lost(lost: Losses, actor: Actor) -> str:
    """Return which roles somebody has lost since they signed in, unless they were given back."""
    lent_still = {each.role for each in actor.assignments if each.principal}
    own = _named(role for role in lost.own if role not in actor.roles)
    lent = _named(role for role in lost.lent if role not in lent_still)
    told = []
    if own:
        told.append(
            f"您的岗位{own}在您登录以后已经终止，凭这个岗位的事项不能再办理。"
            "已经办理的不受影响；有疑问的，请联系本单位的安全管理员。"
        )
    if lent:
        told.append(
            f"授权您代行的{lent}职权在您登录以后已经收回或者终止，凭这项授权的事项不能再办理。"
            "已经办理的不受影响；有疑问的，请联系登记授权的领导。"
        )
    return "".join(told)


def _named(roles: Iterable[Role]) -> str:
    return "、".join(f"“{labels.ROLES[role]}”" for role in dict.fromkeys(roles))


def _ending(expires_at: datetime, now: datetime) -> str:
    """Return a warning while there is still time to finish; unsaved text would be lost."""
    if expires_at - now > _SOON:
        return ""
    minutes = int((expires_at - now).total_seconds()) // 60
    left = f"{minutes} 分钟" if minutes else "不到 1 分钟"
    return f"本次登录已接近时限，{left}后自动退出。请尽快完成手头的内容，然后重新登录。"


async def visitor_at_the_door(request: Request, session: SessionDep, now: NowDep) -> Visitor:
    """Return who visits, as every room takes them.

    One dependency and not four: each is solved again wherever another one names it.

    Raises:
        UnauthenticatedError: nobody is signed in; a form that was sent is kept with it.
    """
    actor = await actor_of_request(request, session, now)
    if actor.kind is not ActorKind.PERSON:
        raise await nobody_at_the_door(request)
    visitor = await visitor_of_request(session, actor)
    return await warned_visitor(request, session, resources_of(request), visitor, now)


VisitorDep = Annotated[Visitor, Depends(visitor_at_the_door)]
