"""The storing deadline of a recording, from the beginning of its upload to its sealing.

It is opened when an upload begins that declares when it was recorded, goes over to the recording
when that arrives, is met by sealing, and is computed again whenever officer, time or length are
corrected, so that lateness shows even where the upload began late.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.running import (
    Reckoning,
    Subject,
    cancel,
    counting,
    meet,
    open_deadline,
    recompute,
)
from app.deadlines.storing_facts import of_recording, of_upload, reckon_storing
from app.models import Recording, Upload
from app.policy.actor import WORKER, Actor
from app.policy.vocabulary import DeadlineSubject

KEY = "store.deadline.normal"
ALREADY_STORED = "同一内容先前已经送达并存储，这次送达不再另计期限。"
NOT_FINISHED = {
    "expired": "上传没有完成，已经过期；重新上传时另计期限。",
    "terminated": "上传方取消了上传；重新上传时另计期限。",
}


async def begin_storing(session: AsyncSession, upload: Upload, actor: Actor, now: datetime) -> None:
    """Open the deadline of an upload that says when it was recorded; without that, nothing yet.

    Appends ``deadline:opened``.
    """
    reckoned = await reckon_storing(session, await of_upload(session, upload))
    if reckoned.runs:
        subject = Subject(DeadlineSubject.UPLOAD, upload.id, upload.unit_id, KEY)
        await open_deadline(session, subject, reckoned, actor, now)


async def hand_to_recording(
    session: AsyncSession, recording: Recording, actor: Actor, now: datetime
) -> None:
    """Let the deadline of an upload go over to the recording that it has become, or open one."""
    row = await counting(session, recording.upload_id, KEY)
    if row is not None:
        row.subject_kind = DeadlineSubject.RECORDING.value
        row.subject_id = recording.id
        await session.flush()
    await keep_storing(session, recording, now, actor=actor)


async def keep_storing(
    session: AsyncSession, recording: Recording, now: datetime, *, actor: Actor = WORKER
) -> None:
    """Make the storing deadline of a recording what it has to be now; repeating changes nothing.

    Call it with the recording's row locked. Appends ``deadline:opened``, ``:recomputed``,
    ``:met`` or ``:cancelled``, whichever happens.
    """
    row = await counting(session, recording.id, KEY)
    if recording.duplicate_of_id is not None:
        if row is not None:
            await cancel(session, row, ALREADY_STORED, actor, now)
        return
    reckoned = await storing_of(session, recording)
    if row is not None:
        await recompute(session, row, reckoned, actor, now)
    elif reckoned.runs:
        subject = Subject(DeadlineSubject.RECORDING, recording.id, recording.unit_id, KEY)
        row = await open_deadline(session, subject, reckoned, actor, now)
    if row is not None and recording.sealed_at is not None:
        await meet(session, row, recording.sealed_at, actor, now)


async def storing_of(session: AsyncSession, recording: Recording) -> Reckoning:
    """Return the storing deadline as it is computed now, with the reason where there is none."""
    return await reckon_storing(session, await of_recording(session, recording))


async def why_no_deadline(session: AsyncSession, recording_id: UUID) -> str:
    """Return why a recording has no storing deadline; empty where it has, or could have, one."""
    recording = await session.get_one(Recording, recording_id)
    if recording.duplicate_of_id is not None:
        return ALREADY_STORED
    reckoned = await storing_of(session, recording)
    return "" if reckoned.runs else reckoned.ruling.reason


async def give_up_storing(
    session: AsyncSession, upload_id: UUID, ended_as: str, actor: Actor, now: datetime
) -> None:
    """Cancel the deadline of an upload that became no recording. Appends ``deadline:cancelled``."""
    row = await counting(session, upload_id, KEY)
    if row is not None:
        await cancel(session, row, NOT_FINISHED[ended_as], actor, now)
