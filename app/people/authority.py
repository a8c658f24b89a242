"""Ask the rules from inside a transaction: one thing at a time, or as the extent of a list.

``permit`` is for verbs: its refusal is an event of its own, as is that of a second rule, which
``note_refusal`` writes down. ``authorise`` asks without leaving a
trace, for what a page offers or hides. ``extent_of`` and ``within`` are the SQL twin for lists;
they read the same table of rules, so a list cannot show what the rule would refuse (P13).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, any_, false, literal, not_, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.ledger.book import append
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.ledger.standing_in import stand_in
from app.people.laws import find_place, units_by_pack
from app.people.queries import pack_of_unit
from app.people.units import organ_above, with_organ_below, with_units_below
from app.policy import authorising
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import RULES, SIGN_IN_FIRST
from app.policy.closing import CLOSED_WAYS, OPEN, Closure, Closures
from app.policy.decision import Decision, refuse
from app.policy.grounds import Ground, Reach, Thing
from app.policy.vocabulary import ActorKind, Role

UnitColumn = InstrumentedAttribute[UUID]
OwnerColumn = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an actor may do an act: these units, their own, what they sent, what they handle.

    ``closed`` says the same of things that are closed, for each way in which they can be.
    """

    units: frozenset[UUID]
    reaches_own: bool
    reaches_sent: bool
    reaches_handled: bool = False
    closed: Mapping[Closures, "Extent"] = field(default_factory=dict)

    def __bool__(self) -> bool:
        reaches = (self.reaches_own, self.reaches_sent, self.reaches_handled)
        return bool(self.units) or any(reaches)

    def when(self, closures: Closures) -> "Extent":
        """Return where the actor may do it to what is closed by these; unsaid is nowhere."""
        return self.closed.get(closures, NOWHERE) if closures else self

    def is_as(self, other: "Extent") -> bool:
        """Return whether another reaches exactly the same things."""
        mine, its = (
            (one.units, one.reaches_own, one.reaches_sent, one.reaches_handled)
            for one in (self, other)
        )
        return mine == its


_PERSONAL = frozenset({Reach.HANDLING, Reach.OWN, Reach.SENT, Reach.VIEWING})
NOWHERE = Extent(frozenset(), reaches_own=False, reaches_sent=False)


async def thing_in(
    session: AsyncSession,
    unit_id: UUID,
    *,
    person_id: UUID | None = None,
    device_id: UUID | None = None,
    handler_ids: frozenset[UUID] = frozenset(),
    closures: Closures = OPEN,
) -> Thing:
    """Return the facts about a thing of this unit, with the units above it."""
    return Thing(
        unit_id,
        await find_place(session, unit_id),
        person_id=person_id,
        device_id=device_id,
        handler_ids=handler_ids,
        organ=await organ_above(session, unit_id),
        closures=closures,
    )


async def authorise(session: AsyncSession, actor: Actor, act: Act, thing: Thing) -> Decision:
    """Return the rules' answer under the pack of the thing's unit."""
    return authorising.authorise(actor, act, thing, await pack_of_unit(session, thing.unit_id))


async def permit(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    thing: Thing,
    *,
    subject_id: UUID | None,
    now: datetime,
) -> Decision:
    """Return the rules' answer; a refusal appends ``act:refused`` about ``subject_id``.

    What is allowed to somebody who stands in for another is noted in the other's name: every
    event that follows in this transaction carries ``on_behalf_of``.
    """
    decision = await authorise(session, actor, act, thing)
    stand_in(session, actor, decision.on_behalf_of)
    if not decision.allowed:
        await note_refusal(
            session,
            actor,
            act,
            unit_id=thing.unit_id,
            subject_id=subject_id,
            decision=decision,
            now=now,
        )
    return decision


async def note_refusal(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    *,
    unit_id: UUID,
    subject_id: UUID | None,
    decision: Decision | None = None,
    now: datetime,
) -> None:
    """Append ``act:refused`` for a refusal by a rule of the subject's own, asked after ``permit``.

    With the ``decision`` the event holds the articles it rests on, each with pack, version and
    digest of the text. Such rules look at facts that ``Thing`` does not carry: who asked, who
    placed, whose file it is.
    """
    await append(
        session,
        LedgerKind.ACT_REFUSED,
        actor,
        unit_id=unit_id,
        subject_id=subject_id,
        detail={"act": act.value, **cited(decision.citations if decision else ())},
        now=now,
    )


async def extent_of(session: AsyncSession, actor: Actor, act: Act) -> Extent:
    """Return where the actor may do ``act``, each unit judged by its own pack."""
    if actor.kind not in {ActorKind.PERSON, ActorKind.TERMINAL} or actor.id is None:
        return NOWHERE
    if actor.is_revoked:
        return NOWHERE
    grounds = [(ground, await _units_of(session, actor, ground)) for ground in RULES[act].grounds]
    closed = {closures: _extent(actor, grounds, closures, {}) for closures in CLOSED_WAYS}
    return _extent(actor, grounds, OPEN, closed)


