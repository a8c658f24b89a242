"""Find out whose recording it is, and again when hand-overs or the device are corrected.

The rules stand in ``app.policy.attributing``. Nothing is lost by judging again: what stood before
is kept by the event, with the ids of device, officer and holding before and after. A table of
earlier attributions would only be a second, changeable copy of the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.deadlines.storing import keep_storing
from app.ledger.book import append
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.live import Topic, announce
from app.models import Finding, Recording
from app.policy.actor import WORKER, Actor
from app.policy.attributing import (
    AttributionFinding,
    DeviceVerdict,
    OfficerVerdict,
    judge_device,
    judge_officer,
)
from app.policy.timing import judge_time
from app.policy.vocabulary import OfficerSource
from app.recordings.attribution_facts import device_facts, line_of_units, named_by, officer_facts
from app.recordings.attribution_words import ATTRIBUTION_WORDS
from app.recordings.recorder_facts import decide_officer
from app.recordings.time_facts import recorded_times
from app.searching.indexing import index_recordings

_CONTRADICTED = (
    AttributionFinding.RECORDED_TIME_DIFFERS.value,
    AttributionFinding.RECORDED_TIME_SHIFTED.value,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose a recording is, as it stands in its row."""

    device: UUID | None
    device_source: str | None
    officer: UUID | None
    officer_source: str | None
    holding: UUID | None
    is_set_aside: bool

    @classmethod
    def of(cls, recording: Recording) -> "Attribution":
        """Read it from the row."""
        return cls(
            recording.device_id,
            recording.device_source,
            recording.officer_id,
            recording.officer_source,
            recording.holding_id,
            recording.set_aside_at is not None,
        )

    def as_detail(self) -> dict[str, object]:
        """Return what an event says of it: ids, never names."""
        return {
            "device": self.device,
            "device_source": self.device_source,
            "officer": self.officer,
            "officer_source": self.officer_source,
            "holding": self.holding,
        }


async def attribute_recording(
    session: AsyncSession, recording_id: UUID, now: datetime, *, actor: Actor = WORKER
) -> Attribution:
    """Judge device and officer of one recording; what people have decided before stands.

    Locks the recording's row. Appends ``recording:attributed`` the first time and afterwards
    ``recording:reattributed`` with before and after, if anything changed; ``recording:set_aside``
    when nobody knows the device. Findings of an earlier judgement are replaced.
    """
    recording = await session.get_one(Recording, recording_id, with_for_update=True)
    before, is_first = Attribution.of(recording), recording.attributed_at is None
    findings = await judge(session, recording, now)
    after = Attribution.of(recording)
    kind = LedgerKind.RECORDING_ATTRIBUTED if is_first else LedgerKind.RECORDING_REATTRIBUTED
    if is_first or after != before:
        await note(session, kind, actor, recording, before=before, findings=findings, now=now)
    if after.is_set_aside and not before.is_set_aside:
        await append(
            session,
            LedgerKind.RECORDING_SET_ASIDE,
            actor,
            unit_id=recording.unit_id,
            subject_id=recording.id,
            detail={"device_no": recording.named_device_no},
            now=now,
        )
    await keep_storing(session, recording, now, actor=actor)
    await index_recordings(session, [recording.id], now=now)
    return after


async def judge(
    session: AsyncSession, recording: Recording, now: datetime
) -> tuple[AttributionFinding, ...]:
    """Ask the rules, write their verdict into a locked row, and return what they found."""
    named = await named_by(session, recording)
    units = await line_of_units(session, recording.unit_id)
    device = judge_device(await device_facts(session, recording, named, units))
    times = await recorded_times(session, recording, device.device)
    officer = judge_officer(
        await officer_facts(session, recording, named, units=units, device=device, times=times)
    )
    details = dict(times.details())
    if officer.to_qualify is not None:
        qualified = await decide_officer(session, recording, officer.to_qualify)
        if not qualified.allowed:
            details[AttributionFinding.OFFICER_UNQUALIFIED] = {
                "person": str(officer.to_qualify),
                **cited(qualified.citations),
            }
            officer = officer.unqualified()
    recording.named_device_no = named.device_no
    recording.named_officer_no = named.officer_no
    _take(recording, device, officer, now)
    findings = (*device.findings, *officer.findings, *judge_time(times.facts))
    await _replace_findings(session, recording.id, findings, details, now)
    return findings


