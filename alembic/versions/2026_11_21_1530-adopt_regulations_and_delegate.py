"""Adopt regulations with an agency's own settings, and let somebody stand in for an absent leader.

Texts and adoptions are only added: what a decision rested on stays readable. A delegation is
written once, and only its withdrawal may be added. Triggers hold both against everybody.

Effect on running code: none, the tables are new. Agencies live by the regulation they were
registered with until they finish their set-up.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

GUARDS = (
    """
    CREATE FUNCTION law_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TRIGGER pack_version_refuse_change BEFORE UPDATE OR DELETE ON pack_version
    FOR EACH ROW EXECUTE FUNCTION law_refuse_change()
    """,
    """
    CREATE TRIGGER adoption_refuse_change BEFORE UPDATE OR DELETE ON adoption
    FOR EACH ROW EXECUTE FUNCTION law_refuse_change()
    """,
    """
    CREATE FUNCTION delegation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a delegation is never removed' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF OLD.withdrawn_at IS NOT NULL OR
         (to_jsonb(NEW) - ARRAY['withdrawn_by_id', 'withdrawn_at']) <>
         (to_jsonb(OLD) - ARRAY['withdrawn_by_id', 'withdrawn_at']) THEN
        RAISE EXCEPTION 'a delegation can only be withdrawn, once'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER delegation_refuse_change BEFORE UPDATE OR DELETE ON delegation
    FOR EACH ROW EXECUTE FUNCTION delegation_refuse_change()
    """,
    """
    CREATE FUNCTION delegation_refuse_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('delegation ' || NEW.unit_id, 0));
      IF EXISTS (
        SELECT FROM delegation
        WHERE unit_id = NEW.unit_id AND role = NEW.role AND withdrawn_at IS NULL
          AND (delegate_id = NEW.principal_id OR principal_id = NEW.delegate_id)
          AND daterange(from_on, until_on, '[]') && daterange(NEW.from_on, NEW.until_on, '[]')
      ) THEN
        RAISE EXCEPTION 'a delegate cannot delegate on'
          USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'ex_delegation_no_chain';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER delegation_refuse_chain BEFORE INSERT ON delegation
    FOR EACH ROW EXECUTE FUNCTION delegation_refuse_chain()
    """,
)
GRANTS = (
    "GRANT SELECT, INSERT ON pack_version, adoption, delegation TO liuhen_app",
    "GRANT UPDATE (withdrawn_by_id, withdrawn_at) ON delegation TO liuhen_app",
)


def upgrade() -> None:
    _keep_texts()
    _keep_adoptions()
    _keep_delegations()
    for statement in (*GUARDS, *GRANTS):
        op.execute(statement)


def _keep_texts() -> None:
    op.create_table(
        "pack_version",
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the text in UTF-8, hex"),
        sa.Column("pack_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="as the text itself says"),
        sa.Column("text", sa.Text(), nullable=False, comment="the whole TOML file"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')",
            name=op.f("ck_pack_version_digest_of_text"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_pack_version")),
    )
    op.create_index(op.f("ix_pack_version_pack_id_version"), "pack_version", ["pack_id", "version"])


def _keep_adoptions() -> None:
    op.create_table(
        "adoption",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False, comment="the agency"),
        sa.Column(
            "follows_id",
            sa.Uuid(),
            nullable=True,
            comment="the row it supersedes; null: the agency's first",
        ),
        sa.Column("pack_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False, comment="the text of the regulation"),
        sa.Column(
            "above_sha256s",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="the texts that stood above it then, nearest first",
        ),
        sa.Column(
            "settings",
            sa.Text(),
            nullable=False,
            comment="the agency's own settings, JSON in the shape of a pack's file",
        ),
        sa.Column("settings_sha256", sa.Text(), nullable=False),
        sa.Column(
            "effective_sha256",
            sa.Text(),
            nullable=False,
            comment="of the pack they make together, as decisions cite it",
        ),
        sa.Column(
            "document_name", sa.Text(), nullable=False, comment="文件名称 that the settings rest on"
        ),
        sa.Column("document_no", sa.Text(), nullable=False, comment="文号"),
        sa.Column(
            "in_force_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="until the row that supersedes it",
        ),
        sa.Column("adopted_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.CheckConstraint(
            "settings_sha256 = encode(sha256(convert_to(settings, 'UTF8')), 'hex')",
            name=op.f("ck_adoption_digest_of_settings"),
        ),
        sa.CheckConstraint(
            "document_name <> '' AND document_no <> ''", name=op.f("ck_adoption_has_a_document")
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["person.id"], name=op.f("fk_adoption_adopted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["adoption.id"], name=op.f("fk_adoption_follows_id_adoption")
        ),
        sa.ForeignKeyConstraint(
            ["pack_sha256"],
            ["pack_version.sha256"],
            name=op.f("fk_adoption_pack_sha256_pack_version"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_adoption_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint(
            "unit_id",
            "follows_id",
            name="uq_adoption_superseded_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_adoption_unit_id_in_force_from"), "adoption", ["unit_id", "in_force_from"]
    )


def _keep_delegations() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False, comment="授权人, whose role it is"),
        sa.Column("delegate_id", sa.Uuid(), nullable=False, comment="代行人"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False, comment="last day, inclusive"),
        sa.Column("document_no", sa.Text(), nullable=False, comment="书面委托的名称和文号"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "principal_id <> delegate_id", name=op.f("ck_delegation_not_to_oneself")
        ),
        sa.CheckConstraint(
            "recorded_by_id <> delegate_id", name=op.f("ck_delegation_recorded_by_another")
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_delegation_days_in_order")),
        sa.CheckConstraint(
            "role IN ('case_handler', 'device_keeper', 'hearing_recorder', 'inspector', 'leader', "
            "'legal_reviewer', 'officer', 'record_keeper', 'section_collector')",
            name=op.f("ck_delegation_no_administrator"),
        ),
        sa.CheckConstraint(
            "document_no <> '' AND reason <> ''", name=op.f("ck_delegation_has_a_document")
        ),
        sa.CheckConstraint(
            "num_nulls(withdrawn_by_id, withdrawn_at) IN (0, 2)",
            name=op.f("ck_delegation_withdrawn_whole"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["person.id"], name=op.f(f"fk_delegation_{column}_person")
            )
            for column in ("principal_id", "delegate_id", "recorded_by_id", "withdrawn_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_delegation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        postgresql.ExcludeConstraint(
            ("principal_id", "="),
            ("unit_id", "="),
            ("role", "="),
            (sa.text("daterange(from_on, until_on, '[]')"), "&&"),
            name="ex_delegation_one_at_a_time",
            using="gist",
            where=sa.text("withdrawn_at IS NULL"),
        ),
    )
    op.create_index(
        op.f("ix_delegation_delegate_id"),
        "delegation",
        ["delegate_id"],
        postgresql_where="withdrawn_at IS NULL",
    )
    op.create_index(op.f("ix_delegation_unit_id_id"), "delegation", ["unit_id", "id"])
