"""Catalogue recordings, many at once and undone if need be, and link them to cases.

Effect on running code: none, the tables are new.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = "catalogue_batch, catalogue_entry, evidence_link"
GRANTS = (f"GRANT SELECT, INSERT, UPDATE ON {TABLES} TO liuhen_app",)


def upgrade() -> None:
    op.create_table(
        "catalogue_batch",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "change",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what was set",
        ),
        sa.Column(
            "before",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="each row as it was",
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nulls(undone_at, undone_by_id) IN (0, 2)",
            name=op.f("ck_catalogue_batch_undone_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_catalogue_batch_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_catalogue_batch_undone_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_catalogue_batch_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_batch")),
    )
    op.create_index(
        op.f("ix_catalogue_batch_made_by_id_id"),
        "catalogue_batch",
        ["made_by_id", "id"],
        unique=False,
    )
    op.create_table(
        "catalogue_entry",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=True, comment="科室名称; null: not known"),
        sa.Column(
            "parties",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="当事人 without a case",
        ),
        sa.Column(
            "cause", sa.Text(), server_default="", nullable=False, comment="案由 without a case"
        ),
        sa.Column(
            "situation", sa.Text(), server_default="", nullable=False, comment="what was going on"
        ),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "changed_by_id", sa.Uuid(), nullable=True, comment="null: filled in by the system"
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "situation = '' OR situation IN ('advance_registration', 'all', 'coercion', 'demolition', 'disputed_on_site', 'fee_collection', 'file_making', 'hearing', 'inspection', 'investigation', 'liberty', 'licensing', 'lien_service', 'major_rights', 'notice_service', 'on_site', 'other_disputed', 'patrol', 'penalty', 'questioning', 'sealing', 'seizure', 'service', 'substituted_performance')",
            name=op.f("ck_catalogue_entry_situation_known"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["catalogue_batch.id"],
            name=op.f("fk_catalogue_entry_batch_id_catalogue_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_catalogue_entry_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name=op.f("fk_catalogue_entry_recording_id_recording"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_catalogue_entry_section_id_section")
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_catalogue_entry")),
    )
    op.create_index(
        op.f("ix_catalogue_entry_batch_id"), "catalogue_entry", ["batch_id"], unique=False
    )
    op.create_table(
        "evidence_link",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "file_version",
            sa.Integer(),
            nullable=False,
            comment="of the case file to which it belongs",
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "evidence_kind", sa.Text(), server_default="", nullable=False, comment="证据种类"
        ),
        sa.Column(
            "object_of_proof", sa.Text(), server_default="", nullable=False, comment="证明对象"
        ),
        sa.Column(
            "making_method", sa.Text(), server_default="", nullable=False, comment="制作方法"
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True, comment="制作时间"),
        sa.Column("maker", sa.Text(), server_default="", nullable=False, comment="制作人"),
        sa.Column("linked_by_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "evidence_kind = '' OR evidence_kind IN ('documentary', 'physical', 'audio_visual', 'electronic', 'testimony', 'statement', 'expert_opinion', 'inquest')",
            name=op.f("ck_evidence_link_kind_known"),
        ),
        sa.CheckConstraint(
            "role <> 'evidence' OR (evidence_kind <> '' AND object_of_proof <> '')",
            name=op.f("ck_evidence_link_evidence_proves_something"),
        ),
        sa.CheckConstraint(
            "role IN ('evidence', 'process_record')", name=op.f("ck_evidence_link_role_known")
        ),
        sa.CheckConstraint(
            "num_nulls(ended_at, ended_by_id, end_reason) IN (0, 3)",
            name=op.f("ck_evidence_link_ended_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_case.id"],
            name=op.f("fk_evidence_link_case_id_enforcement_case"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_evidence_link_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["linked_by_id"], ["person.id"], name=op.f("fk_evidence_link_linked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_evidence_link_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_link")),
    )
    op.create_index(
        "ix_evidence_link_case",
        "evidence_link",
        ["case_id", "id"],
        unique=False,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(
        "uq_evidence_link_once",
        "evidence_link",
        ["recording_id", "case_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    for statement in GRANTS:
        op.execute(statement)
