"""Which single recordings of an older request go along when it is asked again.

Those that lie in the case of the new request are among its parts. Of the others go along those that
the actor may still know and that may still be asked for: state secrets may not (汝州调阅 10).
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.again import EarlierRequest
from app.access.choosing import belongs_to
from app.access.previewing import MOST_CHOICES, Part, Target
from app.models import EvidenceLink, Recording
from app.people.closures import lies_in_state_secret
from app.policy.actor import Actor


@dataclass(frozen=True, slots=True)
class Carried:
    """Recordings to choose from again, and how many of the older request are not among them."""

    recordings: tuple[Part, ...] = ()
    left: int = 0

    def chosen(self, ticked: Collection[UUID]) -> frozenset[UUID]:
        """Return those of them that were ticked."""
        return frozenset(part.id for part in self.recordings if part.id in ticked)


NOTHING_CARRIED = Carried()


async def carried_of(
    session: AsyncSession, actor: Actor, earlier: EarlierRequest | None, target: Target | None
) -> Carried:
    """Return what goes along beside ``target``; to another unit nothing does."""
    if earlier is None or (target is not None and target.unit_id != earlier.unit_id):
        return NOTHING_CARRIED
    single = earlier.recordings
    if target is not None:
        single -= target.wanted.recordings | await _in_case(session, single, target.case_id)
    if not single:
        return NOTHING_CARRIED
    rows = await session.execute(
        select(Recording.id, Recording.file_name, Recording.recorded_at)
        .where(
            Recording.id.in_(single),
            await belongs_to(session, actor, earlier.unit_id),
            ~lies_in_state_secret(),
        )
        .order_by(Recording.recorded_at, Recording.id)
        .limit(MOST_CHOICES)
    )
    parts = tuple(Part(key, file_name, at=recorded_at) for key, file_name, recorded_at in rows)
    return Carried(parts, len(single) - len(parts))


async def _in_case(
    session: AsyncSession, recordings: Collection[UUID], case_id: UUID | None
) -> frozenset[UUID]:
    linked = await session.scalars(
        select(EvidenceLink.recording_id).where(
            EvidenceLink.case_id == case_id,
            EvidenceLink.ended_at.is_(None),
            EvidenceLink.recording_id.in_(recordings),
        )
    )
    return frozenset(linked)
