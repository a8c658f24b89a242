"""Units, people and their roles."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import Role, RoleClass, UnitKind, class_of


def _role_class_expression() -> str:
    """Return the SQL twin of ``class_of``, so that the exclusion below cannot be talked round."""
    branches = " ".join(
        f"WHEN '{role.value}' THEN '{class_of(role).value}'"
        for role in Role
        if class_of(role) is not RoleClass.BUSINESS
    )
    return f"CASE role {branches} ELSE '{RoleClass.BUSINESS.value}' END"


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


class Person(Base):
    """人员: somebody who signs in."""

    __tablename__ = "person"

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    username: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    post: Mapped[str] = mapped_column(server_default="", comment="职务, as shown on forms")
    password_hash: Mapped[str] = mapped_column(comment="argon2id, PHC string")
    is_active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[Moment]


class RoleAssignment(Base):
    """A role held in a unit, with its dates.

    The exclusion constraint is promise P8: whoever is one of the three administrators holds
    neither another administrator's role nor any business role, anywhere.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role_known"),
        UniqueConstraint("person_id", "unit_id", "role"),
        ExcludeConstraint(
            ("person_id", "="),
            ("role_class", "<>"),
            name="ex_role_assignment_one_class",
            using="gist",
        ),
    )

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str]
    role_class: Mapped[str] = mapped_column(Computed(_role_class_expression(), persisted=True))
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(comment="last day, inclusive; null: open")
