"""Whether somebody could be the one who recorded: the facts for the rule of ``recorders``.

Zhangzi's article 7 and Changli's article 6 let only qualified staff record; Ruzhou's rules rest on
the Administrative Penalty Law, article 42, which asks for the same.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, Qualification, Recording
from app.people.queries import pack_of_unit
from app.policy.clocks import day_of
from app.policy.decision import Decision, allow
from app.policy.issuing import Certificate
from app.policy.recorders import HeldCertificate, RecorderFacts, decide_recorder
from app.policy.vocabulary import Employment, QualificationKind
from app.recordings.moments import is_doubtful


async def decide_officer(session: AsyncSession, recording: Recording, person_id: UUID) -> Decision:
    """Return whether a person may have recorded this.

    A certificate is held against a day. Where nobody knows on which day it was, or the clock was
    wrong, nothing is held against anybody; the doubtful time is a finding of its own.
    """
    if recording.recorded_at is None or is_doubtful(recording.recorded_at, recording.received_at):
        return allow("记录时间不明或者不可信，无法核对当天的执法证件。")
    ended_at = recording.recorded_at + timedelta(milliseconds=recording.duration_ms or 0)
    person = await session.get_one(Person, person_id)
    facts = RecorderFacts(
        employment=Employment(person.employment),
        certificates=await _certificates_of(session, person_id),
        began_on=day_of(recording.recorded_at),
        ended_on=day_of(ended_at),
    )
    return decide_recorder(await pack_of_unit(session, recording.unit_id), facts)


async def _certificates_of(session: AsyncSession, person_id: UUID) -> tuple[HeldCertificate, ...]:
    rows = await session.scalars(
        select(Qualification)
        .where(Qualification.person_id == person_id)
        .order_by(Qualification.valid_from, Qualification.id)
    )
    return tuple(
        HeldCertificate(
            QualificationKind(row.kind),
            Certificate(row.valid_from, row.valid_until, row.revoked_on),
        )
        for row in rows
    )
