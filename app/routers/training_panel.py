"""培训和监督检查 on the page of a person, for whoever may read the file."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.authority import authorise
from app.people.finding import PersonDetail, thing_of_person
from app.people.training_attendance import trainings_of
from app.people.training_form import TRAINING_WORDS
from app.policy.acts import Act
from app.routers.panels import Panel
from app.routers.visitor import Visitor

_LATEST = 20


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One record in somebody's file."""

    id: UUID
    held_on: date
    kind: str
    title: str
    hours: Decimal | None
    result: str


@dataclass(frozen=True, slots=True)
class TrainingPanel:
    """Context of ``people/_training.html``; ``more`` says that older records are left out."""

    lines: tuple[TrainingLine, ...]
    more: bool


async def training_panel(
    session: AsyncSession, visitor: Visitor, detail: PersonDetail, now: datetime
) -> Panel | None:
    """Return the latest records of somebody, or nothing to a colleague."""
    del now
    thing = await thing_of_person(session, detail)
    if not (await authorise(session, visitor.actor, Act.PERSON_READ_FILE, thing)).allowed:
        return None
    found = await trainings_of(session, detail.id, _LATEST + 1)
    lines = tuple(
        TrainingLine(
            one.id, one.held_on, TRAINING_WORDS[one.kind], one.title, one.hours, one.result
        )
        for one in found[:_LATEST]
    )
    return Panel("people/_training.html", TrainingPanel(lines, more=len(found) > _LATEST))
