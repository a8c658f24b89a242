"""The verbs of one deadline: open, compute again, meet, cancel. Each appends its event.

The event is about the deadline; its detail names the recording, upload or section. Whoever calls
does so in the transaction of the act that begins, moves or ends the duty.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Deadline
from app.policy.actor import Actor
from app.policy.clocks import Due
from app.policy.decision import Citation, Ruling
from app.policy.pack import Pack
from app.policy.vocabulary import DeadlineSubject


@dataclass(frozen=True, slots=True)
class Subject:
    """What a deadline is about; ``period`` is a month where the duty comes again."""

    kind: DeadlineSubject
    id: UUID
    unit_id: UUID
    key: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A deadline as it is computed now, with what it was computed from.

    ``starts_at`` is ``None`` where nobody knows when the time began; then there is no deadline,
    and the ruling says why.
    """

    ruling: Ruling[Due | None]
    pack: Pack
    starts_at: datetime | None
    person_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    is_waiting: bool = False
    """The time begins later, with an event that has not been noted yet."""

    @property
    def due_at(self) -> datetime | None:
        """Return the end, if there is one yet."""
        return self.ruling.outcome.at if self.ruling.outcome else None

    @property
    def runs(self) -> bool:
        """Whether there is a duty to watch at all."""
        return self.starts_at is not None and (self.is_waiting or self.ruling.outcome is not None)

    def as_columns(self) -> dict[str, Any]:
        """Return what is stored of it."""
        due = self.ruling.outcome
        return {
            "person_id": self.person_id,
            "starts_at": self.starts_at,
            "due_at": due.at if due else None,
            "is_provisional": due is not None and due.provisional,
            "reason": self.ruling.reason,
            "facts": self.facts,
            "basis": _basis(self.pack, self.ruling.citations),
        }


async def open_deadline(
    session: AsyncSession, subject: Subject, reckoned: Reckoning, actor: Actor, now: datetime
) -> Deadline:
    """Open a deadline, or compute again the one that counts; both end with the same row.

    Two workers that open at once meet at the unique index, and the second one finds the first's.
    Appends ``deadline:opened`` with the article's digest, or ``deadline:recomputed``.
    """
    made: Deadline | None = await session.scalar(
        insert(Deadline)
        .values(
            id=ids.new_id(),
            unit_id=subject.unit_id,
            subject_kind=subject.kind.value,
            subject_id=subject.id,
            key=subject.key,
            period=subject.period,
            opened_at=now,
            **reckoned.as_columns(),
        )
        .on_conflict_do_nothing()
        .returning(Deadline)
    )
    if made is None:
        row = await counting(session, subject.id, subject.key, subject.period)
        assert row is not None
        await recompute(session, row, reckoned, actor, now)
        return row
    await _note(session, LedgerKind.DEADLINE_OPENED, actor, made, detail=_end_of(made), now=now)
    return made


async def counting(
    session: AsyncSession, subject_id: UUID, key: str, period: str = ""
) -> Deadline | None:
    """Return the deadline that counts for a subject, locked; ``None`` where there is none."""
    return await session.scalar(
        select(Deadline)
        .where(
            Deadline.subject_id == subject_id,
            Deadline.key == key,
            Deadline.period == period,
            Deadline.cancelled_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def recompute(
    session: AsyncSession, row: Deadline, reckoned: Reckoning, actor: Actor, now: datetime
) -> bool:
    """Write into a locked row what is computed now; return whether its end has moved.

    Appends ``deadline:recomputed`` with both ends when it has. A moved end that is still ahead is
    reported again once it has passed. Without a duty any more the row is cancelled.
    """
    if not reckoned.runs:
        await cancel(session, row, reckoned.ruling.reason, actor, now)
        return True
    before = _end_of(row)
    for name, value in reckoned.as_columns().items():
        setattr(row, name, value)
    after = _end_of(row)
    if after == before:
        return False
    if row.due_at is None or row.due_at >= now:
        row.escalated_at = None
    await session.flush()
    detail = {**after, "before": before}
    await _note(session, LedgerKind.DEADLINE_RECOMPUTED, actor, row, detail=detail, now=now)
    return True


async def meet(
    session: AsyncSession, row: Deadline, met_at: datetime, actor: Actor, now: datetime
) -> None:
    """Say when the duty was done; done late is done, and shows as late. Once only.

    Appends ``deadline:met``.
    """
    if row.met_at is not None or row.cancelled_at is not None:
        return
    row.met_at = met_at
    await session.flush()
    is_late = row.due_at is not None and met_at > row.due_at
    detail = {**_end_of(row), "met_at": met_at, "is_late": is_late}
    await _note(session, LedgerKind.DEADLINE_MET, actor, row, detail=detail, now=now)


async def cancel(
    session: AsyncSession, row: Deadline, reason: str, actor: Actor, now: datetime
) -> None:
    """End a duty that does not exist any more, with the reason. Appends ``deadline:cancelled``."""
    if row.cancelled_at is not None:
        return
    row.cancelled_at = now
    row.cancel_reason = reason
    row.met_at = None
    await session.flush()
    await _note(
        session, LedgerKind.DEADLINE_CANCELLED, actor, row, detail={"reason": reason}, now=now
    )


def citations_of(basis: dict[str, Any]) -> tuple[Citation, ...]:
    """Return the stored articles, as they stood when the deadline was computed."""
    return tuple(Citation(**cited) for cited in basis["citations"])


def _basis(pack: Pack, citations: tuple[Citation, ...]) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "title": pack.title,
        "version": pack.version,
        "sha256": pack.sha256,
        "citations": [
            {
                "pack": cited.pack,
                "article": cited.article,
                "summary": cited.summary,
                "version": cited.version,
                "sha256": cited.sha256,
            }
            for cited in citations
        ],
    }


def _end_of(row: Deadline) -> dict[str, Any]:
    return {"due_at": row.due_at, "is_provisional": row.is_provisional}


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    row: Deadline,
    *,
    detail: dict[str, Any],
    now: datetime,
) -> None:
    about = {
        row.subject_kind: row.subject_id,
        "key": row.key,
        "period": row.period,
        "person": row.person_id,
        "articles": [cited["article"] for cited in row.basis["citations"]],
    }
    await append(
        session,
        kind,
        actor,
        unit_id=row.unit_id,
        subject_id=row.id,
        detail={**about, **detail},
        now=now,
    )
