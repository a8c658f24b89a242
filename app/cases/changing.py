"""更正案件信息, and what every change of a case begins with: the right, the state, the revision.

Of two who edit at once the second is told who was first. Nothing of what either typed is lost: the
first one's words stand in the case, the second one's in the form that comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.fields import text_problems
from app.cases.visibility import find_case, thing_of
from app.clock import SHANGHAI
from app.errors import ConflictError
from app.ledger.book import append, newest_about
from app.ledger.kinds import LABELS, LedgerKind
from app.models import Case
from app.people.authority import authorise, note_refusal, permit
from app.people.problems import NotAcceptableError
from app.people.queries import names_of, pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_steps import decide_change
from app.policy.case_words import CaseState, ControlMark, SecurityClass
from app.policy.closing import decide_class
from app.policy.decision import Decision
from app.searching.indexing import index_cases


class ChangedMeanwhileError(ConflictError):
    """Somebody else has changed the case since this person opened the page."""

    code = "case_changed_meanwhile"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is written about a case; with what it was opened is corrected in ``registering``."""

    title: str
    cause: str
    place: str = ""
    note: str = ""
    security_class: SecurityClass = SecurityClass.NONE
    control_marks: tuple[ControlMark, ...] = ()


async def correct_facts(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    facts: CaseFacts,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Write the facts of a case, or return the refusal. Appends ``case:changed``.

    The event holds what stood there before. Locks the case.

    Raises:
        NotAcceptableError: with every problem of the fields.
        ChangedMeanwhileError: somebody else was first.
        NotFoundError: there is no such case for this actor.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    texts = {name: getattr(facts, name) for name in ("title", "cause", "place", "note")}
    problems = text_problems(texts)
    if problems:
        raise NotAcceptableError(*problems)
    refused = await _refuse_class(session, actor, case, facts.security_class, now)
    if refused is not None:
        return refused
    before = _apply(case, facts)
    if before:
        await note_change(
            session, LedgerKind.CASE_CHANGED, actor, case, {"before": before}, now=now
        )
    return None


async def _refuse_class(
    session: AsyncSession, actor: Actor, case: Case, then: SecurityClass, now: datetime
) -> Decision | None:
    """Return why the class may not be changed like this, after noting it."""
    keeping = await authorise(session, actor, Act.CASE_KEEP_FILE, await thing_of(session, case))
    decision = decide_class(
        await pack_of_unit(session, case.unit_id),
        SecurityClass(case.security_class),
        then,
        keeps=keeping.allowed,
    )
    if decision.allowed:
        return None
    await refuse_act(session, actor, Act.CASE_KEEP_FILE, case, decision, now=now)
    return decision


async def begin_change(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    *,
    seen_revision: int | None,
    now: datetime,
) -> Case | Decision:
    """Lock a case for a change, or return why this actor may not change it.

    ``note_change`` ends what begins here. A refusal appends ``act:refused``.

    Raises:
        ChangedMeanwhileError: somebody else was first.
        NotFoundError: there is no such case for this actor.
    """
    case = await find_case(session, actor, case_id, for_update=True)
    act = Act.CASE_CHANGE
    thing = await thing_of(session, case)
    decision = await permit(session, actor, act, thing, subject_id=case.id, now=now)
    if not decision.allowed:
        return decision
    decision = decide_change(await pack_of_unit(session, case.unit_id), CaseState(case.state))
    if not decision.allowed:
        await refuse_act(session, actor, act, case, decision, now=now)
        return decision
    await refuse_stale(session, case, seen_revision)
    return case


async def refuse_stale(session: AsyncSession, case: Case, seen_revision: int | None) -> None:
    """Raise ``ChangedMeanwhileError`` unless the case is as the page showed it."""
    if seen_revision is not None and seen_revision != case.revision:
        raise ChangedMeanwhileError(await who_was_first(session, case.id, case.revision))


async def may_change(session: AsyncSession, actor: Actor, case: Case) -> Decision:
    """Return whether the forms of a case are of use to this actor; the verbs ask again."""
    decision = await authorise(session, actor, Act.CASE_CHANGE, await thing_of(session, case))
    if not decision.allowed:
        return decision
    return decide_change(await pack_of_unit(session, case.unit_id), CaseState(case.state))


async def refuse_act(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    case: Case,
    decision: Decision,
    *,
    now: datetime,
) -> None:
    """Append ``act:refused`` for what the state of the case does not allow."""
    await note_refusal(
        session,
        actor,
        act,
        unit_id=case.unit_id,
        subject_id=case.id,
        decision=decision,
        now=now,
    )


async def note_change(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    case: Case,
    detail: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Count and flush a change, and append its event about the case."""
    case.revision += 1
    await session.flush()
    await append(
        session,
        kind,
        actor,
        unit_id=case.unit_id,
        subject_id=case.id,
        detail={"case_no": case.case_no, "revision": case.revision, **detail},
        now=now,
    )
    await index_cases(session, [case.id], now=now)


async def who_was_first(session: AsyncSession, case_id: UUID, revision: int) -> str:
    """Say who changed a case last, where the ledger knows it of this very revision.

    Documents and links count a change of the case as well, and their events are about themselves;
    then nobody is named rather than somebody who was earlier.
    """
    stays = "您填写的内容都在这里，请核对现在的内容以后重新提交。"
    lines = await newest_about(session, case_id)
    last = next((line for line in lines if line.detail.get("revision") == revision), None)
    if last is None:
        return f"您打开页面以后，有人改动了本案。{stays}"
    names = await names_of(session, [last.actor_id])
    who = names.get(last.actor_id, "系统") if last.actor_id else "系统"
    at = last.at.astimezone(SHANGHAI).strftime("%H:%M")
    return f"您打开页面以后，{who}于 {at} 改动了本案（{LABELS[last.kind]}）。{stays}"


def _apply(case: Case, facts: CaseFacts) -> dict[str, Any]:
    """Return what stood in the columns that became different."""
    wanted = {
        "title": facts.title,
        "cause": facts.cause,
        "place": facts.place,
        "note": facts.note,
        "security_class": facts.security_class.value,
        "control_marks": sorted(mark.value for mark in facts.control_marks),
    }
    before = {name: getattr(case, name) for name, value in wanted.items()}
    changed = {name: was for name, was in before.items() if was != wanted[name]}
    for name in changed:
        setattr(case, name, wanted[name])
    return changed
