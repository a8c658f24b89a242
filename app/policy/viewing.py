"""Who may see a recording: its facts, its pictures, its content.

Ruzhou's consultation rule, article 3, puts the records into the custody of one body; article 5
keeps everybody else out until the head of the organ approves. Approvals come with the access
desk; until then only the custodian sees content, and whoever submitted a recording sees the
receipt: its facts, and for the terminal that held the bytes anyway, the thumbnails it can
compare before its card is cleared.

The SQL twin of ``decide`` for lists is ``app.recordings.visibility.known_to``; a property test
holds the two together (promise P13).
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.policy.actor import Actor
from app.policy.decision import Decision, allow, refuse
from app.policy.pack import Pack
from app.policy.vocabulary import ActorKind


class ViewingAct(StrEnum):
    """What somebody wants of a recording, from the least to the most."""

    KNOW_FACTS = "know_facts"
    SEE_THUMBNAILS = "see_thumbnails"
    PLAY = "play"


@dataclass(frozen=True, slots=True)
class ViewingFacts:
    """What the rule must know of a recording."""

    unit_id: UUID
    submitted_by_person_id: UUID | None
    submitted_by_device_id: UUID | None


def decide(actor: Actor, act: ViewingAct, facts: ViewingFacts, pack: Pack) -> Decision:
    """Return whether ``actor`` may do ``act``; nothing matched means refused."""
    if keeps_records(actor, facts.unit_id, pack):
        return allow("您是本单位执法记录信息的保管人员。", *pack.citation("custodian.role"))
    if act in _receipt_acts(actor) and _submitted(actor, facts):
        return allow(
            "这是您提交的资料，可核对其入库情况。", *pack.citation("store.deadline.normal")
        )
    return refuse(
        "您不是这份资料的保管人员，不能查阅其内容。确因工作需要查阅的，请先报请批准。",
        *pack.citation("access.view.other_staff"),
        *pack.citation("custodian.role"),
    )


def keeps_records(actor: Actor, unit_id: UUID, pack: Pack) -> bool:
    """Return whether ``actor`` is the custodian of this unit under the unit's own pack."""
    keeper = pack.role("custodian.role")
    if keeper is None or actor.kind is not ActorKind.PERSON:
        return False
    return unit_id in actor.units_as(keeper)


def _receipt_acts(actor: Actor) -> frozenset[ViewingAct]:
    """A terminal still holds the bytes it sent, so small pictures of them show it nothing new."""
    if actor.kind is ActorKind.TERMINAL:
        return frozenset({ViewingAct.KNOW_FACTS, ViewingAct.SEE_THUMBNAILS})
    return frozenset({ViewingAct.KNOW_FACTS})


def _submitted(actor: Actor, facts: ViewingFacts) -> bool:
    if actor.id is None:
        return False
    if actor.kind is ActorKind.TERMINAL:
        return actor.id == facts.submitted_by_device_id
    return actor.kind is ActorKind.PERSON and actor.id == facts.submitted_by_person_id
