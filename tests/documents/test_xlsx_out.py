"""What we write, read back by another library and, where that is blind, as XML."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.writing import CUT_MARK, sheet_name, storable
from app.documents.xlsx_in import RowProblem
from app.documents.xlsx_out import write_error_sheet, write_ledger, write_template
from tests.documents.workbooks import (
    COLUMNS,
    GOOD,
    TITLES,
    bytes_of,
    filled,
    look,
    on_the_wall,
    part,
    read,
)

TABLE = "xl/worksheets/sheet2.xml"
RARE = "𬭩㙓䶮𠮷𫖯🙂"
COLUMN_OF_TEXT = Column("text", "文本", width=20)


def ledger_of(
    rows: Sequence[Sequence[object]],
    columns: tuple[Column, ...] = (COLUMN_OF_TEXT,),
    **more: Any,
) -> Ledger:
    return Ledger("执法记录仪使用情况台账", "汝州市水利局", columns, rows, **more)


def cell_of(value: object, kind: ColumnKind = ColumnKind.TEXT) -> Any:
    """Return the one cell of a ledger, as the other library reads it."""
    content = write_ledger(ledger_of([[value]], (Column("key", "列", kind),)))
    return look(content).worksheets[1]["A4"]


@pytest.mark.parametrize(
    ("kind", "value", "expected", "number_format"),
    [
        (ColumnKind.TEXT, "410482199001011234", "410482199001011234", "@"),
        (ColumnKind.TEXT, 17, "17", "@"),
        (ColumnKind.TEXT, RARE, RARE, "@"),
        (ColumnKind.TEXT, None, None, "@"),
        (ColumnKind.DATE, date(2026, 11, 21), on_the_wall(2026, 11, 21), "yyyy-mm-dd"),
        (
            ColumnKind.DATE,
            datetime(2026, 11, 20, 17, tzinfo=UTC),
            on_the_wall(2026, 11, 21),
            "yyyy-mm-dd",
        ),
        (ColumnKind.DATE, date(1899, 1, 1), "1899-01-01", "@"),
        (
            ColumnKind.MOMENT,
            datetime(2026, 11, 21, 1, 30, 0, 7, tzinfo=UTC),
            on_the_wall(2026, 11, 21, 9, 30),
            "yyyy-mm-dd hh:mm:ss",
        ),
        (
            ColumnKind.MOMENT,
            datetime(9999, 12, 31, 23, tzinfo=UTC),
            "9999-12-31 23:00:00+00:00",
            "@",
        ),
        (ColumnKind.INTEGER, 12, 12, "0"),
        (ColumnKind.INTEGER, 10**17 + 1, "100000000000000001", "@"),
        (ColumnKind.INTEGER, "—", "—", "@"),
        (ColumnKind.MONEY, Decimal("1280.50"), 1280.5, "#,##0.00"),
        (ColumnKind.MONEY, Decimal("0.001"), "0.001", "@"),
        (ColumnKind.MONEY, Decimal("NaN"), "NaN", "@"),
        (ColumnKind.YES_NO, True, "是", "@"),
        (ColumnKind.YES_NO, False, "否", "@"),
    ],
)
def test_a_cell_is_written_as_what_it_is(
    kind: ColumnKind, value: object, expected: object, number_format: str
) -> None:
    cell = cell_of(value, kind)

    assert (cell.value, cell.number_format) == (expected, number_format)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86 375",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "{=1+1}",
        "=cmd|' /C calc'!A0",
        "http://example.org/",
        "1E5",
    ],
)
@pytest.mark.parametrize("kind", [ColumnKind.TEXT, ColumnKind.INTEGER])
def test_no_text_becomes_a_formula_a_number_or_a_link(text: str, kind: ColumnKind) -> None:
    cell = cell_of(text, kind)

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t1", "\r=1"])
def test_a_text_like_a_formula_stays_a_text_when_somebody_edits_it(text: str) -> None:
    assert cell_of(text).quotePrefix


def test_a_text_like_markup_of_the_library_is_escaped() -> None:
    assert cell_of("<r><t>一</t></r>").value == "<r><t>一</t></r>"


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="aware"):
        write_ledger(ledger_of([[on_the_wall(2026, 11, 21)]]))


def test_a_row_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="argument"):
        write_ledger(ledger_of([["一", "二"]]))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\x00b\x1fc\ufffe\uffff", "a\ufffdb\ufffdc\ufffd\ufffd"),
        ("半\ud83d个", "半\ufffd个"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("长" * 32767, "长" * 32767),
        ("长" * 32768, "长" * (32767 - len(CUT_MARK)) + CUT_MARK),
        ("🙂" * 20000, "🙂" * ((32767 - len(CUT_MARK)) // 2) + CUT_MARK),
        ("_x0041_", "_x0041_"),
    ],
    ids=["controls", "half a pair", "line ends", "just fits", "too long", "emoji", "an escape"],
)
def test_what_a_cell_cannot_hold_is_replaced_or_visibly_cut(text: str, stored: str) -> None:
    assert storable(text) == stored
    assert cell_of(text).value == stored


def test_the_table_is_set_up_for_printing() -> None:
    xml = part(write_ledger(ledger_of([["一"]])), TABLE)

    assert re.search(
        r'<pageSetup paperSize="9" [^>]*fitToHeight="0"[^>]*orientation="landscape"', xml
    )
    assert "<pageSetUpPr fitToPage=" in xml
    assert re.search(r'<pane ySplit="3" topLeftCell="A4" [^>]*state="frozen"/>', xml)
    assert "<oddHeader>&amp;L汝州市水利局&amp;R执法记录仪使用情况台账</oddHeader>" in xml
    assert "<oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter>" in xml


def test_the_head_is_repeated_on_each_page() -> None:
    book = part(write_ledger(ledger_of([["一"]])), "xl/workbook.xml")

    assert re.search(r"Print_Titles[^>]*>执法记录仪使用情况台账!\$3:\$3<", book)


def test_a_unit_whose_name_looks_like_a_code_of_headers_is_escaped() -> None:
    content = write_ledger(Ledger("台账&P", "A&B" * 100, (COLUMN_OF_TEXT,), []))
    sheet: Any = look(content).worksheets[1]

    assert sheet.oddHeader.right.text == "台账&&P"
    assert len(part(content, TABLE).split("<oddHeader>")[1].split("</oddHeader>")[0]) < 1000


def test_the_first_sheet_says_what_the_ledger_is() -> None:
    about = (("统计期间", "2026年10月"), ("导出人", "刘某"), ("依据", "音像十三"))

    book = look(write_ledger(ledger_of([["一"], ["二"]], about=about)))

    sheet = book.worksheets[0]
    lines = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=3)]
    assert sheet.title == "说明"
    assert lines == [("单位", "汝州市水利局"), *about, ("行数", "2 行")]
    assert book.active is not None
    assert book.active.title == "执法记录仪使用情况台账"


def column_a(content: bytes) -> list[object]:
    return [row[0].value for row in look(content).worksheets[1].iter_rows()]


def test_title_unit_rows_and_signatures_stand_in_this_order() -> None:
    content = write_ledger(ledger_of([["一"]], signatures=("制表人", "审核人")))

    lines = column_a(content)
    assert lines[:4] == ["执法记录仪使用情况台账", "单位：汝州市水利局", "文本", "一"]
    assert re.fullmatch(r"制表人：_+ +审核人：_+", str(lines[5]))


def test_an_empty_ledger_says_so() -> None:
    assert column_a(write_ledger(ledger_of([])))[3] == "没有符合条件的记录。"


def test_equal_input_gives_equal_bytes() -> None:
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    first, second = (write_ledger(ledger_of([["一"]], made_at=made_at)) for _ in range(2))

    assert first == second
    assert look(first).properties.created == on_the_wall(2026, 11, 21)
    assert write_template("表", COLUMNS) == write_template("表", COLUMNS)


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("2026/11: [台账]*?\\", "2026 11   台账"),
        ("'台账'", "台账"),
        ("history", "表 history"),
        ("", "表"),
        ("//", "表"),
        ("长" * 40, "长" * 31),
        ("🙂" * 20, "🙂" * 15),
        ("a\x00\nb", "a\ufffd b"),
    ],
)
def test_a_sheet_gets_a_name_that_spreadsheets_allow(name: str, legal: str) -> None:
    assert sheet_name(name) == legal
    assert look(write_ledger(Ledger(name, "", (COLUMN_OF_TEXT,), []))).sheetnames[1] == legal


def test_a_ledger_named_like_another_sheet_gets_a_number() -> None:
    content = write_ledger(Ledger("说明", "", (COLUMN_OF_TEXT,), []))

    assert look(content).sheetnames == ["说明", "说明 2"]


def fill(template: bytes, *rows: Sequence[object]) -> bytes:
    """Fill in a form as a person does, and save it with another program."""
    book = look(template)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell: Any = book.worksheets[0].cell(number, place)
            cell.value = value
    return bytes_of(book)


def test_a_form_comes_back_without_a_fault() -> None:
    table = read(fill(write_template("设备登记", COLUMNS), GOOD, GOOD))

    assert (len(table.rows), table.problems, table.notes) == (2, (), ())


def test_a_form_offers_lists_hints_and_text_formats() -> None:
    book = look(write_template("设备登记", COLUMNS, ("每台设备一行。",)))
    form: Any = book.worksheets[0]
    rules = {str(rule.sqref): rule for rule in form.data_validations.dataValidation}

    assert book.sheetnames == ["设备登记", "选项", "示例", "填写说明"]
    assert [cell.value for cell in form[1]] == ["设备编号*", *TITLES[1:]]
    assert form.column_dimensions["A"].number_format == "@"
    assert rules["A2:A10001"].prompt == "与机身铭牌一致"
    assert rules["B2:B10001"].formula1 == "选项!$A$1:$A$2"
    assert [cell.value for cell in book["选项"]["A"]] == ["执法记录仪", "便携式摄像机"]
    assert book["选项"].sheet_state == "hidden"
    assert book["填写说明"]["A1"].value == "每台设备一行。"


def test_the_example_is_a_row_that_could_be_imported() -> None:
    columns = tuple(Column(column.key, column.title, column.kind) for column in COLUMNS[2:])
    example = look(write_template("表", columns))["示例"]

    row = [cell.value for cell in example[2]]

    assert read(fill(write_template("表", columns), row), columns).problems == ()


def test_choices_with_commas_and_of_any_number_are_offered() -> None:
    choices = tuple(f"选项{number}, 很长的名称" for number in range(100))
    book = look(write_template("表", (Column("key", "列", choices=choices),)))

    assert [cell.value for cell in book["选项"]["A"]] == list(choices)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    columns = (Column("mark", "标记"), Column("text", "内容"))
    rows = [["行", text]]
    content = write_ledger(Ledger("表", "单位", columns, rows))

    value = read(content, columns).rows[0].values["text"]

    assert (value or "") == storable(text).strip(" \t\r\n\u00a0\u3000\u200b\ufeff")


BAD = ("=1+1", "手机", "昨天", *GOOD[3:])


def test_faulty_rows_are_sent_back_with_what_is_wrong_before_them() -> None:
    table = read(filled(GOOD, BAD[1:2], ["JL-2", *BAD[1:]]))
    sheet: Any = look(write_error_sheet(table, table.problems)).worksheets[0]

    assert [cell.value for cell in sheet[1]] == ["问题", "设备编号*", *TITLES[1:]]
    assert [cell.value for cell in sheet[2]] == [None, *GOOD]
    assert sheet["A4"].value == (
        "“类别”不能填“手机”，请从以下选项中选一个：执法记录仪、便携式摄像机。\n"
        "“购置日期”中的“昨天”不是有效的日期，请按 2026-11-21 的样式填写。"
    )
    assert sheet["C4"].fill.start_color.rgb == "FFFFE699"
    assert sheet["B4"].fill.start_color.rgb != "FFFFE699"


def test_the_rows_sent_back_can_be_corrected_and_posted_again() -> None:
    table = read(filled(GOOD, ("JL-2", "手机")))
    book = look(write_error_sheet(table, table.problems))
    book.worksheets[0]["C3"] = "执法记录仪"

    again = read(bytes_of(book))

    assert (again.problems, again.notes) == ((), ("表中多出的列没有读取：“问题”。",))
    assert again.rows[0].values == table.rows[0].values


def test_every_problem_is_listed_with_its_row_in_the_file_that_was_sent() -> None:
    table = read(filled(GOOD))
    problems = [RowProblem(2, "number", "已登记。"), RowProblem(99, None, "被合并。")]

    listed = look(write_error_sheet(table, problems))["问题清单"]

    assert [[cell.value for cell in row] for row in listed.iter_rows(min_row=2)] == [
        [2, "设备编号", "已登记。"],
        [99, "整行", "被合并。"],
    ]
