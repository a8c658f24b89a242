"""Lay the foundation: people, devices, uploads, recordings, jobs, and the audit ledger.

The grants are part of the design. The running service (``liuhen_app``) may not change the shape
of anything, may only insert into the ledger, and may never change or remove an original's row.
The auditor reads the ledger and nothing else. A trigger stops even the owner's UPDATE, DELETE and
TRUNCATE of the ledger, short of switching the trigger off.

Effect on running code: none, this is the first revision.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.models.ledger import Xid8

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION ledger_event_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE FUNCTION ledger_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_event is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_event_stamp BEFORE INSERT ON ledger_event
  FOR EACH ROW EXECUTE FUNCTION ledger_event_stamp();
CREATE TRIGGER ledger_event_refuse_change BEFORE UPDATE OR DELETE ON ledger_event
  FOR EACH ROW EXECUTE FUNCTION ledger_event_refuse();
CREATE TRIGGER ledger_event_refuse_truncate BEFORE TRUNCATE ON ledger_event
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_event_refuse();
"""

GRANTS = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO liuhen_app, liuhen_auditor;
GRANT SELECT ON alembic_version TO liuhen_app;
GRANT SELECT, INSERT ON
  original, segment, recording, upload, finding, derivative, job,
  unit, section, person, role_assignment, device, terminal_token,
  sign_in_session, sign_in_throttle TO liuhen_app;
GRANT UPDATE ON
  recording, upload, derivative, job, unit, section, person, role_assignment, device,
  terminal_token, sign_in_session, sign_in_throttle TO liuhen_app;