async def note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    recording: Recording,
    *,
    before: Attribution,
    findings: Sequence[AttributionFinding],
    now: datetime,
    why: str = "",
) -> None:
    """Append one event with the attribution before and after, and the time it is based on.

    Tells open lists.
    """
    await append(
        session,
        kind,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail={
            **Attribution.of(recording).as_detail(),
            "recorded_at": recording.recorded_at,
            "recorded_at_source": recording.recorded_at_source,
            "before": before.as_detail(),
            "findings": [code.value for code in findings],
            "why": why,
        },
        now=now,
    )
    await announce(session, Topic.RECORDINGS_CHANGED, str(recording.unit_id))


async def reattribute_device(
    session: AsyncSession, device_id: UUID, since: datetime, now: datetime, *, actor: Actor
) -> int:
    """Judge again what this device recorded from ``since`` on; return how many have changed.

    For hand-overs that were corrected or noted late. Recordings without a believable time, and
    those whose times contradict one another, belong to every span, so they are judged as well.
    So are rows that nobody has ever judged, once the worker has settled them. Those that the
    custodian has decided are left.
    """
    start = Recording.recorded_at
    lasts_into = start + Recording.duration_ms * timedelta(milliseconds=1) >= since
    rows = await session.scalars(
        select(Recording.id)
        .where(
            Recording.device_id == device_id,
            or_(Recording.attributed_at.is_not(None), Recording.settled_at.is_not(None)),
            or_(
                Recording.officer_source.is_(None),
                Recording.officer_source != OfficerSource.CUSTODIAN.value,
            ),
            or_(
                start.is_(None),
                start >= since,
                lasts_into,
                start > Recording.received_at,
                exists().where(
                    Finding.recording_id == Recording.id, Finding.code.in_(_CONTRADICTED)
                ),
            ),
        )
        .order_by(Recording.id)
    )
    changed = 0
    for recording_id in rows.all():
        before = Attribution.of(await session.get_one(Recording, recording_id))
        after = await attribute_recording(session, recording_id, now, actor=actor)
        changed += after != before
    return changed


def _take(
    recording: Recording, device: DeviceVerdict, officer: OfficerVerdict, now: datetime
) -> None:
    recording.device_id = device.device.id if device.device else None
    recording.device_source = device.source.value if device.source else None
    recording.officer_id = officer.officer
    recording.officer_source = officer.source.value if officer.source else None
    recording.holding_id = officer.holding
    recording.attributed_at = now
    recording.set_aside_at = (recording.set_aside_at or now) if device.is_set_aside else None


async def _replace_findings(
    session: AsyncSession,
    recording_id: UUID,
    findings: Sequence[AttributionFinding],
    details: Mapping[AttributionFinding, dict[str, object]],
    now: datetime,
) -> None:
    await session.flush()
    await session.execute(
        delete(Finding).where(
            Finding.recording_id == recording_id,
            Finding.code.in_([code.value for code in AttributionFinding]),
        )
    )
    # Ids of one millisecond have no order of their own, and lists show the first finding's label.
    keys = sorted(ids.new_id() for _ in findings)
    session.add_all(
        Finding(
            id=key,
            recording_id=recording_id,
            code=code.value,
            severity=ATTRIBUTION_WORDS[code].severity.value,
            detail=details.get(code, {}),
            found_at=now,
        )
        for key, code in zip(keys, findings, strict=True)
    )
    await session.flush()
