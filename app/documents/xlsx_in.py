"""Read a form that somebody filled in: every row, and everything that is wrong with it at once.

A file that cannot be used as a whole is raised; what is wrong with single rows is returned, so
that ``xlsx_out.write_error_sheet`` can send the rows back with the faults marked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.documents.cells import CellError, as_sent, from_1904, understand
from app.documents.errors import UnreadableSheetError
from app.documents.heads import Head, find_head, listed
from app.documents.package import vet_package
from app.documents.sheet_scan import rows_of_range
from app.documents.sheets import Column, ColumnKind
from app.documents.workbook import Cell, Sheet, opened

__all__ = [
    "ImportedRow",
    "ImportedTable",
    "RowProblem",
    "UnreadableSheetError",
    "duplicates_of",
    "read_table",
]

_DAYS = frozenset({ColumnKind.DATE, ColumnKind.MOMENT})


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One filled-in row; a cell with a problem has the value ``None``."""

    number: int
    """In the file, counting from 1, as the spreadsheet shows it."""
    values: Mapping[str, object]
    """By the key of the column: str, date, datetime in UTC, int, Decimal, bool or None."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row, and what to do about it."""

    row: int
    column: str | None
    """The key; ``None`` when the whole row is meant."""
    message: str


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """What a file holds. Import it only when ``problems`` is empty."""

    columns: tuple[Column, ...]
    rows: tuple[ImportedRow, ...]
    raw: tuple[tuple[str, ...], ...]
    """The cells as sent, one line for each of ``rows``, in the order of ``columns``."""
    problems: tuple[RowProblem, ...]
    """In the order of rows and columns."""
    notes: tuple[str, ...] = ()
    """Sentences on what was passed over or read although hidden; no reason to refuse."""


def read_table(content: bytes, columns: tuple[Column, ...], *, max_rows: int) -> ImportedTable:
    """Read the rows below the head that carries the titles of ``columns``.

    The order of columns is free, blank rows are dropped. Bound by the processor, about 0.5 s for
    5,000 rows of 12 cells: call it in a thread.

    Raises:
        UnreadableSheetError: the file as a whole cannot be used, lacks required columns, holds
            no rows or more than ``max_rows``.
    """
    with opened(vet_package(content)) as sheets:
        sheet, head = find_head(sheets, columns)
        filled = [number for number in sheet.scan.filled_rows if number > head.row]
        if len(filled) > max_rows:
            raise UnreadableSheetError(
                f"表格有 {len(filled)} 行，超过一次最多 {max_rows} 行的上限，没有导入任何内容。"
                "请分成几份后分别上传。"
            )
        rows, raw, problems = _read_rows(sheet, columns, head, filled)
    if not rows:
        raise UnreadableSheetError("表头下面没有填写任何内容。请填好后重新上传。")
    merged = _merged_problems(sheet, head, rows[-1].number)
    return ImportedTable(
        columns=columns,
        rows=tuple(rows),
        raw=tuple(raw),
        problems=tuple(sorted([*merged, *problems], key=lambda problem: problem.row)),
        notes=tuple(_notes(sheet, sheets, columns, head)),
    )


def duplicates_of(table: ImportedTable, key: str) -> list[RowProblem]:
    """Return a problem for each row whose value in this column stood in an earlier row."""
    title = next(column.title for column in table.columns if column.key == key)
    first: dict[object, int] = {}
    problems = []
    for row in table.rows:
        value = row.values[key]
        if value is None:
            continue
        earlier = first.setdefault(value, row.number)
        if earlier != row.number:
            message = f"“{title}”与第 {earlier} 行重复，请核对后改正或删除其中一行。"
            problems.append(RowProblem(row.number, key, message))
    return problems


def _read_rows(
    sheet: Sheet,
    columns: tuple[Column, ...],
    head: Head,
    filled: Sequence[int],
) -> tuple[list[ImportedRow], list[tuple[str, ...]], list[RowProblem]]:
    rows: list[ImportedRow] = []
    raw: list[tuple[str, ...]] = []
    problems: list[RowProblem] = []
    if not filled:
        return rows, raw, problems
    places = [head.places.get(column.key) for column in columns]
    for number, cells in sheet.lines(head.row + 1, filled[-1]):
        found = [None if place is None else cells[place] for place in places]
        sent = tuple("" if cell is None else as_sent(cell.value) for cell in found)
        computed = [
            place is not None and (number, place + 1) in sheet.scan.formulas for place in places
        ]
        if not any(sent) and not any(computed):
            continue
        values: dict[str, object] = {}
        for column, cell, is_formula in zip(columns, found, computed, strict=True):
            values[column.key] = None
            try:
                values[column.key] = _value_of(sheet, cell, column, is_formula=is_formula)
            except CellError as error:
                problems.append(RowProblem(number, column.key, f"“{column.title}”{error}"))
        rows.append(ImportedRow(number, values))
        raw.append(sent)
    return rows, raw, problems


def _value_of(sheet: Sheet, cell: Cell | None, column: Column, *, is_formula: bool) -> object:
    if is_formula:
        raise CellError("是公式。请将公式改为数值后重新导入。")
    if cell is not None and cell.data_type == "e":
        raise CellError(f"是错误值（{as_sent(cell.value)}），请改为实际内容。")
    value = None if cell is None else cell.value
    if sheet.counts_from_1904 and column.kind in _DAYS:
        # The library turns cells with the format of a day, not those that are bare numbers.
        value = from_1904(value)
    return understand(value, column)


def _merged_problems(sheet: Sheet, head: Head, last_row: int) -> Iterator[RowProblem]:
    for reference in sheet.scan.merged:
        first, last = rows_of_range(reference)
        if last >= head.row and first <= last_row:
            message = f"单元格区域 {reference} 被合并。请取消合并，逐格填写后重新导入。"
            yield RowProblem(max(first, head.row), None, message)


def _notes(
    sheet: Sheet,
    sheets: Sequence[Sheet],
    columns: tuple[Column, ...],
    head: Head,
) -> Iterator[str]:
    absent = [column.title for column in columns if column.key not in head.places]
    hidden = [str(number) for number in sheet.scan.hidden_rows if number > head.row]
    if len(sheets) > 1:
        yield f"只读取了工作表“{sheet.title}”，其余工作表没有读取。"
    if head.surplus:
        yield f"表中多出的列没有读取：{listed(head.surplus)}。"
    if absent:
        yield f"表中没有{listed(absent)}，按未填写处理。"
    if hidden:
        some = "、".join(hidden[:10]) + ("等" if len(hidden) > 10 else "")
        yield f"第 {some} 行是隐藏行，也一并读取了，请确认。"
    if sheet.scan.has_hidden_columns:
        yield "表中有隐藏的列，也一并读取了，请确认。"
