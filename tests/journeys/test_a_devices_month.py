"""A device's month: issued, used by three, broken, repaired without leave, returned.

Ruzhou's management rule, article 4: the ledgers say who held the device when, with which record;
Zhangzi's article 20: use stops with the fault, and a repair without leave is not reimbursed.
"""

import io
from datetime import datetime
from uuid import UUID

from openpyxl import load_workbook

from tests.journeys.month import CAMERA, Month, whole_month
from tests.routers.conftest import House

OFFICERS = {
    "chen": "陈立",
    "ma": "马建国",
    "late": "陈立",
    "moved": "陈立",
    "before the fault": "陈立",
    "lin": "林远航",
    "settled": "马建国",
}
HOLDINGS = [
    ("陈立", "2026-12-01 08:30", "2026-12-02 14:00", "汝河采砂点检查"),
    ("马建国", "2026-12-02 14:00", "2026-12-04 16:00", "水库巡查"),
    ("林远航", "2026-12-04 16:00", "2026-12-07 08:00", "取水口检查"),
    ("陈立", "2026-12-07 08:00", "2026-12-09 10:00", "采砂点检查"),
    ("林远航", "2026-12-11 08:30", "2026-12-14 17:30", "河道巡查"),
    ("马建国", "2026-12-16 08:30", "2026-12-18 17:30", "堤防巡查"),
]
LIFE = [
    ("2026-12-01 08:00", "登记设备", "徐海涛"),
    ("2026-12-01 08:30", "领用", "陈立"),
    ("2026-12-01 08:45", "使用前检查", "陈立"),
    ("2026-12-02 14:00", "交接给他人", "陈立"),
    ("2026-12-02 14:00", "领用", "马建国"),
    ("2026-12-04 16:00", "领用", "林远航"),
    ("2026-12-07 08:00", "领用", "陈立"),
    ("2026-12-09 09:00", "报告故障，停止使用", "陈立"),
    ("2026-12-09 10:00", "归还", "陈立"),
    ("2026-12-10 15:00", "擅自修理", "徐海涛"),
    ("2026-12-11 08:10", "维修后测试", "徐海涛"),
    ("2026-12-11 08:30", "领用", "林远航"),
    ("2026-12-14 17:30", "归还", "林远航"),
    ("2026-12-16 08:30", "领用", "马建国"),
    ("2026-12-18 17:30", "归还", "马建国"),
]


async def sheet_of(month: Month, path: str) -> list[tuple[str, ...]]:
    """Return the rows of a workbook as texts, moments by the minute."""
    browser = await month.house.visit("xu")
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    sheets = load_workbook(io.BytesIO(answer.content)).worksheets
    return [
        tuple(_text(cell) for cell in row)
        for sheet in sheets
        for row in sheet.iter_rows(values_only=True)
    ]


def _text(cell: object) -> str:
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell or "")


def stands_in(wanted: tuple[str, ...], rows: list[tuple[str, ...]]) -> bool:
    return any(set(wanted) <= set(row) for row in rows)


def follow_each_other(page: str, *words: str) -> bool:
    """Whether the words stand in one row of a page's table, in this order."""
    rows = page.split("<tr")
    return any(_in_order(row, words) for row in rows)


def _in_order(row: str, words: tuple[str, ...]) -> bool:
    place = 0
    for word in words:
        place = row.find(word, place)
        if place < 0:
            return False
    return True


async def test_a_devices_month(house: House, clip: bytes) -> None:
    month, sent = await whole_month(house, clip)

    assert {name: await month.officer_of(sent[name]) for name in sent} == OFFICERS
    await the_moved_recording_says_from_whom(month, sent["moved"])
    await the_inbox_names_everybody(month)
    await the_life_is_told(month)
    await the_use_is_told(month)
    await the_repair_is_flagged(month)


async def the_moved_recording_says_from_whom(month: Month, recording: UUID) -> None:
    page = await month.read("liu", f"/recordings/{recording}")

    assert "执法人员由“林远航”改为“陈立”" in page
    assert "按设备交接记录：2026-12-07 08:00 领用" in page


async def the_inbox_names_everybody(month: Month) -> None:
    page = await month.read("liu", "/inbox", officer="马建国")

    assert "现场02.mp4" in page
    assert "现场07.mp4" in page
    assert "现场01.mp4" not in page


async def the_life_is_told(month: Month) -> None:
    page = await month.read("xu", f"/devices/{month.camera}/ledger")
    sheet = await sheet_of(month, f"/devices/{month.camera}/ledger.xlsx")

    assert [line for line in LIFE if not follow_each_other(page, *line)] == []
    assert [line for line in LIFE if not stands_in(line, sheet)] == []
    assert "费用不可报销" in page


async def the_use_is_told(month: Month) -> None:
    page = await month.read("xu", "/devices/usage", month="2026-12")
    sheet = await sheet_of(month, "/devices/usage.xlsx?month=2026-12")

    assert [line for line in HOLDINGS if not follow_each_other(page, CAMERA, *line)] == []
    assert [line for line in HOLDINGS if not stands_in((CAMERA, *line), sheet)] == []


async def the_repair_is_flagged(month: Month) -> None:
    page = await month.read("xu", "/devices/ledgers/repairs")
    sheet = await sheet_of(month, "/devices/ledgers/repairs.xlsx")
    row = (CAMERA, "屏幕碎裂", "陈立", "街边电子维修部", "自行更换屏幕", "擅自修理", "否")

    assert follow_each_other(page, CAMERA, "屏幕碎裂", "陈立", "否", "街边电子维修部", "擅自修理")
    assert stands_in(row, sheet)
