"""Recording devices, who held them when, and the tokens of enrolled terminals."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import DeviceKind, DeviceState, HoldingEnd, TokenEnd


class Device(Base):
    """执法记录设备: a camera, terminal or dock station of one unit."""

    __tablename__ = "device"
    __table_args__ = (
        CheckConstraint(one_of("kind", DeviceKind), name="kind_known"),
        CheckConstraint(one_of("state", DeviceState), name="state_known"),
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost_not_negative"),
        Index(None, "unit_id", "device_no"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    device_no: Mapped[str] = mapped_column(unique=True, comment="设备编号")
    kind: Mapped[str]
    model: Mapped[str] = mapped_column(server_default="")
    maker: Mapped[str] = mapped_column(server_default="")
    serial_no: Mapped[str] = mapped_column(server_default="", comment="出厂编号")
    gb28181_no: Mapped[str] = mapped_column(server_default="", comment="GB/T 28181, 20 digits")
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2), comment="yuan")
    budget_year: Mapped[int | None] = mapped_column(comment="预算年度, Shanxi art. 21")
    acquired_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(server_default=DeviceState.SERVICEABLE.value)
    label_code: Mapped[str | None] = mapped_column(
        unique=True, comment="what the QR label says; opaque, nothing about anybody"
    )
    created_at: Mapped[Moment]


class DeviceHolding(Base):
    """领用: one person answers for one device from a moment to a moment.

    The exclusion makes a second holder at the same time impossible, whoever is quicker, and a
    hand-over dated back into somebody else's time as well. The open end is infinite.
    """

    __tablename__ = "device_holding"
    __table_args__ = (
        CheckConstraint(f"ended IS NULL OR {one_of('ended', HoldingEnd)}", name="end_known"),
        CheckConstraint("until_at IS NULL OR until_at > from_at", name="moments_in_order"),
        CheckConstraint("(until_at IS NULL) = (ended IS NULL)", name="ended_has_moment"),
        ExcludeConstraint(
            ("device_id", "="),
            (text("tstzrange(from_at, until_at)"), "&&"),
            name="ex_device_holding_one_holder",
            using="gist",
        ),
        Index(None, "person_id", "from_at"),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    from_at: Mapped[Moment] = mapped_column(comment="交接时间, as both said")
    until_at: Mapped[Moment | None]
    ended: Mapped[str | None]
    begun_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="who issued or handed over; null: by the console"
    )
    ended_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="who took it back or handed it on"
    )
    purpose: Mapped[str] = mapped_column(server_default="", comment="领用事由")
    content: Mapped[str] = mapped_column(server_default="", comment="记录内容, said at the end")
    remark: Mapped[str] = mapped_column(
        server_default="", comment="备注, said at either end; also why a moment was dated back"
    )
    noted_at: Mapped[Moment] = mapped_column(comment="when the row was written, never back-dated")


class EnrolmentCode(Base):
    """接入码: lets one terminal fetch its token, once, within minutes; both forms stored hashed."""

    __tablename__ = "enrolment_code"
    __table_args__ = (
        CheckConstraint("expires_at > made_at", name="moments_in_order"),
        Index(
            "uq_enrolment_code_living",
            "device_id",
            unique=True,
            postgresql_where="used_at IS NULL AND ended_at IS NULL",
        ),
        Index(None, "device_id", "id"),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    scanned_hash: Mapped[bytes] = mapped_column(
        unique=True, comment="SHA-256 of the 256 bits in the QR code"
    )
    typed_hash: Mapped[bytes] = mapped_column(
        unique=True, comment="SHA-256 of the ten characters a person types"
    )
    made_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None] = mapped_column(comment="a newer code or a revocation ended it")
    used_at: Mapped[Moment | None]
    used_from: Mapped[str | None] = mapped_column(comment="network address of the first use")


class TerminalToken(Base):
    """A bearer token of an enrolled terminal; revoking it bites on the next request."""

    __tablename__ = "terminal_token"
    __table_args__ = (
        CheckConstraint(
            f"revoked_for IS NULL OR {one_of('revoked_for', TokenEnd)}", name="end_known"
        ),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), index=True)
    code_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("enrolment_code.id"), index=True, comment="null: given by the console"
    )
    token_hash: Mapped[bytes] = mapped_column(
        unique=True, comment="SHA-256; shown once, never kept"
    )
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment | None]
    last_address: Mapped[str] = mapped_column(server_default="", comment="as last seen")
    version: Mapped[str] = mapped_column(server_default="", comment="as the terminal says it")
    model: Mapped[str] = mapped_column(server_default="", comment="as the terminal says it")
    serial_no: Mapped[str] = mapped_column(server_default="", comment="as the terminal says it")
    revoked_at: Mapped[Moment | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console or by a rule"
    )
    revoked_for: Mapped[str | None]
    revoked_note: Mapped[str] = mapped_column(server_default="")
