"""Who stood on the roster when a recording was made of which no hand-over names the officer.

The roster is no proof that somebody recorded, so nobody becomes the officer by it: the only crew on
duty fills the index field, marked as not confirmed, and the custodian confirms who it was.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Device, DutyShift, Person, Recording
from app.policy.rostering import OnDuty, only_crew
from app.policy.vocabulary import ShiftKind


async def crews_of(
    session: AsyncSession, recording_ids: Collection[UUID]
) -> dict[UUID, tuple[OnDuty, ...]]:
    """Return the only crew that was on duty for each recording without an officer, if it was one.

    Where the device belongs to a section, the roster of that section counts.
    """
    if not recording_ids:
        return {}
    rows = await session.execute(
        select(
            Recording.id,
            DutyShift.person_id,
            Person.full_name,
            DutyShift.section_id,
            DutyShift.from_at,
            DutyShift.until_at,
        )
        .outerjoin(Device, Device.id == Recording.device_id)
        .join(
            DutyShift,
            and_(
                DutyShift.unit_id == Recording.unit_id,
                DutyShift.from_at <= Recording.recorded_at,
                DutyShift.until_at > Recording.recorded_at,
                DutyShift.kind != ShiftKind.STANDBY.value,
                or_(Device.section_id.is_(None), DutyShift.section_id == Device.section_id),
            ),
        )
        .join(Person, Person.id == DutyShift.person_id)
        .where(
            Recording.id.in_(recording_ids),
            Recording.officer_id.is_(None),
            Recording.set_aside_at.is_(None),
        )
        .order_by(Person.full_name, DutyShift.person_id)
    )
    found: defaultdict[UUID, list[OnDuty]] = defaultdict(list)
    for recording_id, person_id, name, section_id, from_at, until_at in rows:
        one = OnDuty(person_id, name, section_id, from_at, until_at)
        found[recording_id].append(one)
    return {key: crew for key, people in found.items() if (crew := only_crew(people))}
