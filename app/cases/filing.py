"""归档信息: how a case ended, under which number and for how long its file is kept.

Result, number and days are those of the steps, so nobody types them again for the cover. The period
is the agency's; where it has set none, whoever keeps the files sets it here for the one file
(长子 11, 昌黎 10).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import note_change, refuse_act, refuse_stale
from app.cases.fields import LONGEST
from app.cases.steps import day_of_step, of_version, steps_taken, steps_to
from app.cases.visibility import find_case, thing_of
from app.ledger.book import LedgerLine
from app.ledger.kinds import LedgerKind
from app.models import Case
from app.people.authority import authorise, permit
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_step_forms import STEP_FORMS
from app.policy.case_words import CaseState
from app.policy.decision import Decision, Ruling
from app.policy.file_keeping import decide_setting, rule_file
from app.policy.keeping import Kept
from app.policy.retaining import period_of_file
from app.policy.values import MOST_MONTHS, Keeping, Period

_ENDS = (CaseState.EXECUTED, CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Filing:
    """What cover and page say of a version of a file; nothing where a step has not been taken.

    ``period`` is ``None`` where neither the law nor anybody has set it. ``basis`` is the rule that
    a period of this file alone rests on.
    """

    outcome: str
    archive_no: str
    closed_on: date | None
    archived_on: date | None
    period: Period | None
    basis: str
    ruling: Ruling[Kept]


@dataclass(frozen=True, slots=True)
class FilePeriod:
    """What is set for one file, and the rule that it rests on."""

    period: Period
    basis: str


async def filing_of(session: AsyncSession, case: Case, version: int) -> Filing:
    """Return what is to be said of a version of the file of a case."""
    steps = steps_to(of_version(await steps_taken(session, case.id), version))
    days = {state: day_of_step(line, case.opened_on) for state, line in steps.items()}
    pack = await pack_of_unit(session, case.unit_id)
    own = own_period(case)
    archived = steps.get(CaseState.ARCHIVED)
    archived_on = days.get(CaseState.ARCHIVED)
    return Filing(
        outcome="；".join(filter(None, (_outcome(steps.get(CaseState.DECIDED)), *_ended(steps)))),
        archive_no=archived.detail.get("number", "") if archived else "",
        closed_on=days.get(CaseState.CLOSED),
        archived_on=archived_on,
        period=period_of_file(pack, own),
        basis=case.file_keeping_basis,
        ruling=rule_file(pack, archived_on, own),
    )


async def set_file_period(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    wanted: FilePeriod,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Set how long the file of one case is kept, or return the refusal.

    Appends ``case:file_period_set`` with what was set before. Locks the case; its recordings are
    ruled again by the sweep.

    Raises:
        NotAcceptableError: with every problem of the fields; also when nothing would change.
        ChangedMeanwhileError: somebody else changed the case first.
        NotFoundError: there is no such case for this actor.
    """
    case = await find_case(session, actor, case_id, for_update=True)
    act = Act.CASE_KEEP_FILE
    thing = await thing_of(session, case)
    decision = await permit(session, actor, act, thing, subject_id=case.id, now=now)
    if not decision.allowed:
        return decision
    decision = decide_setting(await pack_of_unit(session, case.unit_id), CaseState(case.state))
    if not decision.allowed:
        await refuse_act(session, actor, act, case, decision, now=now)
        return decision
    before = FilePeriod(own, case.file_keeping_basis) if (own := own_period(case)) else None
    problems = _problems(wanted, before)
    if problems:
        raise NotAcceptableError(*problems)
    await refuse_stale(session, case, seen_revision)
    case.file_keeping = wanted.period.keeping.value
    case.file_keep_months = wanted.period.months
    case.file_keeping_basis = wanted.basis
    detail = {"before": _in_ledger(before), "after": _in_ledger(wanted)}
    await note_change(session, LedgerKind.CASE_FILE_PERIOD_SET, actor, case, detail, now=now)
    return None


async def may_set_period(session: AsyncSession, actor: Actor, case: Case) -> Decision:
    """Return whether the form of the period is of use to this actor; the verb asks again."""
    decision = await authorise(session, actor, Act.CASE_KEEP_FILE, await thing_of(session, case))
    if not decision.allowed:
        return decision
    return decide_setting(await pack_of_unit(session, case.unit_id), CaseState(case.state))


def own_period(case: Case) -> Period | None:
    """Return what was set for the file of a case by itself."""
    if case.file_keeping is None:
        return None
    return Period(Keeping(case.file_keeping), case.file_keep_months)


def _outcome(decided: LedgerLine | None) -> str:
    """Return the decision with its number, as a cover names it."""
    if decided is None:
        return ""
    result, number = decided.detail.get("result", ""), decided.detail.get("number", "")
    return f"{result}（{number}）" if result and number else result or number


def _ended(steps: dict[CaseState, LedgerLine]) -> list[str]:
    """Return how the decision was carried out, and how the case was closed."""
    return [
        f"{STEP_FORMS[state].result}：{line.detail['result']}"
        for state in _ENDS
        if (line := steps.get(state)) and line.detail.get("result")
    ]


def _problems(wanted: FilePeriod, before: FilePeriod | None) -> list[FieldProblem]:
    found = []
    months, is_fixed = wanted.period.months, wanted.period.keeping is Keeping.FIXED
    if is_fixed and (months is None or not 0 < months <= MOST_MONTHS):
        found.append(FieldProblem("years", "定期保管的，请写明年数，最少一年，最多一百年。"))
    if not wanted.basis or len(wanted.basis) > LONGEST:
        what = f"请写明依据的文件和条款，最长{LONGEST}个字。"
        found.append(FieldProblem("basis", what))
    if wanted == before:
        found.append(FieldProblem("keeping", "内容与现在的登记相同，没有需要更改的内容。"))
    return found


def _in_ledger(one: FilePeriod | None) -> dict[str, object] | None:
    if one is None:
        return None
    period = one.period
    return {"keeping": period.keeping.value, "months": period.months, "basis": one.basis}
