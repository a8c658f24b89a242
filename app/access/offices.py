"""In which office a leader's word counts."""

from app.policy.law_words import Approver
from app.policy.vocabulary import Role

_OFFICES = {Role.LEADER: Approver.HEAD}
LEADER_ROLES = frozenset(_OFFICES)


def highest_office(roles: frozenset[Role]) -> Approver | None:
    """Return the office in which an approval by whoever holds ``roles`` carries furthest."""
    return next((_OFFICES[role] for role in sorted(roles) if role in _OFFICES), None)
