"""Forms as they come back: what is understood, and every fault named at once."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.errors import UnreadableSheetError
from app.documents.sheets import Column
from app.documents.xlsx_in import RowProblem, duplicates_of
from tests.documents.workbooks import (
    GOOD,
    SHEET,
    TITLES,
    book_of,
    by_hand,
    bytes_of,
    filled,
    inline,
    messages,
    on_the_wall,
    part,
    read,
    repacked,
    wide,
)

VALUES = {
    "number": "JL-0001",
    "kind": "执法记录仪",
    "bought_on": date(2026, 11, 21),
    "price": Decimal("1280.50"),
    "count": 2,
    "in_use": True,
    "handed_over_at": datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
}
TYPED = (
    "JL-0001",
    "执法记录仪",
    date(2026, 11, 21),
    1280.5,
    2,
    True,
    on_the_wall(2026, 11, 21, 9, 30),
)


@pytest.mark.parametrize("row", [GOOD, TYPED], ids=["as texts", "as real numbers and days"])
def test_a_filled_row_is_understood(row: tuple[object, ...]) -> None:
    table = read(filled(row))

    assert table.rows[0].values == VALUES
    assert (table.rows[0].number, table.problems, table.notes) == (2, (), ())


def test_days_of_the_other_calendar_are_the_same_days() -> None:
    book = Workbook()
    book.epoch = on_the_wall(1904, 1, 1)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(TITLES)
    sheet.append(TYPED)

    assert read(bytes_of(book)).rows[0].values == VALUES


def test_days_of_the_other_calendar_without_a_format_are_the_same_days() -> None:
    book = Workbook()
    book.epoch = on_the_wall(1904, 1, 1)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(TITLES)
    sheet.append(["JL-1", "执法记录仪", 44885, 1, 1, "是", 44885.5])

    values = read(bytes_of(book)).rows[0].values

    assert values["bought_on"] == date(2026, 11, 21)
    assert values["handed_over_at"] == datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_the_order_of_columns_is_free_and_the_head_may_stand_lower() -> None:
    rows = [[], ["某县水利局设备登记表"], [], tuple(reversed(TITLES)), tuple(reversed(GOOD))]

    table = read(book_of(*rows))

    assert table.rows[0].values == VALUES
    assert table.rows[0].number == 5


@pytest.mark.parametrize(
    "title", ["设备编号*", " 设备 编号 ", "设备编号（必填）", "设备编号" + wide("*")]
)
def test_a_title_is_known_with_what_people_put_around_it(title: str) -> None:
    assert not read(book_of((title, *TITLES[1:]), GOOD)).problems


def test_blank_rows_are_dropped_and_the_others_keep_their_numbers() -> None:
    table = read(filled(GOOD, [], ["  ", "\u3000"], GOOD, [], [" "]))

    assert [row.number for row in table.rows] == [2, 5]


def test_what_is_passed_over_is_noted() -> None:
    table = read(book_of(("备注", *TITLES[:-1]), ("x", *GOOD[:-1])))

    assert table.rows[0].values["handed_over_at"] is None
    assert table.notes == (
        "表中多出的列没有读取：“备注”。",
        "表中没有“交接时间”，按未填写处理。",
    )


def test_every_fault_of_every_row_is_named_in_order() -> None:
    bad = ("", "手机", "昨天", "贵", "1.5", "也许", "中午")

    table = read(filled(bad, GOOD, bad))

    assert [problem.row for problem in table.problems] == [2] * 7 + [4] * 7
    assert [problem.column for problem in table.problems[:7]] == list(VALUES)
    assert messages(table)[:2] == [
        "“设备编号”没有填写，请补填。",
        "“类别”不能填“手机”，请从以下选项中选一个：执法记录仪、便携式摄像机。",
    ]
    assert table.rows[0].values == dict.fromkeys(VALUES)
    assert table.raw[0] == bad


def hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (hide_row, "第 3 行是隐藏行，也一并读取了，请确认。"),
        (hide_column, "表中有隐藏的列，也一并读取了，请确认。"),
    ],
)
def test_what_is_hidden_is_read_and_noted(change: Callable[[Worksheet], None], note: str) -> None:
    table = read(filled(GOOD, GOOD, change=change))

    assert (len(table.rows), table.notes) == (2, (note,))


def test_a_formula_is_refused_in_its_row_and_its_result_is_sent_back() -> None:
    cells = "".join(inline(text) for text in GOOD[:3])
    computed = f'<row r="2">{cells}<c r="D2"><f>1+1</f><v>2</v></c></row>'

    table = read(by_hand(computed))

    assert table.problems == (RowProblem(2, "price", "“价格”是公式。请将公式改为数值后重新导入。"),)
    assert table.raw[0][3] == "2"


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://example.org","x")', "=#REF!"])
def test_a_formula_without_a_result_is_a_formula_too(formula: str) -> None:
    assert "公式" in messages(read(filled((formula, *GOOD[1:]))))[0]


def test_an_error_value_is_refused() -> None:
    row = f'<row r="2">{inline("JL-1")}<c r="D2" t="e"><v>#N/A</v></c></row>'

    assert messages(read(by_hand(row))) == ["“价格”是错误值（#N/A），请改为实际内容。"]


def test_a_day_beyond_the_calendar_is_an_error_value() -> None:
    def date_beyond(sheet: Worksheet) -> None:
        sheet["C2"].number_format = "yyyy-mm-dd"

    table = read(filled(("JL-1", None, 99_999_999), change=date_beyond))

    assert "错误值" in messages(table)[0]


@pytest.mark.parametrize(
    ("merged", "row"), [("A2:A3", 2), ("F3:G3", 3), ("A1:B1", 1)], ids=["down", "across", "head"]
)
def test_merged_cells_are_refused_with_their_range(merged: str, row: int) -> None:
    table = read(filled(GOOD, GOOD, change=lambda sheet: sheet.merge_cells(merged)))

    found = [problem for problem in table.problems if problem.column is None]
    assert found == [
        RowProblem(row, None, f"单元格区域 {merged} 被合并。请取消合并，逐格填写后重新导入。")
    ]


def test_a_merged_title_above_the_head_is_no_fault() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:G1")

    assert not read(book_of(["登记表"], TITLES, GOOD, change=merge)).problems


def test_a_certificate_number_kept_as_a_number_has_lost_digits() -> None:
    table = read(filled((410482199001011234, *GOOD[1:])))

    assert messages(table)[0].startswith("“设备编号”超过 15 位，却是按数值存放的")


def test_the_library_may_not_trust_the_declared_dimension() -> None:
    before = '<dimension ref="A1:XFD1048576"/>'

    table = read(by_hand(f'<row r="2">{inline("JL-1")}</row>', before=before))

    assert len(table.rows) == 1


def test_cells_far_to_the_right_are_passed_over() -> None:
    row = f'<row r="2">{inline("JL-1")}<c r="XFD2" t="str"><v>far</v></c></row>'

    assert read(by_hand(row)).raw[0] == ("JL-1", *[""] * 6)


def test_rows_out_of_order_are_refused() -> None:
    rows = [f'<row r="{number}">{inline("JL-1")}</row>' for number in (3, 2)]

    with pytest.raises(UnreadableSheetError, match="无法作为表格读取"):
        read(by_hand(*rows))


@pytest.mark.parametrize(
    "number",
    ["9" * 5000, "2000000000", "2e9", "1048577", "0", "-1", "٣", " 3", "3_0", "2"],
    ids=[
        "more digits than Python reads",
        "far beyond the last",
        "written as a power",
        "one beyond the last",
        "nought",
        "below nought",
        "in Arabic digits",
        "with a space",
        "with a line",
        "the one before again",
    ],
)
def test_a_row_number_that_no_program_writes_is_refused(number: str) -> None:
    rows = [f'<row r="{said}">{inline("JL-1")}</row>' for said in ("2", number)]

    with pytest.raises(UnreadableSheetError, match="无法作为表格读取"):
        read(by_hand(*rows))


@pytest.mark.parametrize("place", ["a2", "A", "2", "AAAA2", "A٢"])
def test_a_cell_in_a_place_that_no_program_writes_is_refused(place: str) -> None:
    cell = f'<c r="{place}" t="str"><f>1+1</f><v>JL-1</v></c>'

    with pytest.raises(UnreadableSheetError, match="无法作为表格读取"):
        read(by_hand(f'<row r="2">{cell}</row>'))


@pytest.mark.parametrize(
    ("count", "is_refused"), [(3, False), (4, True)], ids=["the last that fits", "one more"]
)
def test_more_rows_than_allowed_are_refused(count: int, is_refused: bool) -> None:
    content = filled(*[GOOD] * count)

    if is_refused:
        with pytest.raises(UnreadableSheetError, match="表格有 4 行，超过一次最多 3 行"):
            read(content, max_rows=3)
    else:
        assert len(read(content, max_rows=3).rows) == 3


def test_five_thousand_rows_are_read() -> None:
    table = read(filled(*[GOOD] * 5000), max_rows=5000)

    assert (len(table.rows), table.rows[-1].number, table.problems) == (5000, 5001, ())


UNUSABLE: dict[str, tuple[bytes, str]] = {
    "no head": (book_of(("甲", "乙"), (1, 2)), "前 10 行中没有找到表头"),
    "head too low": (book_of(*[["注"]] * 10, TITLES, GOOD), "前 10 行中没有找到表头"),
    "no required column": (book_of(TITLES[1:], GOOD[1:]), "缺少必填的列：“设备编号”"),
    "a title twice": (book_of((*TITLES, "类别 "), (*GOOD, "x")), "“类别”出现了不止一次"),
    "nothing below the head": (filled(), "没有填写任何内容"),
    "nothing but spaces": (filled([" "], ["　"]), "没有填写任何内容"),
    "no sheet": (repacked(filled(GOOD), {SHEET: None}), "没有可以读取的工作表"),
    "sheet of another kind": (repacked(filled(GOOD), {SHEET: b"<x/>"}), "前 10 行中没有找到表头"),
    "a broken workbook part": (
        repacked(filled(GOOD), {"xl/workbook.xml": b"<x/>"}),
        "没有可以读取的工作表",
    ),
    "a string that is not there": (
        by_hand('<row r="2"><c t="s"><v>999</v></c></row>'),
        "无法作为表格读取",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_cannot_be_used_as_a_whole_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableSheetError, match=sentence) as caught:
        read(content)

    assert "请" in caught.value.message


def test_all_missing_required_columns_are_named_at_once() -> None:
    columns = tuple(Column(title, title, required=True) for title in TITLES)

    with pytest.raises(UnreadableSheetError, match="“购置日期”、“数量”、“在用”、“交接时间”"):
        read(book_of(("设备编号", "类别", "价格"), GOOD), columns)


def make_book(*sheets: tuple[str, str, bool]) -> bytes:
    """Return a workbook of sheets given by name, first device number and whether hidden."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, number, is_hidden in sheets:
        sheet: Any = book.create_sheet(name)
        sheet.append(TITLES)
        sheet.append((number, *GOOD[1:]))
        sheet.sheet_state = "hidden" if is_hidden else "visible"
    return bytes_of(book)


