"""Who may hand in a recording, and which upload belongs to whom.

Ruzhou's management rule, article 13: officers hand in what their devices recorded after each
activity, and the custodian downloads and stores it.
"""

from dataclasses import dataclass
from uuid import UUID

from app.policy.actor import Actor
from app.policy.decision import Decision, allow, refuse
from app.policy.pack import Pack
from app.policy.vocabulary import ActorKind, RoleClass, class_of


@dataclass(frozen=True, slots=True)
class UploadOwner:
    """The credential holder who opened an upload; nobody else may touch or see it."""

    person_id: UUID | None
    device_id: UUID | None


def decide_creation(actor: Actor, pack: Pack) -> Decision:
    """Return whether ``actor`` may open an upload for the own unit."""
    if actor.unit_id is None:
        return refuse("请先登录，或使用已登记终端的令牌上传。")
    if actor.kind is ActorKind.TERMINAL or _does_business(actor):
        return allow("执法活动结束后应及时提交记录。", *pack.citation("store.deadline.normal"))
    return refuse(
        "系统、安全、审计三类管理员不接触执法记录内容，不能上传资料。请由执法人员或内勤上传。",
        *pack.citation("store.deadline.normal"),
    )


def owns(actor: Actor, owner: UploadOwner) -> bool:
    """Return whether ``actor`` opened the upload; a stranger must not even learn that it exists."""
    if actor.id is None:
        return False
    if actor.kind is ActorKind.TERMINAL:
        return actor.id == owner.device_id
    return actor.kind is ActorKind.PERSON and actor.id == owner.person_id


def _does_business(actor: Actor) -> bool:
    return actor.kind is ActorKind.PERSON and any(
        class_of(a.role) is RoleClass.BUSINESS for a in actor.assignments
    )
