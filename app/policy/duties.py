"""What each person should do next: the duties that the start page shows.

A duty names work, not a right; what may be seen is decided by the other rules.
"""

from enum import StrEnum
from uuid import UUID

from app.policy.actor import Actor
from app.policy.pack import Pack
from app.policy.vocabulary import LEADERS, Role


class Duty(StrEnum):
    """Work that waits for somebody; each has a card of its own on the start page."""

    CATALOGUE = "catalogue"
    HAND_IN = "hand_in"
    INSPECT = "inspect"
    KEEP_DEVICES = "keep_devices"
    OVERSEE = "oversee"
    READ_LEDGER = "read_ledger"
    REVIEW_LEGALITY = "review_legality"
    RUN_ACCOUNTS = "run_accounts"
    RUN_SYSTEM = "run_system"


_DUTIES = {
    Role.AUDIT_ADMINISTRATOR: (Duty.READ_LEDGER,),
    Role.CASE_HANDLER: (Duty.HAND_IN,),
    Role.DEVICE_KEEPER: (Duty.KEEP_DEVICES,),
    Role.HEARING_RECORDER: (Duty.HAND_IN,),
    Role.INSPECTOR: (Duty.INSPECT,),
    Role.LEGAL_REVIEWER: (Duty.REVIEW_LEGALITY,),
    Role.OFFICER: (Duty.HAND_IN,),
    Role.RECORD_KEEPER: (),
    Role.SECTION_COLLECTOR: (Duty.HAND_IN,),
    Role.SECURITY_ADMINISTRATOR: (Duty.RUN_ACCOUNTS,),
    Role.SYSTEM_ADMINISTRATOR: (Duty.RUN_SYSTEM,),
    **dict.fromkeys(LEADERS, (Duty.OVERSEE,)),
}

_ENTRUSTED = {Role.RECORD_KEEPER: "custodian.role", Role.DEVICE_KEEPER: "device.keeper.role"}
"""Roles whose work a pack has to entrust to them, or to another one, by a key."""


def duties_of(actor: Actor, pack: Pack) -> tuple[Duty, ...]:
    """Return the actor's duties, the custodian's first: which role that is, the pack says."""
    found: list[Duty] = []
    if pack.role("custodian.role") in actor.roles:
        found += [Duty.CATALOGUE, Duty.HAND_IN]
    for role in sorted(actor.roles):
        found += [duty for duty in _DUTIES[role] if duty not in found]
    return tuple(found)


def duties_awaited(actor: Actor, pack: Pack) -> tuple[str, ...]:
    """Return the keys by which a pack would give these roles their work, and that are unset."""
    return tuple(
        key for role, key in _ENTRUSTED.items() if role in actor.roles and pack.role(key) is None
    )


def units_of_duty(actor: Actor, duty: Duty) -> frozenset[UUID]:
    """Return the units in which the actor holds a role that carries ``duty``.

    The custodian's duty is not among them: its units depend on each unit's own pack.
    """
    return actor.units_as(*(role for role, carried in _DUTIES.items() if duty in carried))
