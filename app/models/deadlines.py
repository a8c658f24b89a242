"""期限: deadlines that run, the grounds on which storing may wait, and imported calendars."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.law_words import ExceptionGround
from app.policy.vocabulary import DeadlineSubject


class Deadline(Base):
    """One duty with its end: by when, on which article, met or cancelled when.

    What it was computed from is kept beside it, so that it can be shown and computed again after
    the regulation has changed. Of one subject, key and period one counts; a cancelled one stays.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint(one_of("subject_kind", DeadlineSubject), name="subject_known"),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason IS NULL)", name="cancelled_with_reason"
        ),
        CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        Index(
            "uq_deadline_one_counts",
            "subject_id",
            "key",
            "period",
            unique=True,
            postgresql_where="cancelled_at IS NULL",
        ),
        Index(
            "ix_deadline_open",
            "unit_id",
            "due_at",
            "id",
            postgresql_where="met_at IS NULL AND cancelled_at IS NULL",
        ),
        # The board of somebody who reaches many units is read in the order in which they end.
        Index(
            "ix_deadline_open_in_order",
            "due_at",
            "id",
            postgresql_where="met_at IS NULL AND cancelled_at IS NULL",
        ),
        Index(None, "unit_id", "due_at", "id"),
        Index(None, "person_id", "due_at", "id"),
        Index(
            "ix_deadline_to_escalate",
            "due_at",
            postgresql_where="met_at IS NULL AND cancelled_at IS NULL AND escalated_at IS NULL",
        ),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(comment="recording, request, section or upload")
    key: Mapped[str] = mapped_column(comment="of the regulation, such as store.deadline.normal")
    period: Mapped[str] = mapped_column(
        server_default="", comment="month such as 2026-11; empty where a duty does not come again"
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="who has to see to it, where that is known"
    )
    starts_at: Mapped[Moment]
    due_at: Mapped[Moment | None] = mapped_column(
        comment="24:00 is the next day's midnight; null: begins with the return to the unit"
    )
    is_provisional: Mapped[bool] = mapped_column(
        server_default=false(), comment="counted days of a year whose notice was not known"
    )
    reason: Mapped[str] = mapped_column(comment="how it was computed, as people read it")
    facts: Mapped[Json] = mapped_column(comment="what it was computed from")
    basis: Mapped[Json] = mapped_column(
        comment="regulation with version and digest, and the articles with their summaries"
    )
    opened_at: Mapped[Moment]
    met_at: Mapped[Moment | None] = mapped_column(comment="when it was done, not when noted")
    cancelled_at: Mapped[Moment | None]
    cancel_reason: Mapped[str | None]
    escalated_at: Mapped[Moment | None] = mapped_column(comment="reported as overdue, once")


class StoringException(Base):
    """延后存储申明: why somebody could not store in time, for which days, and back when.

    Written once; a later one for the same day counts instead of it.
    """

    __tablename__ = "storing_exception"
    __table_args__ = (
        CheckConstraint(one_of("ground", ExceptionGround), name="ground_known"),
        CheckConstraint("until_on >= from_on", name="days_in_order"),
        Index(None, "person_id", "from_on"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ground: Mapped[str]
    from_on: Mapped[date] = mapped_column(comment="first day of recording it speaks of")
    until_on: Mapped[date] = mapped_column(comment="last day, inclusive")
    returned_at: Mapped[Moment | None] = mapped_column(comment="back at the unit; null: not yet")
    note: Mapped[str] = mapped_column(comment="what happened, as the officer writes it")
    declared_at: Mapped[Moment]


class ImportedYear(Base):
    """导入的节假日安排: a year's calendar as it was imported; the newest of a year counts."""

    __tablename__ = "calendar_year"
    __table_args__ = (Index(None, "year", "id"),)

    id: Mapped[UuidKey]
    year: Mapped[int]
    document: Mapped[str] = mapped_column(comment="the TOML text as it was given")
    sha256: Mapped[str] = mapped_column(comment="lower-case hex of the document")
    notice: Mapped[str] = mapped_column(comment="title and number of the notices")
    imported_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
    imported_at: Mapped[Moment]
