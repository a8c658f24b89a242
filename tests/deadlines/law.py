"""The law as an agency has completed it, and moments of Beijing time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.packs.load import read_pack
from app.policy.pack import Pack
from app.policy.pack_overlay import overlay
from app.policy.pack_parsing import parse

BEIJING = timezone(timedelta(hours=8))


def moment(text: str) -> datetime:
    """Return a moment of Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def with_day(day: int) -> Callable[[AsyncSession, UUID], Awaitable[Pack]]:
    """Return a law under which sections hand over by this day of each month (长子 10)."""
    own = {
        "pack": {
            "id": "own",
            "title": "本局规定",
            "issuer": "本局",
            "document_no": "某水〔2026〕1号",
            "version": 1,
        },
        "provisions": {"handover.day": {"value": day, "article": "第一条", "summary": "移交日"}},
    }
    pack = overlay(read_pack("zhangzi"), parse(own))

    async def law(_session: AsyncSession, _unit_id: UUID) -> Pack:
        return pack

    return law


NEXT_YEAR = """
year = 2027

[[notices]]
title = "国务院办公厅关于2027年部分节假日安排的通知"
document_no = "国办发明电〔2026〕8号"
issued_on = 2026-11-20

[[holidays]]
name = "元旦"
first = 2026-12-31
last = 2027-01-03
makeup_workdays = []

[[holidays]]
name = "春节"
first = 2027-02-05
last = 2027-02-11
makeup_workdays = [2027-01-31, 2027-02-20]

[[holidays]]
name = "清明节"
first = 2027-04-03
last = 2027-04-05
makeup_workdays = []

[[holidays]]
name = "劳动节"
first = 2027-05-01
last = 2027-05-05
makeup_workdays = [2027-04-25]

[[holidays]]
name = "端午节"
first = 2027-06-09
last = 2027-06-11
makeup_workdays = []

[[holidays]]
name = "中秋节"
first = 2027-09-15
last = 2027-09-17
makeup_workdays = []

[[holidays]]
name = "国庆节"
first = 2027-10-01
last = 2027-10-07
makeup_workdays = [2027-10-09]
"""
"""A calendar of 2027 as a notice might read, with a New Year that reaches back into December."""
