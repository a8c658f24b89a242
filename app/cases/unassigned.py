"""Running cases without a main handler (主办人): whoever may name one is told how many there are.

The main handler left, moved away or became an administrator; ``app.people.handling`` ends their
work without asking who goes on.
"""

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.visibility import known_cases
from app.models import Case, CaseHandler
from app.people.authority import extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import CaseState

DONE = frozenset(
    {CaseState.CLOSED, CaseState.FILE_BOUND, CaseState.ARCHIVED, CaseState.TRANSFERRED}
)
"""States in which a case is handled no more."""


async def count_without_main(session: AsyncSession, actor: Actor) -> int:
    """Return how many running cases lack a main handler whom this actor may name."""
    extent = await extent_of(session, actor, Act.CASE_CHANGE)
    if not extent:
        return 0
    lacking = select(func.count()).select_from(Case)
    found = await session.scalar(
        lacking.where(known_cases(actor, extent), runs(), ~has_main_handler())
    )
    return found or 0


def runs() -> ColumnElement[bool]:
    """Return the condition that a case is not closed yet."""
    return Case.state.not_in([state.value for state in sorted(DONE)])


def has_main_handler() -> ColumnElement[bool]:
    """Return the condition that somebody is the main handler of a case today."""
    return (
        exists()
        .where(CaseHandler.case_id == Case.id, CaseHandler.is_main, CaseHandler.until.is_(None))
        # A list that names the main handler joins handlers too, and those are not asked here.
        .correlate(Case)
    )
