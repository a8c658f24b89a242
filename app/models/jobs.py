"""Job rows: the truth about background work (decision D4); the queue only wakes a worker."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import JobKind, JobQueue, JobState


class Job(Base):
    """One piece of work on one recording, document or copy, done by whoever holds the lease."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(one_of("kind", JobKind), name="kind_known"),
        CheckConstraint(one_of("state", JobState), name="state_known"),
        CheckConstraint(one_of("queue", JobQueue), name="queue_known"),
        CheckConstraint(
            "num_nonnulls(recording_id, document_id, copy_order_id) = 1", name="about_one_thing"
        ),
        UniqueConstraint("kind", "recording_id"),
        UniqueConstraint("kind", "document_id"),
        UniqueConstraint("kind", "copy_order_id"),
        Index("ix_job_unfinished", "id", postgresql_where="state IN ('queued', 'running')"),
    )

    id: Mapped[UuidKey]
    kind: Mapped[str]
    recording_id: Mapped[UUID | None] = mapped_column(ForeignKey("recording.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_document.id"))
    copy_order_id: Mapped[UUID | None] = mapped_column(ForeignKey("copy_order.id"))
    queue: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(comment="number of the last claim: the fencing number")
    nudges: Mapped[int] = mapped_column(comment="number of the last nudge; the next claim's number")
    failures: Mapped[int] = mapped_column(comment="how often the work went wrong")
    lease_until: Mapped[Moment | None]
    run_after: Mapped[Moment] = mapped_column(comment="not before; grows with each failure")
    nudge_after: Mapped[Moment] = mapped_column(comment="from then on the sweep tells the queue")
    last_error: Mapped[str | None]
    created_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]
