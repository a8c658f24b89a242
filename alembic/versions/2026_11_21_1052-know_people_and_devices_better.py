"""Know people and devices better: postings, certificates, holders, and roles that exclude.

Roles exclude each other on the days they overlap, no longer for ever: who was the security
administrator last year may be an officer now. Two more pairs exclude each other: reviewer and
handler, inspector and officer. Whoever is registered gets a posting that began on that day.

Effect on running code: none; new columns have defaults. The exclusion over all days is replaced
in this transaction, so there is no moment without one. Where somebody holds two roles that now
exclude each other, this revision stops in words and changes nothing: their days have to be
parted first.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EXCLUSIONS = (
    ("once_at_a_time", "unit_id WITH =, role WITH ="),
    ("one_class", "role_class WITH <>"),
    ("reviewer_is_no_handler", "review_side WITH <>"),
    ("inspector_is_no_officer", "check_side WITH <>"),
)
EXCLUSION = """
ALTER TABLE role_assignment ADD CONSTRAINT ex_role_assignment_{name}
EXCLUDE USING gist (person_id WITH =, {what}, daterange(from_on, until_on, '[]') WITH &&)
"""

CLASHING = """
SELECT DISTINCT one.person_id
FROM role_assignment one JOIN role_assignment other ON other.person_id = one.person_id
WHERE (one.role, other.role) IN (('legal_reviewer', 'case_handler'), ('inspector', 'officer'))
  AND one.from_on <= coalesce(other.until_on, 'infinity')
  AND other.from_on <= coalesce(one.until_on, 'infinity')
ORDER BY one.person_id
"""
MOST_NAMED = 20
STOPPED = (
    "数据库没有更新，也没有任何改动：有 {number} 人在同一天担任两个不能由同一人担任的岗位"
    "（法制审核人员与案件承办人，或者监督检查人员与执法人员）。"
    "请先确定每人保留哪个岗位，在表 role_assignment 中把另一个岗位删除，或者改写它的日期"
    "（from_on 为第一天，until_on 为最后一天），使两个岗位的日期不重叠，然后重新更新。"
    "这些人员在表 person 中的 id：{ids}。"
)

FIRST_POSTINGS = """
INSERT INTO posting (id, person_id, unit_id, section_id, post, from_on)
SELECT gen_random_uuid(), id, unit_id, section_id, post,
       (created_at AT TIME ZONE 'Asia/Shanghai')::date
