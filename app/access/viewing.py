"""查阅: a sitting while it lasts: what was on the screen, and how it is over (汝州调阅 3, 4).

It begins in ``beginning``; whether it opens anything is asked in ``watching``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.beginning import IDLE
from app.access.closing import end_viewing, lock_viewing
from app.access.sitting_facts import Sitting
from app.access.span_merging import MOST_REPORTED, OPENED, merge_spans
from app.access.spans import Span, spans_of
from app.access.watching import Viewer, Watched, watch
from app.errors import InvalidInputError, NotFoundError
from app.models import (
    AccessPermit,
    ReadingTerminal,
    Recording,
    SignInSession,
    Viewing,
)
from app.people.authority import authorise, thing_in
from app.policy.access_words import ViewingEnd
from app.policy.actor import WORKER
from app.policy.acts import Act
from app.policy.vocabulary import ActorKind

_FEW = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """Which parts of one item were on the screen since the last report."""

    item_id: UUID
    spans: tuple[Span, ...] = ()


async def report_shown(
    session: AsyncSession,
    viewer: Viewer,
    viewing_id: UUID,
    shown: Shown | None,
    *,
    is_active: bool,
    now: datetime,
) -> Watched:
    """Keep what a player reports, if the right still holds, and return whether it does.

    ``is_active`` says that somebody moves or something plays: only that keeps a sitting alive.
    Locks the sitting.

    Raises:
        InvalidInputError: more spans than a player can have shown.
        NotFoundError: there is no such sitting or item, or it is not this viewer's.
    """
    if shown is not None and len(shown.spans) > MOST_REPORTED:
        raise InvalidInputError
    item_id = shown.item_id if shown else None
    watched = await watch(session, viewer, viewing_id, item_id, is_attempt=False, now=now)
    if not watched.decision.allowed:
        return watched
    viewing = await lock_viewing(session, viewing_id)
    if viewing.ended_at is not None:
        return await watch(session, viewer, viewing_id, item_id, is_attempt=False, now=now)
    if is_active:
        viewing.last_seen_at = max(now, viewing.last_seen_at)
    length_ms = await _length_of(session, watched.sitting)
    if shown is not None and shown.spans and length_ms:
        known = spans_of(viewing.spans, shown.item_id)
        merged = merge_spans(known, shown.spans, length_ms)
        viewing.spans = {**viewing.spans, str(shown.item_id): [list(span) for span in merged]}
    return watched


async def open_item(
    session: AsyncSession,
    viewer: Viewer,
    viewing_id: UUID,
    item_id: UUID,
    *,
    page: int | None = None,
    is_in_page: bool = True,
    now: datetime,
) -> Watched:
    """Decide about what is about to be shown, and if it is open keep that it was opened.

    Asked last, when everything is ready to be sent: what could not be made was not seen, and what
    this does not allow is not sent. A picture or a recording, which has no pages, is kept as
    opened, a document with the ``page``. Locks the sitting where something is to be kept.

    Raises:
        NotFoundError: there is no such sitting or item, or it is not this viewer's.
    """
    watched = await watch(session, viewer, viewing_id, item_id, is_in_page=is_in_page, now=now)
    if not watched.decision.allowed or await _note_opened(session, viewing_id, item_id, page):
        return watched
    # Somebody ended the sitting while we waited for it. Its line in the register is written.
    return await watch(session, viewer, viewing_id, item_id, is_in_page=is_in_page, now=now)


async def close_viewing(
    session: AsyncSession, viewer: Viewer, viewing_id: UUID, *, now: datetime
) -> Viewing:
    """End a sitting: its viewer from anywhere, or whoever keeps the records and ends permits.

    Appends ``viewing:ended`` unless it has ended already. Locks the sitting.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    viewing = await session.get(Viewing, viewing_id)
    if viewing is None:
        raise NotFoundError
    end = ViewingEnd.CLOSED
    if not _is_own(viewer, viewing):
        end = ViewingEnd.KEEPER
        thing = await thing_in(session, viewing.unit_id, person_id=viewing.person_id)
        asked = [
            await authorise(session, viewer.actor, act, thing)
            for act in (Act.ACCESS_RECEIVE, Act.ACCESS_REVOKE)
        ]
        if not any(decision.allowed for decision in asked):
            raise NotFoundError
    viewing = await lock_viewing(session, viewing_id)
    await end_viewing(session, viewer.actor, viewing, end, now=now)
    return viewing


async def sweep_viewings(session: AsyncSession, now: datetime) -> int:
    """End the sittings in which nobody sits any more, and return how many. Locks them.

    Appends ``viewing:ended`` for each: the viewer has signed out, the right has ended, or nobody
    has done anything for half an hour.
    """
    signed_out = or_(SignInSession.revoked_at.is_not(None), SignInSession.expires_at <= now)
    rows = await session.execute(
        select(Viewing, signed_out, _right_ended(now))
        .join(AccessPermit, AccessPermit.id == Viewing.permit_id)
        .outerjoin(SignInSession, SignInSession.id == Viewing.credential_id)
        .outerjoin(ReadingTerminal, ReadingTerminal.id == Viewing.terminal_id)
        .where(
            Viewing.ended_at.is_(None),
            or_(signed_out, _right_ended(now), Viewing.last_seen_at <= now - IDLE),
        )
        .order_by(Viewing.unit_id, Viewing.id)
        .limit(_FEW)
        .with_for_update(of=Viewing, skip_locked=True)
    )
    found = rows.all()
    for viewing, is_signed_out, is_right_ended in found:
        end = ViewingEnd.LEFT
        if is_signed_out:
            end = ViewingEnd.SIGNED_OUT
        elif is_right_ended:
            end = ViewingEnd.RIGHT_ENDED
        await end_viewing(session, WORKER, viewing, end, now=now)
    return len(found)


def _right_ended(now: datetime) -> ColumnElement[bool]:
    return or_(
        AccessPermit.ended_at.is_not(None),
        AccessPermit.until_at <= now,
        ReadingTerminal.retired_at.is_not(None),
    )


def _is_own(viewer: Viewer, viewing: Viewing) -> bool:
    actor = viewer.actor
    if viewing.person_id is not None:
        return actor.kind is ActorKind.PERSON and actor.id == viewing.person_id
    return actor.kind is ActorKind.VISITOR and actor.terminal_id == viewing.terminal_id


async def _note_opened(
    session: AsyncSession, viewing_id: UUID, item_id: UUID, page: int | None
) -> bool:
    """Keep that the content of an item goes to the viewer; ``False`` once the sitting has ended."""
    key = str(item_id)
    known = await session.scalar(select(Viewing.spans).where(Viewing.id == viewing_id))
    if _is_kept((known or {}).get(key), page):
        return True
    viewing = await lock_viewing(session, viewing_id)
    if viewing.ended_at is not None:
        return False
    kept = viewing.spans.get(key)
    if not _is_kept(kept, page):
        viewing.spans = {**viewing.spans, key: _with(kept or [], page)}
    return True


async def _length_of(session: AsyncSession, sitting: Sitting) -> int:
    """Return how long the recording is; nothing of anything else can be shown in time."""
    if sitting.recording_id is None:
        return 0
    duration = select(Recording.duration_ms).where(Recording.id == sitting.recording_id)
    return await session.scalar(duration) or 0


def _is_kept(kept: list[Any] | None, page: int | None) -> bool:
    return bool(kept) if page is None else page in (kept or ())


def _with(kept: list[Any], page: int | None) -> list[Any]:
    if page is None:
        return [list(OPENED)]
    return sorted({page, *(each for each in kept if isinstance(each, int))})
