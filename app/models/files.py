"""What stands in somebody's file: scans of certificates, training and supervision."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import TrainingKind


class QualificationScan(Base):
    """证件扫描件: a picture or PDF of a certificate, written once and never changed."""

    __tablename__ = "qualification_scan"
    __table_args__ = (
        CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="type_known"
        ),
        UniqueConstraint("qualification_id", "sha256"),
    )

    id: Mapped[UuidKey]
    qualification_id: Mapped[UUID] = mapped_column(ForeignKey("qualification.id"))
    storage_key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(comment="lower-case hex")
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(comment="from the content, never from the name")
    width: Mapped[int | None] = mapped_column(comment="pixels; null: a PDF")
    height: Mapped[int | None]
    uploaded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[Moment]


class Training(Base):
    """培训、监督检查: what an agency did for its officers on a day (Zhangzi, article 3)."""

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint(one_of("kind", TrainingKind), name="kind_known"),
        CheckConstraint("hours IS NULL OR hours > 0", name="hours_positive"),
        Index(None, "unit_id", "held_on"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str]
    title: Mapped[str]
    held_on: Mapped[date]
    hours: Mapped[Decimal | None] = mapped_column(Numeric(4, 1), comment="学时")
    organiser: Mapped[str] = mapped_column(comment="组织单位")
    note: Mapped[str] = mapped_column(server_default="", comment="内容 or 检查情况")
    registered_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
    registered_at: Mapped[Moment]


class TrainingAttendance(Base):
    """参加情况: one person at one training, or one person who was checked."""

    __tablename__ = "training_attendance"
    __table_args__ = (Index(None, "person_id"),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    result: Mapped[str] = mapped_column(server_default="", comment="考核或检查结果")
    remark: Mapped[str] = mapped_column(server_default="")
