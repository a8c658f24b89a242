"""Make copies in the background, give marked renditions, and register what is mailed.

An order stands between the word of the keeper and the issue; a job works on it. The bundle of an
issue is sealed after the issue, so its column is empty for a while. A copy has two lines in the
register once it is mailed: one of its issue, one of the post.

Effect on running code: it goes on issuing copies within the request; it writes no second line.

Revision ID: 0028
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None

KINDS = "kind IN ('inspect_recording', 'issue_copy', 'read_document', 'seal_recording')"
ABOUT = "num_nonnulls(recording_id, document_id, copy_order_id) = 1"
LATER = (
    "state, problem, done_bytes, bundle_key, bundle_bytes, bundle_sha256, bundle_sm3, finished_at"
)
GRANTS = (
    "GRANT SELECT, INSERT ON copy_order TO liuhen_app",
    f"GRANT UPDATE ({LATER}) ON copy_order TO liuhen_app",
    "GRANT UPDATE (bundle_id) ON copy_issue TO liuhen_app",
)


def upgrade() -> None:
    _add_orders()
    op.add_column("job", sa.Column("copy_order_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_job_copy_order_id_copy_order"), "job", "copy_order", ["copy_order_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_job_kind_copy_order_id"), "job", ["kind", "copy_order_id"])
    for name, said in (("about_one_thing", ABOUT), ("kind_known", KINDS)):
        op.drop_constraint(op.f(f"ck_job_{name}"), "job", type_="check")
        op.create_check_constraint(op.f(f"ck_job_{name}"), "job", said)
    op.add_column(
        "access_permit",
        sa.Column(
            "is_marked_only",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="只给标记件: of no original leaves an exact copy",
        ),
    )
    op.alter_column(
        "copy_issue",
        "bundle_id",
        nullable=True,
        comment="复制留存: the very bytes that were handed over; null until they are sealed",
        existing_comment="复制留存: the very bytes that were handed over",
    )
    op.drop_constraint(op.f("uq_register_line_copy_id"), "register_line", type_="unique")
    op.create_unique_constraint(
        op.f("uq_register_line_copy_id_kind"), "register_line", ["copy_id", "kind"]
    )
    for statement in GRANTS:
        op.execute(statement)


def _add_orders() -> None:
    op.create_table(
        "copy_order",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("ordered_by_id", sa.Uuid(), nullable=False, comment="发放人"),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "problem",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="why nothing was issued, as it is told",
        ),
        sa.Column("done_bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "total_bytes", sa.BigInteger(), nullable=False, comment="to be read, for the progress"
        ),
        sa.Column("bundle_key", sa.Text(), nullable=True, comment="segment that was written whole"),
        sa.Column("bundle_bytes", sa.BigInteger(), nullable=True),
        sa.Column("bundle_sha256", sa.Text(), nullable=True),
        sa.Column("bundle_sm3", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "form IN ('exact', 'marked', 'both')", name=op.f("ck_copy_order_form_known")
        ),
        sa.CheckConstraint(
            "medium IN ('paper', 'disc', 'removable', 'network')",
            name=op.f("ck_copy_order_medium_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'issued', 'sealed', 'refused', 'failed')",
            name=op.f("ck_copy_order_state_known"),
        ),
        sa.CheckConstraint("copies > 0", name=op.f("ck_copy_order_copies_positive")),
        sa.CheckConstraint(
            "num_nulls(bundle_key, bundle_bytes, bundle_sha256, bundle_sm3) IN (0, 4)",
            name=op.f("ck_copy_order_bundle_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('issued', 'sealed')) = (bundle_key IS NOT NULL)",
            name=op.f("ck_copy_order_issued_has_bundle"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_copy_order_{column}_{table}")
            )
            for column, table in (
                ("request_id", "access_request"),
                ("unit_id", "unit"),
                ("ordered_by_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_order")),
    )
    op.create_index(
        "uq_copy_order_one_waiting",
        "copy_order",
        ["request_id"],
        unique=True,
        postgresql_where="state = 'waiting'",
    )
    op.create_index(op.f("ix_copy_order_request_id_id"), "copy_order", ["request_id", "id"])
