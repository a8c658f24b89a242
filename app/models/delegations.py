"""授权代行: who exercises whose role while that person is absent."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey
from app.policy.vocabulary import BUSINESS_ROLES

_ROLES = ", ".join(f"'{role.value}'" for role in sorted(BUSINESS_ROLES))


class Delegation(Base):
    """One paper by which one person stands in for another with one role in one unit.

    A row is written once; later only its withdrawal may be added. Triggers refuse every other
    change, and a chain: on the same days nobody both stands in with a role and is stood in for.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("principal_id <> delegate_id", name="not_to_oneself"),
        CheckConstraint("recorded_by_id <> delegate_id", name="recorded_by_another"),
        CheckConstraint("until_on >= from_on", name="days_in_order"),
        CheckConstraint(f"role IN ({_ROLES})", name="no_administrator"),
        CheckConstraint("document_no <> '' AND reason <> ''", name="has_a_document"),
        CheckConstraint(
            "num_nulls(withdrawn_by_id, withdrawn_at) IN (0, 2)", name="withdrawn_whole"
        ),
        ExcludeConstraint(
            ("principal_id", "="),
            ("unit_id", "="),
            ("role", "="),
            (text("daterange(from_on, until_on, '[]')"), "&&"),
            name="ex_delegation_one_at_a_time",
            using="gist",
            where=text("withdrawn_at IS NULL"),
        ),
        Index(None, "delegate_id", postgresql_where="withdrawn_at IS NULL"),
        Index(None, "unit_id", "id"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str]
    principal_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id"), comment="授权人, whose role it is"
    )
    delegate_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), comment="代行人")
    from_on: Mapped[date]
    until_on: Mapped[date] = mapped_column(comment="last day, inclusive")
    document_no: Mapped[str] = mapped_column(comment="书面委托的名称和文号")
    reason: Mapped[str]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Moment]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
