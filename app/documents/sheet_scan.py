"""Look through one XML part of a workbook before a library believes it.

The library's quick way of reading does not tell merged, hidden and computed cells; they are found
here. Declarations of types and entities are refused: no honest workbook has them, and they are
how a small text grows into a large one.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from app.documents.errors import UnreadableSheetError

MOST_ELEMENTS = 2_000_000
"""Elements of one part: about two seconds of parsing."""
MOST_STRINGS = 250_000
"""Texts of the table that cells share; the library takes about 10 µs for each."""
LAST_ROW = 1_048_576
"""The last row that spreadsheets have; the library would count up to whatever a file names."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_ROW = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)


@dataclass(slots=True)
class SheetScan:
    """What one sheet holds besides its values; rows and columns count from 1."""

    filled_rows: list[int] = field(default_factory=list)
    """Rows with at least one value, ascending."""
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    has_hidden_columns: bool = False


class PartScanner:
    """Takes the bytes of a part piece by piece; ``found`` is complete after ``close``."""

    def __init__(self) -> None:
        self.found = SheetScan()
        self._row = self._column = self._elements = self._strings = 0
        self._handlers = {
            f"{_MAIN}row": self._begin_row,
            f"{_MAIN}c": self._begin_cell,
            f"{_MAIN}v": self._note_value,
            f"{_MAIN}is": self._note_value,
            f"{_MAIN}f": self._note_formula,
            f"{_MAIN}mergeCell": self._note_merged,
            f"{_MAIN}col": self._note_columns,
            f"{_MAIN}si": self._count_string,
        }
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_declaration
        self._parser.EntityDeclHandler = self._refuse_declaration
        self._parser.StartElementHandler = self._begin

    def feed(self, data: bytes) -> None:
        """Look at the next bytes.

        Raises:
            UnreadableSheetError: no XML, more elements than we read, or declarations in it.
        """
        try:
            self._parser.Parse(data, False)  # noqa: FBT003 - The parser takes no names.
        except expat.ExpatError as error:
            raise UnreadableSheetError from error

    def close(self) -> None:
        """Check that the part is complete; raises as ``feed`` does."""
        try:
            self._parser.Parse(b"", True)  # noqa: FBT003 - The parser takes no names.
        except expat.ExpatError as error:
            raise UnreadableSheetError from error

    def _refuse_declaration(self, *_: object) -> None:
        raise UnreadableSheetError(
            "文件里含有正常表格不会有的声明（DOCTYPE），为安全起见没有读取。"
            "请用 Excel 或 WPS 新建一张表，把内容粘贴过去，保存为 .xlsx 后重新上传。"
        )

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise _too_many()
        handler = self._handlers.get(name)
        if handler is not None:
            handler(attributes)

    def _count_string(self, _: dict[str, str]) -> None:
        self._strings += 1
        if self._strings > MOST_STRINGS:
            raise _too_many()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self._row + 1))
        # Of two rows with one number the library drops the second, and it reads numbers in ways
        # of its own ("2e9", "٣"); programs write plain ones, each larger than the one before.
        if not _ROW.fullmatch(number) or not self._row < int(number) <= LAST_ROW:
            raise UnreadableSheetError
        self._row, self._column = int(number), 0
        if attributes.get("hidden") in {"1", "true"}:
            self.found.hidden_rows.append(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise UnreadableSheetError
        self._column = column_number(found[1])

    def _note_value(self, _: dict[str, str]) -> None:
        rows = self.found.filled_rows
        if not rows or rows[-1] < self._row:
            rows.append(self._row)

    def _note_formula(self, attributes: dict[str, str]) -> None:
        self.found.formulas.add((self._row, self._column))
        self._note_value(attributes)

    def _note_merged(self, attributes: dict[str, str]) -> None:
        self.found.merged.append(attributes.get("ref", ""))

    def _note_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            self.found.has_hidden_columns = True


def _too_many() -> UnreadableSheetError:
    return UnreadableSheetError(
        "表格里的单元格过多，没有读取。请删除多余的行、列和格式，或分成几份后重新上传。"
    )


def column_number(letters: str) -> int:
    """Return the number of a column from its letters, counting from 1.

    >>> column_number("A"), column_number("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def rows_of_range(reference: str) -> tuple[int, int]:
    """Return the first and last row of a range such as ``A5:B9``; (0, 0) when it is none.

    >>> rows_of_range("A5:B9"), rows_of_range("nonsense")
    ((5, 9), (0, 0))
    """
    ends = [_PLACE.fullmatch(end) for end in reference.split(":")]
    rows = [int(end[2]) for end in ends if end is not None]
    return (min(rows), max(rows)) if rows and len(rows) == len(ends) else (0, 0)
