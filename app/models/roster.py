"""The duty roster: who was on duty, where, when."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import ShiftKind


class DutyShift(Base):
    """值班: one person in one section from a moment up to, and without, another.

    Nobody stands in two places: the exclusion holds for all units together.
    """

    __tablename__ = "duty_shift"
    __table_args__ = (
        CheckConstraint(one_of("kind", ShiftKind), name="kind_known"),
        CheckConstraint("until_at > from_at", name="moments_in_order"),
        ExcludeConstraint(
            ("person_id", "="),
            (text("tstzrange(from_at, until_at)"), "&&"),
            name="ex_duty_shift_one_at_a_time",
            using="gist",
        ),
        Index(None, "unit_id", "from_at"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    from_at: Mapped[Moment]
    until_at: Mapped[Moment]
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="", comment="备注")
    noted_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
    noted_at: Mapped[Moment]
