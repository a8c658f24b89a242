"""最近的办理记录: what was done about a case lately, and what was put into it, by whom."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.additions import AdditionLine, newest_additions
from app.cases.queries import OpenedCase
from app.ledger.book import newest_about
from app.ledger.kinds import LedgerKind
from app.routers.case_progress import event_words
from app.routers.history_panel import EventLine, HistoryPanel, in_words
from app.routers.panels import Panel
from app.routers.visitor import Visitor

_FEW = 20


async def history_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show what was done to the case lately, and by whom."""
    del visitor, now
    case_id = opened.detail.id
    events = [
        line
        for line in await newest_about(session, case_id)
        if line.kind is not LedgerKind.ACT_REFUSED
    ]
    told = await in_words(session, events, event_words)
    put = [_line(each) for each in await newest_additions(session, case_id, limit=_FEW)]
    lines = sorted((*told, *put), key=lambda line: line.at, reverse=True)
    note = "最新的在前，全部记录在审计台账"
    view = HistoryPanel("最近的办理记录", note, tuple(lines[:_FEW]), is_printed=False)
    return Panel("_history.html", view)


def _line(one: AdditionLine) -> EventLine:
    what = f"：{one.kind}" if one.kind else f" {one.count} 件"
    return EventLine(one.at, one.who, f"{one.what.label}{what}")
