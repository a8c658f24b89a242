"""What was found when a device was looked at before use."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey

Verdicts = Annotated[dict[str, bool], mapped_column(JSONB)]


class DevicePrecheck(Base):
    """使用前检查: each item of the pack with its verdict; written once, never changed."""

    __tablename__ = "device_precheck"
    __table_args__ = (Index(None, "device_id", "at"), Index(None, "holding_id"))

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), comment="who looked")
    holding_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("device_holding.id"), comment="null: looked at in stock"
    )
    at: Mapped[Moment]
    items: Mapped[Verdicts] = mapped_column(comment="item of the pack → whether it was in order")
    clock_offset_s: Mapped[int | None] = mapped_column(
        comment="seconds the device's clock was ahead before it was set; null: not measured"
    )
    note: Mapped[str] = mapped_column(server_default="")
