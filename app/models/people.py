"""Units, people and their roles."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import (
    Employment,
    QualificationEnd,
    QualificationKind,
    Role,
    RoleClass,
    UnitKind,
    class_of,
)


def _role_class_expression() -> str:
    """Return the SQL twin of ``class_of``, so that the exclusion below cannot be talked round."""
    branches = " ".join(
        f"WHEN '{role.value}' THEN '{class_of(role).value}'"
        for role in Role
        if class_of(role) is not RoleClass.BUSINESS
    )
    return f"CASE role {branches} ELSE '{RoleClass.BUSINESS.value}' END"


def _side_expression(sides: dict[Role, str]) -> str:
    """Return the SQL that names the side a role stands on; other roles stand on none."""
    branches = " ".join(f"WHEN '{role.value}' THEN '{side}'" for role, side in sides.items())
    return f"CASE role {branches} END"


_DATES = "daterange(from_on, until_on, '[]')"
"""From the first day to the last, both included; open when there is no last day."""


class Unit(Base):
    """单位: one node of the tree province → city → county → town."""

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint(one_of("kind", UnitKind), name="kind_known"),)

    id: Mapped[UuidKey]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(unique=True, comment="short code for commands and exports")
    name: Mapped[str]
    kind: Mapped[str]
    pack_id: Mapped[str] = mapped_column(comment="the regulation this unit lives by")
    created_at: Mapped[Moment]


class Section(Base):
    """科室: a section inside one unit."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    closed_on: Mapped[date | None] = mapped_column(
        comment="first day on which nobody can be posted here; null: open"
    )


class Person(Base):
    """人员: somebody who signs in. Unit, section and post are those of the posting of today."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(one_of("employment", Employment), name="employment_known"),)

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    username: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    post: Mapped[str] = mapped_column(server_default="", comment="职务, as shown on forms")
    password_hash: Mapped[str] = mapped_column(
        comment="argon2id, PHC string; empty: no password was issued yet"
    )
    is_active: Mapped[bool] = mapped_column(server_default="true")
    employment: Mapped[str] = mapped_column(
        server_default=Employment.REGULAR.value, comment="在编在岗 or 受委托"
    )
    officer_no: Mapped[str | None] = mapped_column(
        unique=True, comment="执法人员编号, as cameras write it into file names"
    )
    left_on: Mapped[date | None] = mapped_column(comment="last day in service; null: serving")
    created_at: Mapped[Moment]


class Posting(Base):
    """任职经历: where somebody belonged and with which post, from a day to a day."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days_in_order"),
        ExcludeConstraint(
            ("person_id", "="),
            (text(_DATES), "&&"),
            name="ex_posting_one_at_a_time",
            using="gist",
        ),
    )

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    post: Mapped[str] = mapped_column(comment="职务, as it was called then")
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(comment="last day, inclusive; null: today's")
    ended_why: Mapped[str] = mapped_column(
        server_default="", comment="离任事由, as written when the person left"
    )


class Qualification(Base):
    """执法资格证件: what qualifies somebody to enforce, from its first day to its last.

    A renewed certificate often keeps its number. So a number belongs to one person for ever, and
    two certificates of one number are never in force on the same day.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        CheckConstraint(one_of("kind", QualificationKind), name="kind_known"),
        CheckConstraint("valid_until >= valid_from", name="days_in_order"),
        CheckConstraint("revoked_on IS NULL OR revoked_on >= valid_from", name="revoked_in_order"),
        CheckConstraint(
            f"revoked_as IS NULL OR {one_of('revoked_as', QualificationEnd)}", name="end_known"
        ),
        ExcludeConstraint(
            ("kind", "="),
            ("certificate_no", "="),
            ("person_id", "<>"),
            name="ex_qualification_number_of_one_person",
            using="gist",
        ),
        ExcludeConstraint(
            ("kind", "="),
            ("certificate_no", "="),
            (text("daterange(valid_from, least(valid_until + 1, revoked_on))"), "&&"),
            name="ex_qualification_one_in_force",
            using="gist",
        ),
        Index(None, "person_id"),
    )

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    certificate_no: Mapped[str] = mapped_column(comment="证件编号")
    issuer: Mapped[str] = mapped_column(comment="发证机关")
    valid_from: Mapped[date]
    valid_until: Mapped[date] = mapped_column(comment="last day, inclusive")
    revoked_on: Mapped[date | None] = mapped_column(
        comment="first day without effect: withdrawn, suspended or replaced"
    )
    revoked_as: Mapped[str | None] = mapped_column(comment="吊销, 暂扣, 注销 or 换发")
    revoked_why: Mapped[str] = mapped_column(server_default="")
    registered_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
    registered_at: Mapped[Moment]


class RoleAssignment(Base):
    """A role held in a unit, with its dates.

    Three exclusions, each for days that overlap. The first is promise P8: whoever is one of the
    three administrators holds neither another administrator's role nor any business role,
    anywhere. The second keeps reviewer and handler apart, the third inspector and inspected: a
    review or a check of one's own work is none. Each role is held once at a time in a unit.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role_known"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days_in_order"),
        ExcludeConstraint(
            ("person_id", "="),
            ("unit_id", "="),
            ("role", "="),
            (text(_DATES), "&&"),
            name="ex_role_assignment_once_at_a_time",
            using="gist",
        ),
        ExcludeConstraint(
            ("person_id", "="),
            ("role_class", "<>"),
            (text(_DATES), "&&"),
            name="ex_role_assignment_one_class",
            using="gist",
        ),
        ExcludeConstraint(
            ("person_id", "="),
            ("review_side", "<>"),
            (text(_DATES), "&&"),
            name="ex_role_assignment_reviewer_is_no_handler",
            using="gist",
        ),
        ExcludeConstraint(
            ("person_id", "="),
            ("check_side", "<>"),
            (text(_DATES), "&&"),
            name="ex_role_assignment_inspector_is_no_officer",
            using="gist",
        ),
    )

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str]
    role_class: Mapped[str] = mapped_column(Computed(_role_class_expression(), persisted=True))
    review_side: Mapped[str | None] = mapped_column(
        Computed(
            _side_expression({Role.LEGAL_REVIEWER: "reviews", Role.CASE_HANDLER: "handles"}),
            persisted=True,
        )
    )
    check_side: Mapped[str | None] = mapped_column(
        Computed(
            _side_expression({Role.INSPECTOR: "checks", Role.OFFICER: "is_checked"}),
            persisted=True,
        )
    )
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(comment="last day, inclusive; null: open")
    granted_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
