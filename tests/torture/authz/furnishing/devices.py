"""A device that was handed over, checked, maintained, repaired, and may be enrolled."""

from app import ids
from app.models import (
    DeviceFault,
    DeviceHolding,
    DeviceMaintenance,
    DevicePrecheck,
    DeviceRepair,
    EnrolmentCode,
)
from tests.torture.authz.furnishing.parts import DAY, Parts
from tests.world import NOW


async def furnish(parts: Parts) -> None:
    """Let the device have a whole life."""
    await _hand_over(parts)
    await _maintain(parts)
    await _enrol(parts)


async def _hand_over(parts: Parts) -> None:
    home, add = parts.home, parts.add
    holding = await add(
        "",
        DeviceHolding(
            device_id=home.device,
            person_id=home.officer.id,
            from_at=NOW - DAY,
            until_at=NOW - DAY / 2,
            ended="returned",
            purpose="巡河",
            content="巡河全程",
            remark="完好",
            noted_at=NOW,
        ),
    )
    await add(
        "",
        DevicePrecheck(
            device_id=home.device,
            person_id=home.officer.id,
            holding_id=holding,
            at=NOW - DAY,
            items={},
            note="正常",
        ),
    )


async def _maintain(parts: Parts) -> None:
    home, add = parts.home, parts.add
    await add(
        "",
        DeviceMaintenance(
            device_id=home.device,
            done_on=NOW.date(),
            done_by="厂家",
            what="清洁",
            result="正常",
            noted_by_id=home.keeper.id,
            noted_at=NOW,
        ),
    )
    fault = await add(
        "",
        DeviceFault(
            device_id=home.device,
            found_at=NOW - DAY,
            description="镜头模糊",
            reported_by_id=home.officer.id,
            reported_at=NOW - DAY,
            closed_at=NOW,
        ),
    )
    await add(
        "",
        DeviceRepair(
            device_id=home.device,
            fault_id=fault,
            state="passed",
            asked_by_id=home.officer.id,
            asked_at=NOW - DAY,
            plan="更换镜头",
            repairer="维修部",
            work="已换",
        ),
    )


async def _enrol(parts: Parts) -> None:
    home, add = parts.home, parts.add
    await add(
        "code_id",
        EnrolmentCode(
            device_id=home.device,
            scanned_hash=ids.digest_of_secret(ids.new_secret()),
            typed_hash=ids.digest_of_secret(ids.new_secret()),
            made_by_id=home.keeper.id,
            made_at=NOW,
            expires_at=NOW + DAY,
        ),
    )
