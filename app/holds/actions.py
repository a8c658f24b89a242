"""Place and lift holds. Each act and each refusal has its ledger event."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.errors import ConflictError, NotFoundError
from app.holds.queries import HeldRecording, find_held_recording
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Hold
from app.people.authority import authorise, note_refusal, permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, refuse
from app.policy.vocabulary import HoldGround


@dataclass(frozen=True, slots=True)
class NewHold:
    """What a hold says; ``until_on`` is its last day, ``None`` holds until it is lifted."""

    ground: HoldGround
    article: str
    reason: str
    until_on: date | None = None


async def place_hold(
    session: AsyncSession, actor: Actor, recording_id: UUID, hold: NewHold, *, now: datetime
) -> UUID | Decision:
    """Hold a recording and return the hold's id, or the refusal. Appends ``hold:placed``.

    Takes an advisory lock on the recording until the transaction ends: the same demand of the same
    person, pressed twice, is one hold, and the second press returns the first one's id.

    Raises:
        NotFoundError: there is no such recording, or the actor may not know of its holds.
        ConflictError: the last day has passed already.
    """
    recording = await find_held_recording(session, actor, recording_id)
    decision = await _permit(session, actor, Act.HOLD_PLACE, recording, now)
    if not decision.allowed or actor.id is None:
        return decision
    if hold.until_on is not None and hold.until_on < now.astimezone(SHANGHAI).date():
        raise ConflictError("冻结的截止日期已经过去。请填写今天或以后的日期，或者留空。")
    await session.execute(select(func.pg_advisory_xact_lock(_key_of(recording_id))))
    earlier = await _same_demand(session, actor.id, recording_id, hold)
    if earlier is not None:
        return earlier
    row = Hold(
        id=ids.new_id(),
        unit_id=recording.unit_id,
        recording_id=recording_id,
        ground=hold.ground.value,
        article=hold.article,
        reason=hold.reason,
        placed_by_id=actor.id,
        placed_at=now,
        until_on=hold.until_on,
    )
    session.add(row)
    await session.flush()
    await append(
        session,
        LedgerKind.HOLD_PLACED,
        actor,
        unit_id=row.unit_id,
        subject_id=recording_id,
        detail={"hold": row.id, "ground": row.ground, "until": str(hold.until_on or "")},
        now=now,
    )
    return row.id


async def lift_hold(
    session: AsyncSession, actor: Actor, hold_id: UUID, reason: str, *, now: datetime
) -> Decision:
    """Lift a hold, or return the refusal. Appends ``hold:lifted``. Locks the hold's row.

    Whoever placed it cannot lift it, nor whoever stands in for that person: to keep takes one
    person, to let go takes two.

    Raises:
        NotFoundError: there is no such hold, or the actor may not know of it.
        ConflictError: somebody else has lifted it already.
    """
    row = await session.get(Hold, hold_id, with_for_update=True)
    if row is None or row.recording_id is None:
        raise NotFoundError
    recording = await find_held_recording(session, actor, row.recording_id)
    decision = await _permit(session, actor, Act.HOLD_LIFT, recording, now)
    if not decision.allowed:
        return decision
    if row.lifted_at is not None:
        raise ConflictError("这项冻结已经解除。请刷新页面查看。")
    if row.placed_by_id in {actor.id, decision.on_behalf_of}:
        await note_refusal(
            session,
            actor,
            Act.HOLD_LIFT,
            unit_id=recording.unit_id,
            subject_id=recording.id,
            now=now,
        )
        whose = "您本人" if row.placed_by_id == actor.id else "授权人本人"
        return refuse(f"这项冻结是{whose}提出的，须由另一位领导解除。")
    row.lifted_by_id = actor.id
    row.lifted_at = now
    row.lift_reason = reason
    await append(
        session,
        LedgerKind.HOLD_LIFTED,
        actor,
        unit_id=row.unit_id,
        subject_id=row.recording_id,
        detail={"hold": row.id},
        now=now,
    )
    return decision


async def note_export(session: AsyncSession, actor: Actor, rows: int, *, now: datetime) -> None:
    """Append ``holds:exported``: who took the register out of the house, and how many rows."""
    await append(
        session,
        LedgerKind.HOLDS_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={"rows": rows},
        now=now,
    )


async def may_lift(session: AsyncSession, actor: Actor, recording: HeldRecording) -> bool:
    """Return whether the lifting form is of use to this person; the verb asks again."""
    thing = await thing_in(session, recording.unit_id)
    return (await authorise(session, actor, Act.HOLD_LIFT, thing)).allowed


async def _permit(
    session: AsyncSession, actor: Actor, act: Act, recording: HeldRecording, now: datetime
) -> Decision:
    thing = await thing_in(session, recording.unit_id)
    return await permit(session, actor, act, thing, subject_id=recording.id, now=now)


async def _same_demand(
    session: AsyncSession, person_id: UUID, recording_id: UUID, hold: NewHold
) -> UUID | None:
    return await session.scalar(
        select(Hold.id).where(
            Hold.recording_id == recording_id,
            Hold.placed_by_id == person_id,
            Hold.ground == hold.ground.value,
            Hold.article == hold.article,
            Hold.reason == hold.reason,
            Hold.until_on.is_not_distinct_from(hold.until_on),
            Hold.lifted_at.is_(None),
        )
    )


def _key_of(recording_id: UUID) -> int:
    return int.from_bytes(recording_id.bytes[-8:], "big", signed=True)
