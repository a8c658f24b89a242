"""File the documents of cases.

A document is never removed, and of one that lies in the file only its place, its kind and the
like may be corrected, never its bytes: the service may not write the column that names them.

Effect on running code: none, the tables are new.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

GRANTS = (
    "GRANT SELECT, INSERT, UPDATE ON document_kind TO liuhen_app",
    "GRANT SELECT, INSERT ON case_document TO liuhen_app",
    """
    GRANT UPDATE (kind, title, document_no, made_on, stage, is_concluding, is_final, position,
      page_count, state, problem, content_text, facts, media_type,
      struck_at, struck_by_id, strike_reason)
    ON case_document TO liuhen_app
    """,
)


def upgrade() -> None:
    op.create_table(
        "document_kind",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False, comment="the agency"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="in which it is usually made",
        ),
        sa.Column(
            "is_concluding",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="结论性文件: what a party may see (调阅 7)",
        ),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="usual order in the contents list"
        ),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_document_kind_is_named")),
        sa.CheckConstraint(
            "stage = '' OR stage IN ('initiation', 'investigation', 'decision', 'service', 'filing')",
            name=op.f("ck_document_kind_stage_known"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_document_kind_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_kind")),
    )
    op.create_index(
        "uq_document_kind_name",
        "document_kind",
        ["unit_id", "name"],
        unique=True,
        postgresql_where="retired_at IS NULL",
    )
    op.create_table(
        "case_document",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "file_version",
            sa.Integer(),
            nullable=False,
            comment="of the case file to which it belongs",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="文书种类, as the agency's list named it then",
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), server_default="", nullable=False, comment="文号"),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("is_concluding", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "is_final",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="定稿; false: a draft",
        ),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="order in the contents list, from 1"
        ),
        sa.Column("page_count", sa.Integer(), nullable=True, comment="null: not counted"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "problem",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="code of why it was refused",
        ),
        sa.Column("original_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column(
            "media_type",
            sa.Text(),
            nullable=False,
            comment="as found in the bytes, not as declared",
        ),
        sa.Column(
            "content_text",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="words found in it",
        ),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by_id", sa.Uuid(), nullable=True),
        sa.Column("strike_reason", sa.Text(), nullable=True),
        sa.Column(
            "facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="what the reader found",
        ),
        sa.CheckConstraint(
            "stage = '' OR stage IN ('initiation', 'investigation', 'decision', 'service', 'filing')",
            name=op.f("ck_case_document_stage_known"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'ready', 'quarantined')",
            name=op.f("ck_case_document_state_known"),
        ),
        sa.CheckConstraint(
            "num_nulls(struck_at, struck_by_id, strike_reason) IN (0, 3)",
            name=op.f("ck_case_document_struck_whole"),
        ),
        sa.CheckConstraint(
            "page_count IS NULL OR page_count > 0", name=op.f("ck_case_document_has_pages")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_case_document_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_case.id"],
            name=op.f("fk_case_document_case_id_enforcement_case"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["original.id"], name=op.f("fk_case_document_original_id_original")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["case_document.id"],
            name=op.f("fk_case_document_replaces_id_case_document"),
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["person.id"], name=op.f("fk_case_document_struck_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_document")),
    )
    op.create_index(
        op.f("ix_case_document_case_id_file_version_position_id"),
        "case_document",
        ["case_id", "file_version", "position", "id"],
        unique=False,
    )
    op.create_index(
        "ix_case_document_unread",
        "case_document",
        ["id"],
        unique=False,
        postgresql_where="state = 'received'",
    )
    for statement in GRANTS:
        op.execute(statement)
