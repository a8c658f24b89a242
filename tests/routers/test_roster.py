"""The week on the page, the form, and the sheets in and out."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.clock import SHANGHAI
from app.documents.sheets import Ledger
from app.documents.xlsx_out import write_ledger
from app.models import DutyShift
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER
from app.roster.sheets import COLUMNS
from app.routers.downloads import XLSX_TYPE
from tests.routers.conftest import House
from tests.world import NOW, PASSWORD_HASH

TYPED = {"kind": "duty", "day": "2026-11-21", "start": "20:00", "end": "08:00", "note": "防汛"}


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


MORNING, EVENING = at(21, 8), at(21, 18)


def filled(*rows: tuple[Any, ...]) -> bytes:
    """A form that somebody filled in."""
    return write_ledger(Ledger("值班表", "水政监察大队", COLUMNS, rows))


def line(
    name: str = "陈立",
    mark: str | None = None,
    section: str | None = None,
    begins: datetime = MORNING,
    ends: datetime = EVENING,
) -> tuple[Any, ...]:
    return (name, mark, section, "值班", begins, ends, "")


async def send(
    browser: httpx.AsyncClient, house: House, content: bytes, to: str = "imports"
) -> Any:
    files = {"file": ("roster.xlsx", content, XLSX_TYPE)}
    return await browser.post(f"/roster/{house.town.brigade}/{to}", files=files)


async def shifts_in(house: House) -> list[DutyShift]:
    async with house.sessions() as session:
        return list(await session.scalars(select(DutyShift).order_by(DutyShift.from_at)))


async def test_a_night_shift_is_typed_by_its_hours(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.post(
        f"/roster/{house.town.brigade}/shifts", data={**TYPED, "person": str(house.town.chen.id)}
    )

    assert answer.status_code == 303
    page = (await browser.get(answer.headers["location"])).text
    assert "20:00 至 次日 08:00" in page
    assert "防汛" in page
    (shift,) = await shifts_in(house)
    assert shift.until_at - shift.from_at == timedelta(hours=12)
    assert (await house.history(shift.id))[0].kind.value == "roster:changed"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "yesterday"}, "请填写日期"),
        ({"start": "25:00"}, "请填写开始和结束的时间"),
        ({"kind": "holiday"}, "请选择类别"),
        ({"person": "nobody"}, "请从列表中选择人员"),
        ({"section": "x"}, "请从列表中选择人员"),
        ({"person": "00000000-0000-0000-0000-000000000007"}, "没有在本单位找到这名人员"),
    ],
)
async def test_bad_input_keeps_what_was_typed(
    house: House, typed: dict[str, str], words: str
) -> None:
    browser = await house.visit("liu")
    fields = {**TYPED, "person": str(house.town.chen.id), **typed}

    answer = await browser.post(f"/roster/{house.town.brigade}/shifts", data=fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="防汛"' in answer.text
    assert await shifts_in(house) == []


async def test_an_endless_remark_is_not_cut_without_a_word(house: House) -> None:
    browser = await house.visit("liu")
    fields = {**TYPED, "person": str(house.town.chen.id), "note": "长" * 201}

    answer = await browser.post(f"/roster/{house.town.brigade}/shifts", data=fields)

    assert answer.status_code == 422
    assert "备注最长 200 个字" in answer.text
    assert "长" * 201 in answer.text
    assert await shifts_in(house) == []


async def test_an_overlap_is_refused_in_words(house: House) -> None:
    browser = await house.visit("liu")
    fields = {**TYPED, "person": str(house.town.chen.id)}
    await browser.post(f"/roster/{house.town.brigade}/shifts", data=fields)

    answer = await browser.post(f"/roster/{house.town.brigade}/shifts", data=fields)

    assert answer.status_code == 422
    assert "这名人员在这段时间已经排了班" in answer.text


async def test_a_shift_is_taken_away_again(house: House) -> None:
    browser = await house.visit("liu")
    await browser.post(
        f"/roster/{house.town.brigade}/shifts", data={**TYPED, "person": str(house.town.chen.id)}
    )
    (shift,) = await shifts_in(house)

    answer = await browser.post(f"/roster/shifts/{shift.id}/removal")

    assert answer.headers["location"] == f"/roster/{house.town.brigade}?week=2026-11-16"
    assert await shifts_in(house) == []


async def test_last_week_is_copied_from_the_page(house: House) -> None:
    browser = await house.visit("liu")
    await browser.post(
        f"/roster/{house.town.brigade}/shifts", data={**TYPED, "person": str(house.town.chen.id)}
    )

    answer = await browser.post(f"/roster/{house.town.brigade}/copies", data={"week": "2026-11-25"})

    assert "已复制上周的 1 班" in answer.text
    assert len(await shifts_in(house)) == 2


async def test_an_officer_reads_the_own_units_week_without_forms(house: House) -> None:
    browser = await house.visit("chen")

    page = (await browser.get("/roster")).text
    answer = await browser.post(f"/roster/{house.town.brigade}/shifts", data=TYPED)

    assert "水政监察大队，2026-11-16 至 2026-11-22" in page
    assert "这一周还没有排班" in page
    assert "添加一班" not in page
    assert answer.status_code == 403


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "x", "%00", "2026-02-30"])
async def test_no_address_breaks_the_page(house: House, week: str) -> None:
    browser = await house.visit("liu")

    answer = await browser.get(f"/roster/{house.town.brigade}?week={week}")

    assert answer.status_code == 200


async def test_strangers_find_no_roster_of_ours(house: House) -> None:
    browser = await house.visit("qian")

    answers = [
        await browser.get(f"/roster/{house.town.brigade}"),
        await browser.get(f"/roster/{house.town.brigade}/export"),
        await browser.post(f"/roster/{house.town.brigade}/shifts", data=TYPED),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/roster")

    assert answer.headers["location"].startswith("/sign-in")


async def test_a_week_goes_out_as_a_sheet(house: House) -> None:
    browser = await house.visit("liu")
    await browser.post(
        f"/roster/{house.town.brigade}/shifts", data={**TYPED, "person": str(house.town.chen.id)}
    )

    sheet = await browser.get(f"/roster/{house.town.brigade}/export?week=2026-11-21")

    assert sheet.headers["content-type"] == XLSX_TYPE
    cells = {
        cell.value
        for page in load_workbook(BytesIO(sheet.content)).worksheets
        for row in page.iter_rows()
        for cell in row
    }
    assert {"陈立", "chen", "值班", "防汛"} <= cells
    assert (await house.history(house.town.brigade))[-1].kind.value == "roster:exported"


async def test_a_form_without_faults_is_imported_whole(house: House) -> None:
    browser = await house.visit("liu")

    answer = await send(browser, house, filled(line(), line(begins=at(22, 8), ends=at(22, 18))))

    assert "已导入 2 班" in answer.text
    begun = [(shift.from_at, shift.until_at) for shift in await shifts_in(house)]
    assert begun == [(MORNING, EVENING), (at(22, 8), at(22, 18))]
    assert (await house.history(house.town.brigade))[-1].kind.value == "roster:imported"


async def test_the_template_is_a_form(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.get(f"/roster/{house.town.brigade}/template")

    assert load_workbook(BytesIO(answer.content)).worksheets


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param([line("张三")], "没有在本单位找到这名人员", id="nobody of that name"),
        pytest.param([line(mark="liu")], "没有在本单位找到这名人员", id="the mark of another"),
        pytest.param([line(section="三中队")], "本单位没有这个科室", id="no such section"),
        pytest.param(
            [line(begins=at(21, 18), ends=at(21, 8))], "结束时间应晚于开始时间", id="backwards"
        ),
        pytest.param([line(ends=at(30, 8))], "一班最长 7 天", id="endless"),
        pytest.param([line(), line()], "时间重叠", id="twice in the file"),
        pytest.param([line(""), line()], "第 ", id="an empty name"),
        pytest.param([(*line()[:-1], "长" * 201)], "备注最长 200 个字", id="an endless remark"),
    ],
)
async def test_a_form_with_a_problem_writes_nothing(
    house: House, rows: list[tuple[Any, ...]], words: str
) -> None:
    browser = await house.visit("liu")

    answer = await send(browser, house, filled(*rows))

    assert answer.status_code == 422
    assert "没有导入任何内容" in answer.text
    assert words in answer.text
    assert await shifts_in(house) == []


async def test_namesakes_are_told_apart_by_their_mark(house: House) -> None:
    async with house.sessions() as session, session.begin():
        namesake = NewPerson("chen2", "陈立", "", PASSWORD_HASH)
        await register_person(
            session, WORKER, house.town.brigade, namesake, assignments=(), now=NOW
        )
    browser = await house.visit("liu")

    ambiguous = await send(browser, house, filled(line()))
    marked = await send(browser, house, filled(line(mark="chen")))

    assert "有几名同名人员" in ambiguous.text
    assert "已导入 1 班" in marked.text
    assert [shift.person_id for shift in await shifts_in(house)] == [house.town.chen.id]


async def test_the_list_of_problems_comes_as_a_sheet_and_writes_nothing(house: House) -> None:
    browser = await house.visit("liu")

    faulty = await send(browser, house, filled(line("张三")), to="imports/problems")
    sound = await send(browser, house, filled(line()), to="imports/problems")

    assert faulty.headers["content-type"] == XLSX_TYPE
    assert "没有发现问题" in sound.text
    assert await shifts_in(house) == []


@pytest.mark.parametrize("door", ["imports", "imports/problems"])
async def test_what_is_no_workbook_is_refused_in_words(house: House, door: str) -> None:
    browser = await house.visit("liu")

    broken = await send(browser, house, b"not a workbook", to=door)
    empty = await browser.post(f"/roster/{house.town.brigade}/{door}", data={})

    assert (broken.status_code, empty.status_code) == (422, 422)
    assert "没有导入任何内容" in broken.text


async def test_an_officer_imports_nothing(house: House) -> None:
    browser = await house.visit("chen")

    answers = [
        await send(browser, house, filled(line()), to=door)
        for door in ("imports", "imports/problems")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (await house.history(house.town.brigade))[-1].kind.value == "act:refused"
