"""Whether somebody could be the one who recorded: the facts for the rule of ``recorders``.

Zhangzi's article 7 and Changli's article 6 let only qualified staff record; Ruzhou's rules rest on
the Administrative Penalty Law, article 42, which asks for the same.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, Posting, Qualification, Recording
from app.people.queries import pack_of_unit
from app.policy.clocks import day_of
from app.policy.decision import Decision, allow
from app.policy.issuing import Certificate
from app.policy.recorders import (
    HeldCertificate,
    NamedFacts,
    RecorderFacts,
    Service,
    decide_named,
    decide_recorder,
)
from app.policy.vocabulary import Employment, QualificationKind
from app.recordings.attribution_facts import line_of_units
from app.recordings.moments import is_doubtful


@dataclass(frozen=True, slots=True)
class Activity:
    """Where and on which days something was recorded; no days where no time can be believed."""

    unit_id: UUID
    began_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with everything that the rule asks of them, on whatever day."""

    employment: Employment
    certificates: tuple[HeldCertificate, ...]
    services: tuple[Service, ...]

    def on(self, activity: Activity) -> RecorderFacts | None:
        """Return them on the days of an activity."""
        if activity.began_on is None or activity.ended_on is None:
            return None
        return RecorderFacts(
            self.employment, self.certificates, activity.began_on, activity.ended_on
        )


async def decide_officer(session: AsyncSession, recording: Recording, person_id: UUID) -> Decision:
    """Return whether a person may have recorded this.

    A certificate is held against a day. Where nobody knows on which day it was, or the clock was
    wrong, nothing is held against anybody; the doubtful time is a finding of its own.
    """
    staff = (await staff_of(session, [person_id]))[person_id]
    facts = staff.on(activity_of(recording))
    if facts is None:
        return allow("记录时间不明或者不可信，无法核对当天的执法证件。")
    return decide_recorder(await pack_of_unit(session, recording.unit_id), facts)


async def decide_naming(
    session: AsyncSession, activity: Activity, people: Mapping[UUID, Staff]
) -> dict[UUID, Decision]:
    """Return of each of these people whether the custodian may name them as the officer."""
    pack = await pack_of_unit(session, activity.unit_id)
    units = await line_of_units(session, activity.unit_id)
    return {
        key: decide_named(pack, NamedFacts(staff.services, units, staff.on(activity)))
        for key, staff in people.items()
    }


def activity_of(recording: Recording) -> Activity:
    """Return the days of a recording."""
    return activity_between(
        recording.unit_id, recording.recorded_at, recording.received_at, recording.duration_ms
    )


def activity_between(
    unit_id: UUID, recorded_at: datetime | None, received_at: datetime, duration_ms: int | None
) -> Activity:
    """Return the days of what began at a moment and lasted as long."""
    if recorded_at is None or is_doubtful(recorded_at, received_at):
        return Activity(unit_id, None, None)
    ended_at = recorded_at + timedelta(milliseconds=duration_ms or 0)
    return Activity(unit_id, day_of(recorded_at), day_of(ended_at))


async def staff_of(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Staff]:
    """Return these people with their certificates and where they have served, in their order."""
    keys = list(dict.fromkeys(person_ids))
    found = await session.execute(select(Person.id, Person.employment).where(Person.id.in_(keys)))
    employment = {row.id: Employment(row.employment) for row in found}
    certificates: defaultdict[UUID, list[HeldCertificate]] = defaultdict(list)
    for row in await session.scalars(
        select(Qualification)
        .where(Qualification.person_id.in_(keys))
        .order_by(Qualification.valid_from, Qualification.id)
    ):
        held = Certificate(row.valid_from, row.valid_until, row.revoked_on)
        certificates[row.person_id].append(HeldCertificate(QualificationKind(row.kind), held))
    services: defaultdict[UUID, list[Service]] = defaultdict(list)
    for posting in await session.scalars(
        select(Posting).where(Posting.person_id.in_(keys)).order_by(Posting.from_on)
    ):
        served = Service(posting.unit_id, posting.from_on, posting.until_on)
        services[posting.person_id].append(served)
    return {
        key: Staff(employment[key], tuple(certificates[key]), tuple(services[key]))
        for key in keys
        if key in employment
    }
