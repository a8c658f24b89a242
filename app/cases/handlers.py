"""承办人: who handles a case from when to when, and which of them is the main one (主办人).

A row says what somebody was in the case between two moments; who becomes the main handler, or is
it no longer, gets a row of its own, so that the file tells who answered for it at any time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.changing import begin_change, note_change
from app.cases.fields import LONGEST_NOTE
from app.clock import day_of
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseHandler, Person, RoleAssignment
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import RoleClass

NOT_HERE = "承办人应当是本单位的在职人员，系统、安全、审计管理员除外。请重新选择。"
IS_MAIN = "主办人不能直接退出案件。请先变更主办人，再结束他的承办。"
OF_ANOTHER_UNIT = (
    "承办人应当是立案单位的在职人员，系统、安全、审计管理员除外。请改选承办人，"
    "或者把单位改为承办人所在的单位。"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may handle cases of a unit."""

    id: UUID
    unit_id: UUID
    full_name: str
    post: str


async def add_handler(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    person_id: UUID,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Let somebody handle a case from now on, or return the refusal.

    Appends ``case:handler_added``. Locks the case.

    Raises:
        NotAcceptableError: that person cannot handle cases of the unit, or does so already.
        ChangedMeanwhileError: somebody else changed the case first.
        NotFoundError: there is no such case for this actor.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    await _check(session, case, person_id, now)
    if await _today(session, case, person_id) is not None:
        raise NotAcceptableError(FieldProblem("person", "这个人已经是本案的承办人。"))
    _begin(session, case, person_id, is_main=False, now=now)
    detail = {"person": person_id}
    await note_change(session, LedgerKind.CASE_HANDLER_ADDED, actor, case, detail, now=now)
    return None


async def end_handler(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    person_id: UUID,
    why: str,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Let somebody handle a case no more, or return the refusal.

    Appends ``case:handler_ended`` with the reason. Locks the case.

    Raises:
        NotAcceptableError: the reason is missing or too long.
        ConflictError: it is the main handler, or somebody else changed the case first.
        NotFoundError: there is no such case for this actor, or that person does not handle it.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    row = await _today(session, case, person_id)
    if row is None:
        raise NotFoundError
    if row.is_main:
        raise ConflictError(IS_MAIN)
    if not why or len(why) > LONGEST_NOTE:
        raise NotAcceptableError(
            FieldProblem("why", f"请写明退出案件的原因，最长{LONGEST_NOTE}个字。")
        )
    row.until = now
    detail = {"person": person_id, "why": why}
    await note_change(session, LedgerKind.CASE_HANDLER_ENDED, actor, case, detail, now=now)
    return None


async def change_main_handler(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    person_id: UUID,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Make somebody the main handler, or return the refusal; the former one stays a handler.

    Appends ``case:main_handler_changed``. Locks the case.

    Raises:
        NotAcceptableError: that person cannot handle cases of the unit, or is the main one already.
        ChangedMeanwhileError: somebody else changed the case first.
        NotFoundError: there is no such case for this actor.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    await _check(session, case, person_id, now)
    former = await _main(session, case)
    if former is not None and former.person_id == person_id:
        raise NotAcceptableError(FieldProblem("person", "这个人已经是本案的主办人。"))
    ended = [row for row in (former, await _today(session, case, person_id)) if row is not None]
    for row in ended:
        row.until = now
    # The indexes know one row of today for each person, and one main one.
    await session.flush()
    if former is not None:
        _begin(session, case, former.person_id, is_main=False, now=now)
    _begin(session, case, person_id, is_main=True, now=now)
    detail = {"person": person_id, "former": former.person_id if former else None}
    await note_change(session, LedgerKind.CASE_MAIN_HANDLER_CHANGED, actor, case, detail, now=now)
    return None


async def candidates(
    session: AsyncSession, unit_ids: Collection[UUID], *, now: datetime
) -> tuple[Candidate, ...]:
    """Return who may handle cases of these units, by unit and name."""
    rows = await session.execute(
        select(Person.id, Person.unit_id, Person.full_name, Person.post)
        .where(Person.unit_id.in_(unit_ids), *_able(now))
        .order_by(Person.unit_id, Person.full_name, Person.id)
    )
    return tuple(Candidate(*row) for row in rows)


async def hold_able(
    session: AsyncSession, unit_id: UUID, person_ids: Collection[UUID], *, now: datetime
) -> frozenset[UUID]:
    """Return who of these people may handle cases of the unit, and hold them so.

    Whoever is just leaving, moving or becoming an administrator is waited for. Locks the people;
    the case, where there is one, is locked before.
    """
    await session.execute(
        select(Person.id)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update(read=True, key_share=True)
    )
    found = await session.scalars(
        select(Person.id).where(Person.id.in_(person_ids), Person.unit_id == unit_id, *_able(now))
    )
    return frozenset(found)


def _able(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a person: in service, and none of the three administrators."""
    day = day_of(now)
    administers = exists().where(
        RoleAssignment.person_id == Person.id,
        RoleAssignment.role_class != RoleClass.BUSINESS.value,
        or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day),
    )
    return Person.is_active.is_(True), ~administers


async def _check(session: AsyncSession, case: Case, person_id: UUID, now: datetime) -> None:
    if person_id not in await hold_able(session, case.unit_id, {person_id}, now=now):
        raise NotAcceptableError(FieldProblem("person", NOT_HERE))


async def _today(session: AsyncSession, case: Case, person_id: UUID) -> CaseHandler | None:
    return await session.scalar(
        select(CaseHandler).where(
            CaseHandler.case_id == case.id,
            CaseHandler.person_id == person_id,
            CaseHandler.until.is_(None),
        )
    )


async def _main(session: AsyncSession, case: Case) -> CaseHandler | None:
    return await session.scalar(
        select(CaseHandler).where(
            CaseHandler.case_id == case.id, CaseHandler.is_main, CaseHandler.until.is_(None)
        )
    )


def _begin(
    session: AsyncSession, case: Case, person_id: UUID, *, is_main: bool, now: datetime
) -> None:
    session.add(
        CaseHandler(
            id=ids.new_id(), case_id=case.id, person_id=person_id, is_main=is_main, since=now
        )
    )
