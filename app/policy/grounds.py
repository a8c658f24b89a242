"""What a rule about a person's right looks like: grounds, each with reach, reason and articles.

A rule is a list of grounds. The first ground that matches allows; when none does, the rule
refuses. There is no ground that forbids, so the order never turns a yes into a no. A thing may be
closed (``closing``); a ground carries to it only if it opens everything that closes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from app.policy.actor import Actor, Principal
from app.policy.asking import distinct, shut_until_set
from app.policy.closing import OPEN, Closure, Closures
from app.policy.decision import Citation, Decision, allow, refuse
from app.policy.pack import Pack
from app.policy.permits import PermitFacts, permit_keys, permit_problem
from app.policy.vocabulary import BUSINESS_ROLES, ActorKind, Role


class Reach(StrEnum):
    """How far a ground carries from whoever stands on it."""

    BELOW = "below"
    """A role in the thing's unit or in a unit above it."""
    HANDLING = "handling"
    """The thing is a case, or lies in one, that this person handles today."""
    MEMBER = "member"
    """Whoever belongs to the thing's unit and holds the role, wherever it is held."""
    ORGAN = "organ"
    """A role in the thing's unit, or above it within its agency, the agency included."""
    OWN = "own"
    """The thing is about this person, or this person sent or holds it."""
    SENT = "sent"
    """This terminal sent the thing or is the thing."""
    UNIT = "unit"
    """A role in the thing's own unit."""
    VIEWING = "viewing"
    """This sitting, at this sign-in or this reading terminal, is under a permit that opens it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act is done to, as far as rights look at it.

    ``above`` are the units above ``unit_id``, at any height. ``person_id`` is the person the thing
    is about, who sent it or who holds it; ``device_id`` the terminal that sent it or that it is.
    ``handler_ids`` are the people who handle the case that it is or lies in. ``permit`` is that
    under which a sitting looks at it. ``organ`` are those units above that belong to the thing's
    own agency, which is the topmost of them; ``closures`` is what closes it.
    """

    unit_id: UUID
    above: frozenset[UUID] = frozenset()
    person_id: UUID | None = None
    device_id: UUID | None = None
    handler_ids: frozenset[UUID] = frozenset()
    permit: PermitFacts | None = None
    organ: frozenset[UUID] = frozenset()
    closures: Closures = OPEN


