"""What happens to a device's condition: care, faults, repairs, scrapping, loss."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import RepairState

_OPEN = DateTime(timezone=True)


class DeviceMaintenance(Base):
    """定期保养: one time that a device was cared for."""

    __tablename__ = "device_maintenance"
    __table_args__ = (Index(None, "device_id", "done_on"),)

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    done_on: Mapped[date]
    done_by: Mapped[str] = mapped_column(comment="保养人, a person or a firm by name")
    what: Mapped[str] = mapped_column(comment="保养内容")
    result: Mapped[str] = mapped_column(comment="保养结果")
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[Moment]


class DeviceFault(Base):
    """故障: from the moment it was found until the device works again or is given up."""

    __tablename__ = "device_fault"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_at >= reported_at", name="moments_in_order"),
        Index(
            "uq_device_fault_one_open",
            "device_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(None, "device_id", "reported_at"),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    found_at: Mapped[Moment] = mapped_column(comment="发现时间; the use stopped with it")
    description: Mapped[str] = mapped_column(comment="故障情况")
    reported_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(_OPEN)


class DeviceRepair(Base):
    """维修: asked for, decided by a leader, done, tested; or done without leave and noted later.

    What was repaired without leave can never be reimbursed, whoever writes the row.
    """

    __tablename__ = "device_repair"
    __table_args__ = (
        CheckConstraint(one_of("state", RepairState), name="state_known"),
        CheckConstraint("is_authorised OR NOT is_reimbursable", name="unauthorised_unpaid"),
        CheckConstraint("NOT is_authorised OR decided_by_id IS NOT NULL", name="leave_has_giver"),
        CheckConstraint("decided_by_id <> asked_by_id", name="two_persons"),
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost_not_negative"),
        CheckConstraint("ended_on IS NULL OR ended_on >= began_on", name="days_in_order"),
        Index(None, "fault_id"),
        Index(None, "device_id", "asked_at"),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    fault_id: Mapped[UUID] = mapped_column(ForeignKey("device_fault.id"))
    state: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id"), comment="who asked for leave, or noted a repair without it"
    )
    asked_at: Mapped[Moment]
    plan: Mapped[str] = mapped_column(server_default="", comment="拟送修单位和维修内容")
    is_authorised: Mapped[bool] = mapped_column(server_default="false", comment="经批准")
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(_OPEN)
    opinion: Mapped[str] = mapped_column(server_default="", comment="审批意见")
    repairer: Mapped[str] = mapped_column(server_default="", comment="维修单位或修理人")
    work: Mapped[str] = mapped_column(server_default="", comment="维修内容")
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2), comment="yuan")
    is_reimbursable: Mapped[bool] = mapped_column(server_default="false", comment="费用可报销")
    began_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    tested_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    tested_at: Mapped[datetime | None] = mapped_column(_OPEN)
    test_note: Mapped[str] = mapped_column(server_default="", comment="测试情况")


class DeviceWriteOff(Base):
    """报废: proposed by the keeper, decided by a leader who is somebody else."""

    __tablename__ = "device_write_off"
    __table_args__ = (
        CheckConstraint("decided_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (is_approved IS NULL)",
            name="decided_whole",
        ),
        Index(
            "uq_device_write_off_one_open",
            "device_id",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(None, "device_id", "proposed_at"),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    reason: Mapped[str] = mapped_column(comment="报废原因")
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[Moment]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(_OPEN)
    is_approved: Mapped[bool | None]
    opinion: Mapped[str] = mapped_column(server_default="", comment="审批意见")


class DeviceLoss(Base):
    """报失: from the report until the device is found again, if ever."""

    __tablename__ = "device_loss"
    __table_args__ = (
        Index(
            "uq_device_loss_one_open",
            "device_id",
            unique=True,
            postgresql_where=text("found_at IS NULL"),
        ),
        Index(None, "device_id", "reported_at"),
    )

    id: Mapped[UuidKey]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    lost_at: Mapped[Moment] = mapped_column(comment="丢失时间, as far as known")
    circumstances: Mapped[str] = mapped_column(comment="丢失经过")
    holder_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="who held it then; null: it was in stock"
    )
    reported_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[Moment]
    found_at: Mapped[datetime | None] = mapped_column(_OPEN)
    found_note: Mapped[str] = mapped_column(server_default="", comment="找回经过")
    found_noted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
