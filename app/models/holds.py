"""冻结: what must not be disposed of, whatever its period says (promise P4)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import HoldGround


class Hold(Base):
    """One demand to keep one recording or one case: who, why, on which article, until when.

    A row is written once; later only the lifting may be added, by somebody else than who placed
    it. A longer hold is another hold. Triggers refuse every other change, and the removal of what
    a standing hold protects. Cases come later; until then no row may name one that exists.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(one_of("ground", HoldGround), name="ground_known"),
        CheckConstraint("num_nonnulls(recording_id, case_id) = 1", name="one_subject"),
        CheckConstraint(
            "num_nulls(lifted_by_id, lifted_at, lift_reason) IN (0, 3)", name="lifted_whole"
        ),
        CheckConstraint("lifted_by_id <> placed_by_id", name="lifted_by_another"),
        Index(None, "recording_id", postgresql_where="lifted_at IS NULL"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "recording_id", postgresql_where="lifted_at IS NULL"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    recording_id: Mapped[UUID | None] = mapped_column(ForeignKey("recording.id"))
    case_id: Mapped[UUID | None]
    ground: Mapped[str]
    article: Mapped[str] = mapped_column(comment="依据, as whoever placed it wrote it")
    reason: Mapped[str]
    placed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[Moment]
    until_on: Mapped[date | None] = mapped_column(comment="last day, inclusive; null: until lifted")
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[Moment | None]
    lift_reason: Mapped[str | None]
