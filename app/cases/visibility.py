"""Which cases a person may know of, and the facts by which a right over one is judged.

The list and the single case ask the same rules (promise P13). Whoever may not know a case is told
what is told of one that never was.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Case, CaseHandler
from app.people.authority import Extent, authorise, extent_of, thing_in, within
from app.people.closures import CASE_CLOSED, is_state_secret
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import CaseState, SecurityClass
from app.policy.closing import closures_of
from app.policy.grounds import Thing


async def find_case(
    session: AsyncSession, actor: Actor, case_id: UUID, *, for_update: bool = False
) -> Case:
    """Return a case of which the actor may know; ``for_update`` locks its row.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    case = await session.get(Case, case_id, with_for_update=for_update, populate_existing=True)
    if case is None:
        raise NotFoundError
    decision = await authorise(session, actor, Act.CASE_KNOW, await thing_of(session, case))
    if not decision.allowed:
        raise NotFoundError
    return case


async def may_know_case(session: AsyncSession, actor: Actor, case_id: UUID) -> bool:
    """Return whether the actor may know of a case; asking leaves no trace."""
    try:
        await find_case(session, actor, case_id)
    except NotFoundError:
        return False
    return True


async def thing_of(session: AsyncSession, case: Case) -> Thing:
    """Return what rules look at: the units, who handles the case today, and what closes it."""
    handlers = await session.scalars(
        select(CaseHandler.person_id).where(
            CaseHandler.case_id == case.id, CaseHandler.until.is_(None)
        )
    )
    return await thing_in(
        session,
        case.unit_id,
        handler_ids=frozenset(handlers),
        closures=closures_of(CaseState(case.state), SecurityClass(case.security_class)),
    )


async def knowledge_of_cases(session: AsyncSession, actor: Actor) -> Extent:
    """Return where the actor may know of cases."""
    return await extent_of(session, actor, Act.CASE_KNOW)


def known_cases(actor: Actor, extent: Extent) -> ColumnElement[bool]:
    """Return the condition that a case lies within an extent, such as what the actor may know."""
    return within(extent, actor, Case.unit_id, handled=handled_by(actor), closed=CASE_CLOSED)


async def state_secrets_among(
    session: AsyncSession, ids: Collection[UUID | None]
) -> frozenset[UUID]:
    """Return which of these ids are cases that are state secrets now."""
    asked = [key for key in set(ids) if key is not None]
    found = await session.scalars(select(Case.id).where(Case.id.in_(asked), is_state_secret()))
    return frozenset(found)


def handled_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor handles a case today."""
    return (
        exists()
        .where(
            CaseHandler.case_id == Case.id,
            CaseHandler.person_id == actor.id,
            CaseHandler.until.is_(None),
        )
        # A list that names the main handler joins handlers too, and those are not asked here.
        .correlate(Case)
    )
