"""Say whose a recording is: the device that made it, the officer who held it, and why.

Ruzhou's management rule, articles 4 and 13. Recordings that a camera sent with its own token get
that camera as their device at once. Nobody has judged them, so hand-overs noted late pass them
over, and their officers stay open until the custodian decides.

Effect on running code: none; the columns are new and may be empty.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SENDERS = """
UPDATE recording SET device_id = device.id, device_source = 'sender'
FROM device
WHERE device.id = recording.submitted_by_device_id AND device.kind <> 'dock_station'
"""

COLUMNS = (
    sa.Column(
        "device_id",
        sa.Uuid(),
        nullable=True,
        comment="the camera that recorded; a station or a browser only sends",
    ),
    sa.Column("device_source", sa.Text(), nullable=True),
    sa.Column(
        "device_note",
        sa.Text(),
        server_default="",
        nullable=False,
        comment="why, as its keeper said",
    ),
    sa.Column("officer_id", sa.Uuid(), nullable=True, comment="执法人员: who recorded"),
    sa.Column("officer_source", sa.Text(), nullable=True),
    sa.Column(
        "officer_note",
        sa.Text(),
        server_default="",
        nullable=False,
        comment="why, as custodian said",
    ),
    sa.Column(
        "holding_id", sa.Uuid(), nullable=True, comment="the hand-over that names the officer"
    ),
    sa.Column(
        "named_device_no",
        sa.Text(),
        nullable=True,
        comment="as the file or terminal names it",
    ),
    sa.Column(
        "named_officer_no",
        sa.Text(),
        nullable=True,
        comment="number or name, as the file says",
    ),
    sa.Column(
        "attributed_at",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="last judged; null: never",
    ),
    sa.Column(
        "set_aside_at",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="来源待核 since then: nobody knows the device",
    ),
)

CHECKS = {
    "device_source_known": (
        "device_source IS NULL OR device_source IN ('foreign', 'named', 'sender', 'settled')"
    ),
    "officer_source_known": (
        "officer_source IS NULL OR officer_source IN ('custodian', 'handover', 'submitter')"
    ),
    "officer_has_source": "(officer_id IS NULL) = (officer_source IS NULL)",
    "device_has_source": (
        "(device_id IS NULL) = (device_source IS NULL OR device_source = 'foreign')"
    ),
    "set_aside_without_device": "set_aside_at IS NULL OR device_source IS NULL",
}


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("recording", column)
    op.alter_column(
        "recording",
        "recorded_at_source",
        existing_type=sa.Text(),
        existing_nullable=True,
        comment="terminal, container, exif or file_name",
        existing_comment="terminal, container or exif",
    )
    for column, table in (
        ("device_id", "device"),
        ("officer_id", "person"),
        ("holding_id", "device_holding"),
    ):
        op.create_foreign_key(
            op.f(f"fk_recording_{column}_{table}"), "recording", table, [column], ["id"]
        )
    op.execute(SENDERS)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_recording_{name}"), "recording", condition)
    op.create_index(
        op.f("ix_recording_device_id_recorded_at"),
        "recording",
        ["device_id", "recorded_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_recording_officer_id_id"), "recording", ["officer_id", "id"], unique=False
    )
    op.create_index(
        "ix_recording_set_aside",
        "recording",
        ["unit_id", "id"],
        unique=False,
        postgresql_where=sa.text("set_aside_at IS NOT NULL"),
    )
