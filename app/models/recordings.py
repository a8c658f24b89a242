"""Recordings, their originals, what was found in them, and what was derived from them."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import (
    DerivativeKind,
    DeviceSource,
    MediaKind,
    OfficerSource,
    RecordingState,
    Severity,
)


class Original(Base):
    """原始文件: the bytes, kept once, read-only, addressed by our id (decision D7).

    Two recordings of the same bytes share one original. Both digests come from reading the stored
    file back (decision D8).
    """

    __tablename__ = "original"
    __table_args__ = (UniqueConstraint("sha256", "size_bytes"),)

    id: Mapped[UuidKey]
    storage_key: Mapped[str] = mapped_column(unique=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(comment="lower-case hex")
    sm3: Mapped[str] = mapped_column(comment="lower-case hex, GB/T 32905")
    sealed_at: Mapped[Moment]


class Recording(Base):
    """音像记录: one arrival, made when its upload completes."""

    __tablename__ = "recording"
    __table_args__ = (
        CheckConstraint(one_of("state", RecordingState), name="state_known"),
        CheckConstraint(one_of("kind", MediaKind), name="kind_known"),
        CheckConstraint(
            "state NOT IN ('sealed', 'processed', 'damaged') OR original_id IS NOT NULL",
            name="sealed_has_original",
        ),
        CheckConstraint(
            f"device_source IS NULL OR {one_of('device_source', DeviceSource)}",
            name="device_source_known",
        ),
        CheckConstraint(
            f"officer_source IS NULL OR {one_of('officer_source', OfficerSource)}",
            name="officer_source_known",
        ),
        CheckConstraint(
            "(officer_id IS NULL) = (officer_source IS NULL)", name="officer_has_source"
        ),
        CheckConstraint(
            "(device_id IS NULL) = (device_source IS NULL OR device_source = 'foreign')",
            name="device_has_source",
        ),
        CheckConstraint(
            "set_aside_at IS NULL OR device_source IS NULL", name="set_aside_without_device"
        ),
        Index(
            "ix_recording_set_aside",
            "unit_id",
            "id",
            postgresql_where="set_aside_at IS NOT NULL",
        ),
        Index(
            "ix_recording_uncatalogued",
            "unit_id",
            "id",
            postgresql_where="catalogued_at IS NULL",
        ),
        Index(None, "unit_id", "received_at"),
        Index(None, "submitted_by_person_id", "id"),
        Index(None, "submitted_by_device_id", "id"),
        Index(None, "original_id"),
        Index(None, "device_id", "recorded_at"),
        Index(None, "officer_id", "id"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("upload.id"), unique=True)
    submitted_by_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_by_device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    original_id: Mapped[UUID | None] = mapped_column(ForeignKey("original.id"))
    duplicate_of_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("recording.id"), comment="earlier arrival of the same bytes in the same unit"
    )
    state: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default=MediaKind.OTHER.value)
    file_name: Mapped[str]
    declared_type: Mapped[str]
    declared_sha256: Mapped[str | None]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[Moment | None]
    recorded_at_source: Mapped[str | None] = mapped_column(
        comment="terminal, container, exif or file_name"
    )
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    media: Mapped[dict[str, Any] | None] = mapped_column(JSONB, comment="MediaFacts as JSON")
    received_at: Mapped[Moment]
    sealed_at: Mapped[Moment | None]
    settled_at: Mapped[Moment | None] = mapped_column(comment="processed, damaged or quarantined")
    catalogued_at: Mapped[Moment | None]
    device_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("device.id"),
        comment="the camera that recorded; a station or a browser only sends",
    )
    device_source: Mapped[str | None]
    device_note: Mapped[str] = mapped_column(server_default="", comment="why, as its keeper said")
    officer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="执法人员: who recorded"
    )
    officer_source: Mapped[str | None]
    officer_note: Mapped[str] = mapped_column(server_default="", comment="why, as custodian said")
    holding_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("device_holding.id"), comment="the hand-over that names the officer"
    )
    named_device_no: Mapped[str | None] = mapped_column(comment="as the file or terminal names it")
    named_officer_no: Mapped[str | None] = mapped_column(comment="number or name, as the file says")
    attributed_at: Mapped[Moment | None] = mapped_column(comment="last judged; null: never")
    set_aside_at: Mapped[Moment | None] = mapped_column(
        comment="来源待核 since then: nobody knows the device"
    )


class Finding(Base):
    """What was noticed about a recording; words for the code stand in the doors' tables."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(one_of("severity", Severity), name="severity_known"),
        UniqueConstraint("recording_id", "code"),
    )

    id: Mapped[UuidKey]
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"))
    code: Mapped[str]
    severity: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    found_at: Mapped[Moment]


class Derivative(Base):
    """衍生件: made from an original, labelled with its digest; may be deleted and rebuilt."""

    __tablename__ = "derivative"
    __table_args__ = (
        CheckConstraint(one_of("kind", DerivativeKind), name="kind_known"),
        UniqueConstraint("original_id", "kind", "ordinal"),
    )

    id: Mapped[UuidKey]
    original_id: Mapped[UUID] = mapped_column(ForeignKey("original.id"))
    kind: Mapped[str]
    ordinal: Mapped[int]
    time_ms: Mapped[int | None] = mapped_column(BigInteger, comment="place in the original")
    width: Mapped[int | None]
    height: Mapped[int | None]
    media_type: Mapped[str]
    storage_key: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    parent_sha256: Mapped[str] = mapped_column(comment="digest of the original it shows")
    tool: Mapped[str] = mapped_column(comment="maker and version")
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[Moment]
