"""办理进度: move a case from step to step, close it, bind its file, reopen it.

Which step may follow stands in ``app.policy.case_steps``; binding, archiving and handing over are
for whoever keeps the files (``KEEPERS_STEPS``).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.binding import bind_file, current_file
from app.cases.carrying import carry_over
from app.cases.changing import note_change, refuse_act, refuse_stale
from app.cases.fields import LONGEST, LONGEST_NOTE
from app.cases.steps import day_of_step, kind_of_step, noon_of, steps_taken
from app.cases.visibility import find_case, thing_of
from app.clock import day_of
from app.errors import ConflictError
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseFile
from app.people.authority import authorise, permit
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_step_forms import StepForm, form_of_step, wrong_with_day
from app.policy.case_steps import KEEPERS_STEPS, decide_reopening, decide_step, is_taken
from app.policy.case_words import CaseState
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What is said of a step; without a day it was taken today."""

    on: date | None = None
    result: str = ""
    number: str = ""


UNTOLD = StepFacts()


class StepTakenError(ConflictError):
    """Somebody has taken this step already: another tab, another person, a second press."""

    code = "case_step_taken"
    heading = "这一步已经办好"
    message = "案件已经到了这一步或者更后的一步，不需要再办。"


async def move_case(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    then: CaseState,
    facts: StepFacts = UNTOLD,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Take the next step, or return the refusal.

    Appends the event of the step with the state it leads to and what is said of it. Locks the case;
    binding locks the version of its file for good.

    Raises:
        StepTakenError: the case has come there already.
        NotAcceptableError: it cannot have been taken on that day, or a text is too long.
        ConflictError: somebody else changed the case first, or the file cannot be bound yet.
        NotFoundError: there is no such case for this actor.
    """
    case = await find_case(session, actor, case_id, for_update=True)
    act = act_of_step(then)
    thing = await thing_of(session, case)
    decision = await permit(session, actor, act, thing, subject_id=case.id, now=now)
    if not decision.allowed or actor.id is None:
        return decision
    former = CaseState(case.state)
    _refuse_taken(former, then)
    decision = decide_step(await pack_of_unit(session, case.unit_id), former, then)
    if not decision.allowed:
        await refuse_act(session, actor, act, case, decision, now=now)
        return decision
    await refuse_stale(session, case, seen_revision)
    told = await _judged(session, case, then, facts, now=now)
    detail: dict[str, Any] = {"from_state": former.value, "state": then.value, **told}
    _come_to(case, then, date.fromisoformat(told["on"]), now=now)
    if then is CaseState.FILE_BOUND:
        bound = await bind_file(session, case.id, actor.id, now=now)
        detail |= {
            "file_version": bound.version,
            "documents": bound.documents,
            "pages": bound.pages,
            "contents_sha256": bound.sha256,
        }
    await note_change(session, kind_of_step(then), actor, case, detail, now=now)
    return None


async def reopen_case(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    reason: str,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Begin another version of the file and take up evidence again, or return the refusal.

    What was bound stays as it is; drafts and what was put aside come over. Appends
    ``case:reopened``. Locks the case.

    Raises:
        NotAcceptableError: the reason is missing or too long.
        ChangedMeanwhileError: somebody else changed the case first.
        NotFoundError: there is no such case for this actor.
    """
    case = await find_case(session, actor, case_id, for_update=True)
    act = Act.CASE_KEEP_FILE
    thing = await thing_of(session, case)
    decision = await permit(session, actor, act, thing, subject_id=case.id, now=now)
    if not decision.allowed or actor.id is None:
        return decision
    decision = decide_reopening(CaseState(case.state))
    if not decision.allowed:
        await refuse_act(session, actor, act, case, decision, now=now)
        return decision
    if not reason or len(reason) > LONGEST_NOTE:
        what = f"请写明重新立案的原因，最长{LONGEST_NOTE}个字。"
        raise NotAcceptableError(FieldProblem("reason", what))
    await refuse_stale(session, case, seen_revision)
    former = case.state
    version, carried = await _begin_version(session, case, reason, actor.id, now)
    case.state = CaseState.EVIDENCE.value
    case.closed_at = case.archived_at = None
    detail = {
        "from_state": former,
        "state": case.state,
        "file_version": version,
        "documents": carried,
        "reason": reason,
    }
    await note_change(session, LedgerKind.CASE_REOPENED, actor, case, detail, now=now)
    return None


def act_of_step(then: CaseState) -> Act:
    """Return the right that a step asks for."""
    return Act.CASE_KEEP_FILE if then in KEEPERS_STEPS else Act.CASE_CHANGE


async def may_step(session: AsyncSession, actor: Actor, case: Case, then: CaseState) -> Decision:
    """Return whether the form of a step is of use to this actor; the verb asks again.

    Raises:
        StepTakenError: the case has come there already.
    """
    thing = await thing_of(session, case)
    decision = await authorise(session, actor, act_of_step(then), thing)
    if not decision.allowed:
        return decision
    _refuse_taken(CaseState(case.state), then)
    return decide_step(await pack_of_unit(session, case.unit_id), CaseState(case.state), then)


async def may_reopen(session: AsyncSession, actor: Actor, case: Case) -> Decision:
    """Return whether the form of reopening is of use to this actor; the verb asks again."""
    thing = await thing_of(session, case)
    decision = await authorise(session, actor, Act.CASE_KEEP_FILE, thing)
    return decide_reopening(CaseState(case.state)) if decision.allowed else decision


async def _judged(
    session: AsyncSession, case: Case, then: CaseState, facts: StepFacts, *, now: datetime
) -> dict[str, str]:
    """Return what is said of a step as its event holds it, or raise what is wrong with it."""
    form = form_of_step(CaseState(case.state), then)
    before = day_of_step((await steps_taken(session, case.id))[-1], case.opened_on)
    on = facts.on or day_of(now)
    problems = too_long(form, facts)
    wrong = wrong_with_day(on, before=before, today=day_of(now))
    if wrong:
        problems.append(FieldProblem("on", wrong))
    if problems:
        raise NotAcceptableError(*problems)
    texts = {"result": facts.result, "number": facts.number}
    return {"on": on.isoformat(), **{name: text for name, text in texts.items() if text}}


def too_long(form: StepForm, facts: StepFacts) -> list[FieldProblem]:
    """Return which texts about a step are too long."""
    texts = {"result": (form.result, facts.result), "number": (form.number, facts.number)}
    return [
        FieldProblem(name, f"{label}最长{LONGEST}个字，请缩短。")
        for name, (label, text) in texts.items()
        if len(text) > LONGEST
    ]


def _come_to(case: Case, then: CaseState, on: date, *, now: datetime) -> None:
    case.state = then.value
    date_step(case, then, on, registered_at=now)


def date_step(case: Case, then: CaseState, on: date, *, registered_at: datetime) -> None:
    """Write down from when a case is closed or archived; its file is kept from the latter day."""
    at = registered_at if on == day_of(registered_at) else noon_of(on)
    if then is CaseState.CLOSED:
        case.closed_at = at
    if then is CaseState.ARCHIVED:
        case.archived_at = at


def _refuse_taken(now: CaseState, then: CaseState) -> None:
    if is_taken(now, then):
        what = f"案件已经是“{now.label}”，不需要再办“{then.label}”。没有重复登记。"
        raise StepTakenError(what)


async def _begin_version(
    session: AsyncSession, case: Case, reason: str, person_id: UUID, now: datetime
) -> tuple[int, int]:
    """Return the number of the new version, and how many documents came over into it."""
    former = await current_file(session, case.id, for_update=True)
    version = former.version + 1
    session.add(
        CaseFile(
            id=ids.new_id(),
            case_id=case.id,
            version=version,
            reopen_reason=reason,
            begun_at=now,
            begun_by_id=person_id,
        )
    )
    await session.flush()
    return version, await carry_over(session, former, version)
