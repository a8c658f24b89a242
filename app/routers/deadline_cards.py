"""The cards about deadlines: what is due soon and overdue, for oneself, in custody, below."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.queries import DeadlineFigures, DeadlineLine, figures_of_units, reported_of
from app.routers.deadline_rows import row_of
from app.routers.duty_cards import Step

_NAMED = 3


def deadline_steps(figures: DeadlineFigures) -> list[Step]:
    """Return the card of what is due soon or overdue; none where nothing is."""
    if figures.overdue:
        text = f"另有 {figures.due_soon} 项 24 小时内到期。" if figures.due_soon else ""
        return [
            Step(
                "期限已过",
                f"期限已过而尚未办结，请尽快办理。{text}",
                figures.overdue,
                unit="项",
                href="/deadlines?state=overdue",
                action="查看逾期事项",
                tone="danger",
            )
        ]
    if not figures.due_soon:
        return []
    return [
        Step(
            "即将到期",
            "24 小时之内到期，请及时存储或者移交。",
            figures.due_soon,
            unit="项",
            href="/deadlines?state=due_soon",
            action="查看期限",
            tone="warning",
        )
    ]


async def overdue_steps(
    session: AsyncSession, units: Collection[UUID], now: datetime
) -> list[Step]:
    """Return a leader's card: what is overdue, the oldest by name of device and officer."""
    figures = await figures_of_units(session, units, now)
    if not figures.overdue:
        return []
    reported = await reported_of(session, units, now, limit=_NAMED)
    named = "；".join(_named(line, now) for line in reported)
    rest = " 等" if figures.overdue > len(reported) and named else ""
    return [
        Step(
            "逾期未办结",
            f"{named}{rest}。请督促办理。" if named else "期限已过而尚未办结，请督促办理。",
            figures.overdue,
            unit="项",
            href="/deadlines?state=overdue",
            action="查看逾期事项",
            tone="danger",
        )
    ]


def _named(line: DeadlineLine, now: datetime) -> str:
    row = row_of(line, now)
    whose = row.person or row.unit_name
    return f"{whose}：{row.about}，{row.lateness}"