@dataclass(frozen=True, slots=True)
class Ground:
    """One way to be allowed.

    ``roles`` are named by the product, ``role_key`` by the unit's pack; a pack that is silent on
    the key names nobody. ``cites`` are keys of the pack whose articles the decision carries.
    ``opens`` is what may close a thing to which it still carries: a state secret only where the
    ground says so.
    """

    reach: Reach
    reason: str
    roles: frozenset[Role] = frozenset()
    role_key: str = ""
    cites: tuple[str, ...] = ()
    opens: Closures = frozenset({Closure.BOUND})

    def roles_under(self, pack: Pack) -> frozenset[Role]:
        """Return the roles that stand on this ground where ``pack`` is in force."""
        named = pack.role(self.role_key) if self.role_key else None
        return self.roles | {named} if named else self.roles


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said to whoever is refused, and the keys of the pack on which it rests."""

    reason: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """All grounds of one act, and what is said when none of them matches.

    ``closed`` is said, in its order, when the thing is closed by that: to whom a ground would
    carry there otherwise. Everybody else hears the same as of a thing that is open, and so does
    not learn that it is closed (汝州调阅 10).
    """

    grounds: tuple[Ground, ...]
    refusal: str
    cites: tuple[str, ...] = ()
    closed: Mapping[Closure, Refusal] = field(default_factory=dict)


def judge(rule: Rule, actor: Actor, thing: Thing, pack: Pack) -> Decision:
    """Return whether any ground of ``rule`` carries ``actor`` to ``thing``.

    Their own right comes first; only then that of somebody for whom they stand in, and the
    decision says so.
    """
    for principal in (None, *actor.principals):
        standing = actor.standing_in_for(principal)
        for ground in rule.grounds:
            if thing.closures <= ground.opens and _carries(ground, standing, thing, pack):
                allowed = allow(ground.reason, *articles(pack, ground.cites))
                return _in_the_name_of(principal, allowed) if principal else allowed
    usual = Refusal(rule.refusal, rule.cites)
    is_kept_out = _is_kept_out(rule, actor, thing, pack)
    reasons = (said for closure, said in rule.closed.items() if closure in thing.closures)
    said = next(reasons, usual) if is_kept_out else usual
    problem = permit_problem(thing.permit) if thing.permit else ""
    if thing.permit and problem:
        return refuse(problem, *distinct(articles(pack, permit_keys(thing.permit))))
    refused = refuse(said.reason, *articles(pack, said.cites))
    return shut_until_set(refused, unset_keys(rule, actor, thing, pack))


def unset_keys(rule: Rule, actor: Actor, thing: Thing, pack: Pack) -> tuple[str, ...]:
    """Return the keys that nobody has set and of which some value would let the actor in.

    Whoever does no business there is refused whatever is set. What closes the thing is not looked
    at, so that the answer tells nothing of it.
    """
    return tuple(
        dict.fromkeys(
            ground.role_key
            for ground in rule.grounds
            if ground.role_key
            and pack.role(ground.role_key) is None
            and _carries(replace(ground, roles=BUSINESS_ROLES), actor, thing, pack)
        )
    )


def _is_kept_out(rule: Rule, actor: Actor, thing: Thing, pack: Pack) -> bool:
    """Return whether it is what closes the thing, and nothing else, that keeps the actor out."""
    standings = [actor.standing_in_for(principal) for principal in (None, *actor.principals)]
    return bool(thing.closures) and any(
        _carries(ground, standing, thing, pack) for standing in standings for ground in rule.grounds
    )


def _in_the_name_of(principal: Principal, decision: Decision) -> Decision:
    reason = f"代行{principal.name}的职权（授权代行）：{decision.reason}"
    return replace(decision, reason=reason, on_behalf_of=principal.id)


def articles(pack: Pack, keys: tuple[str, ...]) -> tuple[Citation, ...]:
    """Return the citations of ``keys``; a key on which the pack is silent has none."""
    return tuple(citation for key in keys for citation in pack.citation(key))


def _carries(ground: Ground, actor: Actor, thing: Thing, pack: Pack) -> bool:
    match ground.reach:
        case Reach.MEMBER:
            return thing.unit_id == actor.unit_id and bool(_units_on(ground, actor, pack))
        case Reach.UNIT:
            return thing.unit_id in _units_on(ground, actor, pack)
        case Reach.BELOW:
            return bool(({thing.unit_id} | thing.above) & _units_on(ground, actor, pack))
        case Reach.ORGAN:
            return bool(({thing.unit_id} | thing.organ) & _units_on(ground, actor, pack))
        case Reach.VIEWING:
            return _sits_under(actor, thing.permit)
        case _:
            return _is_personal(ground.reach, actor, thing)


def _is_personal(reach: Reach, actor: Actor, thing: Thing) -> bool:
    """Return whether the thing is the actor's own in the way that ``reach`` says."""
    if actor.id is None:
        return False
    if reach is Reach.SENT:
        return actor.kind is ActorKind.TERMINAL and actor.id == thing.device_id
    if actor.kind is not ActorKind.PERSON:
        return False
    if reach is Reach.HANDLING:
        return actor.id in thing.handler_ids
    return reach is Reach.OWN and actor.id == thing.person_id


def _sits_under(actor: Actor, permit: PermitFacts | None) -> bool:
    """Return whether the actor is who sits under the permit, and the permit opens the thing.

    Whoever signed in is known by that sign-in; a visitor from outside by the terminal alone.
    """
    if permit is None or permit_problem(permit):
        return False
    if permit.credential_id is not None:
        bound = actor.kind is ActorKind.PERSON and actor.credential_id == permit.credential_id
        return bound and permit.terminal_id in {None, actor.terminal_id}
    visits = actor.kind is ActorKind.VISITOR and actor.terminal_id is not None
    return visits and actor.terminal_id == permit.terminal_id


def _units_on(ground: Ground, actor: Actor, pack: Pack) -> frozenset[UUID]:
    """Return the units in which a person holds a role of this ground; terminals hold none."""
    if actor.kind is not ActorKind.PERSON:
        return frozenset()
    return actor.units_as(*ground.roles_under(pack))
