"""Cases go on without a handler who leaves, moves to another unit or becomes an administrator.

A handler belongs to the unit of the case, is in service and none of the three administrators, who
read no content. Whoever is that no more handles the case no more, in the same transaction; the
page of the case then says that a main handler has to be named.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseHandler, Person
from app.policy.actor import Actor

ADMINISTERS = "担任管理员"
LEFT = "离任"
MOVED = "调往其他单位"


async def lock_handled(session: AsyncSession, person_id: UUID) -> frozenset[UUID]:
    """Lock every case that somebody handles; to be called before ``lock_person``.

    What is done to a case locks the case first and then points to people, so whoever locked the
    person first would wait for a case whose changer waits for that person.
    """
    handled = select(CaseHandler.case_id).where(
        CaseHandler.person_id == person_id, CaseHandler.until.is_(None)
    )
    rows = select(Case.id).where(Case.id.in_(handled)).order_by(Case.id).with_for_update()
    return frozenset(await session.scalars(rows))


async def end_handling(
    session: AsyncSession,
    actor: Actor,
    person: Person,
    why: str,
    *,
    locked: Collection[UUID],
    now: datetime,
) -> None:
    """Let somebody handle no case any more; whoever has moved keeps those of the unit they joined.

    Appends ``case:handler_ended`` for each. ``locked`` is what ``lock_handled`` returned; the
    person is locked since.

    Raises:
        ConflictError: between the two locks the person came to handle another case.
    """
    rows = await session.execute(
        select(CaseHandler, Case)
        .join(Case, Case.id == CaseHandler.case_id)
        .where(CaseHandler.person_id == person.id, CaseHandler.until.is_(None))
        .order_by(Case.id)
        .execution_options(populate_existing=True)
    )
    for handler, case in rows.all():
        if why == MOVED and case.unit_id == person.unit_id:
            continue
        if case.id not in locked:
            message = f"办理期间，{person.full_name}又成为“{case.case_no}”的承办人。请重新提交。"
            raise ConflictError(message)
        await _end(session, actor, handler, case, why=why, now=now)


async def _end(
    session: AsyncSession,
    actor: Actor,
    handler: CaseHandler,
    case: Case,
    *,
    why: str,
    now: datetime,
) -> None:
    handler.until = now
    # The sweep of the search box finds by the revision that names of the case have changed.
    case.revision += 1
    await session.flush()
    await append(
        session,
        LedgerKind.CASE_HANDLER_ENDED,
        actor,
        unit_id=case.unit_id,
        subject_id=case.id,
        detail={
            "case_no": case.case_no,
            "revision": case.revision,
            "person": handler.person_id,
            "was_main": handler.is_main,
            "why": why,
        },
        now=now,
    )
