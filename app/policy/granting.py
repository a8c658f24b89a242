"""What a leader may answer to a request, and within which limits it may be granted.

Ruzhou's consultation rule, articles 4, 5 and 7, and Zhangzi's 15 leave it to the leader: less than
was asked may be granted, never more. Whether the approval counts stands in ``approving``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.decision import Decision, allow, refuse
from app.policy.law_words import ConsultAct

_ANSWERS: Mapping[AccessState, frozenset[ApprovalAnswer]] = MappingProxyType(
    {
        AccessState.WAITING: frozenset(ApprovalAnswer),
        # What was asked stands open: it can be given up, but not be passed over.
        AccessState.QUESTIONED: frozenset({ApprovalAnswer.RETURNED, ApprovalAnswer.REFUSED}),
    }
)
STATE_AFTER: Mapping[ApprovalAnswer, AccessState] = MappingProxyType(
    {
        ApprovalAnswer.APPROVED: AccessState.GRANTED,
        ApprovalAnswer.ASKED: AccessState.QUESTIONED,
        ApprovalAnswer.REFUSED: AccessState.REFUSED,
        ApprovalAnswer.RETURNED: AccessState.RETURNED,
    }
)
"""How far a request has come with each answer."""

WAITS_FOR_ANSWER = frozenset(_ANSWERS)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an approver grants of what was asked; ``uses`` counts viewings, ``None`` any number."""

    days: int
    uses: int | None = None
    left_out: int = 0
    is_view_only: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked: for how many days, how many things, to do what."""

    days: int
    items: int
    act: ConsultAct


def answers_in(state: AccessState) -> frozenset[ApprovalAnswer]:
    """Return what may be answered to a request in this state."""
    return _ANSWERS.get(state, frozenset())


def decide_answer(state: AccessState, answer: ApprovalAnswer) -> Decision:
    """Return whether a request in this state takes this answer."""
    if answer in answers_in(state):
        return allow(f"申请{state.label}，可以{answer.label}。")
    if state is AccessState.QUESTIONED:
        return refuse(
            "已经请申请人补充说明，还没有收到说明。收到以后可以批准；不等说明的，可以退回或者不批准。"
        )
    return refuse(f"申请现在是“{state.label}”，不能办理“{answer.label}”。")


def limit_problems(wanted: Wanted, limits: Limits) -> dict[str, str]:
    """Return what is wrong with limits, by ``days``, ``uses``, ``items`` or ``act``."""
    problems: dict[str, str] = {}
    if not 1 <= limits.days <= wanted.days:
        problems["days"] = (
            f"准予的天数应当在 1 到 {wanted.days} 之间：不能超过申请的天数。"
            "确需更长的，请申请人另行申请。"
        )
    if limits.uses is not None and limits.uses < 1:
        problems["uses"] = "准予的次数至少 1 次；不限次数的，请留空。"
    if limits.left_out >= wanted.items:
        problems["items"] = "至少保留一项内容；一项也不准予的，请选择不批准。"
    if limits.is_view_only and wanted.act is ConsultAct.PUBLISH:
        problems["act"] = "对外公开的申请不能改为查阅，请批准、退回或者不批准。"
    return problems
