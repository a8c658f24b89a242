"""Which panels the page of a case has, and those of the case itself.

Other subjects add theirs (documents, recordings, the line of time) to ``CASE_PANELS``, one line
each; a maker decides by the rules whether this visitor gets its panel.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.contents import (
    HandlerLine,
    PartyLine,
    VersionLine,
    handlers_of,
    parties_of,
    versions_of,
)
from app.cases.queries import CaseDetail, OpenedCase
from app.cases.steps import steps_taken
from app.routers import case_words
from app.routers.access_case_panel import case_access_panel
from app.routers.case_filing import filing_panel
from app.routers.case_history import history_panel
from app.routers.case_materials import materials_panel
from app.routers.case_progress import (
    EarlierWay,
    StepView,
    corrections_of,
    earlier_ways,
    steps_of,
    version_of,
)
from app.routers.case_stages import stages_panel
from app.routers.document_panel import documents_panel
from app.routers.panels import Panel, PanelMaker
from app.routers.timeline_panel import timeline_panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class ActLink:
    """Something that may be done next."""

    text: str
    href: str
    is_usual: bool = False


@dataclass(frozen=True, slots=True)
class ProgressPanel:
    """Context of ``cases/_progress.html``; the steps are those of the newest version."""

    steps: tuple[StepView, ...]
    acts: tuple[ActLink, ...]
    meaning: str
    version: int = 1
    earlier: tuple[EarlierWay, ...] = ()


@dataclass(frozen=True, slots=True)
class FactsPanel:
    """Context of ``cases/_facts.html``."""

    detail: CaseDetail
    care: tuple[str, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class PartiesPanel:
    """Context of ``cases/_parties.html``; numbers and telephones only for who reads the file."""

    case_id: UUID
    lines: tuple[PartyLine, ...]
    struck: tuple[PartyLine, ...]
    sees_numbers: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class HandlersPanel:
    """Context of ``cases/_handlers.html``; ``lacks_main`` asks for somebody to be named."""

    case_id: UUID
    lines: tuple[HandlerLine, ...]
    former: tuple[HandlerLine, ...]
    lacks_main: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class VersionsPanel:
    """Context of ``cases/_versions.html``."""

    case_id: UUID
    lines: tuple[VersionLine, ...]


async def progress_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show how far a case has come, and what this visitor may do next."""
    del visitor, now
    detail = opened.detail
    address = f"/cases/{detail.id}"
    acts = [
        ActLink(case_words.STEPS[then].verb, f"{address}/steps/{then.value}", is_usual=not place)
        for place, then in enumerate(opened.steps)
    ]
    if opened.may_reopen:
        acts.append(ActLink("重新立案", f"{address}/reopening"))
    taken = await steps_taken(session, detail.id)
    view = ProgressPanel(
        steps=steps_of(detail.state, taken, detail.opened_on, corrections_of(opened, taken)),
        acts=tuple(acts),
        meaning=case_words.STATES[detail.state].meaning,
        version=version_of(taken),
        earlier=earlier_ways(taken, detail.opened_on),
    )
    return Panel("cases/_progress.html", view)


async def facts_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show what is written of a case."""
    del session, visitor, now
    detail = opened.detail
    care = case_words.care(detail.security_class, detail.control_marks)
    return Panel("cases/_facts.html", FactsPanel(detail, care, opened.may_change))


async def parties_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show who the case is about."""
    del visitor, now
    lines = await parties_of(session, opened.detail.id)
    view = PartiesPanel(
        case_id=opened.detail.id,
        lines=tuple(line for line in lines if not line.struck_at),
        struck=tuple(line for line in lines if line.struck_at),
        sees_numbers=opened.reads_file,
        may_change=opened.may_change,
    )
    return Panel("cases/_parties.html", view)


async def handlers_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show who handles the case, and who did."""
    del visitor, now
    lines = await handlers_of(session, opened.detail.id)
    view = HandlersPanel(
        case_id=opened.detail.id,
        lines=tuple(line for line in lines if not line.until),
        former=tuple(line for line in lines if line.until),
        lacks_main=opened.is_open and not any(line.is_main and not line.until for line in lines),
        may_change=opened.may_change,
    )
    return Panel("cases/_handlers.html", view)


async def versions_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show the versions of the file."""
    del visitor, now
    lines = await versions_of(session, opened.detail.id)
    return Panel("cases/_versions.html", VersionsPanel(opened.detail.id, lines))


MAIN_PANELS: tuple[PanelMaker[OpenedCase], ...] = (
    progress_panel,
    facts_panel,
    filing_panel,
    parties_panel,
    stages_panel,
    documents_panel,
)
SIDE_PANELS: tuple[PanelMaker[OpenedCase], ...] = (
    handlers_panel,
    case_access_panel,
    versions_panel,
)
CASE_PANELS: tuple[PanelMaker[OpenedCase], ...] = (
    materials_panel,
    timeline_panel,
    history_panel,
)
"""The wide ones, from top to bottom."""
