"""Let a deadline be about a request to consult, and find the granted ones that have run out.

Effect on running code: none; it never writes the new kind.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KINDS = "subject_kind IN ('recording', 'request', 'section', 'upload')"


def upgrade() -> None:
    constraint = op.f("ck_deadline_subject_known")
    op.drop_constraint(constraint, "deadline", type_="check")
    op.create_check_constraint(constraint, "deadline", KINDS)
    op.alter_column(
        "deadline",
        "subject_id",
        existing_type=sa.Uuid(),
        existing_nullable=False,
        existing_comment="recording, upload or section",
        comment="recording, request, section or upload",
    )
    op.create_index(
        "ix_access_request_granted",
        "access_request",
        ["id"],
        postgresql_where="state = 'granted'",
    )
