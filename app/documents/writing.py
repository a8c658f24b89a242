"""The hand that writes workbooks: formats, cells, print set-up, all without surprises.

No cell is ever a formula, whatever it begins with; equal input gives equal bytes.
"""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.clock import SHANGHAI, is_expressible
from app.documents.sheets import Column, ColumnKind

CUT_MARK = "…（内容过长，已截断）"

_MOST_UNITS = 32767
"""UTF-16 units of one cell."""
_MOST_NAME_UNITS = 31
_MOST_HEADER_CHARACTERS = 120
_EXACT_BELOW = 10**15
_FIXED_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - The library wants it without a zone.
_A4 = 9
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

_COUNTED = frozenset({ColumnKind.INTEGER, ColumnKind.MONEY})

NUMBER_FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    ColumnKind.INTEGER: "0",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.YES_NO: "@",
}


class Pen:
    """An open workbook with the formats of the house; ``drawn`` holds the file after closing."""

    def __init__(self, made_at: datetime | None) -> None:
        self._file = io.BytesIO()
        self.book = Workbook(
            self._file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": "宋体", "font_size": 11},
            },
        )
        created = made_at.astimezone(UTC).replace(tzinfo=None) if made_at else _FIXED_DAY
        self.book.set_properties({"created": created})
        self.format = cache(self._add_format)
        self._names: set[str] = set()

    def _add_format(self, number_format: str = "@", **properties: object) -> Format:
        return self.book.add_format({"num_format": number_format, "valign": "top", **properties})

    @property
    def title(self) -> Format:
        """Return the format of the title of a sheet."""
        return self.format(bold=True, font_size=16, align="center", valign="vcenter")

    @property
    def head(self) -> Format:
        """Return the format of the titles of columns."""
        return self.format(
            bold=True,
            border=1,
            align="center",
            valign="vcenter",
            text_wrap=True,
            bg_color="#EDEDED",
        )

    def cell(self, kind: ColumnKind, **properties: object) -> Format:
        """Return the format of the cells of a column."""
        is_wordy = kind is ColumnKind.TEXT
        return self.format(NUMBER_FORMATS[kind], border=1, text_wrap=is_wordy, **properties)

    def add_sheet(self, name: str) -> Worksheet:
        """Begin a sheet under a name that spreadsheets allow."""
        legal = sheet_name(name, frozenset(self._names))
        self._names.add(legal.lower())
        return self.book.add_worksheet(legal)

    def drawn(self) -> bytes:
        """Finish the workbook and return it."""
        self.book.close()
        return self._file.getvalue()


def write_text(sheet: Worksheet, row: int, place: int, text: str, form: Format) -> None:
    """Write a text as a text, whatever it looks like."""
    text = storable(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library takes this for markup of its own and would write it unescaped.
        sheet.write_rich_string(row, place, "<", "r", text.removeprefix("<r"), form)
    elif text:
        sheet.write_string(row, place, text, form)
    else:
        sheet.write_blank(row, place, None, form)


def write_value(
    pen: Pen, sheet: Worksheet, row: int, place: int, *, value: object, column: Column
) -> None:
    """Write one cell of a ledger: real numbers and days where they are exact, else texts."""
    kind = column.kind
    match value:
        case bool():
            write_text(sheet, row, place, "是" if value else "否", pen.cell(kind))
        case int() | Decimal() if kind in _COUNTED and _is_exact(value):
            sheet.write_number(row, place, value, pen.cell(kind))
        case datetime():
            _write_moment(pen, sheet, row, place, value=value, kind=kind)
        case date() if value.year >= 1900:
            sheet.write_datetime(row, place, value, pen.cell(ColumnKind.DATE))
        case _:
            text = "" if value is None else str(value)
            form = pen.cell(ColumnKind.TEXT)
            if text.startswith(_FORMULA_STARTS):
                # Keeps a spreadsheet from computing it once somebody edits the cell.
                form = pen.cell(ColumnKind.TEXT, quote_prefix=True)
            write_text(sheet, row, place, text, form)


def _is_exact(value: int | Decimal) -> bool:
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    return -_EXACT_BELOW < value < _EXACT_BELOW and round(value, 2) == value


def _write_moment(
    pen: Pen, sheet: Worksheet, row: int, place: int, *, value: datetime, kind: ColumnKind
) -> None:
    if value.tzinfo is None:
        raise ValueError("moments of a ledger are aware")
    if not is_expressible(value) or value.year < 1901:
        write_text(sheet, row, place, value.isoformat(" "), pen.cell(ColumnKind.TEXT))
        return
    local = value.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
    if kind is ColumnKind.DATE:
        sheet.write_datetime(row, place, local.date(), pen.cell(kind))
    else:
        sheet.write_datetime(row, place, local, pen.cell(ColumnKind.MOMENT))


def set_up_print(
    sheet: Worksheet, title: str, unit_name: str, *, landscape: bool, head_row: int | None = None
) -> None:
    """Set A4, one page wide, the head on each page, title, unit and page numbers around it."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    if head_row is not None:
        sheet.repeat_rows(head_row)
        sheet.freeze_panes(head_row + 1, 0)
    unit = f"&L{_header_text(unit_name)}" if unit_name else ""
    sheet.set_header(f"{unit}&R{_header_text(title)}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _header_text(text: str) -> str:
    """Escape what headers take for a code; both texts have to fit into 255 characters."""
    return storable(text)[: _MOST_HEADER_CHARACTERS // 2].replace("&", "&&").replace("\n", " ")


def storable(text: str) -> str:
    r"""Return a text as one cell can hold it: what XML cannot say replaced, too much cut off.

    >>> storable("a\x00b"), storable("a\r\nb"), storable("\ud83d")
    ('a\ufffdb', 'a\nb', '\ufffd')
    """
    text = _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _units(text) <= _MOST_UNITS:
        return text
    return _cut(text, _MOST_UNITS - len(CUT_MARK)) + CUT_MARK


def sheet_name(name: str, taken: frozenset[str] = frozenset()) -> str:
    """Return a legal and new name for a sheet; ``taken`` holds names in small letters.

    >>> sheet_name("2026/11: 台账?"), sheet_name("History"), sheet_name("台账", frozenset({"台账"}))
    ('2026 11  台账', '表 History', '台账 2')
    """
    plain = re.sub(r"[\[\]:*?/\\\n\t]", " ", storable(name)).strip().strip("'") or "表"
    if plain.lower() == "history":
        # Spreadsheets keep this name for themselves.
        plain = f"表 {plain}"
    legal, number = _cut(plain, _MOST_NAME_UNITS).rstrip(" '"), 2
    while legal.lower() in taken:
        mark = f" {number}"
        legal, number = _cut(plain, _MOST_NAME_UNITS - len(mark)).rstrip(" '") + mark, number + 1
    return legal


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    """Return the longest beginning of at most so many UTF-16 units, without half a character."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
