"""编目: by what a recording is classed, and to which case it belongs as what."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.law_words import Situation


class CatalogueEntry(Base):
    """What is known of a recording beyond itself (长子 16, 昌黎 15).

    Device number, officer and time of use are the recording's own columns; party and cause of one
    that is linked to a case are the case's. ``revision`` counts the changes.
    """

    __tablename__ = "catalogue_entry"
    __table_args__ = (
        CheckConstraint(
            f"situation = '' OR {one_of('situation', Situation)}", name="situation_known"
        ),
        Index(None, "batch_id"),
        # What was changed lately is looked for by the sweep of the search box, every minute.
        Index(None, "changed_at"),
    )

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    section_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("section.id"), comment="科室名称; null: not known"
    )
    parties: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", comment="当事人 without a case"
    )
    cause: Mapped[str] = mapped_column(server_default="", comment="案由 without a case")
    situation: Mapped[str] = mapped_column(server_default="", comment="what was going on")
    place: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    revision: Mapped[int] = mapped_column(server_default="1")
    changed_at: Mapped[Moment]
    changed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: filled in by the system"
    )
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalogue_batch.id"))


class CatalogueBatch(Base):
    """批量编目: one change of many recordings, with what was there before, to be undone."""

    __tablename__ = "catalogue_batch"
    __table_args__ = (
        CheckConstraint("num_nulls(undone_at, undone_by_id) IN (0, 2)", name="undone_whole"),
        Index(None, "made_by_id", "id"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Moment]
    change: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="what was set")
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, comment="each row as it was")
    undone_at: Mapped[Moment | None]
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class EvidenceLink(Base):
    """资料关联: a recording in a case, as evidence or as record of the process.

    Never removed; one that was wrong is ended with a reason.
    """

    __tablename__ = "evidence_link"
    __table_args__ = (
        CheckConstraint(one_of("role", MaterialRole), name="role_known"),
        CheckConstraint(
            f"evidence_kind = '' OR {one_of('evidence_kind', EvidenceKind)}", name="kind_known"
        ),
        CheckConstraint(
            "role <> 'evidence' OR (evidence_kind <> '' AND object_of_proof <> '')",
            name="evidence_proves_something",
        ),
        CheckConstraint(
            "num_nulls(ended_at, ended_by_id, end_reason) IN (0, 3)", name="ended_whole"
        ),
        Index(
            "uq_evidence_link_once",
            "recording_id",
            "case_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
        Index("ix_evidence_link_case", "case_id", "id", postgresql_where="ended_at IS NULL"),
        Index(None, "linked_at"),
        Index("ix_evidence_link_ended", "ended_at", postgresql_where="ended_at IS NOT NULL"),
    )

    id: Mapped[UuidKey]
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_case.id"))
    file_version: Mapped[int] = mapped_column(comment="of the case file to which it belongs")
    role: Mapped[str]
    evidence_kind: Mapped[str] = mapped_column(server_default="", comment="证据种类")
    object_of_proof: Mapped[str] = mapped_column(server_default="", comment="证明对象")
    making_method: Mapped[str] = mapped_column(server_default="", comment="制作方法")
    made_at: Mapped[Moment | None] = mapped_column(comment="制作时间")
    maker: Mapped[str] = mapped_column(server_default="", comment="制作人")
    linked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    end_reason: Mapped[str | None]
