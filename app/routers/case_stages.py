"""办案阶段 on the page of a case: how much each stage has, and the way to what it has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.queries import OpenedCase
from app.cases.stages import StageLine, stage_lines, stages_of_case
from app.cases.visibility import find_case
from app.policy.decision import Citation
from app.policy.law_words import Stage
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class StagesPanel:
    """Context of ``cases/_stages.html``."""

    case_id: UUID
    lines: tuple[StageLine, ...]
    citations: tuple[Citation, ...]


async def stages_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show the stages that the law names, if it names any."""
    del now
    found = await stages_of_case(session, opened.detail.unit_id)
    if not found.outcome:
        return None
    case = await find_case(session, visitor.actor, opened.detail.id)
    lines = await stage_lines(session, case, found.outcome)
    return Panel("cases/_stages.html", StagesPanel(case.id, lines, found.citations))


def stage_in(text: str) -> Stage | None:
    """Return the stage that an address names, ``None`` where it names none."""
    return Stage(text) if text in set(Stage) else None
