"""Who may stand in for an absent leader, and who may write that down (授权代行).

No regulation speaks of it, so what is done in another's name rests on a paper alone: it is named,
shown with every act, and ends by itself. Nobody delegates what is not his own, so a delegate
cannot delegate on; the three administrators are three persons and are never stood in for (P8).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from app.policy.acts import Act
from app.policy.decision import Decision, allow, refuse
from app.policy.excluding import HeldRole, first_clash
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import BUSINESS_ROLES, LEADERS, Role

_LEADERS = Ground(
    Reach.BELOW,
    "您是本单位领导，可以登记和收回授权代行。",
    roles=LEADERS,
)
_READERS = Ground(
    Reach.BELOW,
    "您需要知道谁在代行职权。",
    roles=LEADERS
    | {Role.INSPECTOR, Role.LEGAL_REVIEWER, Role.RECORD_KEEPER, Role.SECURITY_ADMINISTRATOR},
)
_DELEGATE = Ground(Reach.OWN, "这是对您的授权。")

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.DELEGATION_KNOW: Rule(
            (_READERS, _DELEGATE),
            "授权代行情况向单位领导、资料保管、监督检查、法制审核人员和安全管理员开放。",
        ),
        Act.DELEGATION_RECORD: Rule(
            (_LEADERS,), "授权代行由单位领导登记和收回，代行人和管理员不能办理。"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delegation as it is asked for: whose role in which unit, to whom, written down by whom.

    ``recorder_is_above``: whoever writes it down leads a unit above the role's.
    """

    role: HeldRole
    principal_id: UUID
    delegate_id: UUID
    recorded_by_id: UUID
    recorder_is_above: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What both hold of themselves from the first day on, and what the delegate is lent."""

    by_principal: tuple[HeldRole, ...]
    by_delegate: tuple[HeldRole, ...]
    lent_to_delegate: tuple[HeldRole, ...] = ()
    delegate_serves: bool = True
    """Whether the delegate is in service, with an account that is not stopped."""
    principal_serves: bool = True
    """Whether the principal is in service; on the last day a role still runs of who has left."""


def decide_delegation(wanted: Wanted, held: Held) -> Decision:
    """Return whether one person may stand in for the other with this role."""
    for is_wrong, reason in (*_wrong_in_what_is_lent(wanted, held), *_wrong_in_whom(wanted, held)):
        if is_wrong:
            return refuse(reason)
    theirs = (*held.by_delegate, *held.lent_to_delegate)
    clash = first_clash([wanted.role], [one for one in theirs if not _is_same(one, wanted.role)])
    if clash:
        return refuse(f"这位人员不能代行：{clash.reason}。请选择另一位人员。")
    return allow("可以授权代行。")


def _wrong_in_what_is_lent(wanted: Wanted, held: Held) -> Iterator[tuple[bool, str]]:
    """Yield what may stand against the role and whose it is, each with what is said of it."""
    yield (
        wanted.principal_id == wanted.delegate_id,
        "不能授权本人代行本人的职权。请选择另一位人员。",
    )
    yield (
        wanted.recorded_by_id == wanted.delegate_id,
        "代行人不能为自己登记授权。请由授权人本人或者另一位领导登记。",
    )
    yield (
        not may_lend(
            wanted.role.role,
            is_own=wanted.recorded_by_id == wanted.principal_id,
            is_above=wanted.recorder_is_above,
        ),
        "机关主要负责人的职权由本人登记授权。本人不能办理的，请由上级单位的领导登记。",
    )
    yield (
        wanted.role.role not in BUSINESS_ROLES,
        "系统、安全、审计三员的岗位不能授权他人代行（三员分立）。",
    )
    yield (
        not held.principal_serves,
        "授权人已经离任，不能再授权他人代行。请由现任的领导登记授权。",
    )
    yield (
        not _covers(held.by_principal, wanted.role),
        "授权人在开始日期没有这个岗位，不能授权。代行来的职权不能再次授权。",
    )


def _wrong_in_whom(wanted: Wanted, held: Held) -> Iterator[tuple[bool, str]]:
    """Yield what may stand against the delegate, each with what is said of it."""
    yield (
        not held.delegate_serves,
        "这位人员已经离任，或者账号已停用，不能代行。请选择另一位在职人员。",
    )
    yield (
        not any(_runs(one, wanted.role.from_on) for one in held.by_delegate),
        "这位人员在开始日期没有岗位，不能代行。请选择另一位人员，或者请安全管理员先设置岗位。",
    )
    yield (
        _covers(held.by_delegate, wanted.role),
        "这位人员本来就有这个岗位，不需要授权代行。",
    )


def may_lend(role: Role, *, is_own: bool, is_above: bool) -> bool:
    """Return whether a leader may write down who stands in with this role; forms offer no other.

    The head's office is lent by the head, or from a unit above: another leader of the organ could
    else have a third person approve what only the head may.
    """
    return role is not Role.HEAD_OF_ORGAN or is_own or is_above


def may_exercise(lent: HeldRole, own: Collection[HeldRole]) -> bool:
    """Return whether whoever holds these roles of their own today may exercise one that is lent.

    It rests while one of their own excludes it, and while they hold none: who serves nowhere
    stands in for nobody.
    """
    clash = first_clash([lent], [one for one in own if not _is_same(one, lent)])
    return bool(own) and clash is None


def _covers(held: tuple[HeldRole, ...], wanted: HeldRole) -> bool:
    """Return whether the role is held on the first day."""
    return any(_is_same(one, wanted) and _runs(one, wanted.from_on) for one in held)


def _runs(one: HeldRole, day: date) -> bool:
    return one.from_on <= day and (one.until_on is None or one.until_on >= day)


def _is_same(one: HeldRole, other: HeldRole) -> bool:
    return one.role is other.role and one.unit_id == other.unit_id
