"""How a request stands, on its page: what came of it first, then what the rule asks.

Of a request that is answered nobody has to read further down than its first line to learn that it
was refused, or that its permit is over, by whom and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.contents import items_page
from app.access.ending import PermitStanding, permit_standing
from app.access.queries import AnswerLine, OpenedRequest, RequestDetail, is_unset
from app.policy.access_words import AccessState, ApprovalAnswer, PermitEnd
from app.policy.decision import Citation
from app.routers.access_shown import ShownRequest
from app.routers.forms import FieldError
from app.routers.panels import Panel
from app.routers.visitor import Visitor

_AGAIN = "确有需要的，可以改正后重新申请。"
_SAID = {
    AccessState.NOT_FOUND: "没有查到所要的资料，已经答复申请人；查找的情况见“查找答复”。",
    AccessState.WITHDRAWN: "申请人已经撤回这份申请，没有办理。",
}


@dataclass(frozen=True, slots=True)
class StandingPanel:
    """Context of ``access/_standing.html``: how it stands, why, and what can be done now.

    ``verdict`` is what came of it where that is not what the rule said then. ``again`` is where
    the same is asked again; empty where it cannot be.
    """

    detail: RequestDetail
    verdict: str
    reason: str
    basis: tuple[Citation, ...]
    question: AnswerLine | None
    lacks_items: bool
    may_withdraw: bool
    may_reply: bool
    may_review: bool
    again: str
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]


async def standing_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what came of it or what the rule says now, and what this visitor may do about it."""
    opened, detail = shown.opened, shown.opened.detail
    items = await items_page(session, detail.id, limit=1)
    ruling = opened.ruling
    asked = [line for line in opened.answers if line.answer is ApprovalAnswer.ASKED]
    is_questioned = detail.state is AccessState.QUESTIONED
    permit = await permit_standing(session, visitor.actor, detail.id)
    view = StandingPanel(
        detail=detail,
        verdict=verdict_of(opened, permit, now),
        reason=opened.reason,
        basis=opened.basis,
        question=asked[-1] if asked and is_questioned else None,
        lacks_items=not items.total,
        may_withdraw=detail.is_unsettled and opened.may_act_as_asker,
        may_reply=is_questioned and opened.may_act_as_asker,
        may_review=opened.may_receive and detail.state is AccessState.OPEN and is_unset(ruling),
        again=_again(opened) if opened.may_ask_again else "",
        typed=shown.typed,
        errors=shown.errors,
    )
    return Panel("access/_standing.html", view)


def verdict_of(opened: OpenedRequest, permit: PermitStanding | None, now: datetime) -> str:
    """Return what came of a request where the rule's own words would mislead; else nothing."""
    state = opened.detail.state
    if permit is not None:
        return _end_of(permit, now)
    if state in {AccessState.REFUSED, AccessState.RETURNED}:
        return _answer_in(opened.answers, state)
    return _SAID.get(state, "")


def ended_words(permit: PermitStanding) -> str:
    """Return how a permit came to its end, in words; nothing while it holds."""
    if not permit.is_over:
        return ""
    match permit.end_kind:
        case PermitEnd.REVOKED:
            return f"{permit.ended_by}收回：{permit.end_reason}"
        case PermitEnd.WITHDRAWN:
            return f"{permit.ended_by}交回，不再需要"
        case PermitEnd.DONE:
            return f"{permit.ended_by}办结"
        case None:
            is_used_up = permit.uses_allowed is not None and permit.uses >= permit.uses_allowed
            return "次数已经用完" if is_used_up else "期限届满"


def _end_of(permit: PermitStanding, now: datetime) -> str:
    """Return that a permit is over, and how; one that ran out a moment ago is over as well."""
    act = permit.act.label
    if permit.is_over:
        how = ended_words(permit).rstrip("。")
        return f"原来准予{act}，现在已经终止，不能再{act}。{how}。需要的，请重新申请。"
    if now >= permit.until_at:
        return f"准予{act}的期限已经届满，不能再{act}。需要的，请重新申请。"
    return ""


def _answer_in(answers: tuple[AnswerLine, ...], state: AccessState) -> str:
    """Return who said no and why; nothing where the rule itself did."""
    said = [line for line in answers if line.answer.value == state.value]
    if not said:
        return ""
    line = said[-1]
    lent = f"（受{line.on_behalf_of}书面委托代行）" if line.on_behalf_of else ""
    reason = line.reason.rstrip("。")
    return f"{line.office}{line.approver}{lent}{line.answer.label}：{reason}。{_AGAIN}"


def _again(opened: OpenedRequest) -> str:
    """Return where the same is asked again: by the staff themselves, or at the desk."""
    detail = opened.detail
    if not detail.is_from_outside:
        return f"/access/new?again={detail.id}"
    return f"/access/desk?requester={detail.requester}&again={detail.id}"
