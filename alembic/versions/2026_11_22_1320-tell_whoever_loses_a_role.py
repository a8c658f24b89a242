"""Tell whoever is signed in that a role of theirs has ended.

Effect on running code: none; a column more, with a default that the server knows, so that the table
is not written anew. Whoever is signed in while it is added is told of what ends afterwards.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in_session",
        sa.Column(
            "ended_roles",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="roles that were ended at once during this sign-in, to be told of",
        ),
    )
