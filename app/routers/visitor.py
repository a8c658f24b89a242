"""The signed-in person behind a page: required by every room except the entrance."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.people.queries import PersonFacts, pack_of_unit, person_facts
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind
from app.recordings.visibility import custody_of
from app.routers.api import UnauthenticatedError
from app.routers.deps import ActorDep, SessionDep
from app.routers.shell import Badge, rooms_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person, what the header shows of them, and the units whose records they keep."""

    actor: Actor
    person: PersonFacts
    custody: frozenset[UUID]
    badge: Badge


async def visitor_of_request(session: SessionDep, actor: ActorDep) -> Visitor:
    """Return who visits.

    Raises:
        UnauthenticatedError: nobody is signed in; the error page sends browsers to the entrance.
    """
    if actor.kind is not ActorKind.PERSON or actor.id is None:
        raise UnauthenticatedError
    person = await person_facts(session, actor.id)
    custody = await custody_of(session, actor)
    badge = Badge(
        name=person.full_name,
        unit_name=person.unit_name,
        rooms=rooms_of(actor, await pack_of_unit(session, person.unit_id)),
    )
    return Visitor(actor=actor, person=person, custody=custody, badge=badge)


VisitorDep = Annotated[Visitor, Depends(visitor_of_request)]
