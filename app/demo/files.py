"""What stands in the files of the demonstration's people: certificates and one training."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.models import Person, TrainingAttendance
from app.people.certificate_form import NewQualification
from app.people.qualifications import register_many
from app.people.training import enter_training
from app.people.training_form import NewTraining
from app.policy.actor import WORKER
from app.policy.vocabulary import QualificationKind, TrainingKind

_TERM = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of the cast: whose it is, and in how many days it ends."""

    username: str
    certificate_no: str
    ends_in_days: int
    kind: QualificationKind = QualificationKind.PROVINCIAL
    issuer: str = "河南省人民政府"


CERTIFICATES = (
    Held("officer", "豫D0412016", ends_in_days=20),
    Held("collector", "豫D0412021", ends_in_days=1_100),
    Held("handler", "豫D0412033", ends_in_days=-12),
    Held(
        "handler",
        "水政411058",
        ends_in_days=640,
        kind=QualificationKind.WATER_SUPERVISION,
        issuer="水利部",
    ),
)
TRAINED = (("officer", "合格"), ("collector", "合格"), ("handler", "补考合格"))


async def file_certificates(session: AsyncSession, brigade: UUID, now: datetime) -> None:
    """File the certificates and one training of 水政监察大队."""
    today = now.astimezone(SHANGHAI).date()
    rows = await session.execute(
        select(Person.username, Person.id).where(Person.unit_id == brigade)
    )
    people = {row[0]: row[1] for row in rows}
    entries = []
    for held in CERTIFICATES:
        last = today + timedelta(days=held.ends_in_days)
        new = NewQualification(held.kind, held.certificate_no, held.issuer, last - _TERM, last)
        entries.append((people[held.username], brigade, new))
    await register_many(session, WORKER, entries, now)
    training = NewTraining(
        kind=TrainingKind.TRAINING,
        title="执法记录仪使用和资料上传",
        held_on=today - timedelta(days=30),
        hours=Decimal("4.0"),
        organiser="汝州市水利局办公室",
        note="使用前检查、告知用语、全程记录和当日上传的要求；现场操作练习。",
    )
    training_id = await enter_training(session, WORKER, brigade, training, now)
    session.add_all(
        TrainingAttendance(training_id=training_id, person_id=people[username], result=result)
        for username, result in TRAINED
    )
    await session.flush()
