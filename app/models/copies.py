"""Orders for copies: what a worker makes of a permit, and how far it has come (复制件的制作)."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.access_words import CopyForm, CopyMedium, CopyOrderState


class CopyOrder(Base):
    """An order for one copy, from the word of the keeper to the sealed bundle.

    The issue that comes of it and the original that is kept bear the same id. What stands in
    ``bundle_*`` was written whole and is durable; it lies among the segments until it is sealed.
    """

    __tablename__ = "copy_order"
    __table_args__ = (
        CheckConstraint(one_of("form", CopyForm), name="form_known"),
        CheckConstraint(one_of("medium", CopyMedium), name="medium_known"),
        CheckConstraint(one_of("state", CopyOrderState), name="state_known"),
        CheckConstraint("copies > 0", name="copies_positive"),
        CheckConstraint(
            "num_nulls(bundle_key, bundle_bytes, bundle_sha256, bundle_sm3) IN (0, 4)",
            name="bundle_whole",
        ),
        CheckConstraint(
            "(state IN ('issued', 'sealed')) = (bundle_key IS NOT NULL)", name="issued_has_bundle"
        ),
        Index(
            "uq_copy_order_one_waiting",
            "request_id",
            unique=True,
            postgresql_where="state = 'waiting'",
        ),
        Index(None, "request_id", "id"),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    form: Mapped[str]
    medium: Mapped[str]
    copies: Mapped[int]
    ordered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), comment="发放人")
    ordered_at: Mapped[Moment]
    state: Mapped[str]
    problem: Mapped[str] = mapped_column(
        server_default="", comment="why nothing was issued, as it is told"
    )
    done_bytes: Mapped[int] = mapped_column(BigInteger, server_default="0")
    total_bytes: Mapped[int] = mapped_column(BigInteger, comment="to be read, for the progress")
    bundle_key: Mapped[str | None] = mapped_column(comment="segment that was written whole")
    bundle_bytes: Mapped[int | None] = mapped_column(BigInteger)
    bundle_sha256: Mapped[str | None]
    bundle_sm3: Mapped[str | None]
    finished_at: Mapped[Moment | None]
