"""Keep what is searched as pairs of characters, and the views that people keep.

Effect on running code: what is there already is found once it has been indexed.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = "recording_search, case_search, saved_view"
GRANTS = (f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLES} TO liuhen_app",)


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False, comment="query string of the page of search"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("uq_saved_view_name", "saved_view", ["person_id", "name"], unique=True)
    op.create_table(
        "case_search",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "with_documents",
            sa.Boolean(),
            nullable=False,
            comment="true: with words of the file, for those who may read it",
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False, comment="of opening"),
        sa.Column(
            "words", sa.Text(), nullable=False, comment="everything that is searched, normalised"
        ),
        sa.Column(
            "pairs",
            postgresql.ARRAY(sa.BigInteger()),
            nullable=False,
            comment="distinct pairs of characters of words, and fours of ASCII",
        ),
        sa.Column(
            "case_revision",
            sa.Integer(),
            nullable=False,
            comment="of the case when it was indexed",
        ),
        sa.Column(
            "indexed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null: due to be indexed again",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_case.id"],
            name=op.f("fk_case_search_case_id_enforcement_case"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_search_unit_id_unit")),
        sa.PrimaryKeyConstraint("case_id", "with_documents", name=op.f("pk_case_search")),
    )
    op.create_index(
        op.f("ix_case_search_moment_case_id"), "case_search", ["moment", "case_id"], unique=False
    )
    op.create_index(
        "ix_case_search_pairs", "case_search", ["pairs"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        op.f("ix_case_search_unit_id_moment_case_id"),
        "case_search",
        ["unit_id", "moment", "case_id"],
        unique=False,
    )
    op.create_table(
        "recording_search",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "moment",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="of use, where unknown of arrival",
        ),
        sa.Column(
            "words", sa.Text(), nullable=False, comment="everything that is searched, normalised"
        ),
        sa.Column(
            "pairs",
            postgresql.ARRAY(sa.BigInteger()),
            nullable=False,
            comment="distinct pairs of characters of words, and fours of ASCII",
        ),
        sa.Column(
            "indexed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null: due to be indexed again",
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name=op.f("fk_recording_search_recording_id_recording"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_recording_search_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_recording_search")),
    )
    op.create_index(
        op.f("ix_recording_search_moment_recording_id"),
        "recording_search",
        ["moment", "recording_id"],
        unique=False,
    )
    op.create_index(
        "ix_recording_search_pairs",
        "recording_search",
        ["pairs"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_recording_search_unit_id_moment_recording_id"),
        "recording_search",
        ["unit_id", "moment", "recording_id"],
        unique=False,
    )
    for table in ("case_search", "recording_search"):
        op.create_index(op.f(f"ix_{table}_indexed_at"), table, ["indexed_at"], unique=False)
    for statement in GRANTS:
        op.execute(statement)
