"""The custodian decides whose a recording is, with a reason; the original is not touched.

Source: Ruzhou's consultation rule, article 3 (custody). Pack key ``custodian.role``.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.storing import keep_storing
from app.errors import InvalidInputError
from app.ledger.kinds import LedgerKind
from app.models import Recording
from app.people.authority import note_refusal, permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.attributing import KnownDevice
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceSource, OfficerSource
from app.recordings.attributing import Attribution, judge, note
from app.recordings.attribution_facts import device_of_number, line_of_units
from app.recordings.naming import has_served
from app.recordings.queries import RecordingDetail
from app.recordings.recorder_facts import activity_of, decide_naming, staff_of
from app.searching.indexing import index_recordings


class UnknownOfficerError(InvalidInputError):
    """Nobody of this line of units."""

    code = "unknown_officer"
    message = "没有找到这名执法人员，或者他不在本单位及上下级单位。请从列表中选择。"


class UnknownDeviceError(InvalidInputError):
    """No registered device of this line of units that records."""

    code = "unknown_device"
    message = (
        "没有登记这个编号的记录设备。请核对编号；确属本单位的设备，请先在设备登记中补登。"
        "采集工作站只负责上传，不能作为记录设备。"
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What the custodian says: no officer means by the hand-overs, no device leaves it as is."""

    officer_id: UUID | None
    device_no: str
    reason: str


@dataclass(frozen=True, slots=True)
class Word:
    """Whom the custodian names, the note that stays with it, and why it is written now.

    Without an officer the hand-overs decide again.
    """

    officer_id: UUID | None
    note: str
    why: str


async def correct_attribution(
    session: AsyncSession,
    actor: Actor,
    detail: RecordingDetail,
    correction: Correction,
    *,
    now: datetime,
) -> Attribution | Decision:
    """Write down the custodian's decision, or return the refusal.

    Whoever may not record by the regulation, or did not serve here then, is not named (长子 7,
    昌黎 6).

    Locks the recording's row. Appends ``recording:reattributed`` with before, after and reason.

    Raises:
        UnknownOfficerError, UnknownDeviceError: nothing was changed.
    """
    thing = await thing_in(session, detail.unit_id)
    decision = await permit(
        session, actor, Act.RECORDING_ATTRIBUTE, thing, subject_id=detail.id, now=now
    )
    if not decision.allowed:
        return decision
    device, officer = None, None
    if correction.device_no:
        device = await device_named(session, detail.unit_id, correction.device_no)
    if correction.officer_id is not None:
        officer = await officer_named(session, detail.unit_id, correction.officer_id)
    recording = await session.get_one(Recording, detail.id, with_for_update=True)
    if officer is not None:
        decision = await _permit_officer(session, actor, recording, officer, now)
        if not decision.allowed:
            return decision
    before = Attribution.of(recording)
    if device is not None:
        take_device(recording, device, correction.reason)
    word = Word(officer, correction.reason, correction.reason)
    await settle_officer(session, actor, recording, word, before=before, now=now)
    await index_recordings(session, [recording.id], now=now)
    return Attribution.of(recording)


async def settle_officer(
    session: AsyncSession,
    actor: Actor,
    recording: Recording,
    word: Word,
    *,
    before: Attribution,
    now: datetime,
) -> None:
    """Write the custodian's word into a locked row and judge it again; what is said was checked.

    The search box is told by the caller. Appends ``recording:reattributed``.
    """
    recording.officer_id = word.officer_id
    recording.officer_source = OfficerSource.CUSTODIAN.value if word.officer_id else None
    recording.officer_note = word.note
    recording.holding_id = None
    findings = await judge(session, recording, now)
    await note(
        session,
        LedgerKind.RECORDING_REATTRIBUTED,
        actor,
        recording,
        before=before,
        findings=findings,
        why=word.why,
        now=now,
    )
    await keep_storing(session, recording, now, actor=actor)


async def _permit_officer(
    session: AsyncSession, actor: Actor, recording: Recording, officer: UUID, now: datetime
) -> Decision:
    """Return whether somebody may be named; a refusal is an event about the recording."""
    staff = await staff_of(session, [officer])
    decision = (await decide_naming(session, activity_of(recording), staff))[officer]
    if not decision.allowed:
        await note_refusal(
            session,
            actor,
            Act.RECORDING_ATTRIBUTE,
            unit_id=recording.unit_id,
            subject_id=recording.id,
            decision=decision,
            now=now,
        )
    return decision


async def device_named(session: AsyncSession, unit_id: UUID, device_no: str) -> KnownDevice:
    """Return the device that somebody has found out.

    Raises:
        UnknownDeviceError: there is none of this number in the line of units, or it records not.
    """
    device = await device_of_number(session, device_no, await line_of_units(session, unit_id))
    if device is None or not device.records:
        raise UnknownDeviceError
    return device


def take_device(recording: Recording, device: KnownDevice, reason: str) -> None:
    """Write into a locked row what somebody has found out."""
    recording.device_id = device.id
    recording.device_source = DeviceSource.SETTLED.value
    recording.device_note = reason
    recording.set_aside_at = None


async def officer_named(session: AsyncSession, unit_id: UUID, person_id: UUID) -> UUID:
    """Return somebody who belongs, or has belonged, to the line of units.

    Raises:
        UnknownOfficerError: to this unit there is no such person.
    """
    if not await has_served(session, unit_id, person_id):
        raise UnknownOfficerError
    return person_id
