"""文书: the documents of a case file, and the kinds that an agency knows."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.case_words import DocumentState
from app.policy.law_words import Stage


class DocumentKind(Base):
    """文书种类: a line of an agency's own list. Never removed, only retired."""

    __tablename__ = "document_kind"
    __table_args__ = (
        CheckConstraint(f"stage = '' OR {one_of('stage', Stage)}", name="stage_known"),
        CheckConstraint("name <> ''", name="is_named"),
        Index(
            "uq_document_kind_name",
            "unit_id",
            "name",
            unique=True,
            postgresql_where="retired_at IS NULL",
        ),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), comment="the agency")
    name: Mapped[str]
    stage: Mapped[str] = mapped_column(server_default="", comment="in which it is usually made")
    is_concluding: Mapped[bool] = mapped_column(
        server_default=false(), comment="结论性文件: what a party may see (调阅 7)"
    )
    position: Mapped[int] = mapped_column(comment="usual order in the contents list")
    retired_at: Mapped[Moment | None]


class CaseDocument(Base):
    """One document of one version of a case file.

    Its bytes are an original: written once, read-only. A later draft is a row of its own that
    names the one it replaces; a document taken out by mistake is struck out with a reason, never
    removed.
    """

    __tablename__ = "case_document"
    __table_args__ = (
        CheckConstraint(one_of("state", DocumentState), name="state_known"),
        CheckConstraint(f"stage = '' OR {one_of('stage', Stage)}", name="stage_known"),
        CheckConstraint(
            "num_nulls(struck_at, struck_by_id, strike_reason) IN (0, 3)", name="struck_whole"
        ),
        CheckConstraint("page_count IS NULL OR page_count > 0", name="has_pages"),
        Index(None, "case_id", "file_version", "position", "id"),
        Index("ix_case_document_unread", "id", postgresql_where="state = 'received'"),
    )

    id: Mapped[UuidKey]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_case.id"))
    file_version: Mapped[int] = mapped_column(comment="of the case file to which it belongs")
    kind: Mapped[str] = mapped_column(comment="文书种类, as the agency's list named it then")
    title: Mapped[str]
    document_no: Mapped[str] = mapped_column(server_default="", comment="文号")
    author: Mapped[str] = mapped_column(
        server_default="",
        comment="责任者: agency or person that made it; before 2026-11-22 nobody was asked",
    )
    made_on: Mapped[date | None]
    stage: Mapped[str] = mapped_column(server_default="")
    is_concluding: Mapped[bool] = mapped_column(server_default=false())
    is_final: Mapped[bool] = mapped_column(server_default=false(), comment="定稿; false: a draft")
    position: Mapped[int] = mapped_column(comment="order in the contents list, from 1")
    page_count: Mapped[int | None] = mapped_column(comment="null: not counted")
    state: Mapped[str]
    problem: Mapped[str] = mapped_column(server_default="", comment="code of why it was refused")
    original_id: Mapped[UUID] = mapped_column(ForeignKey("original.id"))
    file_name: Mapped[str]
    media_type: Mapped[str] = mapped_column(comment="as found in the bytes, not as declared")
    content_text: Mapped[str] = mapped_column(server_default="", comment="words found in it")
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_document.id"))
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Moment]
    struck_at: Mapped[Moment | None]
    struck_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    strike_reason: Mapped[str | None]
    facts: Mapped[Json] = mapped_column(server_default="{}", comment="what the reader found")
