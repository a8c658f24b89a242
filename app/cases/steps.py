"""The steps that a case has taken, as the ledger tells them: when, how they ended, what number.

A step is registered when somebody types it and taken on the day that they give. Pages show that
day; the moment of typing stays in the event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI, day_of
from app.ledger.book import LedgerLine, line_of
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from app.policy.case_step_forms import form_of_step, said_of_step
from app.policy.case_words import CaseState

KINDS: Mapping[CaseState, LedgerKind] = MappingProxyType(
    {
        CaseState.ARCHIVED: LedgerKind.CASE_ARCHIVED,
        CaseState.CLOSED: LedgerKind.CASE_CLOSED,
        CaseState.FILE_BOUND: LedgerKind.CASE_FILE_BOUND,
        CaseState.TRANSFERRED: LedgerKind.CASE_TRANSFERRED,
    }
)
"""The events of steps that have one of their own; every other step is ``case:stepped``."""

STEP_KINDS = frozenset(
    {
        *KINDS.values(),
        LedgerKind.CASE_OPENED,
        LedgerKind.CASE_REOPENED,
        LedgerKind.CASE_STEPPED,
    }
)
"""The events by which a case comes to a state."""

_NOON = time(12)
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step with its moment; ``is_day``: only the day is known, and ``at`` is in its middle."""

    line: LedgerLine
    state: CaseState
    at: datetime
    is_day: bool
    said: str


def kind_of_step(then: CaseState) -> LedgerKind:
    """Return the event of a step."""
    return KINDS.get(then, LedgerKind.CASE_STEPPED)


async def steps_taken(session: AsyncSession, case_id: UUID) -> list[LedgerLine]:
    """Return the events by which a case came to its states, oldest first."""
    rows = await session.scalars(
        select(LedgerEvent)
        .where(
            LedgerEvent.subject_id == case_id,
            LedgerEvent.kind.in_([kind.value for kind in STEP_KINDS]),
        )
        .order_by(LedgerEvent.seq)
    )
    return [line_of(row) for row in rows]


def in_their_days(lines: Iterable[LedgerLine], opened_on: date) -> list[StepTaken]:
    """Return steps with the moments at which they were taken; of one day, in their order."""
    taken: list[StepTaken] = []
    for line in lines:
        day = day_of_step(line, opened_on)
        is_day = day != day_of(line.at)
        at = noon_of(day) if is_day else line.at
        if is_day and taken and day_of(taken[-1].at) == day:
            at = max(at, taken[-1].at + _A_MOMENT)
        taken.append(StepTaken(line, _state_of(line), at, is_day, said_of(line)))
    return taken


def day_of_step(line: LedgerLine, opened_on: date) -> date:
    """Return the day of a step: the one that was given, else that on which it was registered."""
    if line.kind is LedgerKind.CASE_OPENED:
        return opened_on
    given = line.detail.get("on")
    return date.fromisoformat(given) if given else day_of(line.at)


def said_of(line: LedgerLine) -> str:
    """Return how a step ended and under which number, in words."""
    detail = line.detail
    form = form_of_step(CaseState(detail.get("from_state", CaseState.OPENED)), _state_of(line))
    return said_of_step(form, result=detail.get("result", ""), number=detail.get("number", ""))


def noon_of(day: date) -> datetime:
    """Return the middle of a day, where only the day is known."""
    return datetime.combine(day, _NOON, SHANGHAI)


def _state_of(line: LedgerLine) -> CaseState:
    return CaseState(line.detail.get("state", CaseState.OPENED))
