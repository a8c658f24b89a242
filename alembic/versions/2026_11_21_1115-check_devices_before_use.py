"""Check devices before use, and remark on a holding.

Ruzhou's management rule, article 7, and Shanxi's article 13 want a device checked before it is
used; the ledger of use (article 4) shows what was found. A check is written once: the application
may not change or remove it. A holding gets its column 备注, which also says why a moment was dated
back.

Effect on running code: none; the new column has a default.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "device_holding",
        sa.Column(
            "remark",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="备注, said at either end; also why a moment was dated back",
        ),
    )
    op.create_table(
        "device_precheck",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="who looked"),
        sa.Column("holding_id", sa.Uuid(), nullable=True, comment="null: looked at in stock"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "items",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="item of the pack → whether it was in order",
        ),
        sa.Column(
            "clock_offset_s",
            sa.Integer(),
            nullable=True,
            comment="seconds the device's clock was ahead before it was set; null: not measured",
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_precheck_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["holding_id"],
            ["device_holding.id"],
            name=op.f("fk_device_precheck_holding_id_device_holding"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_precheck_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_precheck")),
    )
    op.create_index(op.f("ix_device_precheck_device_id_at"), "device_precheck", ["device_id", "at"])
    op.create_index(op.f("ix_device_precheck_holding_id"), "device_precheck", ["holding_id"])
    op.execute("GRANT SELECT, INSERT ON device_precheck TO liuhen_app")
