"""Enrol terminals by a one-time code, and remember why a token ended and who shows it.

Codes are stored as digests alone, one living code for each device (decision page 0023). Uploads
remember that a revoked token sent some part of them.

Effect on running code: none; new columns have defaults, and tokens that were given or revoked
before keep working or not working as they did.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SAID = "as the terminal says it"


def upgrade() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scanned_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the 256 bits in the QR code",
        ),
        sa.Column(
            "typed_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the ten characters a person types",
        ),
        sa.Column("made_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="a newer code or a revocation ended it",
        ),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "used_from", sa.Text(), nullable=True, comment="network address of the first use"
        ),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_enrolment_code_moments_in_order")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_enrolment_code_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_enrolment_code_made_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_code")),
        sa.UniqueConstraint("scanned_hash", name=op.f("uq_enrolment_code_scanned_hash")),
        sa.UniqueConstraint("typed_hash", name=op.f("uq_enrolment_code_typed_hash")),
    )
    op.create_index(op.f("ix_enrolment_code_device_id_id"), "enrolment_code", ["device_id", "id"])
    op.create_index(
        "uq_enrolment_code_living",
        "enrolment_code",
        ["device_id"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL AND ended_at IS NULL"),
    )
    _know_tokens_better()
    op.add_column(
        "upload",
        sa.Column(
            "is_set_aside",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="a revoked token sent some of it; sealed into quarantine",
        ),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON enrolment_code TO liuhen_app")


def _know_tokens_better() -> None:
    for name, comment in (
        ("last_address", "as last seen"),
        ("version", SAID),
        ("model", SAID),
        ("serial_no", SAID),
        ("revoked_note", None),
    ):
        op.add_column(
            "terminal_token",
            sa.Column(name, sa.Text(), server_default="", nullable=False, comment=comment),
        )
    op.add_column(
        "terminal_token",
        sa.Column("code_id", sa.Uuid(), nullable=True, comment="null: given by the console"),
    )
    op.add_column(
        "terminal_token",
        sa.Column(
            "revoked_by_id", sa.Uuid(), nullable=True, comment="null: by the console or by a rule"
        ),
    )
    op.add_column("terminal_token", sa.Column("revoked_for", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_terminal_token_end_known"),
        "terminal_token",
        "revoked_for IS NULL OR revoked_for IN "
        "('code_replayed', 'leaked', 'lost', 'other', 'replaced', 'rotated')",
    )
    op.create_foreign_key(
        op.f("fk_terminal_token_code_id_enrolment_code"),
        "terminal_token",
        "enrolment_code",
        ["code_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_terminal_token_revoked_by_id_person"),
        "terminal_token",
        "person",
        ["revoked_by_id"],
        ["id"],
    )
    op.create_index(op.f("ix_terminal_token_code_id"), "terminal_token", ["code_id"])
