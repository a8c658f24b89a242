"""Let the start page count what a unit received today without reading all that it ever received.

Effect on running code: none; uploads wait for some seconds where there are a million recordings.

Revision ID: 0031
Revises: 0030
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_recording_unit_id_received_at"), "recording", ["unit_id", "received_at"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_recording_unit_id_received_at"), table_name="recording")
