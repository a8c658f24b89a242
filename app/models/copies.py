"""复制: what a worker makes of a permit, how far it has come, and what left the house."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.access_words import CopyForm, CopyMedium, CopyOrderState
from app.policy.law_words import ConsultAct


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


class CopyIssue(Base):
    """复制发放: what left the house, to whom, and the exact copy that was kept of it."""

    __tablename__ = "copy_issue"
    __table_args__ = (
        CheckConstraint(one_of("act", ConsultAct), name="act_known"),
        CheckConstraint(one_of("medium", CopyMedium), name="medium_known"),
        CheckConstraint("copies > 0", name="copies_positive"),
        CheckConstraint("num_nulls(taker_name, received_at) IN (0, 2)", name="receipt_whole"),
        CheckConstraint("num_nulls(mail_to, mailed_on, mailed_by_id) IN (0, 3)", name="mail_whole"),
        Index(None, "unit_id", "issued_at", "id"),
        Index(None, "request_id"),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    permit_id: Mapped[UUID] = mapped_column(ForeignKey("access_permit.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    act: Mapped[str]
    medium: Mapped[str]
    copies: Mapped[int] = mapped_column(server_default="1")
    code: Mapped[str] = mapped_column(unique=True, comment="mark that the copy carries")
    manifest: Mapped[Json] = mapped_column(comment="every file with name, size and digests")
    manifest_sha256: Mapped[str] = mapped_column(comment="of its canonical JSON, lower-case hex")
    bundle_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("original.id"),
        comment="复制留存: the very bytes that were handed over; null until they are sealed",
    )
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[Moment]
    taker_name: Mapped[str | None] = mapped_column(comment="签收人")
    taker_document: Mapped[str] = mapped_column(server_default="")
    receipt_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("original.id"), comment="scan of the signed receipt"
    )
    received_at: Mapped[Moment | None]
    mail_to: Mapped[str | None] = mapped_column(comment="收件单位和地址")
    mail_no: Mapped[str] = mapped_column(server_default="", comment="挂号 or 快递单号")
    mailed_on: Mapped[date | None]
    mailed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
