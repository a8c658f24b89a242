"""Tally the refusals of terminals and of strangers as those of sign-ins are tallied.

Each refused upload of a revoked token had an event of its own, so whoever held a stolen token
could fill the ledger. A tally now says which kind of event it stands for, why, which device is
concerned and how long its window is.

Effect on running code: none; rows without the new columns are tallies of sign-ins.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column(
            "kind",
            sa.Text(),
            server_default="session:refused",
            nullable=False,
            comment="ledger kind of the events",
        ),
        sa.Column(
            "code",
            sa.Text(),
            server_default="flood",
            nullable=False,
            comment="reason that the event of the held ones gives",
        ),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column(
            "is_sender",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="the device was refused; else the events are about it",
        ),
        sa.Column(
            "seconds",
            sa.Integer(),
            server_default="60",
            nullable=False,
            comment="length of the window",
        ),
    ):
        op.add_column("refusal_tally", column)
    op.create_foreign_key(
        op.f("fk_refusal_tally_device_id_device"),
        "refusal_tally",
        "device",
        ["device_id"],
        ["id"],
    )
    for column, comment in (
        ("key", "what is tallied together: a person's id, unknown, …"),
        ("began_at", "beginning of the window"),
        ("written", "events of this window"),
    ):
        op.alter_column("refusal_tally", column, comment=comment)
