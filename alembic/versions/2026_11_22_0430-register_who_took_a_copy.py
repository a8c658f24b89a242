"""Register who took a copy, in a line of its own.

Effect on running code: none; it never writes the new word.

Revision ID: 0035
Revises: 0034
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KINDS = "viewed refused copied received mailed supplied released not_found partly_found"


def upgrade() -> None:
    constraint = op.f("ck_register_line_kind_known")
    op.drop_constraint(constraint, "register_line", type_="check")
    known = ", ".join(f"'{kind}'" for kind in KINDS.split())
    op.create_check_constraint(constraint, "register_line", f"kind IN ({known})")
