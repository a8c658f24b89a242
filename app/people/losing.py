"""What somebody has lost while they were signed in: roles of their own, and those lent to them.

It is noted in their sign-ins in the transaction in which it ends, so that the next page tells it;
who signs in afterwards has nothing to be told of.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Delegation, RoleAssignment, SignInSession
from app.policy.vocabulary import Role

_LENT = "lent:"


@dataclass(frozen=True, slots=True)
class Losses:
    """Roles that ended at once during a sign-in, in the order in which they did."""

    own: tuple[Role, ...] = ()
    lent: tuple[Role, ...] = ()


NO_LOSSES = Losses()


def read_losses(noted: Iterable[str]) -> Losses:
    """Return what a sign-in has been noted to have lost.

    >>> read_losses(["officer", "lent:leader"])
    Losses(own=(<Role.OFFICER: 'officer'>,), lent=(<Role.LEADER: 'leader'>,))
    """
    own: list[Role] = []
    lent: list[Role] = []
    for text in noted:
        role = Role(text.removeprefix(_LENT))
        (lent if text.startswith(_LENT) else own).append(role)
    return Losses(tuple(own), tuple(lent))


async def tell_of_ended(
    session: AsyncSession, rows: Collection[RoleAssignment], today: date
) -> None:
    """Note that these roles have ended at once: for whoever held them, and for who stood in."""
    for person_id in {row.person_id for row in rows}:
        await _note(session, person_id, [row.role for row in rows if row.person_id == person_id])
    held = [(row.person_id, row.unit_id, row.role) for row in rows]
    whose = tuple_(Delegation.principal_id, Delegation.unit_id, Delegation.role)
    lent = await session.scalars(
        select(Delegation).where(
            whose.in_(held),
            Delegation.withdrawn_at.is_(None),
            Delegation.from_on <= today,
            Delegation.until_on >= today,
        )
    )
    for delegation in lent:
        await tell_of_withdrawn(session, delegation)


async def tell_of_withdrawn(session: AsyncSession, delegation: Delegation) -> None:
    """Note for whoever stood in that they do no more; the caller knows that they did today."""
    await _note(session, delegation.delegate_id, [f"{_LENT}{delegation.role}"])


async def _note(session: AsyncSession, person_id: UUID, lost: list[str]) -> None:
    await session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
        .values(ended_roles=SignInSession.ended_roles.concat(cast(lost, ARRAY(Text))))
    )
