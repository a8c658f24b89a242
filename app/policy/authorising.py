"""The one question behind every door: may this actor do this to that, and on which article?

Deny by default: an act without a rule, and a rule without a ground that matches, refuse. Lists
derive from the same rules by ``app.people.authority``; a property test holds both together
(promise P13).
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from app.policy import (
    accessing,
    adopting,
    amending,
    auditing,
    deadlines,
    delegating,
    equipping,
    filing,
    rostering,
    staffing,
    supervising,
    uploading,
    viewing,
    withholding,
)
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, refuse
from app.policy.grounds import Rule, Thing, judge
from app.policy.pack import Pack
from app.policy.vocabulary import ActorKind, Role

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        **accessing.RULES,
        **adopting.RULES,
        **amending.RULES,
        **auditing.RULES,
        **delegating.RULES,
        **deadlines.RULES,
        **equipping.RULES,
        **filing.RULES,
        **rostering.RULES,
        **staffing.RULES,
        **supervising.RULES,
        **uploading.RULES,
        **viewing.RULES,
        **withholding.RULES,
    }
)

SIGN_IN_FIRST = "请先登录，或使用已登记终端的令牌。"
REVOKED = "该终端的令牌已被撤销。已录制的资料仍可上传，其他操作不再受理，请联系设备管理员。"
_LEFT_TO_REVOKED = frozenset({Act.UPLOAD_CREATE})


def authorise(actor: Actor, act: Act, thing: Thing, pack: Pack) -> Decision:
    """Return whether ``actor`` may do ``act`` to ``thing`` where ``pack`` is in force.

    A terminal whose token was revoked may still hand in what it has already recorded: evidence
    comes first, and what it sends is set aside (quarantined) instead of refused.
    """
    if actor.kind is ActorKind.ANONYMOUS:
        return refuse(SIGN_IN_FIRST)
    if actor.is_revoked and act not in _LEFT_TO_REVOKED:
        return refuse(REVOKED)
    rule = RULES.get(act)
    if rule is None:
        return refuse("系统没有为这项操作定义权限，因此不予办理。")
    return judge(rule, actor, thing, pack)


def may_have_use(actor: Actor, act: Act, pack: Pack) -> bool:
    """Return whether somebody like this may be allowed ``act`` somewhere by a role.

    For menus only: it looks at roles, not at things. ``pack`` is that of the actor's own unit.
    """
    roles, keys = _standing_for(act)
    return not roles.isdisjoint(actor.roles) or any(pack.role(key) in actor.roles for key in keys)


@cache
def _standing_for(act: Act) -> tuple[frozenset[Role], tuple[str, ...]]:
    """Return the roles on which a ground of an act stands, and the keys by which packs name more.

    A menu asks for forty acts at once.
    """
    grounds = RULES[act].grounds
    roles = frozenset().union(*(ground.roles for ground in grounds))
    return roles, tuple(dict.fromkeys(ground.role_key for ground in grounds if ground.role_key))
