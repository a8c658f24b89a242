"""批量编目: one change of up to 5,000 recordings in one transaction, to be undone as a whole.

Every statement here is about all rows at once. What stood before goes into the batch, so undoing
needs no guess. Accepting a suggestion is a batch of one: whatever is done from the inbox can be
undone from it in the same way.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cataloguing.batch_rows import (
    SortedOut,
    as_they_are,
    locked_rows,
    nothing_fits,
    sort_out,
    unit_of,
)
from app.cataloguing.changes import (
    MOST,
    MOST_NAMED,
    Change,
    Left,
    Outcome,
    TooManyError,
    TooManyNamedError,
    check,
    one_for_each,
)
from app.cataloguing.changing import changed
from app.cataloguing.entries import Entry, Source, entries_of
from app.cataloguing.linking import OpenCase, open_case_for
from app.cataloguing.officers import name_officer, note_refused
from app.cataloguing.putting import Putting, put_into
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import CatalogueBatch, CatalogueEntry, Recording
from app.people.authority import note_refusal, open_list
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import SIGN_IN_FIRST
from app.policy.decision import Decision, refuse
from app.policy.law_words import IndexField

_IN_CASE, _FINISHED = "已经放入案件。", "已经完成编目。"
_NOBODY = "还没有写明执法人员，请在批量编目的“执法人员”中核定，或者打开这份资料核定。"


async def change_many(
    session: AsyncSession,
    actor: Actor,
    recording_ids: Collection[UUID],
    change: Change,
    *,
    now: datetime,
) -> Outcome | Decision:
    """Catalogue recordings, put them into a case, or both; return what came of it, or the refusal.

    Locks the case, then the recordings in the order of their ids. Appends ``catalogue:changed``
    once, ``recording:linked`` for each that went into the case, ``recording:reattributed`` for
    each whose officer was named, and ``act:refused`` for each whose officer may not be. Recordings
    that the actor does not keep are passed over like ones that never were; those that cannot be
    catalogued now are left and named. Where nothing but an officer was to be set, and the rule
    accepts that for none, its refusal is returned.

    Raises:
        NotFoundError: not one of them, or the case, is for this actor to know.
        NothingChangedError: every one of them had to be left.
        NotAcceptableError: what was typed cannot be taken, with the field.
        TooManyError, TooManyNamedError: more than 5,000, or than 200 with an officer.
    """
    refusal = await may_change_many(session, actor, now)
    if refusal is not None or actor.id is None:
        return refusal or refuse(SIGN_IN_FIRST)
    _refuse_too_many(len(recording_ids), change)
    await check(session, actor, change)
    case = None
    if change.case_id is not None:
        opened = await open_case_for(session, actor, change.case_id, now=now)
        if isinstance(opened, Decision):
            return opened
        case = opened
    rows = await locked_rows(session, actor, recording_ids)
    if not rows:
        raise NotFoundError
    found = await sort_out(session, actor, rows, case, change)
    if found.naming.refused:
        await note_refused(session, actor, found.naming, now=now)
    if not found.fit:
        return nothing_fits(found)
    return await _change(session, actor, found, change, case, now=now)


async def _change(
    session: AsyncSession,
    actor: Actor,
    found: SortedOut,
    change: Change,
    case: OpenCase | None,
    *,
    now: datetime,
) -> Outcome:
    """Make the change to those that are fit for it; all of it is one batch, to be undone as one."""
    fit, naming = found.fit, found.naming
    links = _link_ids(fit) if case else {}
    batch = CatalogueBatch(
        id=ids.new_id(),
        unit_id=unit_of(fit, actor),
        made_by_id=actor.id,
        made_at=now,
        change={},
        before=await as_they_are(session, fit, links, naming.ids),
    )
    session.add(batch)
    await session.flush()
    await name_officer(session, actor, naming, change, now=now)
    if change.columns():
        await _set_entries(session, batch, [row.id for row in fit], change.columns())
    if case is not None:
        await put_into(session, Putting(actor, case, change.link, now), fit, links)
    left = one_for_each([*found.left, *await _leave_inbox(session, fit, change, now)])
    outcome = Outcome(batch.id, len(fit), tuple(left))
    await _note(session, actor, batch, change, outcome, named=len(naming.ids))
    await changed(session, [row.id for row in fit], now=now)
    return outcome


def _refuse_too_many(count: int, change: Change) -> None:
    if count > MOST:
        raise TooManyError
    if change.officer_id is not None and count > MOST_NAMED:
        raise TooManyNamedError


def _link_ids(rows: Sequence[Row[Any]]) -> dict[UUID, UUID]:
    """Return an id for the link of each; a case lists its recordings in the order of these.

    What is put in together shares a moment, so ids made one by one would be in an order of chance.
    """
    in_turn = sorted(rows, key=lambda row: (row.made_at, row.id))
    return dict(zip((row.id for row in in_turn), sorted(ids.new_id() for _ in rows), strict=True))


async def may_change_many(session: AsyncSession, actor: Actor, now: datetime) -> Decision | None:
    """Return the refusal of somebody who keeps no records at all, if it is one; it is an event."""
    found = await open_list(session, actor, Act.RECORDING_CATALOGUE)
    if not isinstance(found, Decision):
        return None
    if actor.unit_id is not None:
        await note_refusal(
            session,
            actor,
            Act.RECORDING_CATALOGUE,
            unit_id=actor.unit_id,
            subject_id=actor.unit_id,
            decision=found,
            now=now,
        )
    return found


async def _set_entries(
    session: AsyncSession,
    batch: CatalogueBatch,
    recording_ids: Sequence[UUID],
    columns: Mapping[str, Any],
) -> None:
    made: dict[str, Any] = {
        **columns,
        "changed_at": batch.made_at,
        "changed_by_id": batch.made_by_id,
        "batch_id": batch.id,
    }
    table = CatalogueEntry.__table__.c
    source = select(
        Recording.id, *(literal(value, table[name].type) for name, value in made.items())
    ).where(Recording.id.in_(recording_ids))
    statement = postgresql.insert(CatalogueEntry).from_select(["recording_id", *made], source)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["recording_id"],
            set_={**made, "revision": CatalogueEntry.revision + 1},
        )
    )


async def _leave_inbox(
    session: AsyncSession, rows: Sequence[Row[Any]], change: Change, now: datetime
) -> list[Left]:
    """Take out of the inbox what lies in a case or is complete; name everything that lacks a field.

    What lies in a case is found by it, so it leaves the inbox whatever it lacks.
    """
    is_in_case = change.case_id is not None
    if not is_in_case and not change.finish:
        return []
    entries = await entries_of(session, [row.id for row in rows])
    leaving = [row.id for row in rows if is_in_case or entries[row.id].classed.allowed]
    await session.execute(
        update(Recording)
        .where(Recording.id.in_(leaving), Recording.catalogued_at.is_(None))
        .values(catalogued_at=now)
        .execution_options(synchronize_session=False)
    )
    done = _IN_CASE if is_in_case else _FINISHED
    gone = frozenset(leaving)
    return [
        Left(row.id, row.file_name, f"{done if row.id in gone else ''}{lacks}")
        for row in rows
        if (lacks := _lacks(entries[row.id]))
    ]


def _lacks(entry: Entry) -> str:
    """Return what an entry lacks: by the law, and who recorded, which evidence has to say."""
    if not entry.classed.allowed:
        return entry.classed.reason
    officers = next(fact for fact in entry.facts if fact.field is IndexField.OFFICERS)
    return _NOBODY if officers.source is Source.MISSING else ""


async def _note(
    session: AsyncSession,
    actor: Actor,
    batch: CatalogueBatch,
    change: Change,
    outcome: Outcome,
    *,
    named: int,
) -> None:
    """Write into the batch what was set, and append the one event of the change."""
    batch.change = {**_as_json(change, outcome), "officer_count": named}
    await session.flush()
    await append(
        session,
        LedgerKind.CATALOGUE_CHANGED,
        actor,
        unit_id=batch.unit_id,
        subject_id=batch.id,
        detail={
            "count": outcome.count,
            "set": sorted(change.columns()),
            "case": change.case_id,
            "left": len(outcome.left),
            "officer": change.officer_id,
            "named": named,
        },
        now=batch.made_at,
    )


_FEW = 50


def _as_json(change: Change, outcome: Outcome) -> dict[str, Any]:
    """Return what was set as the batch keeps it, and the first of those that were left."""
    section = change.section_id
    return {
        **change.columns(),
        "section_id": str(section) if section else None,
        "case_id": str(change.case_id) if change.case_id else None,
        "role": change.link.role.value if change.case_id else "",
        "finish": change.finish,
        "officer_id": str(change.officer_id) if change.officer_id else None,
        "officer_reason": change.officer_reason,
        "count": outcome.count,
        "left_count": len(outcome.left),
        "left": [each.as_json() for each in outcome.left[:_FEW]],
    }
