"""撤销批量编目: everything as it was before, except what somebody has changed since.

Once, by whoever made the change or another who keeps these records. A row that was changed since
is named and left: the later word of a person is never overwritten by the undoing of an earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, column, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.changes import Left, Outcome
from app.cataloguing.changing import changed
from app.cataloguing.officers import put_officers_back, still_named
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append, append_all
from app.ledger.kinds import LedgerKind
from app.models import Case, CatalogueBatch, CatalogueEntry, EvidenceLink, Recording
from app.people.authority import extent_of, permit, thing_in
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_steps import decide_change
from app.policy.case_words import CaseState
from app.policy.decision import Decision

REASON = "撤销批量编目"
_FEW = 50
_CHANGED = "这份资料的编目后来又有更改，没有撤销。"
_UNLINKED = "这份资料后来已从案件中移出，没有撤销。"
_RENAMED = "这份资料的执法人员后来又有核定，没有撤销。"
_ELSEWHERE = "这份资料现在不由您保管，没有撤销。"


class UndoneAlreadyError(ConflictError):
    """A change is undone once."""

    code = "batch_undone"
    message = "这次编目已经撤销。请刷新页面查看。"


@dataclass(frozen=True, slots=True)
class _Now:
    """How the rows of a batch stand today: its own entries, its open links, its officers."""

    kept: frozenset[UUID]
    revisions: dict[UUID, int]
    open_links: frozenset[UUID]
    still_named: frozenset[UUID]
    bound: str


async def undo_batch(
    session: AsyncSession, actor: Actor, batch_id: UUID, *, now: datetime
) -> Outcome | Decision:
    """Undo a change of many and return what came of it, or the refusal.

    Locks the batch, the case, then the recordings. Appends ``catalogue:undone`` once,
    ``recording:unlinked`` for each that leaves the case, and ``recording:reattributed`` for each
    whose officer it had named. Rows that were changed since are left.

    Raises:
        NotFoundError: there is no such batch, or the actor keeps none of these records.
        UndoneAlreadyError: it has been undone before.
    """
    batch = await session.get(CatalogueBatch, batch_id, with_for_update=True)
    extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
    if batch is None or batch.unit_id not in extent.units or actor.id is None:
        raise NotFoundError
    thing = await thing_in(session, batch.unit_id)
    decision = await permit(
        session, actor, Act.RECORDING_CATALOGUE, thing, subject_id=batch.id, now=now
    )
    if not decision.allowed:
        return decision
    if batch.undone_at is not None:
        raise UndoneAlreadyError
    today = await _today(session, batch, extent.units)
    back, left = _sorted_out(batch, today)
    if _sets_entries(batch):
        await _restore_entries(session, actor, back, now)
    await _end_links(session, actor, batch, back, now)
    await _return_to_inbox(session, batch, back)
    await put_officers_back(session, actor, back, REASON, now=now)
    batch.undone_at, batch.undone_by_id = now, actor.id
    batch.change = {
        **batch.change,
        "undone_count": len(back),
        "kept_count": len(left),
        "kept": [each.as_json() for each in left[:_FEW]],
    }
    await session.flush()
    await append(
        session,
        LedgerKind.CATALOGUE_UNDONE,
        actor,
        unit_id=batch.unit_id,
        subject_id=batch.id,
        detail={"count": len(back), "left": len(left)},
        now=now,
    )
    await changed(session, [UUID(row["recording_id"]) for row in back], now=now)
    return Outcome(batch.id, len(back), tuple(left))


def _sets_entries(batch: CatalogueBatch) -> bool:
    names = ("section_id", "parties", "cause", "situation", "place", "note")
    return any(batch.change.get(name) for name in names)


async def _today(session: AsyncSession, batch: CatalogueBatch, units: frozenset[UUID]) -> _Now:
    """Lock case and recordings and return how everything stands."""
    recording_ids = [UUID(row["recording_id"]) for row in batch.before]
    links = [UUID(row["link_id"]) for row in batch.before if row["link_id"]]
    bound = ""
    if batch.change.get("case_id"):
        case = await session.get_one(
            Case, UUID(batch.change["case_id"]), with_for_update=True, populate_existing=True
        )
        pack = await pack_of_unit(session, case.unit_id)
        may = decide_change(pack, CaseState(case.state))
        bound = "" if may.allowed else may.reason
    kept = await session.scalars(
        select(Recording.id)
        .where(Recording.id.in_(recording_ids), Recording.unit_id.in_(units))
        .order_by(Recording.id)
        .with_for_update()
    )
    entries = await session.execute(
        select(CatalogueEntry.recording_id, CatalogueEntry.revision)
        .where(CatalogueEntry.batch_id == batch.id)
        .with_for_update()
    )
    still = await session.scalars(
        select(EvidenceLink.id)
        .where(EvidenceLink.id.in_(links), EvidenceLink.ended_at.is_(None))
        .with_for_update()
    )
    return _Now(
        frozenset(kept),
        {row[0]: row[1] for row in entries.all()},
        frozenset(still),
        await still_named(session, recording_ids, batch.change),
        bound,
    )


def _sorted_out(batch: CatalogueBatch, today: _Now) -> tuple[list[dict[str, Any]], list[Left]]:
    """Return the rows that go back to what they were, and those that stay with the reason."""
    sets_entries = _sets_entries(batch)
    back: list[dict[str, Any]] = []
    left: list[Left] = []
    for row in batch.before:
        recording_id = UUID(row["recording_id"])
        is_as_set = today.revisions.get(recording_id) == row["revision"] + 1
        why = ""
        if recording_id not in today.kept:
            why = _ELSEWHERE
        elif row["link_id"] and today.bound:
            why = today.bound
        elif row["link_id"] and UUID(row["link_id"]) not in today.open_links:
            why = _UNLINKED
        elif sets_entries and not is_as_set:
            why = _CHANGED
        elif row.get("officer") and recording_id not in today.still_named:
            why = _RENAMED
        if why:
            left.append(Left(recording_id, row["file_name"], why))
        else:
            back.append(row)
    return back, left


async def _restore_entries(
    session: AsyncSession, actor: Actor, back: Sequence[dict[str, Any]], now: datetime
) -> None:
    before = (
        func.jsonb_to_recordset(literal(back, JSONB))
        .table_valued(
            column("recording_id", Uuid()),
            column("section_id", Uuid()),
            column("parties", ARRAY(Text)),
            column("cause", Text),
            column("situation", Text),
            column("place", Text),
            column("note", Text),
        )
        .render_derived(name="before", with_types=True)
    )
    await session.execute(
        update(CatalogueEntry)
        .where(CatalogueEntry.recording_id == before.c.recording_id)
        .values(
            section_id=before.c.section_id,
            parties=before.c.parties,
            cause=before.c.cause,
            situation=before.c.situation,
            place=before.c.place,
            note=before.c.note,
            revision=CatalogueEntry.revision + 1,
            changed_at=now,
            changed_by_id=actor.id,
            batch_id=None,
        )
        .execution_options(synchronize_session=False)
    )


async def _end_links(
    session: AsyncSession,
    actor: Actor,
    batch: CatalogueBatch,
    back: Sequence[dict[str, Any]],
    now: datetime,
) -> None:
    links = {UUID(row["recording_id"]): UUID(row["link_id"]) for row in back if row["link_id"]}
    if not links:
        return
    ended = await session.execute(
        update(EvidenceLink)
        .where(EvidenceLink.id.in_(links.values()))
        .values(ended_at=now, ended_by_id=actor.id, end_reason=REASON)
        .returning(EvidenceLink.recording_id)
        .execution_options(synchronize_session=False)
    )
    case_id = UUID(batch.change["case_id"])
    (await session.get_one(Case, case_id)).revision += 1
    subjects = [
        (recording_id, {"link": links[recording_id], "case": case_id, "why": REASON})
        for (recording_id,) in ended.all()
    ]
    await append_all(
        session,
        LedgerKind.RECORDING_UNLINKED,
        actor,
        subjects,
        unit_id=batch.unit_id,
        now=now,
    )


async def _return_to_inbox(
    session: AsyncSession, batch: CatalogueBatch, back: Sequence[dict[str, Any]]
) -> None:
    """Put back into the inbox what the change took out of it, unless a case still holds it."""
    waiting = [UUID(row["recording_id"]) for row in back if not row["was_catalogued"]]
    still_linked = exists().where(
        EvidenceLink.recording_id == Recording.id, EvidenceLink.ended_at.is_(None)
    )
    await session.execute(
        update(Recording)
        .where(
            Recording.id.in_(waiting),
            Recording.catalogued_at == batch.made_at,
            ~still_linked,
        )
        .values(catalogued_at=None)
        .execution_options(synchronize_session=False)
    )
