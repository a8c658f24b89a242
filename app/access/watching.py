"""May whoever sits here see this item now? Asked at the first byte and all along (promise P7).

Facts come from ``sitting_facts``, the answer from the rule of ``Act.ACCESS_WATCH``. Whoever does
not sit in a viewing is told what is told of one that never was.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.closing import end_viewing, lock_viewing
from app.access.reading_terminals import KnownTerminal
from app.access.registering import register_refusal
from app.access.sitting_facts import Sitting, read_sitting
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import Viewing
from app.people.authority import authorise
from app.people.refusals import Source, is_to_be_written
from app.policy.access_words import ViewingEnd
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.grounds import Thing
from app.policy.permits import has_run_out
from app.policy.vocabulary import ActorKind

_TOUCH_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who sits before a viewing, and before which reading terminal.

    A terminal that is shown from outside its addresses is known, but opens nothing. ``address`` is
    where the request comes from: a sitting goes on only where it began, whoever has its cookie.
    """

    actor: Actor
    terminal: KnownTerminal | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A sitting that may be known, and whether what was asked for is open."""

    sitting: Sitting
    decision: Decision


async def watch(
    session: AsyncSession,
    viewer: Viewer,
    viewing_id: UUID,
    item_id: UUID | None = None,
    *,
    is_attempt: bool = True,
    is_in_page: bool = True,
    now: datetime,
) -> Watched:
    """Decide about one item of a sitting, or about the sitting alone.

    ``is_in_page`` is not the case when the item is asked for without the page around it.
    A refused attempt appends ``viewing:refused`` and goes into the register; a page that only asks
    how things stand is none. Where the right has run out the sitting ends with it
    (``viewing:ended``). What is allowed is a sign of life.

    Raises:
        NotFoundError: there is no such sitting or item, or it is not this viewer's.
    """
    sitting = await read_sitting(
        session, viewer.actor, now=now, viewing_id=viewing_id, item_id=item_id
    )
    if sitting is None or not sits_in(viewer, sitting):
        raise NotFoundError
    is_at_address = sitting.address is None or sitting.address == viewer.address
    asked = replace(sitting.facts, is_at_address=is_at_address, is_in_page=is_in_page)
    sitting = replace(sitting, facts=asked)
    decision = await judge(session, viewer.actor, sitting)
    if decision.allowed and is_attempt:
        await touch(session, viewing_id, now)
    if not decision.allowed:
        await _end_if_run_out(session, viewer.actor, sitting, now)
        if is_attempt:
            await note_refused_viewing(
                session, viewer.actor, sitting, decision, address=viewer.address, now=now
            )
    return Watched(sitting, decision)


async def judge(session: AsyncSession, actor: Actor, sitting: Sitting) -> Decision:
    """Return the rule's answer under the pack of the unit whose records they are."""
    return await authorise(
        session, actor, Act.ACCESS_WATCH, Thing(sitting.unit_id, permit=sitting.facts)
    )


def sits_in(viewer: Viewer, sitting: Sitting) -> bool:
    """Return whether a sitting may be known: by its person, or before its terminal by a visitor."""
    if sitting.person_id is not None:
        actor = viewer.actor
        return actor.kind is ActorKind.PERSON and actor.id == sitting.person_id
    terminal = viewer.terminal
    is_visitor = viewer.actor.kind is ActorKind.VISITOR
    return is_visitor and terminal is not None and terminal.id == sitting.terminal_id


async def touch(session: AsyncSession, viewing_id: UUID, now: datetime) -> None:
    """Note a sign of life, at most once a minute."""
    await session.execute(
        update(Viewing)
        .where(
            Viewing.id == viewing_id,
            Viewing.ended_at.is_(None),
            Viewing.last_seen_at <= now - _TOUCH_EVERY,
        )
        .values(last_seen_at=now)
    )


async def visit_on(session: AsyncSession, terminal_id: UUID) -> UUID | None:
    """Return the open viewing of a visitor on a reading terminal."""
    return await session.scalar(
        select(Viewing.id).where(
            Viewing.terminal_id == terminal_id,
            Viewing.person_id.is_(None),
            Viewing.ended_at.is_(None),
        )
    )


async def note_refused_viewing(
    session: AsyncSession,
    actor: Actor,
    sitting: Sitting,
    decision: Decision,
    *,
    address: str = "",
    now: datetime,
) -> None:
    """Append ``viewing:refused``, the first of a flood each, and write the line of the register.

    Locks the register and then the tally, after whatever sitting was locked.
    """
    await register_refusal(
        session,
        actor,
        unit_id=sitting.unit_id,
        request_id=sitting.request_id,
        subject_id=sitting.thing_id,
        reason=decision.reason,
        now=now,
    )
    source = Source(
        key=f"viewing/{sitting.viewing_id or sitting.permit_id}",
        kind=LedgerKind.VIEWING_REFUSED,
        person_id=sitting.person_id,
    )
    if not await is_to_be_written(session, source, now):
        return
    await append(
        session,
        LedgerKind.VIEWING_REFUSED,
        actor,
        unit_id=sitting.unit_id,
        subject_id=sitting.request_id,
        detail={
            "viewing": sitting.viewing_id,
            "item": sitting.item_id,
            "terminal": actor.terminal_id,
            "address": address,
            **cited(decision.citations),
        },
        now=now,
    )


async def _end_if_run_out(
    session: AsyncSession, actor: Actor, sitting: Sitting, now: datetime
) -> None:
    facts = replace(sitting.facts, is_still_who=sitting.is_still_who)
    if sitting.is_ended or sitting.viewing_id is None or not has_run_out(facts):
        return
    viewing = await lock_viewing(session, sitting.viewing_id)
    await end_viewing(session, actor, viewing, ViewingEnd.RIGHT_ENDED, now=now)