GRANT DELETE ON derivative, finding, sign_in_throttle TO liuhen_app;
GRANT SELECT ON ledger_event TO liuhen_app, liuhen_auditor;
GRANT INSERT (id, kind, unit_id, actor_id, subject_id, body) ON ledger_event TO liuhen_app;
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "ledger_event",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="canonical JSON, exactly the bytes to be hashed",
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="server time, set by trigger",
        ),
        sa.Column(
            "xid",
            Xid8(),
            server_default=sa.text("pg_current_xact_id()"),
            nullable=False,
            comment="set by trigger",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_event")),
        sa.UniqueConstraint("seq", name=op.f("uq_ledger_event_seq")),
    )
    op.create_index(
        op.f("ix_ledger_event_subject_id_seq"), "ledger_event", ["subject_id", "seq"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_event_unit_id_seq"), "ledger_event", ["unit_id", "seq"], unique=False
    )
    op.create_index(op.f("ix_ledger_event_xid_seq"), "ledger_event", ["xid", "seq"], unique=False)
    op.create_table(
        "original",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="lower-case hex"),
        sa.Column("sm3", sa.Text(), nullable=False, comment="lower-case hex, GB/T 32905"),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original")),
        sa.UniqueConstraint("sha256", "size_bytes", name=op.f("uq_original_sha256_size_bytes")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_original_storage_key")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column(
            "key", sa.LargeBinary(), nullable=False, comment="SHA-256 of kind, name, address"
        ),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column(
            "last_failed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False, comment="short code for commands and exports"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "pack_id", sa.Text(), nullable=False, comment="the regulation this unit lives by"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('agency', 'sub_unit')", name=op.f("ck_unit_kind_known")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_table(
        "derivative",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("original_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("time_ms", sa.BigInteger(), nullable=True, comment="place in the original"),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column(
            "parent_sha256", sa.Text(), nullable=False, comment="digest of the original it shows"
        ),
        sa.Column("tool", sa.Text(), nullable=False, comment="maker and version"),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('storyboard', 'storyboard_index', 'thumbnail')",
            name=op.f("ck_derivative_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["original.id"], name=op.f("fk_derivative_original_id_original")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivative")),
        sa.UniqueConstraint(
            "original_id", "kind", "ordinal", name=op.f("uq_derivative_original_id_kind_ordinal")
        ),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_section_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_section_unit_id_name")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("device_no", sa.Text(), nullable=False, comment="设备编号"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('audio_recorder', 'body_camera', 'camcorder', 'dock_station', 'fixed_video', 'handheld_terminal', 'still_camera')",
            name=op.f("ck_device_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_device_section_id_section")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_device_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("device_no", name=op.f("uq_device_device_no")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column(
            "post", sa.Text(), server_default="", nullable=False, comment="职务, as shown on forms"
        ),
        sa.Column("password_hash", sa.Text(), nullable=False, comment="argon2id, PHC string"),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_person_section_id_section")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "role_class",
            sa.Text(),
            sa.Computed(
                "CASE role WHEN 'audit_administrator' THEN 'audit' WHEN 'security_administrator' THEN 'security' WHEN 'system_administrator' THEN 'system' ELSE 'business' END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True, comment="last day, inclusive; null: open"),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.column("role_class"), "<>"),
            using="gist",
            name="ex_role_assignment_one_class",
        ),
        sa.CheckConstraint(
            "role IN ('audit_administrator', 'case_handler', 'device_keeper', 'hearing_recorder', 'inspector', 'leader', 'legal_reviewer', 'officer', 'record_keeper', 'section_collector', 'security_administrator', 'system_administrator')",
            name=op.f("ck_role_assignment_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_assignment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_role_assignment_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
        sa.UniqueConstraint(
            "person_id", "unit_id", "role", name=op.f("uq_role_assignment_person_id_unit_id_role")
        ),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column(
            "token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie's value"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="absolute end, whatever happens before",
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(
        op.f("ix_sign_in_session_person_id"),
        "sign_in_session",
        ["person_id"],
        unique=False,
        postgresql_where="revoked_at IS NULL",
    )
    op.create_table(
        "terminal_token",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column(
            "token_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256; shown once, never kept",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_terminal_token_device_id_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_terminal_token_token_hash")),
    )
    op.create_index(
        op.f("ix_terminal_token_device_id"), "terminal_token", ["device_id"], unique=False
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=True, comment="bytes; null while deferred"),
        sa.Column(
            "committed_offset", sa.BigInteger(), nullable=False, comment="bytes that are durable"
        ),
        sa.Column(
            "epoch",
            sa.Integer(),
            nullable=False,
            comment="fencing number, raised by each new writer",
        ),
        sa.Column("holder", sa.Uuid(), nullable=True, comment="the request that writes now"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "metadata_text",
            sa.Text(),
            nullable=False,
            comment="Upload-Metadata exactly as received",
        ),
        sa.Column(
            "metadata_values",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="decoded, unknown keys kept",
        ),
        sa.Column(
            "file_name", sa.Text(), nullable=False, comment="as declared; data only, never a path"
        ),
        sa.Column("declared_type", sa.Text(), nullable=False),
        sa.Column("declared_sha256", sa.Text(), nullable=True, comment="lower-case hex"),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="as the terminal declares it",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'complete' OR committed_offset = length",
            name=op.f("ck_upload_complete_is_whole"),
        ),
        sa.CheckConstraint(
            "state IN ('complete', 'expired', 'open', 'terminated')",
            name=op.f("ck_upload_state_known"),
        ),
        sa.CheckConstraint(
            "committed_offset >= 0 AND (length IS NULL OR committed_offset <= length)",
            name=op.f("ck_upload_offset_within_length"),
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR device_id IS NOT NULL", name=op.f("ck_upload_has_owner")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_upload_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_upload_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(
        op.f("ix_upload_expires_at"),
        "upload",
        ["expires_at"],
        unique=False,
        postgresql_where="state = 'open'",
    )
    op.create_index(
        op.f("ix_upload_person_id_id"),
        "upload",
        ["person_id", "id"],
        unique=False,
        postgresql_where="person_id IS NOT NULL",
    )
    op.create_table(
        "recording",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_by_person_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_by_device_id", sa.Uuid(), nullable=True),
        sa.Column("original_id", sa.Uuid(), nullable=True),
        sa.Column(
            "duplicate_of_id",
            sa.Uuid(),
            nullable=True,
            comment="earlier arrival of the same bytes in the same unit",
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="other", nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("declared_type", sa.Text(), nullable=False),
        sa.Column("declared_sha256", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "recorded_at_source", sa.Text(), nullable=True, comment="terminal, container or exif"
        ),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column(
            "media",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="MediaFacts as JSON",
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="processed, damaged or quarantined",
        ),
        sa.Column("catalogued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('audio', 'other', 'photo', 'video')", name=op.f("ck_recording_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('damaged', 'processed', 'quarantined', 'received', 'sealed')",
            name=op.f("ck_recording_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('sealed', 'processed', 'damaged') OR original_id IS NOT NULL",
            name=op.f("ck_recording_sealed_has_original"),
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"],
            ["recording.id"],
            name=op.f("fk_recording_duplicate_of_id_recording"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["original.id"], name=op.f("fk_recording_original_id_original")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_device_id"],
            ["device.id"],
            name=op.f("fk_recording_submitted_by_device_id_device"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_person_id"],
            ["person.id"],
            name=op.f("fk_recording_submitted_by_person_id_person"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_recording_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_recording_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_recording_upload_id")),
    )
    op.create_index(op.f("ix_recording_original_id"), "recording", ["original_id"], unique=False)
    op.create_index(
        op.f("ix_recording_submitted_by_device_id_id"),
        "recording",
        ["submitted_by_device_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_recording_submitted_by_person_id_id"),
        "recording",
        ["submitted_by_person_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_recording_uncatalogued",
        "recording",
        ["unit_id", "id"],
        unique=False,
        postgresql_where="catalogued_at IS NULL",
    )
    op.create_table(
        "segment",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="lower-case hex of this segment"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length > 0", name=op.f("ck_segment_not_empty")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_segment_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_segment")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_segment_storage_key")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "severity IN ('info', 'serious', 'warning')", name=op.f("ck_finding_severity_known")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_finding_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("recording_id", "code", name=op.f("uq_finding_recording_id_code")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "attempts",
            sa.Integer(),
            nullable=False,
            comment="number of the last claim: the fencing number",
        ),
        sa.Column(
            "nudges",
            sa.Integer(),
            nullable=False,
            comment="number of the last nudge; the next claim's number",
        ),
        sa.Column(
            "failures", sa.Integer(), nullable=False, comment="how often the work went wrong"
        ),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "run_after",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="not before; grows with each failure",
        ),
        sa.Column(
            "nudge_after",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="from then on the sweep tells the queue",
        ),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('inspect_recording', 'seal_recording')", name=op.f("ck_job_kind_known")
        ),
        sa.CheckConstraint("queue IN ('long', 'short')", name=op.f("ck_job_queue_known")),
        sa.CheckConstraint(
            "state IN ('done', 'queued', 'running')", name=op.f("ck_job_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_job_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "recording_id", name=op.f("uq_job_kind_recording_id")),
    )
    op.create_index(
        "ix_job_unfinished",
        "job",
        ["id"],
        unique=False,
        postgresql_where="state IN ('queued', 'running')",
    )
    for statement in (APPEND_ONLY, GRANTS):
        _run_each(statement)


def _run_each(script: str) -> None:
    """Run a script one statement at a time: the driver prepares single statements only."""
    statement = ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if line.endswith(";") and statement.count("$$") % 2 == 0:
            op.execute(statement)
            statement = ""


def downgrade() -> None:
    op.drop_index(
        "ix_job_unfinished", table_name="job", postgresql_where="state IN ('queued', 'running')"
    )
    op.drop_table("job")
    op.drop_table("finding")
    op.drop_table("segment")
    op.drop_index(
        "ix_recording_uncatalogued",
        table_name="recording",
        postgresql_where="catalogued_at IS NULL",
    )
    op.drop_index(op.f("ix_recording_submitted_by_person_id_id"), table_name="recording")
    op.drop_index(op.f("ix_recording_submitted_by_device_id_id"), table_name="recording")
    op.drop_index(op.f("ix_recording_original_id"), table_name="recording")
    op.drop_table("recording")
    op.drop_index(
        op.f("ix_upload_person_id_id"),
        table_name="upload",
        postgresql_where="person_id IS NOT NULL",
    )
    op.drop_index(
        op.f("ix_upload_expires_at"), table_name="upload", postgresql_where="state = 'open'"
    )
    op.drop_table("upload")
    op.drop_index(op.f("ix_terminal_token_device_id"), table_name="terminal_token")
    op.drop_table("terminal_token")
    op.drop_index(
        op.f("ix_sign_in_session_person_id"),
        table_name="sign_in_session",
        postgresql_where="revoked_at IS NULL",
    )
    op.drop_table("sign_in_session")
    op.drop_table("role_assignment")
    op.drop_table("person")
    op.drop_table("device")
    op.drop_table("section")
    op.drop_table("derivative")
    op.drop_table("unit")
    op.drop_table("sign_in_throttle")
    op.drop_table("original")
    op.drop_index(op.f("ix_ledger_event_xid_seq"), table_name="ledger_event")
    op.drop_index(op.f("ix_ledger_event_unit_id_seq"), table_name="ledger_event")
    op.drop_index(op.f("ix_ledger_event_subject_id_seq"), table_name="ledger_event")
    op.drop_table("ledger_event")
    op.execute("DROP FUNCTION ledger_event_stamp")
    op.execute("DROP FUNCTION ledger_event_refuse")
