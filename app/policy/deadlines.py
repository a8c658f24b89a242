"""Running deadlines: how each stands, who may see them, and when storing may wait.

Shanxi's article 5 gives superiors the right to supervise; 长子 10, 昌黎 9, 音像 13 and 山西 17 say
what has to be done in time. A deadline names no content, so a leader sees those below as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.asking import list_of
from app.policy.decision import Decision, allow, refuse
from app.policy.grounds import Ground, Reach, Rule
from app.policy.law_words import ExceptionGround, Word
from app.policy.pack import Pack
from app.policy.viewing import CUSTODIAN
from app.policy.vocabulary import BUSINESS_ROLES, LEADERS, Role

_STORING, _GROUNDS = "store.deadline.normal", "store.exception.grounds"


class DeadlineState(Word):
    """How a deadline stands at a moment."""

    CANCELLED = "cancelled", "已取消"
    DUE_SOON = "due_soon", "即将到期"
    MET = "met", "按期办结"
    MET_LATE = "met_late", "逾期办结"
    OVERDUE = "overdue", "已逾期"
    RUNNING = "running", "未到期"
    WAITING = "waiting", "返回后起算"


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """The moments of a deadline; without ``due_at`` its time has not begun to run."""

    due_at: datetime | None
    met_at: datetime | None = None
    cancelled_at: datetime | None = None


def state_of(facts: DeadlineFacts, now: datetime, soon: timedelta) -> DeadlineState:
    """Return how a deadline stands at ``now``; within ``soon`` of its end it is due soon.

    What is done at the very moment at which a time ends is done in time.
    """
    if facts.cancelled_at is not None:
        return DeadlineState.CANCELLED
    if facts.met_at is not None:
        is_late = facts.due_at is not None and facts.met_at > facts.due_at
        return DeadlineState.MET_LATE if is_late else DeadlineState.MET
    if facts.due_at is None:
        return DeadlineState.WAITING
    if now > facts.due_at:
        return DeadlineState.OVERDUE
    return DeadlineState.DUE_SOON if facts.due_at - now <= soon else DeadlineState.RUNNING


def decide_postponing(pack: Pack, ground: ExceptionGround) -> Decision:
    """Return whether ``ground`` lets the storing of a recording wait where ``pack`` is in force."""
    named = list_of(pack, _GROUNDS, ExceptionGround)
    if ground in named.outcome:
        return allow(named.reason, *pack.citation_of_item(_GROUNDS, ground))
    cited = (*named.citations, *pack.citation(_STORING))
    return refuse(
        f"“{ground.label}”不是可以延后存储的情形。{named.reason}请按原期限存储；"
        "确有特殊情况的，请向单位领导书面说明。",
        *cited,
    )


_LEADERS = Ground(Reach.BELOW, "您是本单位领导，负责督促按期办理。", roles=LEADERS)
_OWN = Ground(Reach.OWN, "这是由您负责办理的事项。", cites=(_STORING,))

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.CALENDAR_KEEP: Rule(
            (
                Ground(
                    Reach.UNIT,
                    "您是系统管理员，负责导入节假日安排。",
                    roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
                ),
            ),
            "节假日安排由系统管理员导入。您发现安排有误的，请告知系统管理员。",
        ),
        Act.DEADLINE_KNOW: Rule(
            (CUSTODIAN, _LEADERS, _OWN),
            "期限只向资料保管人员、单位领导和负责办理的本人开放。",
        ),
        Act.DEADLINE_POSTPONE: Rule(
            (
                Ground(
                    Reach.MEMBER,
                    "您可以申明本人不能按时存储的情形。",
                    roles=BUSINESS_ROLES,
                    cites=(_GROUNDS,),
                ),
            ),
            "延后存储由执法人员本人申明。系统、安全、审计三类管理员不经手执法记录，不能申明。",
            (_GROUNDS,),
        ),
        Act.HANDOVER_RECEIVE: Rule(
            (CUSTODIAN,), "科室移交由资料保管人员登记接收，您不能办理。", ("custodian.role",)
        ),
    }
)
