"""Who may read the audit ledger, and of which units.

The three administrators are apart (三员分立, promise P8): the ledger is the audit administrator's
alone. No pack speaks about its reader, so nothing is cited.
"""

from uuid import UUID

from app.policy.actor import Actor
from app.policy.decision import Decision, allow, refuse
from app.policy.vocabulary import ActorKind, Role


def decide(actor: Actor) -> Decision:
    """Return whether ``actor`` may read the ledger; nothing matched means refused."""
    if audited_units(actor):
        return allow("您是审计管理员，负责查看操作记录。")
    return refuse("审计台账只由审计管理员查看。需要核对某项操作的，请联系本单位的审计管理员。")


def audited_units(actor: Actor) -> frozenset[UUID]:
    """Return the units whose events the actor reads; those below them follow by the tree."""
    if actor.kind is not ActorKind.PERSON:
        return frozenset()
    return actor.units_as(Role.AUDIT_ADMINISTRATOR)
