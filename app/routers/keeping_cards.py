"""The custodian's card about keeping periods: what waits for appraisal, what ends soon."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.queries import figures_of
from app.keeping.states import Shelf
from app.policy.actor import Actor
from app.policy.clocks import day_of
from app.routers.duty_cards import Step
from app.routers.keeping_rows import figure_of
from app.searching.shelves import Shelf as FoundShelf
from app.searching.shelves import sight_of


async def keeping_steps(session: AsyncSession, actor: Actor, now: datetime) -> list[Step]:
    """Return the card of periods that have passed or soon will; none where none does."""
    sight = await sight_of(session, actor, FoundShelf.RECORDINGS)
    figures = await figures_of(session, sight, day=day_of(now))
    due, soon = figures[Shelf.DUE], figures[Shelf.MONTH]
    if not due and not soon:
        return []
    ahead = f"另有 {figure_of(soon)} 件一个月内到期。" if soon else ""
    shelf = Shelf.DUE if due else Shelf.MONTH
    return [
        Step(
            "保存期限已到",
            f"请鉴定是否继续保存；未经鉴定，不会处置任何资料。{ahead}"
            if due
            else f"没有到期的资料。{ahead}",
            figure_of(due),
            href=f"/keeping?shelf={shelf}",
            action="查看保存期限",
            tone="warning" if due else "normal",
        )
    ]
