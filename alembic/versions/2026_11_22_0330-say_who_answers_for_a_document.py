"""Say who made each document of a case file.

Effect on running code: none; code of the version before names nobody. Whoever made the documents
filed until now is not known to the system, so their contents list stays empty there until somebody
says it. Files that are bound stay as they were bound.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_document",
        sa.Column(
            "author",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="责任者: agency or person that made it; before 2026-11-22 nobody was asked",
        ),
    )
    op.execute("GRANT UPDATE (author) ON case_document TO liuhen_app")


def downgrade() -> None:
    op.drop_column("case_document", "author")
