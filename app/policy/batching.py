"""Which requests a leader may approve several at a time (批量批准).

Only like ones of little risk: own staff who want to look, at records of one unit, of which none is
secret and none raised a question. Whatever leaves the house, and whoever comes from outside, is
decided one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.policy.case_words import SecurityClass
from app.policy.consulting import OWN_STAFF
from app.policy.law_words import ConsultAct, Requester


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """One request, as far as it matters for approving it together with others."""

    requester: Requester
    act: ConsultAct
    unit_id: UUID
    security_class: SecurityClass | None = SecurityClass.NONE
    """``None`` where it is not told."""
    was_asked_back: bool = False


def singly_because(facts: BatchFacts) -> str:
    """Return why a request is decided by itself, in words; nothing when it may be in a batch."""
    if facts.act is not ConsultAct.VIEW:
        return f"{facts.act.label}须逐件审批"
    if facts.requester not in OWN_STAFF:
        return "来访申请须逐件审批"
    if facts.security_class is None:
        return "所申请的资料须逐件审批"
    if facts.security_class is not SecurityClass.NONE:
        return f"内容定为{facts.security_class.label}，须逐件审批"
    if facts.was_asked_back:
        return "曾请申请人补充说明，须逐件审批"
    return ""


def batch_problem(requests: Sequence[BatchFacts], most: int) -> str:
    """Return why these requests cannot be approved together; nothing when they can."""
    if not requests:
        return "没有选中申请，请先勾选要一并批准的申请。"
    if len(requests) > most:
        return f"一次最多批准 {most} 件，请分次办理。"
    if len({facts.unit_id for facts in requests}) > 1:
        return "一次只能批准同一单位的申请，请分单位办理。"
    return next((said for facts in requests if (said := singly_because(facts))), "")