def _extent(
    actor: Actor,
    grounds: Sequence[tuple[Ground, frozenset[UUID]]],
    closures: Closures,
    closed: Mapping[Closures, Extent],
) -> Extent:
    """Return how far those of the grounds carry that open what is closed by these."""
    opening = [(ground, units) for ground, units in grounds if closures <= ground.opens]
    reaches = {ground.reach for ground, _ in opening}
    return Extent(
        units=frozenset().union(*(units for _, units in opening)),
        reaches_own=Reach.OWN in reaches and actor.kind is ActorKind.PERSON,
        reaches_sent=Reach.SENT in reaches and actor.kind is ActorKind.TERMINAL,
        reaches_handled=Reach.HANDLING in reaches and actor.kind is ActorKind.PERSON,
        closed=closed,
    )


async def open_list(session: AsyncSession, actor: Actor, act: Act) -> Extent | Decision:
    """Return the extent of a list, or the refusal when there is nothing at all to list.

    The refusal is worded and cited by the pack of the actor's own unit. Its own things open a
    list too: somebody who has none sees an empty one.
    """
    extent = await extent_of(session, actor, act)
    if extent:
        stand_in(session, actor, await _principal_of_list(session, actor, act))
        return extent
    if actor.unit_id is None:
        return refuse(SIGN_IN_FIRST)
    return await authorise(session, actor, act, await thing_in(session, actor.unit_id))


def within(
    extent: Extent,
    actor: Actor,
    unit: UnitColumn,
    *,
    person: OwnerColumn | None = None,
    device: OwnerColumn | None = None,
    handled: ColumnElement[bool] | None = None,
    closed: Mapping[Closure, ColumnElement[bool]] | None = None,
) -> ColumnElement[bool]:
    """Return the condition that a row lies within ``extent``; no ground, no row.

    ``handled`` is the condition that the actor handles the case that the row is or lies in.
    ``closed`` are the conditions under which a row is closed; a row that none is named for is not.
    """

    def ways(extent: Extent) -> ColumnElement[bool]:
        return _ways(extent, actor, unit, person=person, device=device, handled=handled)

    # A ground that opens closures carries to what is open too, so each of these only narrows.
    narrower = (
        or_(not_(and_(*conditions)), ways(extent.when(closures)))
        for closures, conditions in _closings(closed or {})
        if not extent.is_as(extent.when(closures))
    )
    return and_(ways(extent), *narrower)


def _closings(
    closed: Mapping[Closure, ColumnElement[bool]],
) -> Iterator[tuple[Closures, list[ColumnElement[bool]]]]:
    for closures in CLOSED_WAYS:
        if closures <= closed.keys():
            yield closures, [closed[closure] for closure in sorted(closures)]


def _ways(
    extent: Extent,
    actor: Actor,
    unit: UnitColumn,
    *,
    person: OwnerColumn | None,
    device: OwnerColumn | None,
    handled: ColumnElement[bool] | None,
) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [false()]
    if extent.units:
        # One value, however many units: else each number of them is a statement of its own.
        ways.append(unit == any_(literal(list(extent.units), ARRAY(Uuid))))
    if extent.reaches_own and person is not None:
        ways.append(person == actor.id)
    if extent.reaches_sent and device is not None:
        ways.append(device == actor.id)
    if extent.reaches_handled and handled is not None:
        ways.append(handled)
    return or_(*ways)


async def _units_of(session: AsyncSession, actor: Actor, ground: Ground) -> frozenset[UUID]:
    """Return the units to which one ground carries a person.

    Where the pack names the role, each unit that a role reaches is asked for its own pack,
    exactly as for a single thing.
    """
    if actor.kind is not ActorKind.PERSON or ground.reach in _PERSONAL:
        return frozenset()
    found = await _reached(session, actor, ground.reach, ground.roles)
    if not ground.role_key:
        return found
    reached = {
        role: await _reached(session, actor, ground.reach, {role}) - found for role in actor.roles
    }
    nowhere: frozenset[UUID] = frozenset()
    for pack, units in await units_by_pack(session, nowhere.union(*reached.values())):
        role = pack.role(ground.role_key)
        found |= reached.get(role, nowhere).intersection(units) if role else nowhere
    return found


async def _reached(
    session: AsyncSession, actor: Actor, reach: Reach, roles: Collection[Role]
) -> frozenset[UUID]:
    held = actor.units_as(*roles)
    if reach is Reach.BELOW:
        return await with_units_below(session, held)
    if reach is Reach.ORGAN:
        return await with_organ_below(session, held)
    if reach is Reach.MEMBER:
        return frozenset({actor.unit_id} if held and actor.unit_id else ())
    return held


async def _principal_of_list(session: AsyncSession, actor: Actor, act: Act) -> UUID | None:
    """Return in whose name a list is open to somebody who has no right to it of their own."""
    for principal in (None, *actor.principals) if actor.principals else ():
        if await extent_of(session, actor.standing_in_for(principal), act):
            return principal.id if principal else None
    return None
