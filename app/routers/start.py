"""The start page: what this person should do next, with live counts."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.people.queries import pack_of_unit
from app.policy.duties import duties_of
from app.routers import labels, pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.duty_cards import COMING, ComingRoom, Step
from app.routers.next_steps import Desk, next_steps
from app.routers.visitor import VisitorDep

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
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show the duties of this person, the most urgent first."""
    duties = duties_of(visitor.actor, await pack_of_unit(session, visitor.person.unit_id))
    view = StartPage(
        greeting=greeting_at(now),
        person_name=visitor.person.full_name,
        unit_name=visitor.person.unit_name,
        role_names=labels.role_names(visitor.actor.roles) or ("暂无岗位",),
        today=now,
        steps=await next_steps(Desk(session, resources, visitor.actor, now), duties),
        coming=tuple(room for duty in duties for room in COMING[duty]),
    )
    return pages.page(request, visitor.badge, "start/index.html", view)


def greeting_at(now: datetime) -> str:
    """Return the greeting of the hour in Asia/Shanghai."""
    hour = now.astimezone(SHANGHAI).hour
    if 5 <= hour < 12:
        return "上午好"
    return "下午好" if 12 <= hour < 18 else "晚上好"
