"""Who acts, as the rules see them."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from app.policy.vocabulary import ActorKind, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """The absent person for whom somebody stands in (授权人); ``name`` is shown with every act."""

    id: UUID
    name: str


class Assignment(NamedTuple):
    """One role held in one unit on the day of the act.

    With a ``principal`` it is his role, exercised for him in his absence (授权代行).
    """

    unit_id: UUID
    role: Role
    principal: Principal | None = None


@dataclass(frozen=True)
class Actor:
    """A person, a terminal, a worker or nobody.

    ``id`` is the person's or the device's; ``credential_id`` the session row or terminal token
    that proved it, so an act can be traced to one sign-in. ``unit_id`` is where they belong.
    ``is_revoked`` marks a terminal whose token was revoked: it may still hand in evidence.
    ``terminal_id`` is the reading terminal before which the person sits, at an allowed address.
    """

    kind: ActorKind
    id: UUID | None = None
    unit_id: UUID | None = None
    credential_id: UUID | None = None
    assignments: tuple[Assignment, ...] = ()
    is_revoked: bool = False
    terminal_id: UUID | None = None

    def units_as(self, *roles: Role) -> frozenset[UUID]:
        """Return the units in which any of ``roles`` is held."""
        return frozenset([a.unit_id for a in self.assignments if a.role in roles])

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return the roles held in any unit."""
        return frozenset([a.role for a in self.assignments])

    @property
    def principals(self) -> tuple[Principal, ...]:
        """Return those for whom this person stands in."""
        found = [a.principal for a in self.assignments if a.principal]
        return tuple(dict.fromkeys(found))

    def standing_in_for(self, principal: Principal | None) -> "Actor":
        """Return this person with the roles of that principal alone, or with their own alone."""
        held = tuple(a for a in self.assignments if a.principal == principal)
        return replace(self, assignments=held)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
WORKER = Actor(kind=ActorKind.WORKER)
