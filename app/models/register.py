"""查阅登记簿: one line for whatever was shown, copied or refused."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.access_words import RegisterKind


class RegisterLine(Base):
    """查阅登记簿的一行. Written once by the system itself and never changed (调阅 3, 6, 7).

    The columns stand as they were then, so a register printed later reads the same.
    """

    __tablename__ = "register_line"
    __table_args__ = (
        CheckConstraint(one_of("kind", RegisterKind), name="kind_known"),
        UniqueConstraint("unit_id", "year", "line_no"),
        # A receipt may be corrected more than once, each time by a further line.
        Index(
            "ux_register_line_copy_id_kind",
            "copy_id",
            "kind",
            unique=True,
            postgresql_where=text("kind <> 'receipt_corrected'"),
        ),
        Index(None, "unit_id", "at", "id"),
        Index(None, "request_id"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    line_no: Mapped[int] = mapped_column(comment="序号 within unit and year")
    at: Mapped[Moment] = mapped_column(comment="登记时间")
    kind: Mapped[str]
    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("access_request.id"), comment="null: tried without any request"
    )
    viewing_id: Mapped[UUID | None] = mapped_column(ForeignKey("viewing.id"), unique=True)
    copy_id: Mapped[UUID | None] = mapped_column(ForeignKey("copy_issue.id"))
    subject_id: Mapped[UUID | None] = mapped_column(comment="what a refused attempt was after")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    columns: Mapped[Json] = mapped_column(
        comment="applicant, unit, papers, reason, material, case, approver, way, times, keeper"
    )
