"""适用规定: the texts that agencies have lived by, and when each of them adopted which."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey


class PackVersion(Base):
    """条款包版本: one text of a regulation, kept for ever, so that old decisions can be read.

    The service may insert and read. The digest is that of the text, which the database checks.
    """

    __tablename__ = "pack_version"
    __table_args__ = (
        CheckConstraint(
            "sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')", name="digest_of_text"
        ),
        Index(None, "pack_id", "version"),
    )

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="of the text in UTF-8, hex")
    pack_id: Mapped[str]
    version: Mapped[int] = mapped_column(comment="as the text itself says")
    text: Mapped[str] = mapped_column(comment="the whole TOML file")
    kept_at: Mapped[Moment]


class Adoption(Base):
    """适用规定: by which texts and own settings an agency lives from a moment on.

    Rows are only added. ``follows_id`` is the one that it supersedes; each is superseded once, so
    of two people who finish at the same time the second is told.
    """

    __tablename__ = "adoption"
    __table_args__ = (
        CheckConstraint(
            "settings_sha256 = encode(sha256(convert_to(settings, 'UTF8')), 'hex')",
            name="digest_of_settings",
        ),
        CheckConstraint("document_name <> '' AND document_no <> ''", name="has_a_document"),
        UniqueConstraint(
            "unit_id",
            "follows_id",
            name="uq_adoption_superseded_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "unit_id", "in_force_from"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), comment="the agency")
    follows_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("adoption.id"), comment="the row it supersedes; null: the agency's first"
    )
    pack_id: Mapped[str]
    version: Mapped[int]
    pack_sha256: Mapped[str] = mapped_column(
        ForeignKey("pack_version.sha256"), comment="the text of the regulation"
    )
    above_sha256s: Mapped[list[str]] = mapped_column(
        ARRAY(Text), comment="the texts that stood above it then, nearest first"
    )
    settings: Mapped[str] = mapped_column(
        comment="the agency's own settings, JSON in the shape of a pack's file"
    )
    settings_sha256: Mapped[str]
    effective_sha256: Mapped[str] = mapped_column(
        comment="of the pack they make together, as decisions cite it"
    )
    document_name: Mapped[str] = mapped_column(comment="文件名称 that the settings rest on")
    document_no: Mapped[str] = mapped_column(comment="文号")
    in_force_from: Mapped[Moment] = mapped_column(comment="until the row that supersedes it")
    adopted_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
