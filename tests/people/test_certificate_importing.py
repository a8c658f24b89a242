"""Importing certificates: by the keepers of files, checked before, all or none after."""

import asyncio
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.db import type_of_sessions
from app.documents.xlsx_in import read_table
from app.documents.xlsx_out import write_error_sheet, write_template
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent, Person, Qualification
from app.people.authority import extent_of
from app.people.batches import KEPT_FOR, MAX_ROWS, Checked, find_batch, keep_batch
from app.people.certificate_ends import withdraw
from app.people.certificate_importing import (
    CERTIFICATE_COLUMNS,
    check_certificates,
    import_certificates,
)
from app.people.certificate_numbers import NumberTakenError
from app.people.qualifications import register, register_many
from app.policy.actor import WORKER, Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ImportKind, QualificationEnd, Role
from tests.ledger.lines import whole_ledger
from tests.people.files import CARD, TODAY, card, hire, keeper_of
from tests.world import NOW, PASSWORD_HASH, Settled, Town

KIND = "行政执法证（省统一）"
FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)


def line(
    name: str = "",
    username: str = "",
    officer_no: str = "",
    *,
    number: object = "豫D1",
    first: object = FIRST,
    last: object = LAST,
) -> tuple[object, ...]:
    return (name, username, officer_no, KIND, number, "河南省人民政府", first, last)


def sheet(*rows: Sequence[Any], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([column.title for column in CERTIFICATE_COLUMNS])
    for row in rows:
        page.append(list(row))
    if merge:
        page.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


async def check(session: AsyncSession, actor: Actor, content: bytes) -> Checked:
    extent = await extent_of(session, actor, Act.QUALIFICATION_KEEP)
    table = read_table(content, CERTIFICATE_COLUMNS, max_rows=MAX_ROWS)
    return await check_certificates(session, actor, extent, table)


async def kept(
    session: AsyncSession, town: Town, actor: Actor, *rows: Sequence[Any], by: Actor | None = None
) -> UUID:
    content = sheet(*rows)
    checked = await check(session, by or actor, content)
    kind = ImportKind.QUALIFICATIONS
    return await keep_batch(session, actor, kind, town.agency, checked, sheet=content, now=NOW)


async def filed(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Qualification)) or 0


async def test_nothing_is_written_before_the_yes_and_everything_after(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    batch = await kept(session, town, lin, line("陈立"), line(username="LIU", number="豫D2"))
    before = await filed(session)

    count = await import_certificates(session, lin, batch, now=NOW)

    rows = await session.scalars(select(Qualification).order_by(Qualification.certificate_no))
    chens, lius = rows.all()
    assert (before, count) == (0, 2)
    assert (chens.person_id, lius.person_id) == (town.chen.id, town.liu.id)
    assert (chens.valid_from, chens.valid_until, chens.kind) == (FIRST, LAST, "provincial")
    assert chens.registered_by_id == lin.id
    events = (await whole_ledger(session))[:3]
    assert events[0].kind is LedgerKind.QUALIFICATIONS_IMPORTED
    assert {event.kind for event in events[1:]} == {LedgerKind.QUALIFICATION_REGISTERED}
    assert {event.unit_id for event in events[1:]} == {town.agency, town.brigade}
    assert {event.subject_id for event in events[1:]} == {chens.id, lius.id}


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        pytest.param([line("无名氏")], (2, "full_name"), "没有找到", id="unknown person"),
        pytest.param([line("钱进")], (2, "full_name"), "没有找到", id="somebody of another agency"),
        pytest.param(
            [line("陈立", "liu")], (2, "full_name"), "没有找到", id="two different people"
        ),
        pytest.param([line()], (2, "full_name"), "请填写姓名", id="nobody at all"),
        pytest.param([line("林晓燕")], (2, "full_name"), "不能由本人登记", id="one's own"),
        pytest.param(
            [line("陈立"), line("刘敏")], (3, "certificate_no"), "第 2 行重复", id="two people"
        ),
        pytest.param(
            [line("陈立"), line("陈立", first=LAST, last=date(2030, 1, 1))],
            (3, "certificate_no"),
            "有效期也重叠",
            id="overlapping in the sheet",
        ),
        pytest.param(
            [line("刘敏", number="豫D0412016")],
            (2, "certificate_no"),
            "登记在陈立名下",
            id="number taken",
        ),
        pytest.param(
            [line("陈立", number="豫D0412016")],
            (2, "certificate_no"),
            "与填写的有效期重叠",
            id="overlapping a registered one",
        ),
        pytest.param(
            [line("刘敏", number="豫Q1")], (2, "certificate_no"), "其他人员名下", id="out of sight"
        ),
        pytest.param(
            [line("陈立", last=date(2023, 1, 1))],
            (2, "certificate_valid_until"),
            "早于有效期起",
            id="days out of order",
        ),
        pytest.param(
            [line("陈立", first="去年")], (2, "certificate_valid_from"), "日期", id="no day"
        ),
        pytest.param([line("陈立", number="")], (2, "certificate_no"), "没有填写", id="no number"),
        pytest.param([line("陈立", number="=1+1")], (2, "certificate_no"), "公式", id="formula"),
        pytest.param([line("=1+1", "chen")], (2, "full_name"), "公式", id="formula for a name"),
    ],
)
async def test_each_fault_is_named_with_row_and_column(
    session: AsyncSession,
    town: Town,
    rows: list[Sequence[Any]],
    place: tuple[int, str],
    words: str,
) -> None:
    assert town.chen.id is not None
    assert town.qian.id is not None
    lin = await keeper_of(session, town)
    strangers = (town.qian.id, town.stranger_agency, card("豫Q1"))
    await register_many(session, WORKER, [(town.chen.id, town.brigade, CARD), strangers], NOW)

    checked = await check(session, lin, sheet(*rows))

    (problem,) = checked.problems
    assert (problem.row, problem.column) == place
    assert words in problem.message
    assert len(checked.rows) == len(rows) - 1


