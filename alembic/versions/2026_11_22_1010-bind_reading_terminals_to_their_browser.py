"""Bind a reading terminal to the browser in which it was enrolled.

Effect on running code: none; it never writes the new column. Terminals that were enrolled before
stay as they are until they are enrolled again.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reading_terminal",
        sa.Column(
            "user_agent",
            sa.Text(),
            nullable=True,
            comment="how the browser described itself when it was enrolled; null: before 0039",
        ),
    )
