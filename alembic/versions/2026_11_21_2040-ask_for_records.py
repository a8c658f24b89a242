"""Ask for records, approve, watch in place, hand out copies, and register it all.

Effect on running code: none, the tables are new.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# What was granted, answered or written into the register stands as it was: the application may
# only add, and fill in the few columns that come later. A permit is never lengthened.
COLUMNS_THAT_COME_LATER = {
    "access_approval": "reply, replied_at",
    "access_item": "is_granted",
    "access_paper": "struck_at, struck_by_id, strike_reason",
    "access_permit": "uses, ended_at, ended_by_id, end_kind, end_reason",
    "access_request": "requester, case_id, purpose, applicant_name, applicant_unit, "
    "applicant_document, applicant_contact, party_id, is_about_themselves, procedure, "
    "verified_by_id, verified_at, wanted, state, ended_at, revision, basis",
    "copy_issue": "taker_name, taker_document, receipt_id, received_at, mail_to, mail_no, "
    "mailed_on, mailed_by_id",
    "reading_terminal": "networks, retired_at",
    "viewing": "last_seen_at, ended_at, end_kind, spans",
}
TABLES = ", ".join((*COLUMNS_THAT_COME_LATER, "register_line"))
GRANTS = (
    f"GRANT SELECT, INSERT ON {TABLES} TO liuhen_app",
    *(
        f"GRANT UPDATE ({columns}) ON {table} TO liuhen_app"
        for table, columns in COLUMNS_THAT_COME_LATER.items()
    ),
)
REFUSALS = (
    """
    CREATE FUNCTION register_line_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a line of the register is never changed or removed'
        USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TRIGGER register_line_refuse_change BEFORE UPDATE OR DELETE ON register_line
    FOR EACH ROW EXECUTE FUNCTION register_line_refuse_change()
    """,
    """
    CREATE FUNCTION access_end_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'what has ended does not begin again'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER access_permit_end_once BEFORE UPDATE ON access_permit
    FOR EACH ROW EXECUTE FUNCTION access_end_once()
    """,
    """
    CREATE TRIGGER viewing_end_once BEFORE UPDATE ON viewing
    FOR EACH ROW EXECUTE FUNCTION access_end_once()
    """,
)


def upgrade() -> None:
    op.create_table(
        "reading_terminal",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False, comment="whose reading room"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie's value"
        ),
        sa.Column(
            "networks",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="CIDR of allowed addresses",
        ),
        sa.Column("enrolled_by_id", sa.Uuid(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_reading_terminal_is_named")),
        sa.CheckConstraint(
            "cardinality(networks) > 0", name=op.f("ck_reading_terminal_has_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["enrolled_by_id"],
            ["person.id"],
            name=op.f("fk_reading_terminal_enrolled_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_reading_terminal_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_terminal")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reading_terminal_token_hash")),
    )
    op.create_index(
        "uq_reading_terminal_name",
        "reading_terminal",
        ["unit_id", "name"],
        unique=True,
        postgresql_where="retired_at IS NULL",
    )
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False, comment="whose records"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "serial", sa.Integer(), nullable=False, comment="申请编号, counted by unit and year"
        ),
        sa.Column("requester", sa.Text(), nullable=False, comment="as what they ask"),
        sa.Column("act", sa.Text(), nullable=False, comment="查阅, 复制, 对外提供 or 对外公开"),
        sa.Column(
            "wanted", sa.Text(), nullable=False, comment="narrowest scope that covers the items"
        ),
        sa.Column("purpose", sa.Text(), nullable=False, comment="事由"),
        sa.Column(
            "material",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="所需资料, in the words of somebody who may not know what there is",
        ),
        sa.Column(
            "wanted_days", sa.Integer(), nullable=False, comment="for how many days it is asked"
        ),
        sa.Column(
            "asked_by_id",
            sa.Uuid(),
            nullable=False,
            comment="who entered it: staff themselves, else the keeper",
        ),
        sa.Column("requester_id", sa.Uuid(), nullable=True, comment="null: somebody from outside"),
        sa.Column("applicant_name", sa.Text(), server_default="", nullable=False, comment="来访人"),
        sa.Column(
            "applicant_unit", sa.Text(), server_default="", nullable=False, comment="来访单位"
        ),
        sa.Column(
            "applicant_document",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="证件名称和号码",
        ),
        sa.Column("applicant_contact", sa.Text(), server_default="", nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "party_id", sa.Uuid(), nullable=True, comment="the party who asks, or whose lawyer asks"
        ),
        sa.Column(
            "is_about_themselves",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the keeper found the record to be the party's own",
        ),
        sa.Column(
            "procedure",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="法定程序, named before anything leaves the house",
        ),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True, comment="核实"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "basis",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="what the rule said last, with regulation and articles",
        ),
        sa.CheckConstraint(
            "(requester IN ('handler', 'other_staff')) = (requester_id IS NOT NULL)",
            name=op.f("ck_access_request_staff_by_name"),
        ),
        sa.CheckConstraint(
            "act IN ('view', 'copy', 'supply', 'take_out', 'publish')",
            name=op.f("ck_access_request_act_known"),
        ),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_access_request_has_a_purpose")),
        sa.CheckConstraint(
            "requester IN ('counterpart', 'court_or_review', 'handler', 'lawyer', 'other_staff', 'outside_enforcer', 'public', 'public_organ')",
            name=op.f("ck_access_request_requester_known"),
        ),
        sa.CheckConstraint(
            "requester_id IS NOT NULL OR applicant_name <> ''",
            name=op.f("ck_access_request_applicant_is_named"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'waiting', 'questioned', 'returned', 'granted', 'refused', 'withdrawn', 'ended')",
            name=op.f("ck_access_request_state_known"),
        ),
        sa.CheckConstraint(
            "wanted IN ('whole', 'requested', 'concluding', 'nothing')",
            name=op.f("ck_access_request_wanted_known"),
        ),
        sa.CheckConstraint(
            "num_nulls(verified_by_id, verified_at) IN (0, 2)",
            name=op.f("ck_access_request_verified_whole"),
        ),
        sa.CheckConstraint(
            "requester_id IS NULL OR requester_id = asked_by_id",
            name=op.f("ck_access_request_staff_for_themselves"),
        ),
        sa.CheckConstraint("wanted_days > 0", name=op.f("ck_access_request_days_positive")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_access_request_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_case.id"],
            name=op.f("fk_access_request_case_id_enforcement_case"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["case_party.id"], name=op.f("fk_access_request_party_id_case_party")
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["person.id"], name=op.f("fk_access_request_requester_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_access_request_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name=op.f("fk_access_request_verified_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
        sa.UniqueConstraint("id", "asked_by_id", name=op.f("uq_access_request_id_asked_by_id")),
        sa.UniqueConstraint(
            "unit_id", "year", "serial", name=op.f("uq_access_request_unit_id_year_serial")
        ),
    )
    op.create_index(op.f("ix_access_request_case_id"), "access_request", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_access_request_requester_id_asked_at_id"),
        "access_request",
        ["requester_id", "asked_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_access_request_unfinished",
        "access_request",
        ["unit_id", "state", "asked_at"],
        unique=False,
        postgresql_where="state IN ('open', 'waiting', 'questioned')",
    )
    op.create_index(
        op.f("ix_access_request_unit_id_asked_at_id"),
        "access_request",
        ["unit_id", "asked_at", "id"],
        unique=False,
    )
    op.create_table(
        "access_approval",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column(
            "on_behalf_of_id", sa.Uuid(), nullable=True, comment="授权人, when a delegate answered"
        ),
        sa.Column(
            "delegation_no", sa.Text(), server_default="", nullable=False, comment="书面委托的文号"
        ),
        sa.Column("office", sa.Text(), nullable=False, comment="in which office they answered"),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True, comment="补充说明"),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(on_behalf_of_id IS NULL) = (delegation_no = '')",
            name=op.f("ck_access_approval_delegate_shows_paper"),
        ),
        sa.CheckConstraint(
            "answer = 'approved' OR reason <> ''", name=op.f("ck_access_approval_no_needs_a_reason")
        ),
        sa.CheckConstraint(
            "answer IN ('approved', 'asked', 'returned', 'refused')",
            name=op.f("ck_access_approval_answer_known"),
        ),
        sa.CheckConstraint(
            "office IN ('none', 'custodian', 'bureau_leader', 'responsible_person', 'head_of_organ', 'forbidden')",
            name=op.f("ck_access_approval_office_known"),
        ),
        sa.CheckConstraint(
            "approver_id <> asked_by_id", name=op.f("ck_access_approval_not_by_requester")
        ),
        sa.CheckConstraint(
            "num_nulls(reply, replied_at) IN (0, 2)", name=op.f("ck_access_approval_reply_whole")
        ),
        sa.CheckConstraint(
            "on_behalf_of_id IS NULL OR on_behalf_of_id NOT IN (asked_by_id, approver_id)",
            name=op.f("ck_access_approval_not_for_requester"),
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["person.id"], name=op.f("fk_access_approval_approver_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"],
            ["person.id"],
            name=op.f("fk_access_approval_on_behalf_of_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id", "asked_by_id"],
            ["access_request.id", "access_request.asked_by_id"],
            name="fk_access_approval_of_request",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_approval")),
    )
    op.create_index(
        op.f("ix_access_approval_request_id_id"),
        "access_approval",
        ["request_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_access_approval_one_end",
        "access_approval",
        ["request_id"],
        unique=True,
        postgresql_where="answer IN ('approved', 'refused')",
    )
    op.create_table(
        "access_item",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column(
            "is_granted",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="false: left out by the approver",
        ),
        sa.CheckConstraint(
            "num_nonnulls(recording_id, document_id) = 1", name=op.f("ck_access_item_is_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["case_document.id"],
            name=op.f("fk_access_item_document_id_case_document"),
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_access_item_recording_id_recording")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_request.id"],
            name=op.f("fk_access_item_request_id_access_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_item")),
        sa.UniqueConstraint(
            "request_id", "document_id", name=op.f("uq_access_item_request_id_document_id")
        ),
        sa.UniqueConstraint(
            "request_id", "recording_id", name=op.f("uq_access_item_request_id_recording_id")
        ),
    )
    op.create_index(
        op.f("ix_access_item_document_id"),
        "access_item",
        ["document_id"],
        unique=False,
        postgresql_where=sa.text("is_granted"),
    )
    op.create_index(
        op.f("ix_access_item_recording_id"),
        "access_item",
        ["recording_id"],
        unique=False,
        postgresql_where=sa.text("is_granted"),
    )
    op.create_table(
        "access_paper",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "document_no", sa.Text(), server_default="", nullable=False, comment="文号 or number"
        ),
        sa.Column("original_id", sa.Uuid(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True, comment="as found in the bytes"),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by_id", sa.Uuid(), nullable=True),
        sa.Column("strike_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('authorisation', 'id_document', 'intro_letter', 'lawyer_licence', 'mandate', 'official_letter', 'reason')",
            name=op.f("ck_access_paper_kind_known"),
        ),
        sa.CheckConstraint(
            "num_nulls(original_id, media_type) IN (0, 2)", name=op.f("ck_access_paper_scan_whole")
        ),
        sa.CheckConstraint(
            "num_nulls(struck_at, struck_by_id, strike_reason) IN (0, 3)",
            name=op.f("ck_access_paper_struck_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["original.id"], name=op.f("fk_access_paper_original_id_original")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_request.id"],
            name=op.f("fk_access_paper_request_id_access_request"),
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["person.id"], name=op.f("fk_access_paper_struck_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_access_paper_taken_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_paper")),
    )
    op.create_index(
        op.f("ix_access_paper_request_id_id"), "access_paper", ["request_id", "id"], unique=False
    )
    op.create_table(
        "access_permit",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id",
            sa.Uuid(),
            nullable=True,
            comment="null: somebody from outside, in the reading room",
        ),
        sa.Column(
            "act",
            sa.Text(),
            server_default="view",
            nullable=False,
            comment="what it allows; view where the approver gave that alone",
        ),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False, comment="exclusive"),
        sa.Column(
            "uses_allowed", sa.Integer(), nullable=True, comment="viewings; null: any number"
        ),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "ceiling",
            sa.Text(),
            nullable=False,
            comment="密级 of the highest item when it was granted; what becomes more secret is closed",
        ),
        sa.Column(
            "limit_scope",
            sa.Text(),
            nullable=True,
            comment="scope that the regulation sets within a case; null: the items alone",
        ),
        sa.Column(
            "in_reading_room",
            sa.Boolean(),
            nullable=False,
            comment="only at an enrolled reading terminal",
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("end_kind", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "act IN ('view', 'copy', 'supply', 'take_out', 'publish')",
            name=op.f("ck_access_permit_act_known"),
        ),
        sa.CheckConstraint(
            "ceiling IN ('none', 'work_secret', 'secret', 'confidential', 'top_secret')",
            name=op.f("ck_access_permit_ceiling_known"),
        ),
        sa.CheckConstraint(
            "end_kind IS NULL OR end_kind IN ('withdrawn', 'revoked', 'done')",
            name=op.f("ck_access_permit_end_known"),
        ),
        sa.CheckConstraint(
            "num_nulls(ended_at, end_kind, ended_by_id) IN (0, 3)",
            name=op.f("ck_access_permit_ended_whole"),
        ),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_access_permit_times_in_order")),
        sa.CheckConstraint(
            "uses_allowed IS NULL OR uses <= uses_allowed",
            name=op.f("ck_access_permit_uses_counted"),
        ),
        sa.CheckConstraint(
            "uses_allowed IS NULL OR uses_allowed > 0", name=op.f("ck_access_permit_uses_positive")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_access_permit_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_permit_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_request.id"],
            name=op.f("fk_access_permit_request_id_access_request"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_access_permit_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_permit")),
        sa.UniqueConstraint("request_id", name=op.f("uq_access_permit_request_id")),
    )
    op.create_index(
        op.f("ix_access_permit_person_id_until_at"),
        "access_permit",
        ["person_id", "until_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "copy_issue",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("permit_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("copies", sa.Integer(), server_default="1", nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="mark that the copy carries"),
        sa.Column(
            "manifest",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="every file with name, size and digests",
        ),
        sa.Column(
            "manifest_sha256",
            sa.Text(),
            nullable=False,
            comment="of its canonical JSON, lower-case hex",
        ),
        sa.Column(
            "bundle_id",
            sa.Uuid(),
            nullable=False,
            comment="复制留存: the very bytes that were handed over",
        ),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taker_name", sa.Text(), nullable=True, comment="签收人"),
        sa.Column("taker_document", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True, comment="scan of the signed receipt"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_to", sa.Text(), nullable=True, comment="收件单位和地址"),
        sa.Column(
            "mail_no", sa.Text(), server_default="", nullable=False, comment="挂号 or 快递单号"
        ),
        sa.Column("mailed_on", sa.Date(), nullable=True),
        sa.Column("mailed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "act IN ('view', 'copy', 'supply', 'take_out', 'publish')",
            name=op.f("ck_copy_issue_act_known"),
        ),
        sa.CheckConstraint(
            "medium IN ('paper', 'disc', 'removable', 'network')",
            name=op.f("ck_copy_issue_medium_known"),
        ),
        sa.CheckConstraint("copies > 0", name=op.f("ck_copy_issue_copies_positive")),
        sa.CheckConstraint(
            "num_nulls(mail_to, mailed_on, mailed_by_id) IN (0, 3)",
            name=op.f("ck_copy_issue_mail_whole"),
        ),
        sa.CheckConstraint(
            "num_nulls(taker_name, received_at) IN (0, 2)", name=op.f("ck_copy_issue_receipt_whole")
        ),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["original.id"], name=op.f("fk_copy_issue_bundle_id_original")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_copy_issue_issued_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["mailed_by_id"], ["person.id"], name=op.f("fk_copy_issue_mailed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["permit_id"], ["access_permit.id"], name=op.f("fk_copy_issue_permit_id_access_permit")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["original.id"], name=op.f("fk_copy_issue_receipt_id_original")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_request.id"],
            name=op.f("fk_copy_issue_request_id_access_request"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_copy_issue_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_issue")),
        sa.UniqueConstraint("code", name=op.f("uq_copy_issue_code")),
    )
    op.create_index(op.f("ix_copy_issue_request_id"), "copy_issue", ["request_id"], unique=False)
    op.create_index(
        op.f("ix_copy_issue_unit_id_issued_at_id"),
        "copy_issue",
        ["unit_id", "issued_at", "id"],
        unique=False,
    )
    op.create_table(
        "viewing",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("permit_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.Uuid(), nullable=True, comment="null: the applicant from outside"
        ),
        sa.Column(
            "credential_id",
            sa.Uuid(),
            nullable=True,
            comment="the only sign-in in which it is open",
        ),
        sa.Column(
            "terminal_id", sa.Uuid(), nullable=True, comment="the only terminal on which it is open"
        ),
        sa.Column(
            "served_by_id",
            sa.Uuid(),
            nullable=True,
            comment="the keeper who opened it for somebody from outside",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="in the watermark"),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_kind", sa.Text(), nullable=True),
        sa.Column(
            "spans",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="by item: spans shown, [from ms, to ms], or pages opened",
        ),
        sa.CheckConstraint(
            "end_kind IS NULL OR end_kind IN ('closed', 'keeper', 'left', 'right_ended', 'signed_out')",
            name=op.f("ck_viewing_end_known"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(credential_id, terminal_id) >= 1",
            name=op.f("ck_viewing_is_bound_to_something"),
        ),
        sa.CheckConstraint(
            "num_nulls(ended_at, end_kind) IN (0, 2)", name=op.f("ck_viewing_ended_whole")
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR terminal_id IS NOT NULL",
            name=op.f("ck_viewing_visitor_in_room"),
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["sign_in_session.id"],
            name=op.f("fk_viewing_credential_id_sign_in_session"),
        ),
        sa.ForeignKeyConstraint(
            ["permit_id"], ["access_permit.id"], name=op.f("fk_viewing_permit_id_access_permit")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_viewing_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["access_request.id"], name=op.f("fk_viewing_request_id_access_request")
        ),
        sa.ForeignKeyConstraint(
            ["served_by_id"], ["person.id"], name=op.f("fk_viewing_served_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["terminal_id"],
            ["reading_terminal.id"],
            name=op.f("fk_viewing_terminal_id_reading_terminal"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_viewing_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewing")),
        sa.UniqueConstraint("code", name=op.f("uq_viewing_code")),
    )
    op.create_index(
        "ix_viewing_open",
        "viewing",
        ["last_seen_at"],
        unique=False,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(op.f("ix_viewing_request_id_id"), "viewing", ["request_id", "id"], unique=False)
    op.create_index(
        "uq_viewing_one_open",
        "viewing",
        ["permit_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(
        "uq_viewing_terminal_visitor",
        "viewing",
        ["terminal_id"],
        unique=True,
        postgresql_where="ended_at IS NULL AND person_id IS NULL",
    )
    op.create_table(
        "register_line",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False, comment="序号 within unit and year"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="登记时间"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "request_id", sa.Uuid(), nullable=True, comment="null: tried without any request"
        ),
        sa.Column("viewing_id", sa.Uuid(), nullable=True),
        sa.Column("copy_id", sa.Uuid(), nullable=True),
        sa.Column(
            "subject_id", sa.Uuid(), nullable=True, comment="what a refused attempt was after"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "columns",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="applicant, unit, papers, reason, material, case, approver, way, times, keeper",
        ),
        sa.CheckConstraint(
            "kind IN ('viewed', 'refused', 'copied', 'mailed', 'supplied', 'released')",
            name=op.f("ck_register_line_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["copy_issue.id"], name=op.f("fk_register_line_copy_id_copy_issue")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_register_line_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_request.id"],
            name=op.f("fk_register_line_request_id_access_request"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_register_line_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["viewing_id"], ["viewing.id"], name=op.f("fk_register_line_viewing_id_viewing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_line")),
        sa.UniqueConstraint("copy_id", name=op.f("uq_register_line_copy_id")),
        sa.UniqueConstraint(
            "unit_id", "year", "line_no", name=op.f("uq_register_line_unit_id_year_line_no")
        ),
        sa.UniqueConstraint("viewing_id", name=op.f("uq_register_line_viewing_id")),
    )
    op.create_index(
        op.f("ix_register_line_request_id"), "register_line", ["request_id"], unique=False
    )
    op.create_index(
        op.f("ix_register_line_unit_id_at_id"),
        "register_line",
        ["unit_id", "at", "id"],
        unique=False,
    )
    for statement in (*REFUSALS, *GRANTS):
        op.execute(statement)
