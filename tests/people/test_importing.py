"""Importing people: every row checked before, all or none after, and no password anywhere."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.xlsx_in import read_table
from app.documents.xlsx_out import write_error_sheet, write_template
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import ImportBatch, LedgerEvent, Person, Posting
from app.people.batches import KEPT_FOR, MAX_ROWS, Checked, find_batch, keep_batch
from app.people.identifying import assignments_on
from app.people.import_form import Form, form_of
from app.people.importing import check_people, import_people
from app.people.passwords import NOT_ISSUED
from app.people.register import register_section
from app.people.sections import close_section, sections_of
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.decision import Decision
from app.policy.vocabulary import Employment, ImportKind, Role
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

HEADS = (
    "姓名",
    "用户名",
    "科室",
    "职务",
    "人员性质",
    "执法人员编号",
    "任职开始日期",
    "岗位",
    "岗位二",
)
WORDS = {
    "执法人员": Role.OFFICER,
    "监督检查人员": Role.INSPECTOR,
    "案件承办人": Role.CASE_HANDLER,
}
EMPLOYMENTS = {"在编在岗": Employment.REGULAR, "受委托": Employment.ENTRUSTED}
MAO = ("毛建", "Mao", "执法一中队", "队员", "受委托", "HN-1", date(2020, 1, 2), "执法人员", "")


def sheet(*rows: Sequence[Any], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(HEADS)
    for row in rows:
        page.append(list(row))
    if merge:
        page.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


async def form(session: AsyncSession, town: Town) -> Form:
    lines = await sections_of(session, [town.brigade])
    if not lines:
        await register_section(session, WORKER, town.brigade, "执法一中队", now=NOW)
        lines = await sections_of(session, [town.brigade])
    return form_of(town.brigade, lines, WORDS, EMPLOYMENTS)


async def check(session: AsyncSession, town: Town, content: bytes) -> Checked:
    of_unit = await form(session, town)
    table = read_table(content, of_unit.columns, max_rows=MAX_ROWS)
    return await check_people(session, of_unit, table, NOW)


async def kept(session: AsyncSession, town: Town, content: bytes, actor: Actor) -> UUID:
    checked = await check(session, town, content)
    kind = ImportKind.PEOPLE
    return await keep_batch(session, actor, kind, town.brigade, checked, sheet=content, now=NOW)


def person(number: int, **more: str) -> tuple[str, ...]:
    values = {"name": f"人员{number}", "username": f"p{number}", "officer_no": f"N-{number}"}
    values |= more
    return (
        values["name"],
        values["username"],
        "",
        "",
        "",
        values["officer_no"],
        "",
        "执法人员",
        "",
    )


async def test_nothing_is_written_before_the_yes_and_everything_after(
    session: AsyncSession, town: Town
) -> None:
    batch = await kept(session, town, sheet(MAO), town.zhou)
    before = await session.scalar(select(Person).where(Person.username == "mao"))

    count = await import_people(session, town.zhou, batch, now=NOW)

    mao = (await session.scalars(select(Person).where(Person.username == "mao"))).one()
    posting = (await session.scalars(select(Posting).where(Posting.person_id == mao.id))).one()
    assert (before, count) == (None, 1)
    assert (mao.employment, mao.officer_no, mao.password_hash) == ("entrusted", "HN-1", NOT_ISSUED)
    assert (posting.from_on, posting.post) == (date(2020, 1, 2), "队员")
    held = await assignments_on(session, mao.id, date(2026, 11, 21))
    assert held == (Assignment(town.brigade, Role.OFFICER),)
    assert [event.kind for event in await whole_ledger(session)][:2] == [
        LedgerKind.PEOPLE_IMPORTED,
        LedgerKind.PERSON_REGISTERED,
    ]


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        pytest.param([person(1), person(2, username="P1")], (3, "username"), "重复", id="twice"),
        pytest.param(
            [person(1), person(2, officer_no="N-1")], (3, "officer_no"), "重复", id="number"
        ),
        pytest.param([person(1, username="chen")], (2, "username"), "已被使用", id="taken"),
        pytest.param([person(1, username="张三")], (2, "username"), "小写字母", id="no username"),
        pytest.param([person(1, name="")], (2, "full_name"), "", id="no name"),
        pytest.param([("甲", "jia", "财务科")], (2, "section"), "", id="unknown section"),
        pytest.param(
            [("甲", "jia", "", "", "", "", date(2027, 1, 1))],
            (2, "since"),
            "不能晚于今天",
            id="future",
        ),
        pytest.param(
            [("甲", "jia", "", "", "", "", "", "执法人员", "监督检查人员")],
            (2, "role_2"),
            "检查与被检查",
            id="roles that exclude",
        ),
        pytest.param(
            [("甲", "jia", "", "", "", "", "", "执法人员", "执法人员")],
            (2, "role_2"),
            "“岗位”已经填写了“执法人员”，这里不需要再填，请清空这一格。",
            id="one role twice",
        ),
        pytest.param([("甲", "=1+1")], (2, "username"), "公式", id="formula"),
    ],
)
async def test_each_fault_is_named_with_row_and_column(
    session: AsyncSession,
    town: Town,
    rows: list[Sequence[Any]],
    place: tuple[int, str],
    words: str,
) -> None:
    checked = await check(session, town, sheet(*rows))

    (problem,) = checked.problems
    assert (problem.row, problem.column) == place
    assert words in problem.message
    assert len(checked.rows) == len(rows) - 1


async def test_every_wrong_cell_of_a_row_is_named_at_once(
    session: AsyncSession, town: Town
) -> None:
    """Who mends a sheet must not meet the second fault only after mending the first."""
    wrong = ("", "张三", "", "", "外星人", "", "昨天", "皇帝", "")

    checked = await check(session, town, sheet(wrong))

    columns = [problem.column for problem in checked.problems]
    assert sorted(columns, key=str) == ["employment", "full_name", "role_1", "since", "username"]
    assert checked.rows == ()


async def test_merged_cells_are_named(session: AsyncSession, town: Town) -> None:
    checked = await check(session, town, sheet(person(1), person(2), merge="C2:C3"))

    assert any("合并" in problem.message for problem in checked.problems)


async def test_the_error_sheet_can_be_mended_and_sent_again(
    session: AsyncSession, town: Town
) -> None:
    of_unit = await form(session, town)
    content = sheet(person(1), person(2, username="chen"))
    table = read_table(content, of_unit.columns, max_rows=MAX_ROWS)
    checked = await check_people(session, of_unit, table, NOW)

    book = openpyxl.load_workbook(io.BytesIO(write_error_sheet(table, checked.problems)))
    page = book.worksheets[0]
    for line in page.iter_rows():
        for cell in line:
            if cell.value == "chen":
                cell.value = "chen2"
    mended = io.BytesIO()
    book.save(mended)

    assert (await check(session, town, mended.getvalue())).problems == ()


async def test_the_form_offers_the_open_sections_of_the_unit(
    session: AsyncSession, town: Town
) -> None:
    of_unit = await form(session, town)
    await close_section(session, town.sun, of_unit.sections["执法一中队"], NOW)

    now_open = await form(session, town)

    assert tuple(of_unit.sections) == ("执法一中队",)
    assert tuple(now_open.sections) == ()
    assert write_template("人员", of_unit.columns)


@pytest.mark.parametrize("who", ["liu", "chen", "zhao", "sun", "wu", "qian"])
async def test_others_may_not_import(session: AsyncSession, town: Town, who: str) -> None:
    actor: Actor = getattr(town, who)
    batch = await kept(session, town, sheet(MAO), actor)

    outcome = await import_people(session, actor, batch, now=NOW)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_a_sheet_is_its_owners_for_an_hour_and_used_once(
    session: AsyncSession, town: Town
) -> None:
    batch = await kept(session, town, sheet(MAO), town.zhou)
    kind = ImportKind.PEOPLE

    with pytest.raises(NotFoundError):
        await find_batch(session, town.sun, kind, batch, NOW)
    with pytest.raises(NotFoundError):
        await find_batch(session, town.zhou, kind, batch, NOW + KEPT_FOR)
    await import_people(session, town.zhou, batch, now=NOW)
    with pytest.raises(NotFoundError):
        await import_people(session, town.zhou, batch, now=NOW)


async def test_a_new_sheet_replaces_the_one_that_waited(session: AsyncSession, town: Town) -> None:
    await kept(session, town, sheet(MAO), town.zhou)
    await kept(session, town, sheet(MAO), town.zhou)

    assert await session.scalar(select(func.count()).select_from(ImportBatch)) == 1


async def test_a_name_taken_since_the_check_stops_the_whole_import(
    session: AsyncSession, town: Town
) -> None:
    batch = await kept(session, town, sheet(person(1), MAO), town.zhou)
    row = await session.get_one(Person, town.chen.id)
    row.username = "mao"
    await session.flush()

    with pytest.raises(ConflictError, match="没有导入任何人员"):
        await import_people(session, town.zhou, batch, now=NOW)

    assert await session.scalar(select(Person).where(Person.username == "p1")) is None


async def test_a_section_closed_since_the_check_stops_the_whole_import(
    session: AsyncSession, town: Town
) -> None:
    batch = await kept(session, town, sheet(MAO), town.zhou)
    of_unit = await form(session, town)
    await close_section(session, town.sun, of_unit.sections["执法一中队"], NOW)

    with pytest.raises(ConflictError, match="没有导入任何人员"):
        await import_people(session, town.zhou, batch, now=NOW + timedelta(minutes=1))


async def test_five_thousand_people_come_in_with_one_yes(session: AsyncSession, town: Town) -> None:
    content = sheet(*(person(number) for number in range(MAX_ROWS)))
    batch = await kept(session, town, content, town.zhou)

    count = await import_people(session, town.zhou, batch, now=NOW)

    events = await session.scalar(
        select(func.count()).where(
            LedgerEvent.kind == LedgerKind.PERSON_REGISTERED.value,
            LedgerEvent.actor_id == town.zhou.id,
        )
    )
    assert (count, events) == (MAX_ROWS, MAX_ROWS)
