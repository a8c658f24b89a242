"""Let a case file have a keeping period of its own, where the agency has set none for all.

Effect on running code: none; it never writes the new columns. Recordings of a case are marked to be
ruled again when the period of its file changes, as they are when it is archived.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLE = "enforcement_case"
COLUMNS = (
    sa.Column(
        "file_keeping",
        sa.Text(),
        nullable=True,
        comment="保管期限 set for this file by itself; null: the law's alone",
    ),
    sa.Column("file_keep_months", sa.Integer(), nullable=True, comment="of a fixed period"),
    sa.Column(
        "file_keeping_basis",
        sa.Text(),
        server_default="",
        nullable=False,
        comment="the rule that the file's own period rests on",
    ),
)
CHECKS = {
    "file_keeping_known": "file_keeping IS NULL OR file_keeping IN ('fixed', 'long_term')",
    "file_keeping_whole": (
        "(file_keeping IS NOT DISTINCT FROM 'fixed') = (file_keep_months IS NOT NULL)"
        " AND (file_keeping IS NULL) = (file_keeping_basis = '')"
    ),
}
WATCHED = "procedure, archived_at, file_keeping, file_keep_months"


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column(TABLE, column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, condition)
    op.execute(f"DROP TRIGGER recording_keeping_of_case ON {TABLE}")
    old, new = (
        ", ".join(f"{row}.{name}" for name in WATCHED.split(", ")) for row in ("OLD", "NEW")
    )
    op.execute(
        f"CREATE TRIGGER recording_keeping_of_case AFTER UPDATE OF {WATCHED} ON {TABLE}"
        f" FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))"
        " EXECUTE FUNCTION recording_keeping_of_case()"
    )
