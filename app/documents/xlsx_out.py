"""Write workbooks: a ledger to sign, an empty form to fill in, and the rows that had faults.

All three are pure: equal input gives equal bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from app.documents.sheets import (
    ABOUT_SHEET,
    EXAMPLE_SHEET,
    PROBLEMS_SHEET,
    RULES_SHEET,
    Column,
    ColumnKind,
    Ledger,
)
from app.documents.writing import (
    NUMBER_FORMATS,
    Pen,
    set_up_print,
    write_text,
    write_value,
)
from app.documents.xlsx_in import ImportedTable, RowProblem

_HEAD_ROW = 2
_FORM_ROWS = 10_000
"""Rows of a form that offer lists and hints."""
_CHOICES_SHEET = "选项"
_NOTHING = "没有符合条件的记录。"
_LABEL_WIDTH, _TEXT_WIDTH, _PROBLEM_WIDTH = 16, 70, 50
_MARKED = "#FFE699"

_KIND_WORDS = {
    ColumnKind.TEXT: ("文本", ""),
    ColumnKind.DATE: ("日期", "2026-11-21"),
    ColumnKind.MOMENT: ("日期和时刻", "2026-11-21 09:30"),
    ColumnKind.INTEGER: ("整数", "1"),
    ColumnKind.MONEY: ("金额（元，最多两位小数）", "100.00"),
    ColumnKind.YES_NO: ("是或否", "是"),
}


def write_ledger(ledger: Ledger) -> bytes:
    """Write a ledger: first what it is, then the table, ready to be printed and signed."""
    pen = Pen(ledger.made_at)
    _write_about(pen, ledger)
    sheet = pen.add_sheet(ledger.title)
    set_up_print(sheet, ledger.title, ledger.unit_name, landscape=True, head_row=_HEAD_ROW)
    last = len(ledger.columns) - 1
    _write_across(sheet, 0, last, ledger.title, pen.title)
    _write_across(sheet, 1, last, f"单位：{ledger.unit_name}", pen.format())
    sheet.set_row(0, 28)
    for place, column in enumerate(ledger.columns):
        sheet.set_column(place, place, column.width)
        write_text(sheet, _HEAD_ROW, place, column.title, pen.head)
    row = _HEAD_ROW
    for row, values in enumerate(ledger.rows, start=_HEAD_ROW + 1):
        for place, (value, column) in enumerate(zip(values, ledger.columns, strict=True)):
            write_value(pen, sheet, row, place, value=value, column=column)
    if row == _HEAD_ROW:
        row += 1
        _write_across(sheet, row, last, _NOTHING, pen.cell(ColumnKind.TEXT, align="center"))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{row + 1}"})
    if ledger.signatures:
        line = "        ".join(f"{label}：____________" for label in ledger.signatures)
        _write_across(sheet, row + 2, last, line, pen.format())
        sheet.set_row(row + 2, 24)
    sheet.activate()
    return pen.drawn()


def write_template(title: str, columns: tuple[Column, ...], about: tuple[str, ...] = ()) -> bytes:
    """Write an empty form, an example of a row, and the rule of each column."""
    pen = Pen(None)
    form = pen.add_sheet(title)
    set_up_print(form, title, "", landscape=True, head_row=0)
    _write_heads(pen, form, columns)
    for place, column in enumerate(columns):
        form.set_column(place, place, column.width, pen.format(NUMBER_FORMATS[column.kind]))
    _offer_choices(pen, form, columns)
    example = pen.add_sheet(EXAMPLE_SHEET)
    set_up_print(example, EXAMPLE_SHEET, "", landscape=True, head_row=0)
    _write_heads(pen, example, columns)
    for place, column in enumerate(columns):
        example.set_column(place, place, column.width)
        write_text(example, 1, place, _example_of(column), pen.cell(ColumnKind.TEXT))
    _write_rules(pen, title, columns, about)
    return pen.drawn()


def write_error_sheet(original: ImportedTable, problems: Sequence[RowProblem]) -> bytes:
    """Write the rows as sent, what is wrong before each, the faulty cells marked.

    The sheet may be corrected and posted again: the column 问题 is passed over then. A second
    sheet lists every problem with its row in the file that was sent.
    """
    pen = Pen(None)
    sheet = pen.add_sheet("待改正")
    set_up_print(sheet, "待改正", "", landscape=True, head_row=0)
    problem_column = Column("problem", "问题", width=_PROBLEM_WIDTH)
    _write_heads(pen, sheet, (problem_column, *original.columns))
    by_row = _by_row(problems)
    for line, (row, sent) in enumerate(zip(original.rows, original.raw, strict=True), start=1):
        found = by_row.get(row.number, [])
        wrong = {problem.column for problem in found}
        words = "\n".join(problem.message for problem in found)
        write_text(sheet, line, 0, words, pen.cell(ColumnKind.TEXT, font_color="#C00000"))
        for place, (text, column) in enumerate(zip(sent, original.columns, strict=True), start=1):
            mark = {"bg_color": _MARKED} if column.key in wrong else {}
            write_text(sheet, line, place, text, pen.cell(ColumnKind.TEXT, **mark))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(original.rows) + 1}"})
    _list_problems(pen, original, problems)
    return pen.drawn()


def _by_row(problems: Iterable[RowProblem]) -> Mapping[int, list[RowProblem]]:
    by_row: dict[int, list[RowProblem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    return by_row


def _list_problems(pen: Pen, original: ImportedTable, problems: Sequence[RowProblem]) -> None:
    sheet = pen.add_sheet(PROBLEMS_SHEET)
    set_up_print(sheet, PROBLEMS_SHEET, "", landscape=False, head_row=0)
    titles = {column.key: column.title for column in original.columns}
    columns = (
        Column("row", "原文件行号", ColumnKind.INTEGER, 12),
        Column("column", "列", width=20),
        Column("message", "问题", width=_TEXT_WIDTH),
    )
    _write_heads(pen, sheet, columns)
    for line, problem in enumerate(problems, start=1):
        where = titles.get(problem.column or "", "整行")
        for place, value in enumerate((problem.row, where, problem.message)):
            write_value(pen, sheet, line, place, value=value, column=columns[place])


def _write_about(pen: Pen, ledger: Ledger) -> None:
    sheet = pen.add_sheet(ABOUT_SHEET)
    set_up_print(sheet, ledger.title, ledger.unit_name, landscape=False)
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    _write_across(sheet, 0, 1, ledger.title, pen.title)
    sheet.set_row(0, 28)
    lines = (("单位", ledger.unit_name), *ledger.about, ("行数", f"{len(ledger.rows)} 行"))
    for row, (label, text) in enumerate(lines, start=2):
        write_text(sheet, row, 0, label, pen.head)
        write_text(sheet, row, 1, text, pen.cell(ColumnKind.TEXT))


def _write_heads(pen: Pen, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Write the titles as they are printed on a form: required ones with a star."""
    sheet.set_row(0, 24)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        star = "*" if column.required else ""
        write_text(sheet, 0, place, column.title + star, pen.head)


