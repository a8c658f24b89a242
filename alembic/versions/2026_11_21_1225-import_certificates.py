"""Let sheets of certificates wait for their owner's yes.

Zhangzi, article 7: files of certificates are complete from the first day, so they come in by
sheet too. The table of waiting imports learns their kind.

Effect on running code: none; a kind is added.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_import_batch_kind_known"), "import_batch", type_="check")
    op.create_check_constraint(
        op.f("ck_import_batch_kind_known"), "import_batch", "kind IN ('people', 'qualifications')"
    )
