"""Keep with each recording how long it is kept, and with each case when it was archived.

Triggers mark a recording as due to be ruled again whenever a fact changes that the rule looks at.
They mark whatever the row's last ruling was: a condition on it would be judged on a ruling that a
sweep is about to overwrite, and the mark would be lost.

Effect on running code: none; it knows neither the tables nor the column. Every recording that is
there gets its row here, due to be ruled; the worker rules them in batches within the hour.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TERM = (
    "CASE WHEN keeping IS NULL THEN 'unset' WHEN keep_through IS NULL THEN 'long_term' "
    "ELSE 'dated' END"
)
ARCHIVED = """
    UPDATE enforcement_case AS file SET archived_at = (
        SELECT max(event.recorded_at) FROM ledger_event AS event
        WHERE event.subject_id = file.id AND event.kind = 'case:archived')
    WHERE file.state IN ('archived', 'transferred')"""
EXISTING = """
    INSERT INTO recording_keeping (recording_id, unit_id)
    SELECT id, unit_id FROM recording WHERE state <> 'received' AND duplicate_of_id IS NULL"""
TRIGGERS = (
    """
    CREATE FUNCTION recording_keeping_of_recording() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.duplicate_of_id IS NOT NULL OR NEW.state = 'received' THEN
            DELETE FROM recording_keeping WHERE recording_id = NEW.id;
        ELSE
            INSERT INTO recording_keeping (recording_id, unit_id) VALUES (NEW.id, NEW.unit_id)
            ON CONFLICT (recording_id) DO UPDATE SET unit_id = NEW.unit_id, ruled_at = NULL;
        END IF;
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER recording_keeping_added AFTER INSERT ON recording FOR EACH ROW
        WHEN (NEW.state <> 'received') EXECUTE FUNCTION recording_keeping_of_recording()""",
    """
    CREATE TRIGGER recording_keeping_changed AFTER UPDATE ON recording FOR EACH ROW
        WHEN ((OLD.state, OLD.unit_id, OLD.recorded_at, OLD.duration_ms, OLD.catalogued_at IS NULL,
               OLD.duplicate_of_id)
            IS DISTINCT FROM (NEW.state, NEW.unit_id, NEW.recorded_at, NEW.duration_ms,
                              NEW.catalogued_at IS NULL, NEW.duplicate_of_id))
        EXECUTE FUNCTION recording_keeping_of_recording()""",
    """
    CREATE FUNCTION recording_keeping_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE recording_keeping SET ruled_at = NULL WHERE recording_id = NEW.recording_id;
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER recording_keeping_linked AFTER INSERT OR UPDATE OF role, ended_at
        ON evidence_link FOR EACH ROW EXECUTE FUNCTION recording_keeping_mark()""",
    """
    CREATE TRIGGER recording_keeping_catalogued AFTER INSERT OR UPDATE OF situation
        ON catalogue_entry FOR EACH ROW EXECUTE FUNCTION recording_keeping_mark()""",
    """
    CREATE FUNCTION recording_keeping_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Two cases may hold the same recordings: whoever marks many locks them in one order.
        PERFORM 1 FROM recording_keeping WHERE recording_id IN (
            SELECT recording_id FROM evidence_link WHERE case_id = NEW.id AND ended_at IS NULL)
            ORDER BY recording_id FOR UPDATE;
        UPDATE recording_keeping SET ruled_at = NULL WHERE recording_id IN (
            SELECT recording_id FROM evidence_link WHERE case_id = NEW.id AND ended_at IS NULL);
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER recording_keeping_of_case AFTER UPDATE OF procedure, archived_at
        ON enforcement_case FOR EACH ROW
        WHEN ((OLD.procedure, OLD.archived_at) IS DISTINCT FROM (NEW.procedure, NEW.archived_at))
        EXECUTE FUNCTION recording_keeping_of_case()""",
)
GRANTS = (
    "GRANT SELECT, INSERT ON keeping_basis TO liuhen_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON recording_keeping TO liuhen_app",
)


def upgrade() -> None:
    op.add_column(
        "enforcement_case",
        sa.Column(
            "archived_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="归档; from that day the keeping period of the file counts",
        ),
    )
    op.execute(ARCHIVED)
    op.create_table(
        "keeping_basis",
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the basis, canonical JSON"),
        sa.Column(
            "basis",
            postgresql.JSONB(),
            nullable=False,
            comment="regulation with version and digest, and the articles with their summaries",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_keeping_basis")),
    )
    create_recording_keeping()
    for statement in (*TRIGGERS, *GRANTS, EXISTING):
        op.execute(statement)


def create_recording_keeping() -> None:
    op.create_table(
        "recording_keeping",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "materials",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="保存对象; empty while nobody has said",
        ),
        sa.Column("keeping", sa.Text(), nullable=True, comment="null: nobody has set a period"),
        sa.Column("afterwards", sa.Text(), server_default="never", nullable=False),
        sa.Column(
            "keep_through",
            sa.Date(),
            nullable=True,
            comment="last day of keeping, inclusive; null: there is none",
        ),
        sa.Column(
            "unset_keys",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="periods that the agency has to set",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="the ruling, as people read it",
        ),
        sa.Column("basis_sha256", sa.Text(), nullable=True),
        sa.Column(
            "law_sha256",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="of the effective pack under which it was ruled",
        ),
        sa.Column(
            "term",
            sa.Text(),
            sa.Computed(TERM, persisted=True),
            nullable=False,
            comment="unset, long_term or dated; computed",
        ),
        sa.Column(
            "ruled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null: due to be ruled again",
        ),
        sa.CheckConstraint(
            "keeping IS NULL OR keeping IN ('as_case_file', 'at_least', 'fixed', 'long_term')",
            name=op.f("ck_recording_keeping_keeping_known"),
        ),
        sa.CheckConstraint(
            "afterwards IN ('appraisal', 'decision', 'never', 'review')",
            name=op.f("ck_recording_keeping_afterwards_known"),
        ),
        sa.CheckConstraint(
            "keeping IS NOT NULL OR keep_through IS NULL",
            name=op.f("ck_recording_keeping_unset_never_ends"),
        ),
        sa.CheckConstraint(
            "ruled_at IS NULL OR basis_sha256 IS NOT NULL",
            name=op.f("ck_recording_keeping_ruled_on_a_basis"),
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name=op.f("fk_recording_keeping_recording_id_recording"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_recording_keeping_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["basis_sha256"],
            ["keeping_basis.sha256"],
            name=op.f("fk_recording_keeping_basis_sha256_keeping_basis"),
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_recording_keeping")),
    )
    for columns in (("keep_through",), ("term",)):
        for names in ((*columns, "recording_id"), ("unit_id", *columns, "recording_id")):
            op.create_index(
                op.f("_".join(("ix_recording_keeping", *names))),
                "recording_keeping",
                list(names),
                postgresql_include=None if "unit_id" in names else ["unit_id"],
            )
    op.create_index(
        op.f("ix_recording_keeping_unit_id_law_sha256"),
        "recording_keeping",
        ["unit_id", "law_sha256"],
    )
    op.create_index(
        "ix_recording_keeping_due",
        "recording_keeping",
        ["recording_id"],
        postgresql_where="ruled_at IS NULL",
    )
