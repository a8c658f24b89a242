"""Enter each form once, link what is asked again, say what was not found, know superior organs.

Effect on running code: none; it never writes the new columns and words.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FORM_KEY = "of the form that entered it, so that nothing is entered twice"
WORDS = {
    ("access_request", "requester", "requester_known"): (
        "counterpart court_or_review handler lawyer other_staff outside_enforcer public "
        "public_organ superior_organ"
    ),
    ("access_request", "state", "state_known"): (
        "open waiting questioned returned granted refused not_found withdrawn ended"
    ),
    ("register_line", "kind", "kind_known"): (
        "viewed refused copied mailed supplied released not_found partly_found"
    ),
}


def upgrade() -> None:
    for (table, column, name), words in WORDS.items():
        constraint = op.f(f"ck_{table}_{name}")
        op.drop_constraint(constraint, table, type_="check")
        known = ", ".join(f"'{word}'" for word in words.split())
        op.create_check_constraint(constraint, table, f"{column} IN ({known})")
    for table, column in (("access_request", "asked_by_id"), ("access_paper", "taken_by_id")):
        op.add_column(table, sa.Column("form_key", sa.Uuid(), nullable=True, comment=FORM_KEY))
        op.create_unique_constraint(
            op.f(f"uq_{table}_{column}_form_key"), table, [column, "form_key"]
        )
    op.add_column(
        "access_request",
        sa.Column(
            "follows_id",
            sa.Uuid(),
            sa.ForeignKey(
                "access_request.id", name=op.f("fk_access_request_follows_id_access_request")
            ),
            nullable=True,
            comment="the request after which this one was asked again",
        ),
    )
    op.create_index(op.f("ix_access_request_follows_id"), "access_request", ["follows_id"])
    op.create_table(
        "access_lookup",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("sought", sa.Text(), nullable=False, comment="查找的内容"),
        sa.Column("places", sa.Text(), nullable=False, comment="查找的范围"),
        sa.Column(
            "told", sa.Text(), nullable=False, comment="查找的结果, as the applicant is told"
        ),
        sa.Column("answered_by_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "basis",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="articles, as they stood then",
        ),
        sa.CheckConstraint(
            "result IN ('not_found', 'partly_found')", name=op.f("ck_access_lookup_result_known")
        ),
        sa.CheckConstraint(
            "sought <> '' AND places <> '' AND told <> ''", name=op.f("ck_access_lookup_is_whole")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_access_lookup_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_request.id"],
            name=op.f("fk_access_lookup_request_id_access_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_lookup")),
    )
    op.create_index(op.f("ix_access_lookup_request_id_id"), "access_lookup", ["request_id", "id"])
    op.create_index(
        "uq_access_lookup_not_found",
        "access_lookup",
        ["request_id"],
        unique=True,
        postgresql_where="result = 'not_found'",
    )
    # What an applicant was told is never told differently afterwards.
    op.execute("GRANT SELECT, INSERT ON access_lookup TO liuhen_app")
