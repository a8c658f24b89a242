"""Find the keeping periods of what is somebody's own, and of each unit, in the order of the board.

Who submitted a recording stands beside its period, by the trigger that makes the row, so that the
board need not join everything that somebody ever submitted with everything that is kept. Three
indexes take the place of four.

Effect on running code: it goes on to work, and its board is slow until it is replaced. Uploads and
rulings wait meanwhile, minutes on a busy machine where there are a million recordings.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MADE = """
    CREATE OR REPLACE FUNCTION recording_keeping_of_recording() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.duplicate_of_id IS NOT NULL OR NEW.state = 'received' THEN
            DELETE FROM recording_keeping WHERE recording_id = NEW.id;
        ELSE
            INSERT INTO recording_keeping (recording_id, unit_id, submitted_by_person_id)
            VALUES (NEW.id, NEW.unit_id, NEW.submitted_by_person_id)
            ON CONFLICT (recording_id) DO UPDATE SET unit_id = NEW.unit_id,
                submitted_by_person_id = NEW.submitted_by_person_id, ruled_at = NULL;
        END IF;
        RETURN NULL;
    END $$"""
CHANGED = """
    CREATE OR REPLACE TRIGGER recording_keeping_changed AFTER UPDATE ON recording FOR EACH ROW
        WHEN ((OLD.state, OLD.unit_id, OLD.recorded_at, OLD.duration_ms, OLD.catalogued_at IS NULL,
               OLD.duplicate_of_id, OLD.submitted_by_person_id)
            IS DISTINCT FROM (NEW.state, NEW.unit_id, NEW.recorded_at, NEW.duration_ms,
                              NEW.catalogued_at IS NULL, NEW.duplicate_of_id,
                              NEW.submitted_by_person_id))
        EXECUTE FUNCTION recording_keeping_of_recording()"""
EXISTING = """
    UPDATE recording_keeping AS kept SET submitted_by_person_id = recording.submitted_by_person_id
    FROM recording
    WHERE recording.id = kept.recording_id AND recording.submitted_by_person_id IS NOT NULL"""
FORMER = (
    ("keep_through", "recording_id"),
    ("unit_id", "keep_through", "recording_id"),
    ("term", "recording_id"),
    ("unit_id", "term", "recording_id"),
)
ORDERED = {
    "board": ("term", "keep_through", "recording_id"),
    "of_unit": ("unit_id", "term", "keep_through NULLS FIRST", "recording_id"),
    "own": (
        "submitted_by_person_id",
        "unit_id",
        "term",
        "keep_through",
        "recording_id NULLS FIRST",
    ),
}


def upgrade() -> None:
    op.add_column(
        "recording_keeping",
        sa.Column(
            "submitted_by_person_id",
            sa.Uuid(),
            nullable=True,
            comment="of the recording, by trigger: whose own it is",
        ),
    )
    for names in FORMER:
        op.drop_index(op.f("_".join(("ix_recording_keeping", *names))), "recording_keeping")
    for statement in (MADE, CHANGED, EXISTING):
        op.execute(statement)
    op.create_foreign_key(
        op.f("fk_recording_keeping_submitted_by_person_id_person"),
        "recording_keeping",
        "person",
        ["submitted_by_person_id"],
        ["id"],
    )
    for name, columns in ORDERED.items():
        op.create_index(
            f"ix_recording_keeping_{name}",
            "recording_keeping",
            [sa.text(column) for column in columns],
            postgresql_where="submitted_by_person_id IS NOT NULL" if name == "own" else None,
        )
    op.create_index(
        op.f("ix_hold_unit_id_recording_id"),
        "hold",
        ["unit_id", "recording_id"],
        postgresql_where="lifted_at IS NULL",
    )
