"""Devices of the demonstration: what they cost, which one is broken, and who mended one alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.devices.registry import DeviceFacts, add_device
from app.devices.repairs import (
    RepairWork,
    ask_repair,
    decide_repair,
    note_unauthorised_repair,
    report_fault,
)
from app.devices.servicing import Care, note_maintenance
from app.devices.writing_off import propose_write_off
from app.models import Person
from app.people.identifying import assignments_on
from app.policy.actor import WORKER, Actor
from app.policy.vocabulary import ActorKind, DeviceKind

_BODY, _STILL = DeviceKind.BODY_CAMERA, DeviceKind.STILL_CAMERA
_REGISTER = (
    ("RZ-JLY-0001", _BODY, "执法记录仪 甲型", "示例厂家一", "1680.00", 2025),
    ("RZ-JLY-0002", _BODY, "执法记录仪 乙型", "示例厂家一", "1480.00", 2024),
    ("RZ-SCZD-0003", DeviceKind.HANDHELD_TERMINAL, "手持执法终端", "示例厂家二", "3250.00", 2026),
    ("RZ-LYJ-0004", DeviceKind.AUDIO_RECORDER, "录音机", "示例厂家三", "420.00", 2023),
    ("RZ-CJZ-0005", DeviceKind.DOCK_STATION, "采集工作站", "示例厂家二", "12800.00", 2025),
    ("RZ-JLY-0006", _BODY, "执法记录仪 甲型", "示例厂家一", "1680.00", 2025),
    ("RZ-SXJ-0007", DeviceKind.CAMCORDER, "摄像机", "示例厂家三", "4600.00", 2022),
    ("RZ-ZXJ-0008", _STILL, "数码照相机", "示例厂家三", "2980.00", 2021),
)


DEVICES = tuple(
    DeviceFacts(
        device_no=number,
        kind=kind,
        model=model,
        maker=maker,
        cost=Decimal(cost),
        budget_year=year,
        acquired_on=date(year, 4, 10),
    )
    for number, kind, model, maker, cost, year in _REGISTER
)
"""The register: the first five are in use, the others have a story."""


async def equip(session: AsyncSession, unit: UUID, section: UUID, now: datetime) -> dict[str, UUID]:
    """Register the devices, write down what happened to three of them, return ids by number."""
    ids = {
        facts.device_no: await add_device(
            session, WORKER, unit, replace(facts, section_id=section), now
        )
        for facts in DEVICES
    }
    keeper = await _actor(session, "devicekeeper", now)
    leader = await _actor(session, "leader", now)
    today = now.astimezone(SHANGHAI).date()
    care = Care(today, "徐海涛", "清洁机柜，检查磁盘空间，校准时钟", "良好")
    await note_maintenance(session, keeper, ids["RZ-CJZ-0005"], care, now)
    broken, mended = ids["RZ-JLY-0006"], ids["RZ-SXJ-0007"]
    found_at = now - timedelta(hours=3)
    await report_fault(
        session, keeper, broken, found_at=found_at, description="充电后仍无法开机", now=now
    )
    await ask_repair(session, keeper, broken, plan="送厂家维修点，预计 200 元", now=now)
    await decide_repair(session, leader, broken, is_approved=True, opinion="同意送修。", now=now)
    alone = RepairWork("街边电子维修部", "自行更换电池和后盖", Decimal("150.00"), today, today)
    await note_unauthorised_repair(session, keeper, mended, alone, now)
    await propose_write_off(
        session, keeper, ids["RZ-ZXJ-0008"], reason="超过使用年限，快门失灵，无修理价值", now=now
    )
    return ids


async def _actor(session: AsyncSession, username: str, now: datetime) -> Actor:
    person = (await session.scalars(select(Person).where(Person.username == username))).one()
    held = await assignments_on(session, person.id, now.astimezone(SHANGHAI).date())
    return Actor(ActorKind.PERSON, person.id, person.unit_id, assignments=held)
