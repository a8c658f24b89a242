"""Rule how long recordings are kept, and write it down: the only place that does.

A verb that changes a fact need not know of this: triggers mark the row, and ``sweeping`` rules it
within a minute. A verb that changes one recording rules it at once, so that its page is right.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.gathering import Known, facts_of
from app.ledger.book import append_all
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import KeepingBasis, RecordingKeeping
from app.people.laws import packs_of
from app.policy.actor import WORKER
from app.policy.decision import Ruling
from app.policy.keeping import Kept
from app.policy.keeping_states import RecordingFacts, rule_recording
from app.policy.pack import Pack

Outcome = tuple[str | None, str, str]
"""Kind of keeping, what follows, last day: what people are told has changed."""


async def rule_recordings(session: AsyncSession, ids: Collection[UUID], now: datetime) -> None:
    """Rule these recordings anew, as they are in this transaction.

    Locks their rows in the order of their ids before reading, so that of two who rule at once the
    later one sees what the earlier one has changed; what has no row is passed over. Appends
    ``keeping:ruled`` for each whose period has changed.
    """
    await session.flush()
    rows = await session.scalars(
        select(RecordingKeeping)
        .where(RecordingKeeping.recording_id.in_(ids))
        .order_by(RecordingKeeping.recording_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    former = {row.recording_id: _outcome_of(row) for row in rows.all()}
    if not former:
        return
    known = await facts_of(session, former)
    packs = await packs_of(session, {each.unit_id for each in known.values()})
    rulings: dict[tuple[UUID, RecordingFacts], Ruling[Kept]] = {}
    for each in known.values():
        if (each.unit_id, each.facts) not in rulings:
            ruling = rule_recording(packs[each.unit_id], each.facts)
            rulings[each.unit_id, each.facts] = ruling
    found = {key: rulings[each.unit_id, each.facts] for key, each in known.items()}
    await _write(session, known, found, packs, now)
    await _note(session, known, found, former, now)


async def rule_now(session: AsyncSession, recording_id: UUID, now: datetime) -> None:
    """Rule one recording at once, after a verb has changed it."""
    await rule_recordings(session, [recording_id], now)


async def _write(
    session: AsyncSession,
    known: Mapping[UUID, Known],
    found: Mapping[UUID, Ruling[Kept]],
    packs: Mapping[UUID, Pack],
    now: datetime,
) -> None:
    bases: dict[str, dict[str, Any]] = {}
    rows = []
    for key, ruling in found.items():
        basis = _basis(packs[known[key].unit_id], ruling)
        digest = _digest_of(basis)
        bases[digest] = basis
        rows.append(
            {
                "recording_id": key,
                "unit_id": known[key].unit_id,
                "materials": sorted(item.value for item in known[key].facts.materials),
                "keeping": ruling.outcome.keeping,
                "afterwards": ruling.outcome.afterwards.value,
                "keep_through": ruling.outcome.through_on,
                "unset_keys": list(ruling.outcome.unset_keys),
                "reason": ruling.reason,
                "basis_sha256": digest,
                "law_sha256": basis["sha256"],
                "ruled_at": now,
            }
        )
    # In order, because two sweeps that bring the same new bases wait for one another.
    written = [{"sha256": digest, "basis": bases[digest]} for digest in sorted(bases)]
    await session.execute(insert(KeepingBasis).on_conflict_do_nothing(), written)
    await _upsert(session, rows)


async def _upsert(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    statement = insert(RecordingKeeping.__table__)  # type: ignore[arg-type]
    changed = {name: statement.excluded[name] for name in rows[0] if name != "recording_id"}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["recording_id"], set_=changed), rows
    )


async def _note(
    session: AsyncSession,
    known: Mapping[UUID, Known],
    found: Mapping[UUID, Ruling[Kept]],
    former: Mapping[UUID, Outcome],
    now: datetime,
) -> None:
    """Say which periods have changed; to be unset and to stay it is no change."""
    by_unit: dict[UUID, list[tuple[UUID, Mapping[str, Any]]]] = {}
    for key, ruling in found.items():
        outcome = _outcome(ruling.outcome)
        if outcome != former[key]:
            detail = {
                **_named(outcome),
                "before": _named(former[key]),
                "materials": sorted(item.value for item in known[key].facts.materials),
                **cited(ruling.citations),
            }
            by_unit.setdefault(known[key].unit_id, []).append((key, detail))
    for unit_id, subjects in by_unit.items():
        await append_all(
            session, LedgerKind.KEEPING_RULED, WORKER, subjects, unit_id=unit_id, now=now
        )


def _outcome_of(row: RecordingKeeping) -> Outcome:
    return row.keeping, row.afterwards, str(row.keep_through or "")


def _outcome(kept: Kept) -> Outcome:
    keeping = kept.keeping.value if kept.keeping else None
    return keeping, kept.afterwards.value, str(kept.through_on or "")


def _named(outcome: Outcome) -> dict[str, Any]:
    keeping, afterwards, through = outcome
    return {"keeping": keeping or "", "afterwards": afterwards, "through": through}


def _basis(pack: Pack, ruling: Ruling[Kept]) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "title": pack.title,
        "version": pack.version,
        "sha256": pack.sha256,
        "citations": [asdict(each) for each in ruling.citations],
    }


def _digest_of(basis: Mapping[str, Any]) -> str:
    text = json.dumps(basis, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