async def test_somebody_out_of_reach_looks_like_nobody(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)

    checked = await check(session, lin, sheet(line(username="qian"), line(username="nobody")))

    messages = {problem.message for problem in checked.problems}
    assert [problem.row for problem in checked.problems] == [2, 3]
    assert len(messages) == 1


async def test_people_of_one_name_are_told_apart(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    second = await hire(session, town.brigade, Role.OFFICER, "chen2", "陈立")
    assert second.id is not None
    person = await session.get_one(Person, second.id)
    person.officer_no = "HN-9"
    await session.flush()

    checked = await check(
        session,
        lin,
        sheet(
            line("陈立"),
            line("陈立", "chen", number="豫D2"),
            line("陈立", officer_no="HN-9", number="豫D3"),
        ),
    )

    (problem,) = checked.problems
    assert (problem.row, "2 名人员叫这个名字" in problem.message) == (2, True)
    assert [row["person"] for row in checked.rows] == [str(town.chen.id), str(second.id)]


async def test_a_number_may_follow_itself(session: AsyncSession, town: Town) -> None:
    assert town.chen.id is not None
    lin = await keeper_of(session, town)
    entry = (town.chen.id, town.brigade, card("豫D1", first=-400, last=0))
    await register_many(session, WORKER, [entry], NOW)
    tomorrow = TODAY + timedelta(days=1)
    after = LAST + timedelta(days=1)
    next_one = line("陈立", first=tomorrow)
    one_after = line("陈立", first=after, last=date(2030, 1, 1))

    batch = await kept(session, town, lin, next_one, one_after)

    assert await import_certificates(session, lin, batch, now=NOW) == 2


async def test_a_withdrawn_certificate_leaves_its_later_days_free(
    session: AsyncSession, town: Town
) -> None:
    assert town.chen.id is not None
    lin = await keeper_of(session, town)
    (old,) = await register_many(session, WORKER, [(town.chen.id, town.brigade, CARD)], NOW)
    end = QualificationEnd.CANCELLED
    await withdraw(session, lin, old, end=end, on=TODAY, why="调离", now=NOW)
    number = CARD.certificate_no
    yesterday = TODAY - timedelta(days=1)

    free = await check(session, lin, sheet(line("陈立", number=number, first=TODAY)))
    taken = await check(session, lin, sheet(line("陈立", number=number, first=yesterday)))

    assert (len(free.problems), len(taken.problems)) == (0, 1)


async def test_merged_cells_are_named(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)

    checked = await check(session, lin, sheet(line("陈立"), line("刘敏"), merge="F2:F3"))

    assert any("合并" in problem.message for problem in checked.problems)
    assert checked.rows == ()


async def test_the_error_sheet_can_be_mended_and_sent_again(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    content = sheet(line("陈力"), line("刘敏", number="豫D2"))
    table = read_table(content, CERTIFICATE_COLUMNS, max_rows=MAX_ROWS)
    checked = await check(session, lin, content)

    book = openpyxl.load_workbook(io.BytesIO(write_error_sheet(table, checked.problems)))
    for cells in book.worksheets[0].iter_rows():
        for cell in cells:
            if cell.value == "陈力":
                cell.value = "陈立"
    mended = io.BytesIO()
    book.save(mended)

    again = await check(session, lin, mended.getvalue())
    assert (len(checked.problems), again.problems) == (1, ())


async def test_the_form_is_read_by_its_own_titles(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    book = openpyxl.load_workbook(io.BytesIO(write_template("执法证件", CERTIFICATE_COLUMNS)))
    page = book.worksheets[0]
    page.append(list(line("陈立")))
    target = io.BytesIO()
    book.save(target)

    checked = await check(session, lin, target.getvalue())

    assert (len(checked.rows), checked.problems) == (1, ())


@pytest.mark.parametrize("who", ["liu", "chen", "zhao", "sun", "wu", "zhou", "qian"])
async def test_others_may_not_import(session: AsyncSession, town: Town, who: str) -> None:
    actor: Actor = getattr(town, who)
    lin = await keeper_of(session, town)
    batch = await kept(session, town, actor, line("陈立"), by=lin)

    outcome = await import_certificates(session, actor, batch, now=NOW)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED
    assert await filed(session) == 0


async def test_a_sheet_is_its_owners_for_an_hour_and_used_once(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    wen = await hire(session, town.agency, Role.LEGAL_REVIEWER, "wen", "文静")
    batch = await kept(session, town, lin, line("陈立"))
    later = NOW + KEPT_FOR

    with pytest.raises(NotFoundError):
        await import_certificates(session, wen, batch, now=NOW)
    with pytest.raises(NotFoundError):
        await import_certificates(session, lin, batch, now=later)
    with pytest.raises(NotFoundError):
        await find_batch(session, lin, ImportKind.PEOPLE, batch, NOW)
    assert await import_certificates(session, lin, batch, now=NOW) == 1
    with pytest.raises(NotFoundError):
        await import_certificates(session, lin, batch, now=NOW)
    assert await filed(session) == 1


async def test_a_number_taken_since_the_check_stops_the_whole_import(
    session: AsyncSession, town: Town
) -> None:
    assert town.liu.id is not None
    lin = await keeper_of(session, town)
    batch = await kept(session, town, lin, line("陈立"), line("刘敏", number="豫D2"))
    await register_many(session, WORKER, [(town.liu.id, town.agency, card("豫D1"))], NOW)

    with pytest.raises(ConflictError, match="没有导入任何证件"):
        await import_certificates(session, lin, batch, now=NOW)

    assert await filed(session) == 1


async def test_whoever_registers_a_number_during_the_import_is_told(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        lin = await keeper_of(session, town)
        batch = await kept(session, town, lin, line("陈立", number=CARD.certificate_no))
    begun = asyncio.Event()

    async def whole_sheet() -> int | Decision:
        async with committed() as session, session.begin():
            outcome = await import_certificates(session, lin, batch, now=NOW)
            begun.set()
            # The other one is on its way to the same number while this transaction is open.
            await session.execute(select(func.pg_sleep(0.2)))
            return outcome

    async def single() -> UUID | Decision:
        assert town.liu.id is not None
        await begun.wait()
        async with committed() as session, session.begin():
            return await register(session, lin, town.liu.id, CARD, NOW)

    found = await asyncio.gather(whole_sheet(), single(), return_exceptions=True)

    assert found[0] == 1
    assert isinstance(found[1], NumberTakenError)


async def test_somebody_who_went_elsewhere_since_the_check_stops_the_whole_import(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    batch = await kept(session, town, lin, line("陈立"), line("刘敏", number="豫D2"))
    chen = await session.get_one(Person, town.chen.id)
    chen.unit_id = town.stranger_agency
    await session.flush()

    with pytest.raises(ConflictError, match="没有导入任何证件"):
        await import_certificates(session, lin, batch, now=NOW)

    assert await filed(session) == 0


async def test_a_sheet_without_a_faultless_row_imports_nothing(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    batch = await kept(session, town, lin, line("无名氏"))

    with pytest.raises(ConflictError, match="没有可以导入的行"):
        await import_certificates(session, lin, batch, now=NOW)


async def test_five_thousand_certificates_come_in_with_one_yes(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)
    people = [
        {
            "id": ids.new_id(),
            "unit_id": town.brigade,
            "username": f"p{number}",
            "full_name": f"人员{number}",
            "password_hash": PASSWORD_HASH,
            "created_at": NOW,
        }
        for number in range(MAX_ROWS)
    ]
    await session.execute(insert(Person), people)
    rows = [line(username=f"p{number}", number=f"豫D{number}") for number in range(MAX_ROWS)]
    batch = await kept(session, town, lin, *rows)

    count = await import_certificates(session, lin, batch, now=NOW)

    events = await session.scalar(
        select(func.count()).where(
            LedgerEvent.kind == LedgerKind.QUALIFICATION_REGISTERED.value,
            LedgerEvent.actor_id == lin.id,
        )
    )
    assert (count, events, await filed(session)) == (MAX_ROWS, MAX_ROWS, MAX_ROWS)
