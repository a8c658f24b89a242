"""Chinese letters for a PDF that brings none along: read before the sandbox closes, lent after.

The drawer has letters of its own for Latin text. Of Chinese it has none, and many programs name
``SimSun`` without enclosing it, so one font of the system stands in for all of them. Where the
system has none, such text stays blank; what a PDF encloses is drawn all the same.
"""

import ctypes
import mmap
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2.raw as drawer
from PIL import ImageFont

from app.media.lettering import chinese_fonts

_COLLECTION = 0x74746366
"""``ttcf``: asks for the whole of a file that holds several fonts."""
_HANDLE = 1
_CHARSETS = frozenset({128, 129, 134, 136})
"""Japanese, Korean, simplified and traditional Chinese, as Windows numbers them."""
_SIMPLIFIED = "SC"


@dataclass(frozen=True, slots=True)
class _Lent:
    """A font file in memory; ``start`` is where its face begins, 0 where it has but one."""

    content: mmap.mmap
    start: int


def lend_chinese() -> tuple[Any, ...]:
    """Tell the drawer of a Chinese font; what is returned has to live as long as it draws.

    Opens files and makes entry points for C, neither of which can be done behind the sandbox.
    """
    info = drawer.FPDF_SYSFONTINFO(version=1)
    lent = _find()

    def map_font(_self: object, _weight: int, _italic: int, charset: int, *_more: object) -> int:
        return _HANDLE if lent is not None and charset in _CHARSETS else 0

    def font_data(_self: object, _handle: int, table: int, out: Any, room: int) -> int:
        return _copy(lent, table, out, room) if lent is not None else 0

    for name, answer in (("MapFont", map_font), ("GetFontData", font_data)):
        setattr(info, name, _entry(info, name, answer))
    drawer.FPDF_SetSystemFontInfo(info)
    return info, lent


def _entry(info: Any, name: str, answer: Callable[..., int]) -> Any:
    return dict(info._fields_)[name](answer)


def _find() -> _Lent | None:
    for path in chinese_fonts():
        try:
            index = _simplified(path)
            with path.open("rb") as file:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            is_collection = content[:4] == _COLLECTION.to_bytes(4)
            start = struct.unpack_from(">I", content, 12 + 4 * index)[0] if is_collection else 0
            return _Lent(content, start)
        except (OSError, ValueError, struct.error):
            continue
    return None


def _simplified(path: Path) -> int:
    """Return which font of a collection has the letters as they are written on the mainland."""
    for index in range(16):
        try:
            family, _ = ImageFont.truetype(path, 16, index).getname()
        except OSError:
            break
        if (family or "").endswith(_SIMPLIFIED):
            return index
    return 0


def _copy(lent: _Lent, table: int, out: Any, room: int) -> int:
    """Answer as the drawer wants to be told: a collection whole, or the rest of it from a face."""
    size = len(lent.content)
    if table == _COLLECTION:
        wanted, start = (size, 0) if lent.start else (0, 0)
    elif table:
        return 0
    else:
        wanted, start = size - lent.start, lent.start
    if out and wanted:
        taken = min(wanted, room)
        ctypes.memmove(out, lent.content[start : start + taken], taken)
    return wanted
