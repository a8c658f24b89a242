"""Workbooks as people and attackers make them, and eyes to look into ours."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.sheets import Column, ColumnKind
from app.documents.xlsx_in import ImportedTable, read_table

COLUMNS = (
    Column("number", "设备编号", required=True, hint="与机身铭牌一致"),
    Column("kind", "类别", choices=("执法记录仪", "便携式摄像机")),
    Column("bought_on", "购置日期", ColumnKind.DATE),
    Column("price", "价格", ColumnKind.MONEY),
    Column("count", "数量", ColumnKind.INTEGER),
    Column("in_use", "在用", ColumnKind.YES_NO),
    Column("handed_over_at", "交接时间", ColumnKind.MOMENT),
)
TITLES = tuple(column.title for column in COLUMNS)
GOOD = ("JL-0001", "执法记录仪", "2026-11-21", "1280.50", "2", "是", "2026-11-21 09:30")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book_of(*rows: Sequence[object], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """Return a workbook of these rows as openpyxl writes it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    return bytes_of(book)


def bytes_of(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(*rows: Sequence[object], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """Return a form with the usual head."""
    return book_of(TITLES, *rows, change=change)


def read(
    content: bytes, columns: tuple[Column, ...] = COLUMNS, max_rows: int = 100
) -> ImportedTable:
    return read_table(content, columns, max_rows=max_rows)


def messages(table: ImportedTable) -> list[str]:
    return [problem.message for problem in table.problems]


def look(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    """Return one XML part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def repacked(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return the workbook with parts replaced, added, or (``None``) left out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, body in changes.items():
            if body is not None:
                new.writestr(name, body)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet_xml(xml: str) -> bytes:
    """Return a workbook whose only sheet is this XML, as written by hand."""
    return repacked(filled(), {SHEET: xml.encode()})


def by_hand(*rows: str, before: str = "", after: str = "") -> bytes:
    """Return a workbook of the usual head and rows of hand-written cells."""
    head = "".join(inline(title) for title in TITLES)
    return with_sheet_xml(
        f'<worksheet xmlns="{MAIN}">{before}<sheetData><row r="1">{head}</row>'
        f"{''.join(rows)}</sheetData>{after}</worksheet>"
    )


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def wide(text: str) -> str:
    """Return a text as a Chinese keyboard types it in full width."""
    return "".join("\u3000" if sign == " " else chr(ord(sign) + 0xFEE0) for sign in text)


def on_the_wall(*parts: int) -> datetime:
    """Return a moment as spreadsheets keep it: without a zone."""
    year, month, day, *rest = parts
    hour, minute = rest or (0, 0)
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - That is the point.
