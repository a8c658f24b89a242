"""Play a recording's content: the decision, its ledger event, and the check while it goes on.

Promise P7: the right is read afresh at each request and again while a long answer is on its way.
One viewing is one event, however many ranges the player asks for; a refusal is an event of its
own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import LedgerLine, append, recent_acts
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.ledger.standing_in import stand_in
from app.people.authority import authorise
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.recordings.queries import (
    RecordingContent,
    RecordingDetail,
    decide_on,
    find_content,
    find_recording,
    thing_of_recording,
)

Found = TypeVar("Found", bound=RecordingContent)
ONE_VIEWING = timedelta(minutes=30)
"""Ranges asked for within this time after the event belong to the same viewing."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Found]):
    """A recording somebody may know of, and whether they may have what they asked for."""

    detail: Found
    decision: Decision


async def ask_for_content(
    session: AsyncSession, actor: Actor, recording_id: UUID, act: Act, *, now: datetime
) -> Asked[RecordingContent]:
    """Decide about content. Appends ``file:refused`` when the rule says no.

    A player asks for many ranges, so nothing is read that a range does not need.

    Raises:
        NotFoundError: there is no such recording, or the actor may not know of it.
    """
    found = await find_content(session, actor, recording_id)
    return await _judged(session, actor, found, act, now)


async def ask_for_pictures(
    session: AsyncSession, actor: Actor, recording_id: UUID, act: Act, *, now: datetime
) -> Asked[RecordingDetail]:
    """Decide about stills and storyboard, as ``ask_for_content`` does."""
    found = await find_recording(session, actor, recording_id)
    return await _judged(session, actor, found, act, now)


async def _judged(
    session: AsyncSession, actor: Actor, found: Found, act: Act, now: datetime
) -> Asked[Found]:
    decision = await decide_on(session, actor, act, found)
    stand_in(session, actor, decision.on_behalf_of)
    if not decision.allowed:
        await _note_refusal(
            session, actor, found.unit_id, found.id, act, decision=decision, now=now
        )
    return Asked(found, decision)


async def note_playing(
    session: AsyncSession, actor: Actor, detail: RecordingContent, *, now: datetime
) -> None:
    """Append ``file:played`` unless this sign-in is in the middle of a viewing already.

    Takes an advisory lock on actor and recording, so that a player's parallel first requests
    write one event together.
    """
    key = func.hashtextextended(f"{actor.credential_id}/{detail.id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    earlier = await recent_acts(
        session, LedgerKind.FILE_PLAYED, actor_id=actor.id, subject_id=detail.id
    )
    if not any(_is_same_viewing(line, actor, now) for line in earlier):
        await append(
            session,
            LedgerKind.FILE_PLAYED,
            actor,
            unit_id=detail.unit_id,
            subject_id=detail.id,
            detail={"original": detail.original_id, "sha256": detail.sha256},
            now=now,
        )


def _is_same_viewing(line: LedgerLine, actor: Actor, now: datetime) -> bool:
    """Another sign-in watches anew; so does this one after a clock that was set back."""
    return line.credential_id == actor.credential_id and abs(now - line.at) < ONE_VIEWING


async def still_may_play(
    session: AsyncSession, actor: Actor, recording_id: UUID, *, now: datetime
) -> bool:
    """Return whether the right still holds. Appends ``file:refused`` when it has ended."""
    thing = await thing_of_recording(session, recording_id)
    if thing is None:
        return False
    decision = await authorise(session, actor, Act.RECORDING_PLAY, thing)
    if not decision.allowed:
        act, unit_id = Act.RECORDING_PLAY, thing.unit_id
        await _note_refusal(session, actor, unit_id, recording_id, act, decision=decision, now=now)
    return decision.allowed


async def _note_refusal(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    recording_id: UUID,
    act: Act,
    *,
    decision: Decision,
    now: datetime,
) -> None:
    await append(
        session,
        LedgerKind.FILE_REFUSED,
        actor,
        unit_id=unit_id,
        subject_id=recording_id,
        detail={"act": act.value, **cited(decision.citations)},
        now=now,
    )
