"""Correct who took a copy by a further line of the register.

Effect on running code: none; it never writes the new word. One copy may have several such lines,
so the uniqueness of the others becomes an index that leaves these out.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

KINDS = (
    "viewed refused copied received receipt_corrected mailed supplied released not_found"
    " partly_found"
)


def upgrade() -> None:
    constraint = op.f("ck_register_line_kind_known")
    op.drop_constraint(constraint, "register_line", type_="check")
    known = ", ".join(f"'{kind}'" for kind in KINDS.split())
    op.create_check_constraint(constraint, "register_line", f"kind IN ({known})")
    op.drop_constraint(op.f("uq_register_line_copy_id_kind"), "register_line", type_="unique")
    op.create_index(
        "ux_register_line_copy_id_kind",
        "register_line",
        ["copy_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind <> 'receipt_corrected'"),
    )
