"""Open cases: parties, handlers, versions of the file, and how an agency numbers them.

A bound version of a file is locked by a trigger: nobody adds to it, takes out of it or alters it
(Ruzhou's consultation rule, article 9).

Effect on running code: none, the tables are new.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GUARDS = (
    """
    CREATE FUNCTION case_file_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a case file is never removed' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF OLD.bound_at IS NOT NULL OR
         (to_jsonb(NEW) - ARRAY['bound_at', 'bound_by_id', 'contents', 'contents_sha256']) <>
         (to_jsonb(OLD) - ARRAY['bound_at', 'bound_by_id', 'contents', 'contents_sha256']) THEN
        RAISE EXCEPTION 'a case file can only be bound, once'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER case_file_refuse_change BEFORE UPDATE OR DELETE ON case_file
    FOR EACH ROW EXECUTE FUNCTION case_file_refuse_change()
    """,
)
TABLES = "enforcement_case, case_party, case_handler, case_file, case_numbering"
GRANTS = (f"GRANT SELECT, INSERT, UPDATE ON {TABLES} TO liuhen_app",)


def upgrade() -> None:
    op.create_table(
        "case_numbering",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False, comment="such as 汝水罚〔{年}〕{序号}号"),
        sa.Column(
            "last_nos",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="by year, as it was given",
        ),
        sa.CheckConstraint(
            "procedure IN ('summary', 'ordinary', 'coercion', 'licensing', 'inspection')",
            name=op.f("ck_case_numbering_procedure_known"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_case_numbering_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", "procedure", name=op.f("pk_case_numbering")),
    )
    op.create_table(
        "enforcement_case",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "case_no", sa.Text(), nullable=False, comment="案号, by the agency's scheme or as typed"
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="案件名称"),
        sa.Column("cause", sa.Text(), nullable=False, comment="案由"),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False, comment="案发地点"),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("security_class", sa.Text(), server_default="none", nullable=False),
        sa.Column(
            "control_marks", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "opened_on", sa.Date(), nullable=False, comment="立案日期, a day of Asia/Shanghai"
        ),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "case_no <> '' AND title <> '' AND cause <> ''",
            name=op.f("ck_enforcement_case_is_named"),
        ),
        sa.CheckConstraint(
            "procedure IN ('summary', 'ordinary', 'coercion', 'licensing', 'inspection')",
            name=op.f("ck_enforcement_case_procedure_known"),
        ),
        sa.CheckConstraint(
            "security_class IN ('none', 'work_secret', 'secret', 'confidential', 'top_secret')",
            name=op.f("ck_enforcement_case_security_class_known"),
        ),
        sa.CheckConstraint(
            "state IN ('opened', 'evidence', 'legal_review', 'decided', 'served', 'executed', 'closed', 'file_bound', 'archived', 'transferred')",
            name=op.f("ck_enforcement_case_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_enforcement_case_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_enforcement_case_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_case")),
        sa.UniqueConstraint("unit_id", "case_no", name=op.f("uq_enforcement_case_unit_id_case_no")),
    )
    op.create_index(
        "ix_enforcement_case_open",
        "enforcement_case",
        ["unit_id", "id"],
        unique=False,
        postgresql_where="state NOT IN ('closed', 'file_bound', 'archived', 'transferred')",
    )
    op.create_index(
        op.f("ix_enforcement_case_unit_id_id"), "enforcement_case", ["unit_id", "id"], unique=False
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="1 for the first, then counted on"
        ),
        sa.Column("reopen_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True, comment="立卷"),
        sa.Column("bound_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "contents",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="卷内目录 as it was bound",
        ),
        sa.Column(
            "contents_sha256", sa.Text(), nullable=True, comment="of the contents' canonical JSON"
        ),
        sa.CheckConstraint(
            "(version = 1) = (reopen_reason = '')", name=op.f("ck_case_file_reopened_with_reason")
        ),
        sa.CheckConstraint(
            "num_nulls(bound_at, bound_by_id, contents, contents_sha256) IN (0, 4)",
            name=op.f("ck_case_file_bound_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["person.id"], name=op.f("fk_case_file_begun_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["bound_by_id"], ["person.id"], name=op.f("fk_case_file_bound_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["enforcement_case.id"], name=op.f("fk_case_file_case_id_enforcement_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_case_file_case_id_version")),
    )
    op.create_table(
        "case_handler",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_case.id"],
            name=op.f("fk_case_handler_case_id_enforcement_case"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_case_handler_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_handler")),
    )
    op.create_index(
        "ix_case_handler_person",
        "case_handler",
        ["person_id", "case_id"],
        unique=False,
        postgresql_where="until IS NULL",
    )
    op.create_index(
        "uq_case_handler_once",
        "case_handler",
        ["case_id", "person_id"],
        unique=True,
        postgresql_where="until IS NULL",
    )
    op.create_index(
        "uq_case_handler_one_main",
        "case_handler",
        ["case_id"],
        unique=True,
        postgresql_where="until IS NULL AND is_main",
    )
    op.create_table(
        "case_party",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "document_no",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="identity card, social credit code or lawyer's licence",
        ),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "represents_id", sa.Uuid(), nullable=True, comment="for whom a lawyer or agent speaks"
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('person', 'organisation')", name=op.f("ck_case_party_kind_known")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_case_party_is_named")),
        sa.CheckConstraint(
            "role IN ('party', 'third_party', 'lawyer', 'agent')",
            name=op.f("ck_case_party_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_case.id"],
            name=op.f("fk_case_party_case_id_enforcement_case"),
        ),
        sa.ForeignKeyConstraint(
            ["represents_id"],
            ["case_party.id"],
            name=op.f("fk_case_party_represents_id_case_party"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_party")),
    )
    op.create_index(op.f("ix_case_party_case_id_id"), "case_party", ["case_id", "id"], unique=False)
    for statement in (*GUARDS, *GRANTS):
        op.execute(statement)
