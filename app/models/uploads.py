"""Uploads and their segments (architecture decision D5)."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import UploadState


class Upload(Base):
    """One resumable upload. ``committed_offset`` only grows, under the writer's own ``epoch``."""

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint(one_of("state", UploadState), name="state_known"),
        CheckConstraint(
            "committed_offset >= 0 AND (length IS NULL OR committed_offset <= length)",
            name="offset_within_length",
        ),
        CheckConstraint(
            "state <> 'complete' OR committed_offset = length", name="complete_is_whole"
        ),
        CheckConstraint("person_id IS NOT NULL OR device_id IS NOT NULL", name="has_owner"),
        Index(None, "expires_at", postgresql_where="state = 'open'"),
        Index(None, "person_id", "id", postgresql_where="person_id IS NOT NULL"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    state: Mapped[str]
    length: Mapped[int | None] = mapped_column(BigInteger, comment="bytes; null while deferred")
    committed_offset: Mapped[int] = mapped_column(BigInteger, comment="bytes that are durable")
    epoch: Mapped[int] = mapped_column(comment="fencing number, raised by each new writer")
    holder: Mapped[UUID | None] = mapped_column(comment="the request that writes now")
    lease_until: Mapped[Moment | None]
    metadata_text: Mapped[str] = mapped_column(comment="Upload-Metadata exactly as received")
    metadata_values: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="decoded, unknown keys kept"
    )
    file_name: Mapped[str] = mapped_column(comment="as declared; data only, never a path")
    declared_type: Mapped[str]
    declared_sha256: Mapped[str | None] = mapped_column(comment="lower-case hex")
    recorded_at: Mapped[Moment | None] = mapped_column(comment="as the terminal declares it")
    is_set_aside: Mapped[bool] = mapped_column(
        server_default=false(), comment="a revoked token sent some of it; sealed into quarantine"
    )
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    completed_at: Mapped[Moment | None]


class Segment(Base):
    """Bytes ``[start, start + length)`` of an upload: written once, never appended to."""

    __tablename__ = "segment"
    __table_args__ = (CheckConstraint("length > 0", name="not_empty"),)

    upload_id: Mapped[UUID] = mapped_column(ForeignKey("upload.id"), primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(BigInteger)
    epoch: Mapped[int]
    storage_key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(comment="lower-case hex of this segment")
    created_at: Mapped[Moment]
