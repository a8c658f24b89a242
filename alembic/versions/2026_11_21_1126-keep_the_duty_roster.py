"""Keep the duty roster: who was on duty where, from a moment to a moment.

Nobody is on duty in two places at once; the database holds that. A shift may be removed, the
ledger keeps what stood there.

Effect on running code: none, the table is new.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFERENCES = {
    "unit_id": "unit",
    "section_id": "section",
    "person_id": "person",
    "noted_by_id": "person",
}


def upgrade() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False, comment="备注"),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.text("tstzrange(from_at, until_at)"), "&&"),
            using="gist",
            name="ex_duty_shift_one_at_a_time",
        ),
        sa.CheckConstraint(
            "kind IN ('duty', 'field', 'standby')", name=op.f("ck_duty_shift_kind_known")
        ),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_duty_shift_moments_in_order")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_duty_shift_{column}_{table}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shift")),
    )
    op.create_index(
        op.f("ix_duty_shift_unit_id_from_at"), "duty_shift", ["unit_id", "from_at"], unique=False
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON duty_shift TO liuhen_app")
