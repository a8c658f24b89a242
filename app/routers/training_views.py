"""One record of training or supervision as its page shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import history_of
from app.ledger.kinds import LABELS
from app.people.authority import authorise, thing_in
from app.people.queries import names_of
from app.people.training_attendance import Attendee, Candidate, candidates_for
from app.people.training_form import TRAINING_WORDS
from app.people.trainings import TrainingDetail
from app.policy.acts import Act
from app.routers.certificates import HistoryLine
from app.routers.forms import FieldError
from app.routers.ledger_words import who
from app.routers.qualification_words import TRAINING_KINDS
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class TrainingRecordPage:
    """Context of ``training/show.html``; ``values`` is what was typed into the form below."""

    id: UUID
    kind: str
    title: str
    held_on: date
    hours: Decimal | None
    organiser: str
    unit_name: str
    note: str
    registered_by: str
    registered_at: datetime
    attendees: tuple[Attendee, ...]
    candidates: tuple[Candidate, ...]
    history: tuple[HistoryLine, ...]
    may_keep: bool
    is_check: bool
    shown_at: datetime
    chosen: frozenset[UUID] = frozenset()
    result: str = ""
    remark: str = ""
    errors: tuple[FieldError, ...] = ()


async def view_of(
    session: AsyncSession, visitor: Visitor, found: TrainingDetail, now: datetime
) -> TrainingRecordPage:
    """Return the page of a record; only its keepers see the candidates and the history."""
    thing = await thing_in(session, found.unit_id)
    keeps = (await authorise(session, visitor.actor, Act.TRAINING_KEEP, thing)).allowed
    events = await history_of(session, found.id) if keeps else []
    names = await names_of(session, [*(event.actor_id for event in events), found.registered_by_id])
    entered = {one.person_id for one in found.attendees}
    candidates = await candidates_for(session, found.unit_id, found.held_on) if keeps else ()
    return TrainingRecordPage(
        id=found.id,
        kind=TRAINING_WORDS[found.kind],
        title=found.title,
        held_on=found.held_on,
        hours=found.hours,
        organiser=found.organiser,
        unit_name=found.unit_name,
        note=found.note,
        registered_by=names.get(found.registered_by_id, "系统")
        if found.registered_by_id
        else "系统",
        registered_at=found.registered_at,
        attendees=found.attendees,
        candidates=tuple(one for one in candidates if one.id not in entered),
        history=tuple(
            HistoryLine(event.at, who(event, names), LABELS[event.kind]) for event in events
        ),
        may_keep=keeps,
        is_check=TRAINING_WORDS[found.kind] != TRAINING_KINDS[0].text,
        shown_at=now,
    )
