"""保存期限 on the page of a recording."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.lines import keeping_of
from app.policy.clocks import day_of
from app.recordings.queries import RecordingDetail
from app.routers.keeping_rows import KeepingRow, row_of


@dataclass(frozen=True, slots=True)
class KeepingPanel:
    """Context of ``recordings/_keeping.html``; without a row ``why_none`` says why."""

    row: KeepingRow | None
    why_none: str = ""


async def keeping_panel(
    session: AsyncSession, detail: RecordingDetail, now: datetime
) -> KeepingPanel:
    """Return how long a recording is kept, for whoever may know of it."""
    day = day_of(now)
    line = await keeping_of(session, detail.id, day)
    if line is not None:
        return KeepingPanel(row_of(line, day))
    if detail.duplicate_of_id is not None:
        return KeepingPanel(None, "同一内容先前已经送达，保存期限以先送达的那一份为准。")
    return KeepingPanel(None, "原件封存之后，开始计算保存期限。")
