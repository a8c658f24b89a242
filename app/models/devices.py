"""Recording devices and the tokens of enrolled terminals."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import DeviceKind


class Device(Base):
    """执法记录设备: a camera, terminal or dock station of one unit."""

    __tablename__ = "device"
    __table_args__ = (CheckConstraint(one_of("kind", DeviceKind), name="kind_known"),)

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    device_no: Mapped[str] = mapped_column(unique=True, comment="设备编号")
    kind: Mapped[str]
    model: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Moment]


class TerminalToken(Base):
    """A bearer token of an enrolled terminal; revoking it bites on the next request."""

    __tablename__ = "terminal_token"

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(
        unique=True, comment="SHA-256; shown once, never kept"
    )
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
