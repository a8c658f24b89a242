"""案件: what is being handled, against whom, by whom, and the versions of its file."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.case_words import (
    CaseProcedure,
    CaseState,
    PartyKind,
    PartyRole,
    SecurityClass,
)


class Case(Base):
    """One case of a unit; its number is given once within the unit.

    ``revision`` counts every change of the case and of what hangs on it. A page sends back the
    revision that it showed, so of two clerks who edit at once the second is told.
    """

    __tablename__ = "enforcement_case"
    __table_args__ = (
        CheckConstraint(one_of("state", CaseState), name="state_known"),
        CheckConstraint(one_of("procedure", CaseProcedure), name="procedure_known"),
        CheckConstraint(one_of("security_class", SecurityClass), name="security_class_known"),
        CheckConstraint("case_no <> '' AND title <> '' AND cause <> ''", name="is_named"),
        CheckConstraint(
            "file_keeping IS NULL OR file_keeping IN ('fixed', 'long_term')",
            name="file_keeping_known",
        ),
        CheckConstraint(
            "(file_keeping IS NOT DISTINCT FROM 'fixed') = (file_keep_months IS NOT NULL)"
            " AND (file_keeping IS NULL) = (file_keeping_basis = '')",
            name="file_keeping_whole",
        ),
        UniqueConstraint("unit_id", "case_no"),
        Index(None, "unit_id", "id"),
        Index("ix_enforcement_case_opened_on", "opened_on", "id"),
        Index(
            "ix_enforcement_case_open",
            "unit_id",
            "id",
            postgresql_where="state NOT IN ('closed', 'file_bound', 'archived', 'transferred')",
        ),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    case_no: Mapped[str] = mapped_column(comment="案号, by the agency's scheme or as typed")
    title: Mapped[str] = mapped_column(comment="案件名称")
    cause: Mapped[str] = mapped_column(comment="案由")
    procedure: Mapped[str]
    state: Mapped[str]
    place: Mapped[str] = mapped_column(server_default="", comment="案发地点")
    note: Mapped[str] = mapped_column(server_default="")
    security_class: Mapped[str] = mapped_column(server_default=SecurityClass.NONE.value)
    control_marks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    opened_on: Mapped[date] = mapped_column(comment="立案日期, a day of Asia/Shanghai")
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    archived_at: Mapped[Moment | None] = mapped_column(
        comment="归档; from that day the keeping period of the file counts"
    )
    file_keeping: Mapped[str | None] = mapped_column(
        comment="保管期限 set for this file by itself; null: the law's alone"
    )
    file_keep_months: Mapped[int | None] = mapped_column(comment="of a fixed period")
    file_keeping_basis: Mapped[str] = mapped_column(
        server_default="", comment="the rule that the file's own period rests on"
    )
    revision: Mapped[int] = mapped_column(server_default="1")


class CaseParty(Base):
    """当事人: a party of a case, or who speaks for one. Never removed, only struck out."""

    __tablename__ = "case_party"
    __table_args__ = (
        CheckConstraint(one_of("kind", PartyKind), name="kind_known"),
        CheckConstraint(one_of("role", PartyRole), name="role_known"),
        CheckConstraint("name <> ''", name="is_named"),
        Index(None, "case_id", "id"),
    )

    id: Mapped[UuidKey]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_case.id"))
    kind: Mapped[str]
    role: Mapped[str]
    name: Mapped[str]
    document_no: Mapped[str] = mapped_column(
        server_default="", comment="identity card, social credit code or lawyer's licence"
    )
    contact: Mapped[str] = mapped_column(server_default="")
    represents_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("case_party.id"), comment="for whom a lawyer or agent speaks"
    )
    added_at: Mapped[Moment]
    struck_at: Mapped[Moment | None]
    strike_reason: Mapped[str] = mapped_column(
        server_default="", comment="why it was struck out; before 2026-11-22 nobody was asked"
    )


class CaseHandler(Base):
    """承办人: who handles a case from when to when; one of today's is the main one (主办人)."""

    __tablename__ = "case_handler"
    __table_args__ = (
        Index(
            "uq_case_handler_once",
            "case_id",
            "person_id",
            unique=True,
            postgresql_where="until IS NULL",
        ),
        Index(
            "uq_case_handler_one_main",
            "case_id",
            unique=True,
            postgresql_where="until IS NULL AND is_main",
        ),
        Index("ix_case_handler_person", "person_id", "case_id", postgresql_where="until IS NULL"),
    )

    id: Mapped[UuidKey]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_case.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    is_main: Mapped[bool]
    since: Mapped[Moment]
    until: Mapped[Moment | None]


class CaseFile(Base):
    """案卷的一版: the file of a case; reopening the case begins another version.

    Bound, its contents are written down once and locked; triggers refuse every later change.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        CheckConstraint(
            "num_nulls(bound_at, bound_by_id, contents, contents_sha256) IN (0, 4)",
            name="bound_whole",
        ),
        CheckConstraint("(version = 1) = (reopen_reason = '')", name="reopened_with_reason"),
    )

    id: Mapped[UuidKey]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_case.id"))
    version: Mapped[int] = mapped_column(comment="1 for the first, then counted on")
    reopen_reason: Mapped[str] = mapped_column(server_default="")
    begun_at: Mapped[Moment]
    begun_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    bound_at: Mapped[Moment | None] = mapped_column(comment="立卷")
    bound_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    contents: Mapped[Json | None] = mapped_column(comment="卷内目录 as it was bound")
    contents_sha256: Mapped[str | None] = mapped_column(comment="of the contents' canonical JSON")


class CaseNumbering(Base):
    """案号规则: how an agency writes the numbers of one procedure, and the last ones given."""

    __tablename__ = "case_numbering"
    __table_args__ = (CheckConstraint(one_of("procedure", CaseProcedure), name="procedure_known"),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    procedure: Mapped[str] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(comment="such as 汝水罚〔{年}〕{序号}号")
    last_nos: Mapped[Json] = mapped_column(server_default="{}", comment="by year, as it was given")
