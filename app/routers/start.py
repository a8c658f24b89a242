"""The start page: what this person should do next, with live counts."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.people.queries import pack_of_unit
from app.people.units import with_units_below
from app.policy.duties import Duty, duties_of
from app.policy.vocabulary import Role
from app.recordings.overview import figures_in_custody, figures_of, own_figures
from app.routers import labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.duty_cards import (
    COMING,
    ComingRoom,
    Step,
    catalogue_steps,
    hand_in_steps,
    oversee_steps,
)
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class StartPage:
    """Context of ``start/index.html``."""

    greeting: str
    person_name: str
    unit_name: str
    role_names: tuple[str, ...]
    today: datetime
    steps: tuple[Step, ...]
    coming: tuple[ComingRoom, ...]


@router.get("/", name="start")
async def show_start(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the duties of this person, the most urgent first."""
    duties = duties_of(visitor.actor, await pack_of_unit(session, visitor.person.unit_id))
    view = StartPage(
        greeting=greeting_at(now),
        person_name=visitor.person.full_name,
        unit_name=visitor.person.unit_name,
        role_names=labels.role_names(visitor.actor.roles) or ("暂无岗位",),
        today=now,
        steps=await _steps(session, visitor, duties, now),
        coming=tuple(room for duty in duties for room in COMING[duty]),
    )
    return pages.page(request, visitor.badge, "start/index.html", view)


def greeting_at(now: datetime) -> str:
    """Return the greeting of the hour in Asia/Shanghai."""
    hour = now.astimezone(SHANGHAI).hour
    if 5 <= hour < 12:
        return "上午好"
    return "下午好" if 12 <= hour < 18 else "晚上好"


async def _steps(
    session: SessionDep, visitor: Visitor, duties: tuple[Duty, ...], now: datetime
) -> tuple[Step, ...]:
    day_began = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    actor = visitor.actor
    steps: list[Step] = []
    if Duty.CATALOGUE in duties:
        figures = await figures_in_custody(session, actor, day_began=day_began)
        steps += catalogue_steps(figures, day_began)
    if Duty.HAND_IN in duties:
        steps += hand_in_steps(await own_figures(session, actor, day_began=day_began))
    if Duty.OVERSEE in duties:
        led = await with_units_below(session, actor.units_as(Role.LEADER))
        steps += oversee_steps(await figures_of(session, led, day_began=day_began))
    return tuple(steps)
