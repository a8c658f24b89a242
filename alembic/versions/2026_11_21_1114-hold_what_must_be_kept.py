"""Hold what must be kept: demands to keep a recording or a case, whatever its period says.

A row is written once. The service may only insert it and fill in its lifting; a trigger stops
everybody, the owner too, from changing what it says or removing it, and from removing a recording
or an original that a standing hold protects (promise P4).

Effect on running code: none, the table is new.

Revision ID: 0011
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDS = (
    """
    CREATE FUNCTION hold_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a hold is never removed' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF OLD.lifted_at IS NOT NULL OR
         (to_jsonb(NEW) - ARRAY['lifted_by_id', 'lifted_at', 'lift_reason']) <>
         (to_jsonb(OLD) - ARRAY['lifted_by_id', 'lifted_at', 'lift_reason']) THEN
        RAISE EXCEPTION 'a hold can only be lifted, once' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER hold_refuse_change BEFORE UPDATE OR DELETE ON hold
    FOR EACH ROW EXECUTE FUNCTION hold_refuse_change()
    """,
    """
    CREATE FUNCTION is_held(recording uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
      SELECT EXISTS (
        SELECT FROM hold
        WHERE recording_id = recording AND lifted_at IS NULL
          AND (until_on IS NULL OR until_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date))
    $$
    """,
    """
    CREATE FUNCTION recording_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF is_held(OLD.id) THEN
        RAISE EXCEPTION 'the recording is held' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER recording_refuse_removal BEFORE DELETE ON recording
    FOR EACH ROW EXECUTE FUNCTION recording_refuse_removal()
    """,
    """
    CREATE FUNCTION original_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM recording WHERE original_id = OLD.id AND is_held(id)) THEN
        RAISE EXCEPTION 'a recording of this original is held'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER original_refuse_removal BEFORE DELETE ON original
    FOR EACH ROW EXECUTE FUNCTION original_refuse_removal()
    """,
)
GRANTS = (
    "GRANT SELECT, INSERT ON hold TO liuhen_app",
    "GRANT UPDATE (lifted_by_id, lifted_at, lift_reason) ON hold TO liuhen_app",
)


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column(
            "article", sa.Text(), nullable=False, comment="依据, as whoever placed it wrote it"
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "until_on", sa.Date(), nullable=True, comment="last day, inclusive; null: until lifted"
        ),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ground IN ('audit', 'complaint', 'discipline', 'litigation', 'other', 'reconsideration')",
            name=op.f("ck_hold_ground_known"),
        ),
        sa.CheckConstraint("lifted_by_id <> placed_by_id", name=op.f("ck_hold_lifted_by_another")),
        sa.CheckConstraint(
            "num_nonnulls(recording_id, case_id) = 1", name=op.f("ck_hold_one_subject")
        ),
        sa.CheckConstraint(
            "num_nulls(lifted_by_id, lifted_at, lift_reason) IN (0, 3)",
            name=op.f("ck_hold_lifted_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_hold_lifted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["person.id"], name=op.f("fk_hold_placed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_hold_recording_id_recording")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hold_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(
        op.f("ix_hold_recording_id"),
        "hold",
        ["recording_id"],
        unique=False,
        postgresql_where="lifted_at IS NULL",
    )
    op.create_index(op.f("ix_hold_unit_id_id"), "hold", ["unit_id", "id"], unique=False)
    for statement in (*GUARDS, *GRANTS):
        op.execute(statement)
