"""Where are the titles? The head of a table that somebody may have moved or reordered."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.documents.cells import as_sent
from app.documents.errors import UnreadableSheetError
from app.documents.sheets import Column
from app.documents.workbook import Sheet

HEAD_WITHIN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Head:
    """Where the titles stand: ``places`` maps the key of a column to its place, from 0."""

    row: int
    places: Mapping[str, int]
    surplus: tuple[str, ...]
    doubled: tuple[str, ...]


def find_head(sheets: Sequence[Sheet], columns: tuple[Column, ...]) -> tuple[Sheet, Head]:
    """Return the first sheet that has every required title, and where its titles stand."""
    nearest: Head | None = None
    for sheet in sheets:
        head = _head_of(sheet, columns)
        if head is None:
            continue
        if not _missing(head, columns):
            if head.doubled:
                titles = listed(head.doubled)
                raise UnreadableSheetError(
                    f"表头中{titles}出现了不止一次，无法判断以哪一列为准。请只保留一列后重新上传。"
                )
            return sheet, head
        if nearest is None or len(head.places) > len(nearest.places):
            nearest = head
    if nearest is None:
        raise UnreadableSheetError(
            f"前 {HEAD_WITHIN_ROWS} 行中没有找到表头，没有导入任何内容。"
            "请下载模板，按模板的列名填写后重新上传。"
        )
    titles = listed(_missing(nearest, columns))
    raise UnreadableSheetError(f"表头缺少必填的列：{titles}。请下载模板核对列名，补齐后重新上传。")


def _head_of(sheet: Sheet, columns: tuple[Column, ...]) -> Head | None:
    """Return the row among the first ones that carries the most titles."""
    keys = {_bare(column.title): column.key for column in columns}
    best: Head | None = None
    for number, cells in sheet.lines(1, HEAD_WITHIN_ROWS):
        places: dict[str, int] = {}
        surplus, doubled = [], []
        for place, cell in enumerate(cells):
            text = as_sent(cell.value)
            key = keys.get(_bare(text))
            if key in places:
                doubled.append(text)
            elif key is not None:
                places[key] = place
            elif text:
                surplus.append(text)
        if places and (best is None or len(places) > len(best.places)):
            best = Head(number, places, tuple(surplus), tuple(doubled))
    return best


def _missing(head: Head, columns: tuple[Column, ...]) -> list[str]:
    """Return the titles of required columns that the head does not have."""
    return [column.title for column in columns if column.required and column.key not in head.places]


def _bare(title: str) -> str:
    """Return a title without what people and templates put around it: spaces, width, stars."""
    return "".join(unicodedata.normalize("NFKC", title).split()).rstrip("*").removesuffix("(必填)")


def listed(titles: Sequence[str]) -> str:
    """Return titles as a sentence names them."""
    return "、".join(f"“{title}”" for title in titles)
