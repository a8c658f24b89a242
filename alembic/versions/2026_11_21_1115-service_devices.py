"""Service devices: care, faults, repairs with and without leave, scrapping, loss.

The constraints say the law: one open fault per device, nobody decides their own request, and what
was repaired without leave is never reimbursable (Zhangzi's article 20).

Effect on running code: none; five new tables.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GRANT = (
    "GRANT SELECT, INSERT, UPDATE ON device_fault, device_loss, device_maintenance,"
    " device_repair, device_write_off TO liuhen_app"
)


def upgrade() -> None:
    op.create_table(
        "device_fault",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column(
            "found_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="发现时间; the use stopped with it",
        ),
        sa.Column("description", sa.Text(), nullable=False, comment="故障情况"),
        sa.Column("reported_by_id", sa.Uuid(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= reported_at",
            name=op.f("ck_device_fault_moments_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_fault_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["person.id"], name=op.f("fk_device_fault_reported_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_fault")),
    )
    op.create_index(
        op.f("ix_device_fault_device_id_reported_at"),
        "device_fault",
        ["device_id", "reported_at"],
        unique=False,
    )
    op.create_index(
        "uq_device_fault_one_open",
        "device_fault",
        ["device_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "device_loss",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column(
            "lost_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="丢失时间, as far as known",
        ),
        sa.Column("circumstances", sa.Text(), nullable=False, comment="丢失经过"),
        sa.Column(
            "holder_id", sa.Uuid(), nullable=True, comment="who held it then; null: it was in stock"
        ),
        sa.Column("reported_by_id", sa.Uuid(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_note", sa.Text(), server_default="", nullable=False, comment="找回经过"),
        sa.Column("found_noted_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_loss_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["found_noted_by_id"],
            ["person.id"],
            name=op.f("fk_device_loss_found_noted_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["person.id"], name=op.f("fk_device_loss_holder_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["person.id"], name=op.f("fk_device_loss_reported_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_loss")),
    )
    op.create_index(
        op.f("ix_device_loss_device_id_reported_at"),
        "device_loss",
        ["device_id", "reported_at"],
        unique=False,
    )
    op.create_index(
        "uq_device_loss_one_open",
        "device_loss",
        ["device_id"],
        unique=True,
        postgresql_where=sa.text("found_at IS NULL"),
    )
    op.create_table(
        "device_maintenance",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column(
            "done_by", sa.Text(), nullable=False, comment="保养人, a person or a firm by name"
        ),
        sa.Column("what", sa.Text(), nullable=False, comment="保养内容"),
        sa.Column("result", sa.Text(), nullable=False, comment="保养结果"),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_maintenance_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_device_maintenance_noted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_maintenance")),
    )
    op.create_index(
        op.f("ix_device_maintenance_device_id_done_on"),
        "device_maintenance",
        ["device_id", "done_on"],
        unique=False,
    )
    op.create_table(
        "device_write_off",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="报废原因"),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False, comment="审批意见"),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_approved IS NULL)",
            name=op.f("ck_device_write_off_decided_whole"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> proposed_by_id", name=op.f("ck_device_write_off_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_device_write_off_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_write_off_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["person.id"],
            name=op.f("fk_device_write_off_proposed_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_write_off")),
    )
    op.create_index(
        op.f("ix_device_write_off_device_id_proposed_at"),
        "device_write_off",
        ["device_id", "proposed_at"],
        unique=False,
    )
    op.create_index(
        "uq_device_write_off_one_open",
        "device_write_off",
        ["device_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "device_repair",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("fault_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "asked_by_id",
            sa.Uuid(),
            nullable=False,
            comment="who asked for leave, or noted a repair without it",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "plan", sa.Text(), server_default="", nullable=False, comment="拟送修单位和维修内容"
        ),
        sa.Column(
            "is_authorised", sa.Boolean(), server_default="false", nullable=False, comment="经批准"
        ),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False, comment="审批意见"),
        sa.Column(
            "repairer", sa.Text(), server_default="", nullable=False, comment="维修单位或修理人"
        ),
        sa.Column("work", sa.Text(), server_default="", nullable=False, comment="维修内容"),
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=True, comment="yuan"),
        sa.Column(
            "is_reimbursable",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="费用可报销",
        ),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("tested_by_id", sa.Uuid(), nullable=True),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("test_note", sa.Text(), server_default="", nullable=False, comment="测试情况"),
        sa.CheckConstraint(
            "state IN ('asked', 'authorised', 'dropped', 'failed', 'passed', 'refused', 'repaired')",
            name=op.f("ck_device_repair_state_known"),
        ),
        sa.CheckConstraint(
            "NOT is_authorised OR decided_by_id IS NOT NULL",
            name=op.f("ck_device_repair_leave_has_giver"),
        ),
        sa.CheckConstraint(
            "cost IS NULL OR cost >= 0", name=op.f("ck_device_repair_cost_not_negative")
        ),
        sa.CheckConstraint(
            "decided_by_id <> asked_by_id", name=op.f("ck_device_repair_two_persons")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= began_on", name=op.f("ck_device_repair_days_in_order")
        ),
        sa.CheckConstraint(
            "is_authorised OR NOT is_reimbursable",
            name=op.f("ck_device_repair_unauthorised_unpaid"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_device_repair_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_device_repair_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_repair_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["fault_id"], ["device_fault.id"], name=op.f("fk_device_repair_fault_id_device_fault")
        ),
        sa.ForeignKeyConstraint(
            ["tested_by_id"], ["person.id"], name=op.f("fk_device_repair_tested_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_repair")),
    )
    op.create_index(
        op.f("ix_device_repair_device_id_asked_at"),
        "device_repair",
        ["device_id", "asked_at"],
        unique=False,
    )
    op.create_index(op.f("ix_device_repair_fault_id"), "device_repair", ["fault_id"], unique=False)
    op.execute(GRANT)