def test_the_first_sheet_with_the_head_is_read_and_the_others_are_noted() -> None:
    table = read(make_book(("一", "A", False), ("二", "B", False)))

    assert table.rows[0].values["number"] == "A"
    assert table.notes == ("只读取了工作表“一”，其余工作表没有读取。",)


def test_hidden_sheets_and_examples_are_not_read() -> None:
    table = read(make_book(("示例", "A", False), ("旧表", "B", True), ("登记", "C", False)))

    assert (table.rows[0].values["number"], table.notes) == ("C", ())


def test_doubles_name_the_first_row() -> None:
    table = read(filled(*[(number, *GOOD[1:]) for number in ("A", "B", "A", "A")], ("C",)))

    assert duplicates_of(table, "number") == [
        RowProblem(row, "number", "“设备编号”与第 2 行重复，请核对后改正或删除其中一行。")
        for row in (4, 5)
    ]


def test_empty_cells_are_no_doubles() -> None:
    assert duplicates_of(read(filled(("A",), ("B",))), "bought_on") == []


PARTS = (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")
VALUES_OF_ATTRIBUTES = ("", "-1", "9" * 15, "A1:B", "1e999", "rId1", "s", "d", "inlineStr", "../x")


@given(st.sampled_from(PARTS), st.integers(min_value=0), st.sampled_from(VALUES_OF_ATTRIBUTES))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_a_wrong_value_anywhere_is_read_or_refused(
    name: str, place: int, value: str
) -> None:
    whole = part(filled(GOOD), name)
    attributes = list(re.finditer(r'"[^"]*"', whole))
    found = attributes[place % len(attributes)]
    broken = f'{whole[: found.start()]}"{value}"{whole[found.end() :]}'

    with suppress(UnreadableSheetError):
        table = read(repacked(filled(GOOD), {name: broken.encode()}))
        assert len(table.rows) == len(table.raw)