FROM person
"""

GRANTS = ("GRANT SELECT, INSERT, UPDATE ON device_holding, posting, qualification TO liuhen_app",)


def _stop_before_clashes() -> None:
    """Say who holds two roles that now exclude each other; PostgreSQL would name one row only."""
    people = [str(row[0]) for row in op.get_bind().execute(sa.text(CLASHING))]
    if people:
        more = ["……"] if len(people) > MOST_NAMED else []
        ids = "、".join(people[:MOST_NAMED] + more)
        raise CommandError(STOPPED.format(number=len(people), ids=ids))


def upgrade() -> None:
    _stop_before_clashes()
    op.create_table(
        "device_holding",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "from_at", sa.DateTime(timezone=True), nullable=False, comment="交接时间, as both said"
        ),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column(
            "begun_by_id",
            sa.Uuid(),
            nullable=True,
            comment="who issued or handed over; null: by the console",
        ),
        sa.Column(
            "ended_by_id", sa.Uuid(), nullable=True, comment="who took it back or handed it on"
        ),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False, comment="领用事由"),
        sa.Column(
            "content",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="记录内容, said at the end",
        ),
        sa.Column(
            "noted_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the row was written, never back-dated",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("device_id"), "="),
            (sa.text("tstzrange(from_at, until_at)"), "&&"),
            using="gist",
            name="ex_device_holding_one_holder",
        ),
        sa.CheckConstraint(
            "ended IS NULL OR ended IN ('handed_over', 'lost', 'returned')",
            name=op.f("ck_device_holding_end_known"),
        ),
        sa.CheckConstraint(
            "(until_at IS NULL) = (ended IS NULL)", name=op.f("ck_device_holding_ended_has_moment")
        ),
        sa.CheckConstraint(
            "until_at IS NULL OR until_at > from_at",
            name=op.f("ck_device_holding_moments_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["person.id"], name=op.f("fk_device_holding_begun_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_holding_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_device_holding_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_holding_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_holding")),
    )
    op.create_index(
        op.f("ix_device_holding_person_id_from_at"),
        "device_holding",
        ["person_id", "from_at"],
        unique=False,
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False, comment="职务, as it was called then"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column(
            "until_on", sa.Date(), nullable=True, comment="last day, inclusive; null: today's"
        ),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.text("daterange(from_on, until_on, '[]')"), "&&"),
            using="gist",
            name="ex_posting_one_at_a_time",
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_posting_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_posting_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_posting_section_id_section")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_table(
        "qualification",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certificate_no", sa.Text(), nullable=False, comment="证件编号"),
        sa.Column("issuer", sa.Text(), nullable=False, comment="发证机关"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False, comment="last day, inclusive"),
        sa.Column(
            "revoked_on",
            sa.Date(),
            nullable=True,
            comment="first day without effect: withdrawn, suspended or replaced",
        ),
        sa.Column("revoked_why", sa.Text(), server_default="", nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('other', 'provincial', 'water_supervision')",
            name=op.f("ck_qualification_kind_known"),
        ),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_qualification_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_qualification_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"],
            ["person.id"],
            name=op.f("fk_qualification_registered_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint(
            "kind", "certificate_no", name=op.f("uq_qualification_kind_certificate_no")
        ),
    )
    op.create_index(
        op.f("ix_qualification_person_id"), "qualification", ["person_id"], unique=False
    )
    op.add_column("device", sa.Column("maker", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "device",
        sa.Column("serial_no", sa.Text(), server_default="", nullable=False, comment="出厂编号"),
    )
    op.add_column(
        "device",
        sa.Column(
            "gb28181_no",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="GB/T 28181, 20 digits",
        ),
    )
    op.add_column(
        "device",
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=True, comment="yuan"),
    )
    op.add_column(
        "device",
        sa.Column("budget_year", sa.Integer(), nullable=True, comment="预算年度, Shanxi art. 21"),
    )
    op.add_column("device", sa.Column("acquired_on", sa.Date(), nullable=True))
    op.add_column(
        "device", sa.Column("state", sa.Text(), server_default="serviceable", nullable=False)
    )
    op.add_column(
        "device",
        sa.Column(
            "label_code",
            sa.Text(),
            nullable=True,
            comment="what the QR label says; opaque, nothing about anybody",
        ),
    )
    op.create_index(
        op.f("ix_device_unit_id_device_no"), "device", ["unit_id", "device_no"], unique=False
    )
    op.create_unique_constraint(op.f("uq_device_label_code"), "device", ["label_code"])
    op.add_column(
        "person",
        sa.Column(
            "employment",
            sa.Text(),
            server_default="regular",
            nullable=False,
            comment="在编在岗 or 受委托",
        ),
    )
    op.add_column(
        "person",
        sa.Column(
            "officer_no",
            sa.Text(),
            nullable=True,
            comment="执法人员编号, as cameras write it into file names",
        ),
    )
    op.add_column(
        "person",
        sa.Column(
            "left_on", sa.Date(), nullable=True, comment="last day in service; null: serving"
        ),
    )
    op.create_unique_constraint(op.f("uq_person_officer_no"), "person", ["officer_no"])
    op.add_column(
        "role_assignment",
        sa.Column(
            "review_side",
            sa.Text(),
            sa.Computed(
                "CASE role WHEN 'legal_reviewer' THEN 'reviews' WHEN 'case_handler' THEN 'handles' END",
                persisted=True,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "role_assignment",
        sa.Column(
            "check_side",
            sa.Text(),
            sa.Computed(
                "CASE role WHEN 'inspector' THEN 'checks' WHEN 'officer' THEN 'is_checked' END",
                persisted=True,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "role_assignment",
        sa.Column("granted_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
    )
    op.drop_constraint(
        op.f("uq_role_assignment_person_id_unit_id_role"), "role_assignment", type_="unique"
    )
    op.drop_constraint("ex_role_assignment_one_class", "role_assignment")
    for name, what in EXCLUSIONS:
        op.execute(EXCLUSION.format(name=name, what=what))
    op.create_check_constraint(
        op.f("ck_role_assignment_days_in_order"),
        "role_assignment",
        "until_on IS NULL OR until_on >= from_on",
    )
    op.create_check_constraint(
        op.f("ck_person_employment_known"), "person", "employment IN ('entrusted', 'regular')"
    )
    op.create_check_constraint(
        op.f("ck_device_cost_not_negative"), "device", "cost IS NULL OR cost >= 0"
    )
    op.create_check_constraint(
        op.f("ck_device_state_known"),
        "device",
        "state IN ('faulty', 'in_repair', 'lost', 'scrapped', 'serviceable')",
    )
    op.execute(FIRST_POSTINGS)
    for statement in GRANTS:
        op.execute(statement)
    op.create_foreign_key(
        op.f("fk_role_assignment_granted_by_id_person"),
        "role_assignment",
        "person",
        ["granted_by_id"],
        ["id"],
    )
