"""Parts of a page that belong to different subjects: each maker brings its own part, or none.

The page of a device and the page of a person gather what several subjects know. A maker decides
by the rules whether this visitor gets its panel; the page only sets them one below the other.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.routers.visitor import Visitor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Panel:
    """One part: the fragment ``template`` is included with ``view`` as its ``page``."""

    template: str
    view: object


PanelMaker = Callable[[AsyncSession, Visitor, T, datetime], Awaitable[Panel | None]]


async def panels_of(
    makers: Sequence[PanelMaker[T]],
    session: AsyncSession,
    visitor: Visitor,
    subject: T,
    *,
    now: datetime,
) -> tuple[Panel, ...]:
    """Return the panels that this visitor gets, in the order of the makers."""
    made = [await maker(session, visitor, subject, now) for maker in makers]
    return tuple(panel for panel in made if panel is not None)
