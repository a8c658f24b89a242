"""Keep the reason for which a party was struck out of a case.

Effect on running code: none; code of the version before strikes out without a reason, and those
struck out until now have none.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_party",
        sa.Column(
            "strike_reason",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="why it was struck out; before 2026-11-22 nobody was asked",
        ),
    )


def downgrade() -> None:
    op.drop_column("case_party", "strike_reason")
