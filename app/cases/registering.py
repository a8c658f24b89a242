"""更正立案登记: the number, the procedure and the day with which a case was opened, with a reason.

A number that is typed here takes none from the agency's pattern; the pattern passes over it later.
Once the file is bound nothing changes any more (调阅 9).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import begin_change, note_change
from app.cases.fields import LONGEST, text_problems
from app.cases.numbering import is_number_taken
from app.cases.opening import NumberTakenError
from app.clock import day_of
from app.ledger.kinds import LedgerKind
from app.models import Case
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_numbers import written
from app.policy.case_words import CaseProcedure
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Registration:
    """With what a case was opened."""

    case_no: str
    procedure: CaseProcedure
    opened_on: date


async def correct_registration(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    wanted: Registration,
    reason: str,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Correct with what a case was opened, or return the refusal. Appends ``case:reregistered``.

    The event holds what stood there before and what stands there now. Locks the case.

    Raises:
        NotAcceptableError: with every problem of the fields; also when nothing would change.
        NumberTakenError: the agency has another case of this number.
        ChangedMeanwhileError: somebody else was first.
        NotFoundError: there is no such case for this actor.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    wanted = replace(wanted, case_no=written(wanted.case_no))
    problems = _problems(wanted, reason, day_of(now))
    if problems:
        raise NotAcceptableError(*problems)
    before, after = _differences(case, wanted)
    if not after:
        what = "案号、办案程序和立案日期都与现在的登记相同，没有需要更正的内容。"
        raise NotAcceptableError(FieldProblem("case_no", what))
    await _write(session, case, wanted)
    detail = {"before": before, "after": after, "why": reason}
    await note_change(session, LedgerKind.CASE_REREGISTERED, actor, case, detail, now=now)
    return None


def _problems(wanted: Registration, reason: str, today: date) -> list[FieldProblem]:
    found = text_problems({"case_no": wanted.case_no})
    if not wanted.case_no:
        found.append(FieldProblem("case_no", "请填写案号。"))
    if wanted.opened_on > today:
        found.append(FieldProblem("opened_on", "立案日期不能晚于今天。"))
    if not reason or len(reason) > LONGEST:
        what = f"请写明更正的理由，最长{LONGEST}个字。理由会永久留在台账中。"
        found.append(FieldProblem("reason", what))
    return found


def _differences(case: Case, wanted: Registration) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands there and what shall, both of the columns alone that differ."""
    pairs = {
        "case_no": (case.case_no, wanted.case_no),
        "procedure": (case.procedure, wanted.procedure.value),
        "opened_on": (str(case.opened_on), str(wanted.opened_on)),
    }
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    before = {name: was for name, (was, _) in changed.items()}
    return before, {name: then for name, (_, then) in changed.items()}


async def _write(session: AsyncSession, case: Case, wanted: Registration) -> None:
    taken = "本单位已经有这个案号的另一个案件。请核对案号；原来的登记没有改动。"
    is_new = wanted.case_no != case.case_no
    if is_new and await is_number_taken(session, case.unit_id, wanted.case_no, but=case.id):
        raise NumberTakenError(taken)
    try:
        async with session.begin_nested():
            case.case_no = wanted.case_no
            case.procedure = wanted.procedure.value
            case.opened_on = wanted.opened_on
            await session.flush()
    except IntegrityError as error:
        raise NumberTakenError(taken) from error
