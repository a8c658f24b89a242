"""Words of an older Word document (DOC), the number of pages that it tells, and its programs.

Word 97 and later keep the words in pieces, of which a table tells the places. What is older, or
written by others who leave the table out, is kept without its words.
"""

import re
import struct
from collections.abc import Iterator

from app.media.source import DescriptorReader
from app.pages.ole import BrokenOleError, OleFile
from app.pages.problems import PaperProblem
from app.pages.refusing import RefusedPaperError
from app.pages.wire import Request

_PROGRAMS = frozenset({"macros", "vba", "_vba_project", "_vba_project_cur"})
_MARK, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _FIRST_TABLE = 0x0100, 0x0200
_PIECES, _FORMATS = 2, 1
_FIB_CLX, _FIB_BYTES = 0x01A2, 0x01AA
_ONE_BYTE = 0x40000000
"""Set in the place of a piece that has one byte for each character."""
_PAGES_TOLD, _INTEGER = 14, 3
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
"""What a field is made of, which nobody sees; its result follows."""
_BREAKS = str.maketrans(
    {**dict.fromkeys(range(32), None), 7: "\t", 9: "\t", 10: "\n", 11: "\n", 12: "\n", 13: "\n"}
)


class DocPages:
    """An opened DOC; ``told`` is the number of pages that Word wrote down when it was saved."""

    def __init__(self, source: DescriptorReader, request: Request) -> None:
        """Look for programs and a password.

        Raises:
            RefusedPaperError: there is one of them.
            BrokenOleError: the file does not hold together.
        """
        self._most = request.max_unpacked_bytes
        self._file = OleFile(source, request.size_bytes)
        if _PROGRAMS & self._file.names():
            raise RefusedPaperError(PaperProblem.HAS_PROGRAM)
        self._text = self._file.stream("WordDocument", self._most)
        if len(self._text) < _FIB_BYTES:
            raise BrokenOleError
        self._mark, self._version = struct.unpack_from("<HH", self._text, 0)
        (self._flags,) = struct.unpack_from("<H", self._text, 10)
        if self._mark == _MARK and self._flags & _ENCRYPTED:
            raise RefusedPaperError(PaperProblem.ENCRYPTED)
        self.told = self._pages_told(request.max_pages)

    def texts(self) -> Iterator[str]:
        """Yield the words, piece by piece; nothing where the table of pieces cannot be read."""
        if self._mark != _MARK or self._version < _WORD_97:
            return
        try:
            found = "".join(self._pieces())
        except (struct.error, BrokenOleError):
            return
        yield _FIELD_CODE.sub("", found).translate(_BREAKS)

    def _pieces(self) -> Iterator[str]:
        table = self._file.stream("1Table" if self._flags & _FIRST_TABLE else "0Table", self._most)
        start, length = struct.unpack_from("<II", self._text, _FIB_CLX)
        pieces = _piece_table(table[start : start + length])
        count = (len(pieces) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", pieces, 0)
        for number in range(count):
            (place,) = struct.unpack_from("<I", pieces, (count + 1) * 4 + number * 8 + 2)
            characters = max(ends[number + 1] - ends[number], 0)
            if place & _ONE_BYTE:
                first = (place & ~_ONE_BYTE) // 2
                yield self._text[first : first + characters].decode("cp1252", "replace")
            else:
                raw = self._text[place : place + 2 * characters]
                yield raw.decode("utf-16-le", "replace")

    def _pages_told(self, most: int) -> int | None:
        """Return what the summary says; ``None`` when it says nothing that can be so."""
        try:
            summary = self._file.stream("\x05SummaryInformation", self._most)
            (section,) = struct.unpack_from("<I", summary, 44)
            (count,) = struct.unpack_from("<I", summary, section + 4)
            for number in range(min(count, len(summary) // 8)):
                kind, place = struct.unpack_from("<II", summary, section + 8 + 8 * number)
                if kind == _PAGES_TOLD:
                    form, pages = struct.unpack_from("<Ii", summary, section + place)
                    return pages if form == _INTEGER and 0 < pages <= most else None
        except (struct.error, BrokenOleError):
            return None
        return None


def _piece_table(content: bytes) -> bytes:
    """Return the table of pieces, which follows any number of formats."""
    place = 0
    while place < len(content):
        if content[place] == _PIECES:
            (length,) = struct.unpack_from("<I", content, place + 1)
            return content[place + 5 : place + 5 + length]
        if content[place] != _FORMATS:
            break
        (length,) = struct.unpack_from("<H", content, place + 1)
        place += 3 + length
    raise BrokenOleError
