"""List cases by the day of their opening.

Effect on running code: none; an index more. It is made while nobody opens a case: the table of a
county has thousands of rows, so that takes well under a second.

Revision ID: 0040
Revises: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_enforcement_case_opened_on"), "enforcement_case", ["opened_on", "id"])
