"""The steps that a case has taken, as the ledger tells them: when, how they ended, what number.

A step is registered when somebody types it and taken on the day that they give. Pages show that
day; the moment of typing stays in the event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI, day_of
from app.ledger.book import LedgerLine, line_of
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from app.policy.case_step_forms import StepForm, form_of_step, said_of_step
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
    """Return the events by which a case came to its states, oldest first.

    Each says what it was corrected to last.
    """
    kinds = STEP_KINDS | {LedgerKind.CASE_STEP_CORRECTED}
    rows = await session.scalars(
        select(LedgerEvent)
        .where(
            LedgerEvent.subject_id == case_id,
            LedgerEvent.kind.in_([kind.value for kind in kinds]),
        )
        .order_by(LedgerEvent.seq)
    )
    steps: dict[UUID, LedgerLine] = {}
    for line in map(line_of, rows):
        if line.kind is LedgerKind.CASE_STEP_CORRECTED:
            step = steps[UUID(line.detail["step"])]
            steps[step.id] = replace(step, detail={**step.detail, **line.detail["after"]})
        else:
            steps[line.id] = line
    return list(steps.values())


def of_version(lines: Iterable[LedgerLine], version: int) -> list[LedgerLine]:
    """Return the steps of one version of a file; reopening is the first of the next."""
    found, number = [], 1
    for line in lines:
        number += line.kind is LedgerKind.CASE_REOPENED
        if number == version:
            found.append(line)
    return found


def steps_to(lines: Iterable[LedgerLine]) -> dict[CaseState, LedgerLine]:
    """Return the last step that led to each state."""
    return {state_of(line): line for line in lines}


def is_asked_for_its_day(line: LedgerLine) -> bool:
    """Return whether the step had a form, so that what was typed into it can be wrong."""
    return bool(form_of_line(line).day) and line.kind is not LedgerKind.CASE_REOPENED


def in_their_days(lines: Iterable[LedgerLine], opened_on: date) -> list[StepTaken]:
    """Return steps with the moments at which they were taken; of one day, in their order."""
    taken: list[StepTaken] = []
    for line in lines:
        day = day_of_step(line, opened_on)
        is_day = day != day_of(line.at)
        at = noon_of(day) if is_day else line.at
        if is_day and taken and day_of(taken[-1].at) == day:
            at = max(at, taken[-1].at + _A_MOMENT)
        taken.append(StepTaken(line, state_of(line), at, is_day, said_of(line)))
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
    return said_of_step(
        form_of_line(line), result=detail.get("result", ""), number=detail.get("number", "")
    )


def form_of_line(line: LedgerLine) -> StepForm:
    """Return what was asked of a step."""
    return form_of_step(CaseState(line.detail.get("from_state", CaseState.OPENED)), state_of(line))


def noon_of(day: date) -> datetime:
    """Return the middle of a day, where only the day is known."""
    return datetime.combine(day, _NOON, SHANGHAI)


def state_of(line: LedgerLine) -> CaseState:
    """Return the state to which a step led."""
    return CaseState(line.detail.get("state", CaseState.OPENED))
