"""For whom the events of a transaction are done when somebody stands in for another (授权代行).

The rule that allowed the act says so; every event that the same person then appends in the same
transaction carries it as ``on_behalf_of``, so no verb can forget it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import SessionTransaction

from app.policy.actor import Actor

_KEY = "standing in"


@dataclass(frozen=True, slots=True)
class _StandingIn:
    transaction: SessionTransaction | None
    actor_id: UUID | None
    principal_id: UUID


def stand_in(session: AsyncSession, actor: Actor, principal_id: UUID | None) -> None:
    """Let what ``actor`` appends from now on be done for this person, or for nobody else."""
    session.info.pop(_KEY, None)
    if principal_id is not None:
        transaction = session.sync_session.get_transaction()
        session.info[_KEY] = _StandingIn(transaction, actor.id, principal_id)


def principal_of(session: AsyncSession, actor: Actor) -> UUID | None:
    """Return the person in whose name ``actor`` now acts, if in any."""
    noted: _StandingIn | None = session.info.get(_KEY)
    if noted is None or noted.actor_id != actor.id:
        return None
    is_current = noted.transaction is session.sync_session.get_transaction()
    return noted.principal_id if is_current else None


def with_principal(
    session: AsyncSession, actor: Actor, detail: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return an event's detail with ``on_behalf_of`` where the act is done for somebody."""
    principal_id = principal_of(session, actor)
    return detail if principal_id is None else {**detail, "on_behalf_of": principal_id}
