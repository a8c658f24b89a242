"""What approving adds to the page of a request: who can approve, the answer's time, the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approvals import Desk, desk_for
from app.access.ending import PermitStanding, permit_standing
from app.access.queries import RequestDetail
from app.deadlines.answering import why_no_answer
from app.deadlines.queries import deadline_on
from app.policy.answering import is_owed_an_answer
from app.policy.decision import Citation
from app.policy.granting import WAITS_FOR_ANSWER
from app.routers.access_shown import ShownRequest
from app.routers.access_standing import ended_words
from app.routers.deadline_rows import DeadlineRow, row_of
from app.routers.forms import FieldError
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class ApproversPanel:
    """Context of ``access/_approvers.html``; ``may_answer``: this visitor's word decides it."""

    detail: RequestDetail
    desk: Desk
    names: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class EndingPanel:
    """Context of ``access/_ending.html``: how often used, ended by whom, and the two forms."""

    detail: RequestDetail
    permit: PermitStanding
    ended: str
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class ClockPanel:
    """Context of ``access/_clock.html``; without a row ``reason`` says why nothing runs."""

    row: DeadlineRow | None
    reason: str
    basis: tuple[Citation, ...]


async def approvers_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show who can approve, or say that nobody is in office; to a leader the way to the card."""
    detail = shown.opened.detail
    if detail.state not in WAITS_FOR_ANSWER:
        return None
    desk = await desk_for(session, visitor.actor, detail.id, now=now)
    names = "、".join(
        f"{one.name}（代{one.leader}）" if one.leader else one.name for one in desk.in_office
    )
    may_answer = shown.opened.may_approve and desk.approval is not None
    return Panel("access/_approvers.html", ApproversPanel(detail, desk, names, may_answer))


async def ending_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show how a permit is used up and how it ended, and let it be ended."""
    del now
    detail = shown.opened.detail
    permit = await permit_standing(session, visitor.actor, detail.id)
    if permit is None or not (permit.is_over or permit.may_revoke or permit.may_give_up):
        return None
    view = EndingPanel(detail, permit, ended_words(permit), shown.typed, shown.errors)
    return Panel("access/_ending.html", view)


async def clock_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show by when a party is answered, or that the agency has not set it (山西 18).

    Without a time that runs, nothing is left to say once they have been answered.
    """
    del visitor
    detail = shown.opened.detail
    if not is_owed_an_answer(detail.requester):
        return None
    line = await deadline_on(session, detail.id, now)
    if line is not None:
        return Panel("access/_clock.html", ClockPanel(row_of(line, now), "", ()))
    if not detail.is_unsettled:
        return None
    unset = await why_no_answer(session, detail.id)
    return Panel("access/_clock.html", ClockPanel(None, unset.reason, unset.citations))
