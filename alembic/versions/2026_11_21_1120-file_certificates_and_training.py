"""File certificates and training: scans, ends in words, training, supervision, attendance.

A renewed certificate often keeps its number. The number was unique; now it belongs to one person,
and two certificates of one number are never in force on the same day. Scans are written once:
the application may insert and read them, nothing else.

Effect on running code: none; the new column may stay empty.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EXCLUSIONS = (
    ("number_of_one_person", "person_id WITH <>"),
    ("one_in_force", "daterange(valid_from, least(valid_until + 1, revoked_on)) WITH &&"),
)
EXCLUSION = """
ALTER TABLE qualification ADD CONSTRAINT ex_qualification_{name}
EXCLUDE USING gist (kind WITH =, certificate_no WITH =, {what})
"""

GRANTS = (
    "GRANT SELECT, INSERT ON qualification_scan TO liuhen_app",
    "GRANT SELECT, INSERT, UPDATE ON training TO liuhen_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON training_attendance TO liuhen_app",
)


def upgrade() -> None:
    op.create_table(
        "qualification_scan",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("qualification_id", sa.Uuid(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="lower-case hex"),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column(
            "media_type", sa.Text(), nullable=False, comment="from the content, never from the name"
        ),
        sa.Column("width", sa.Integer(), nullable=True, comment="pixels; null: a PDF"),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')",
            name=op.f("ck_qualification_scan_type_known"),
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_qualification_scan_qualification_id_qualification"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["person.id"],
            name=op.f("fk_qualification_scan_uploaded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_scan")),
        sa.UniqueConstraint(
            "qualification_id", "sha256", name=op.f("uq_qualification_scan_qualification_id_sha256")
        ),
        sa.UniqueConstraint("storage_key", name=op.f("uq_qualification_scan_storage_key")),
    )
    op.create_table(
        "training",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=True, comment="学时"),
        sa.Column("organiser", sa.Text(), nullable=False, comment="组织单位"),
        sa.Column("note", sa.Text(), server_default="", nullable=False, comment="内容 or 检查情况"),
        sa.Column("registered_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('supervision', 'training')", name=op.f("ck_training_kind_known")
        ),
        sa.CheckConstraint("hours IS NULL OR hours > 0", name=op.f("ck_training_hours_positive")),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["person.id"], name=op.f("fk_training_registered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(
        op.f("ix_training_unit_id_held_on"), "training", ["unit_id", "held_on"], unique=False
    )
    op.create_table(
        "training_attendance",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False, comment="考核或检查结果"),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_training_attendance_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["training.id"],
            name=op.f("fk_training_attendance_training_id_training"),
        ),
        sa.PrimaryKeyConstraint("training_id", "person_id", name=op.f("pk_training_attendance")),
    )
    op.create_index(
        op.f("ix_training_attendance_person_id"), "training_attendance", ["person_id"], unique=False
    )
    op.add_column(
        "qualification",
        sa.Column("revoked_as", sa.Text(), nullable=True, comment="吊销, 暂扣, 注销 or 换发"),
    )
    op.create_check_constraint(
        op.f("ck_qualification_revoked_in_order"),
        "qualification",
        "revoked_on IS NULL OR revoked_on >= valid_from",
    )
    op.create_check_constraint(
        op.f("ck_qualification_end_known"),
        "qualification",
        "revoked_as IS NULL OR revoked_as IN ('cancelled', 'replaced', 'revoked', 'suspended')",
    )
    op.drop_constraint(
        op.f("uq_qualification_kind_certificate_no"), "qualification", type_="unique"
    )
    for name, what in EXCLUSIONS:
        op.execute(EXCLUSION.format(name=name, what=what))
    for statement in GRANTS:
        op.execute(statement)