def _write_across(sheet: Worksheet, row: int, last: int, text: str, form: object) -> None:
    """Write one text over the width of the table."""
    if last > 0:
        sheet.merge_range(row, 0, row, last, "", form)
    write_text(sheet, row, 0, text, form)


def _offer_choices(pen: Pen, form: Worksheet, columns: tuple[Column, ...]) -> None:
    """Offer the allowed texts as a list and show each hint where the cursor stands.

    The lists stand on a hidden sheet: inside a rule they would end at 255 characters, and at the
    first comma of a choice.
    """
    offered = [column for column in columns if _choices_of(column)]
    hidden = pen.add_sheet(_CHOICES_SHEET) if offered else None
    for place, column in enumerate(columns):
        choices = _choices_of(column)
        rule: dict[str, object] = {"validate": "any"}
        if hidden is not None and choices:
            list_place = offered.index(column)
            for row, choice in enumerate(choices):
                write_text(hidden, row, list_place, choice, pen.format())
            letters = _letters(list_place)
            rule = {
                "validate": "list",
                "source": f"={_CHOICES_SHEET}!${letters}$1:${letters}${len(choices)}",
                "error_title": "不在可选范围内",
                "error_message": "请从下拉列表中选择一项。",
            }
        if column.hint:
            rule |= {"input_title": column.title[:32], "input_message": column.hint[:255]}
        if len(rule) > 1:
            form.data_validation(1, place, _FORM_ROWS, place, rule)
    if hidden is not None:
        hidden.hide()


def _choices_of(column: Column) -> tuple[str, ...]:
    return ("是", "否") if column.kind is ColumnKind.YES_NO else column.choices


def _letters(place: int) -> str:
    """Return the letters of a column counted from 0."""
    first, last = divmod(place, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


def _example_of(column: Column) -> str:
    return next(iter(column.choices), "") or column.hint or _KIND_WORDS[column.kind][1]


def _write_rules(pen: Pen, title: str, columns: tuple[Column, ...], about: tuple[str, ...]) -> None:
    sheet = pen.add_sheet(RULES_SHEET)
    set_up_print(sheet, title, "", landscape=False)
    for place, width in enumerate((20, 8, 26, 44)):
        sheet.set_column(place, place, width)
    general = (
        *about,
        "标有 * 的列必须填写。请只在第一张工作表填写，不要改动列名、合并单元格或使用公式。",
    )
    for row, line in enumerate(general):
        _write_across(sheet, row, 3, line, pen.format(text_wrap=True))
        sheet.set_row(row, 32)
    start = len(general) + 1
    for place, head in enumerate(("列名", "必填", "格式", "可选内容与提示")):
        write_text(sheet, start, place, head, pen.head)
    for row, column in enumerate(columns, start=start + 1):
        choices = "可选：" + "、".join(column.choices) if column.choices else ""
        rule = "\n".join(part for part in (choices, column.hint) if part)
        is_required = "是" if column.required else "否"
        for place, text in enumerate(
            (column.title, is_required, _KIND_WORDS[column.kind][0], rule)
        ):
            write_text(sheet, row, place, text, pen.cell(ColumnKind.TEXT))
