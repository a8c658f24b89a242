"""The library that reads workbooks, held so that nothing else has to know its corners."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

from app.documents.errors import UnreadableSheetError
from app.documents.package import VettedPackage
from app.documents.sheets import SIDE_SHEETS

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_COLUMNS = 100

# The library warns on standard error of every extension that it passes over.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

_BREAKAGES = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the library has been seen, or can be expected, to raise over a malformed workbook."""


class Cell(Protocol):
    """What the library hands out for a cell, be it empty or not."""

    @property
    def value(self) -> object:
        """Return str, int, float, bool, naive datetime, time, timedelta or None."""

    @property
    def data_type(self) -> str:
        """Return the library's letter; ``e`` is an error value such as ``#N/A``."""


class Sheet:
    """One visible sheet of a workbook, read in order."""

    def __init__(self, sheet: "ReadOnlyWorksheet", package: VettedPackage) -> None:
        # The stubs lose the methods of this class, and the name of its part is private.
        self._sheet = cast("Any", sheet)
        part = str(self._sheet._worksheet_path).removeprefix("/")
        self.title: str = sheet.title
        self.scan = package.scans[part]
        self.counts_from_1904: bool = self._sheet.parent.epoch == _calendar_from_1904()
        """Whether a bare number of a day has to be read in the other calendar."""

    def lines(self, first: int, last: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield the rows from ``first`` to ``last``, numbered; each has ``MOST_COLUMNS`` cells."""
        rows = self._sheet.iter_rows(min_row=first, max_row=last, max_col=MOST_COLUMNS)
        yield from enumerate(rows, start=first)


@contextmanager
def opened(package: VettedPackage) -> Iterator[list[Sheet]]:
    """Open a vetted workbook and hand out its visible sheets, those of our own explaining left out.

    Values of formulas are those that were computed last; the scan tells where formulas are.

    Raises:
        UnreadableSheetError: no such sheet, or the library stumbled, be it while they are read.
    """
    # Loaded when the first sheet comes, because every start of the product would wait for it.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        book = load_workbook(
            io.BytesIO(package.content), read_only=True, data_only=True, keep_links=False
        )
        with closing(book):
            yield _sheets_of(book, package)
    except _BREAKAGES as error:
        raise UnreadableSheetError from error


def _calendar_from_1904() -> object:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    return CALENDAR_MAC_1904


def _sheets_of(book: "Workbook", package: VettedPackage) -> list[Sheet]:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # noqa: PLC0415

    sheets = [
        Sheet(sheet, package)
        for sheet in book.worksheets
        if isinstance(sheet, ReadOnlyWorksheet)
        and sheet.sheet_state == "visible"
        and sheet.title not in SIDE_SHEETS
    ]
    if not sheets:
        raise UnreadableSheetError(
            "文件里没有可以读取的工作表，没有导入任何内容。请在模板的第一张工作表中填写后重新上传。"
        )
    return sheets
