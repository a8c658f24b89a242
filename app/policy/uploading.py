"""Who may hand in a recording, and which upload belongs to whom.

Ruzhou's management rule, article 13: officers hand in what their devices recorded after each
activity, and the custodian downloads and stores it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import BUSINESS_ROLES, ActorKind

_HAND_IN = "执法活动结束后应及时提交记录。"
_CITES = ("store.deadline.normal",)

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.UPLOAD_CREATE: Rule(
            (
                Ground(Reach.MEMBER, _HAND_IN, roles=BUSINESS_ROLES, cites=_CITES),
                Ground(Reach.SENT, _HAND_IN, cites=_CITES),
            ),
            "系统、安全、审计三类管理员不接触执法记录内容，不能上传资料。请由执法人员或内勤上传。",
            _CITES,
        )
    }
)


@dataclass(frozen=True, slots=True)
class UploadOwner:
    """The credential holder who opened an upload; nobody else may touch or see it."""

    person_id: UUID | None
    device_id: UUID | None


def owns(actor: Actor, owner: UploadOwner) -> bool:
    """Return whether ``actor`` opened the upload; a stranger must not even learn that it exists."""
    if actor.id is None:
        return False
    if actor.kind is ActorKind.TERMINAL:
        return actor.id == owner.device_id
    return actor.kind is ActorKind.PERSON and actor.id == owner.person_id
