"""What was done about a thing, from the ledger, as the panel at the foot of its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import LedgerLine
from app.people.queries import names_of
from app.routers.panels import Panel


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event, in words."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class HistoryPanel:
    """Context of ``_history.html``; ``is_printed``: it belongs to the page on paper, too."""

    title: str
    note: str
    lines: tuple[EventLine, ...]
    is_printed: bool


async def history_of_events(
    session: AsyncSession,
    events: Sequence[LedgerLine],
    words: Callable[[LedgerLine], str],
    *,
    title: str,
    note: str,
    is_printed: bool,
) -> Panel:
    """Return events in their order, each with who did it and what ``words`` says of it."""
    lines = await in_words(session, events, words)
    return Panel("_history.html", HistoryPanel(title, note, lines, is_printed))


async def in_words(
    session: AsyncSession, events: Sequence[LedgerLine], words: Callable[[LedgerLine], str]
) -> tuple[EventLine, ...]:
    """Return events with who did them and what ``words`` says of them."""
    names = await names_of(session, [line.actor_id for line in events])
    return tuple(
        EventLine(
            line.at,
            names.get(line.actor_id, "系统") if line.actor_id else "系统",
            words(line),
        )
        for line in events
    )
