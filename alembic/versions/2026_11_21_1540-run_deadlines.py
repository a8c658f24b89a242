"""Run deadlines: duties with their end, declared exceptions, imported calendars.

A deadline changes while it runs, so the service may update it; nobody may remove one. Exceptions
and imported years are written once: a correction is another row.

Effect on running code: none, the tables are new.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

GRANTS = (
    "GRANT SELECT, INSERT, UPDATE ON deadline TO liuhen_app",
    "GRANT SELECT, INSERT ON storing_exception, calendar_year TO liuhen_app",
)
MOMENT = sa.DateTime(timezone=True)
OPEN = "met_at IS NULL AND cancelled_at IS NULL"


def key() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python")


def make_deadline() -> None:
    op.create_table(
        "deadline",
        key(),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="recording, upload or section"),
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="of the regulation, such as store.deadline.normal",
        ),
        sa.Column(
            "period",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="month such as 2026-11; empty where a duty does not come again",
        ),
        sa.Column(
            "person_id",
            sa.Uuid(),
            nullable=True,
            comment="who has to see to it, where that is known",
        ),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column(
            "due_at",
            MOMENT,
            nullable=True,
            comment="24:00 is the next day's midnight; null: begins with the return to the unit",
        ),
        sa.Column(
            "is_provisional",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="counted days of a year whose notice was not known",
        ),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="how it was computed, as people read it"
        ),
        sa.Column(
            "facts",
            JSONB(),
            nullable=False,
            comment="what it was computed from",
        ),
        sa.Column(
            "basis",
            JSONB(),
            nullable=False,
            comment="regulation with version and digest, and the articles with their summaries",
        ),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("met_at", MOMENT, nullable=True, comment="when it was done, not when noted"),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("escalated_at", MOMENT, nullable=True, comment="reported as overdue, once"),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason IS NULL)",
            name=op.f("ck_deadline_cancelled_with_reason"),
        ),
        sa.CheckConstraint(
            "met_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_deadline_one_end")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('recording', 'section', 'upload')",
            name=op.f("ck_deadline_subject_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_deadline_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deadline_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(
        "uq_deadline_one_counts",
        "deadline",
        ["subject_id", "key", "period"],
        unique=True,
        postgresql_where="cancelled_at IS NULL",
    )
    op.create_index(
        "ix_deadline_open", "deadline", ["unit_id", "due_at", "id"], postgresql_where=OPEN
    )
    for owner in ("unit_id", "person_id"):
        columns = [owner, "due_at", "id"]
        op.create_index(op.f(f"ix_deadline_{'_'.join(columns)}"), "deadline", columns)
    op.create_index(
        "ix_deadline_to_escalate",
        "deadline",
        ["due_at"],
        postgresql_where=f"{OPEN} AND escalated_at IS NULL",
    )


def make_storing_exception() -> None:
    op.create_table(
        "storing_exception",
        key(),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column(
            "from_on", sa.Date(), nullable=False, comment="first day of recording it speaks of"
        ),
        sa.Column("until_on", sa.Date(), nullable=False, comment="last day, inclusive"),
        sa.Column("returned_at", MOMENT, nullable=True, comment="back at the unit; null: not yet"),
        sa.Column(
            "note", sa.Text(), nullable=False, comment="what happened, as the officer writes it"
        ),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "ground IN ('continuous', 'hard_to_reach', 'off_site', 'remote')",
            name=op.f("ck_storing_exception_ground_known"),
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_storing_exception_days_in_order")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_storing_exception_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_storing_exception_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storing_exception")),
    )
    op.create_index(
        op.f("ix_storing_exception_person_id_from_on"),
        "storing_exception",
        ["person_id", "from_on"],
    )


def make_calendar_year() -> None:
    op.create_table(
        "calendar_year",
        key(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="the TOML text as it was given"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="lower-case hex of the document"),
        sa.Column("notice", sa.Text(), nullable=False, comment="title and number of the notices"),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["person.id"], name=op.f("fk_calendar_year_imported_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
    )
    op.create_index(op.f("ix_calendar_year_year_id"), "calendar_year", ["year", "id"])


def upgrade() -> None:
    make_deadline()
    make_storing_exception()
    make_calendar_year()
    for statement in GRANTS:
        op.execute(statement)
