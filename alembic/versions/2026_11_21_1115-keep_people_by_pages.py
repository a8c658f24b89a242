"""Keep people by pages: sections that close, reasons of leaving, sheets that wait for a yes.

A checked sheet waits in ``import_batch`` for its owner's yes (decision page 0024).

A role that was set for a day to come and is taken back before that day never began: its row goes,
the ledger keeps both acts. Hence the right to delete.

Effect on running code: none; new columns are empty or have defaults.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

GRANTS = (
    "GRANT SELECT, INSERT, DELETE ON import_batch TO liuhen_app",
    "GRANT DELETE ON role_assignment TO liuhen_app",
)


def upgrade() -> None:
    op.add_column(
        "section",
        sa.Column(
            "closed_on",
            sa.Date(),
            nullable=True,
            comment="first day on which nobody can be posted here; null: open",
        ),
    )
    op.add_column(
        "posting",
        sa.Column(
            "ended_why",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="离任事由, as written when the person left",
        ),
    )
    op.alter_column(
        "person",
        "password_hash",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment="argon2id, PHC string; empty: no password was issued yet",
        existing_comment="argon2id, PHC string",
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="whose it is"),
        sa.Column(
            "sheet",
            sa.LargeBinary(),
            nullable=False,
            comment="the workbook as sent, for the error sheet",
        ),
        sa.Column(
            "content",
            postgresql.JSONB(),
            nullable=False,
            comment="the faultless rows, as the kind understands them",
        ),
        sa.Column(
            "problems",
            postgresql.JSONB(),
            nullable=False,
            comment="row, column and message of each fault",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('people')", name=op.f("ck_import_batch_kind_known")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_batch_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_import_batch_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    for statement in GRANTS:
        op.execute(statement)
