"""更正办理登记: the day, the result and the number of a step, with a reason.

The event of the step stays as it was written; that of the correction holds what stood there before
and what stands there now, and pages show the latter (山西 6: what was done can be retraced).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.binding import current_file
from app.cases.changing import note_change, refuse_act, refuse_stale
from app.cases.fields import LONGEST
from app.cases.moving import StepFacts, act_of_step, date_step, too_long
from app.cases.steps import (
    day_of_step,
    form_of_line,
    is_asked_for_its_day,
    of_version,
    steps_taken,
    steps_to,
)
from app.cases.visibility import find_case, thing_of
from app.clock import day_of
from app.errors import NotFoundError
from app.ledger.book import LedgerLine
from app.ledger.kinds import LedgerKind
from app.models import Case
from app.people.authority import authorise, permit
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.case_step_forms import wrong_with_day
from app.policy.case_steps import decide_correction
from app.policy.case_words import CaseState
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class StepToCorrect:
    """A step as it stands now, with the days of the steps around it."""

    line: LedgerLine
    on: date
    before: date
    after: date | None


async def correct_step(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    state: CaseState,
    facts: StepFacts,
    *,
    reason: str,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Correct what is said of the step to a state, or return the refusal.

    Appends ``case:step_corrected``. Locks the case.

    Raises:
        NotAcceptableError: with every problem of the fields; also when nothing would change.
        ChangedMeanwhileError: somebody else changed the case first.
        NotFoundError: there is no such case for this actor, or it has taken no such step.
    """
    case = await find_case(session, actor, case_id, for_update=True)
    act = act_of_step(state)
    thing = await thing_of(session, case)
    decision = await permit(session, actor, act, thing, subject_id=case.id, now=now)
    if not decision.allowed:
        return decision
    decision = decide_correction(
        await pack_of_unit(session, case.unit_id), CaseState(case.state), state
    )
    if not decision.allowed:
        await refuse_act(session, actor, act, case, decision, now=now)
        return decision
    step = await step_to_correct(session, case, state)
    await refuse_stale(session, case, seen_revision)
    before, after = _judged(step, facts, reason, now)
    date_step(case, state, date.fromisoformat(after["on"]), registered_at=step.line.at)
    detail = {
        "step": str(step.line.id),
        "state": state.value,
        "before": before,
        "after": after,
        "why": reason,
    }
    await note_change(session, LedgerKind.CASE_STEP_CORRECTED, actor, case, detail, now=now)
    return None


async def may_correct(
    session: AsyncSession, actor: Actor, case: Case, state: CaseState
) -> Decision:
    """Return whether the form of a correction is of use to this actor; the verb asks again."""
    thing = await thing_of(session, case)
    decision = await authorise(session, actor, act_of_step(state), thing)
    if not decision.allowed:
        return decision
    pack = await pack_of_unit(session, case.unit_id)
    return decide_correction(pack, CaseState(case.state), state)


async def step_to_correct(session: AsyncSession, case: Case, state: CaseState) -> StepToCorrect:
    """Return the step of the newest version of the file that led to a state.

    Raises:
        NotFoundError: it has taken no such step, or one of which nothing was asked.
    """
    version = (await current_file(session, case.id)).version
    lines = of_version(await steps_taken(session, case.id), version)
    line = steps_to(lines).get(state)
    if line is None or not is_asked_for_its_day(line):
        raise NotFoundError
    place = lines.index(line)
    days = [day_of_step(each, case.opened_on) for each in lines]
    return StepToCorrect(
        line, days[place], days[place - 1], days[place + 1] if place + 1 < len(days) else None
    )


def _judged(
    step: StepToCorrect, facts: StepFacts, reason: str, now: datetime
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is said of a step and what shall be, or raise what is wrong with it."""
    detail = step.line.detail
    texts = {name: detail.get(name, "") for name in ("result", "number")}
    before = {"on": step.on.isoformat(), **texts}
    on = facts.on or step.on
    after = {"on": on.isoformat(), "result": facts.result, "number": facts.number}
    problems = too_long(form_of_line(step.line), facts)
    wrong = wrong_with_day(on, before=step.before, after=step.after, today=day_of(now))
    if wrong:
        problems.append(FieldProblem("on", wrong))
    if not reason or len(reason) > LONGEST:
        what = f"请写明更正的理由，最长{LONGEST}个字。理由会永久留在台账中。"
        problems.append(FieldProblem("reason", what))
    if before == after:
        problems.append(FieldProblem("on", "内容与现在的登记相同，没有需要更正的内容。"))
    if problems:
        raise NotAcceptableError(*problems)
    return before, after
