"""Look for the recordings of a request: by number, case, place, party or day, as the keeper knows.

It is the search of everybody, narrowed to the unit whose records are asked for; to look adds
nothing and is no act.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.choosing import Wanted, require_known
from app.access.facts import items_of
from app.access.queries import RequestDetail, detail_of
from app.access.requests import EDITABLE, find_request, thing_of_request
from app.errors import ConflictError, NotFoundError
from app.models import AccessItem
from app.people.authority import authorise
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.searching import asking
from app.searching.finding import find
from app.searching.presenting import FoundRow, rows_of
from app.searching.shelves import Shelf, sight_of
from app.searching.terms import Terms

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """What the keeper looks for; ``number`` is of one recording and stands for itself."""

    wanted: asking.Wanted
    number: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is looked for."""
        return self.number is None and self.wanted == asking.Wanted()


@dataclass(frozen=True, slots=True)
class FoundForRequest:
    """The newest recordings that were found, and which of them are asked for already."""

    rows: tuple[FoundRow, ...]
    asked_for: frozenset[UUID]
    has_more: bool


NOTHING_FOUND = FoundForRequest((), frozenset(), has_more=False)


async def open_adding(
    session: AsyncSession, actor: Actor, request_id: UUID
) -> RequestDetail | Decision:
    """Return the request to which this actor may add things, or why they may not.

    Raises:
        ConflictError: it is in no state in which things are added.
        NotFoundError: there is no such request for this actor.
    """
    request = await find_request(session, actor, request_id)
    thing = await thing_of_request(session, request)
    decision = await authorise(session, actor, Act.ACCESS_RECEIVE, thing)
    state = AccessState(request.state)
    if decision.allowed and state not in EDITABLE:
        raise ConflictError(f"这份申请{state.label}，不能再添加资料。")
    return await detail_of(session, actor, request) if decision.allowed else decision


async def find_for_request(
    session: AsyncSession, actor: Actor, request: RequestDetail, sought: Sought
) -> FoundForRequest:
    """Return recordings of the unit of a request that the actor may know, the newest first.

    Raises:
        SearchTooLongError: the words are too scattered; days help.
    """
    if sought.is_open:
        return NOTHING_FOUND
    sight = await sight_of(session, actor, Shelf.RECORDINGS)
    terms, has_more = sought.wanted.terms, False
    if sought.number is not None:
        ids = await _by_number(session, actor, request.unit_id, sought.number)
        terms = Terms()
    else:
        found, _ = await find(session, sight, sought.wanted, limit=MOST_FOUND)
        ids, has_more = found.ids, found.older is not None
    return FoundForRequest(
        rows=await rows_of(session, sight, ids, terms),
        asked_for=await _asked_for(session, request.id, ids),
        has_more=has_more,
    )


async def _by_number(
    session: AsyncSession, actor: Actor, unit_id: UUID, number: UUID
) -> tuple[UUID, ...]:
    try:
        wanted = Wanted(recordings=frozenset({number}))
        await require_known(session, actor, unit_id, wanted)
    except NotFoundError:
        return ()
    return (number,)


async def _asked_for(
    session: AsyncSession, request_id: UUID, ids: Collection[UUID]
) -> frozenset[UUID]:
    there = select(AccessItem.recording_id).where(
        items_of(request_id), AccessItem.recording_id.in_(ids)
    )
    return frozenset(key for key in await session.scalars(there) if key is not None)
