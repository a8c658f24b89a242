"""What does one cell say? Cells as people fill them in, turned into values by the column's kind.

Only kinds with a grammar are normalised (full-width digits, spaces); a text is kept as typed, for
normalising would change rare characters of names.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.clock import SHANGHAI
from app.documents.sheets import Column, ColumnKind

YES = frozenset({"是", "√", "✓", "✔", "Y", "YES", "TRUE", "1"})
NO = frozenset({"否", "×", "✗", "✘", "N", "NO", "FALSE", "0"})

_EXACT_BELOW = Decimal(10) ** 15
"""Spreadsheets keep 15 digits of a number; the rest becomes zeros."""
_CENT = Decimal("0.01")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?", re.ASCII)
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+", re.ASCII)
_DAY = (
    r"(?P<y>\d{4})"
    r"(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日)"
)
_DATE = re.compile(rf"{_DAY}(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_COMPACT_DATE = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
_MOMENT = re.compile(
    rf"{_DAY}[ T]?(?P<hour>\d{{1,2}})[:时](?P<minute>\d{{1,2}})分?(?::?(?P<second>\d{{1,2}})秒?)?",
    re.ASCII,
)
_FIRST_SERIAL, _LAST_SERIAL = 29221, 73050
"""Day numbers of 1980 to 2099; beyond, a number is rather a year or a typing error."""
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - Spreadsheets know no zones.
_DAYS_TO_1904 = 1462
_BLANK = " \t\r\n\u00a0\u3000\u200b\ufeff"
_MOST_QUOTED = 40
_MOST_CHOICES = 30


class CellError(ValueError):
    """Says in Chinese what is wrong with the cell and what to do; the title goes before it."""


def as_sent(value: object) -> str:
    """Return the text of a cell, to be shown or sent back."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.strftime("%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M:%S")
        case int() | float():
            return _digits(value)
        case _:
            return str(value).replace("_x000D_\n", "\n").replace("\x00", "\ufffd").strip(_BLANK)


def understand(value: object, column: Column) -> object:
    """Return the value of a cell, ``None`` when it is empty.

    ``value`` is what the workbook holds: str, int, float, bool, naive datetime or None.

    Raises:
        CellError: the cell is required and empty, or cannot be understood.
    """
    text = as_sent(value)
    if not text:
        if column.required:
            raise CellError("没有填写，请补填。")
        return None
    return _READERS[column.kind](value if isinstance(value, _TYPED) else text, column)


_TYPED = (bool, int, float, datetime)


def from_1904(value: object) -> object:
    """Return the number of a day that counts from 1904 as other workbooks count; else ``value``.

    >>> from_1904(44885), from_1904("44885")
    (46347, '44885')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return value + _DAYS_TO_1904


def _digits(value: float) -> str:
    """Write a number as the spreadsheet means it: 15 digits, without the noise behind them.

    >>> _digits(12.300000000000001), _digits(3.0)
    ('12.3', '3')
    """
    number = Decimal(format(value, ".15g"))
    return format(number, "f") if number.is_finite() else str(value)


def _text(value: object, column: Column) -> str:
    match value:
        case datetime():
            raise CellError(
                f"被表格软件改成了日期（{as_sent(value)}），原文已丢失。"
                "请先把这一列设为“文本”格式，再重新填写。"
            )
        case bool():
            text = as_sent(value)
        case int() | float() if not abs(value) < _EXACT_BELOW:
            raise CellError(
                "超过 15 位，却是按数值存放的，末几位已丢失。"
                "请先把这一列设为“文本”格式，再对照原件重新填写完整号码。"
            )
        case _:
            text = as_sent(value)
    if _SHORTENED.fullmatch(text):
        raise CellError(
            f"显示为“{text}”，号码的末几位已丢失。"
            "请先把这一列设为“文本”格式，再对照原件重新填写完整号码。"
        )
    return _chosen(text, column.choices) if column.choices else text


def _chosen(text: str, choices: tuple[str, ...]) -> str:
    if text in choices:
        return text
    alike = {_plain(choice).replace(" ", ""): choice for choice in choices}
    choice = alike.get(_plain(text).replace(" ", ""))
    if choice is None:
        allowed = "、".join(choices[:_MOST_CHOICES]) + (
            "等" if len(choices) > _MOST_CHOICES else ""
        )
        raise CellError(f"不能填“{_quoted(text)}”，请从以下选项中选一个：{allowed}。")
    return choice


def _date(value: object, _: Column) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return (_SERIAL_ZERO + timedelta(days=value)).date()
    text = _plain(as_sent(value))
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    day = _day_of(found)
    if day is None:
        raise CellError(f"中的“{_quoted(text)}”不是有效的日期，请按 2026-11-21 的样式填写。")
    return day


def _moment(value: object, _: Column) -> datetime:
    if isinstance(value, float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        value = _SERIAL_ZERO + timedelta(seconds=round(value * 86400))
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=SHANGHAI).astimezone(UTC)
    text = _plain(as_sent(value))
    found = _MOMENT.fullmatch(text)
    day, time_of_day = _day_of(found), _time_of(found)
    if day is None or time_of_day is None:
        raise CellError(
            f"中的“{_quoted(text)}”不是有效的时间，请按 2026-11-21 09:30 的样式填写日期和时刻。"
        )
    return datetime.combine(day, time_of_day, SHANGHAI).astimezone(UTC)


def _time_of(found: re.Match[str] | None) -> time | None:
    if found is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None


def _day_of(found: re.Match[str] | None) -> date | None:
    """Return the day of a match; none of the years that no zone can write down."""
    if found is None:
        return None
    parts = found.groupdict()
    month, day = parts["m"] or parts["m2"], parts["d"] or parts["d2"]
    try:
        made = date(int(parts["y"]), int(month), int(day))
    except ValueError:
        return None
    return made if 1900 <= made.year < 9999 else None


def _number(value: object, column: Column) -> Decimal:
    text = _plain(as_sent(value)).replace(" ", "")
    if column.kind is ColumnKind.MONEY:
        text = text.removeprefix("¥").removesuffix("元")
    if isinstance(value, bool | datetime) or not _NUMBER.fullmatch(text):
        raise CellError(f"中的“{_quoted(as_sent(value))}”不是数字，请只填数字，不带单位和文字。")
    number = Decimal(text.replace(",", ""))
    if not abs(number) < _EXACT_BELOW:
        raise CellError("的数字超过 15 位，表格软件无法准确保存。请核对后重新填写。")
    return number


def _integer(value: object, column: Column) -> int:
    number = _number(value, column)
    if number != number.to_integral_value():
        raise CellError(f"中的“{_quoted(as_sent(value))}”不是整数，请填写整数。")
    return int(number)


def _money(value: object, column: Column) -> Decimal:
    number = _number(value, column)
    yuan = number.quantize(_CENT, ROUND_HALF_UP)
    if yuan != number:
        raise CellError(f"中的“{_quoted(as_sent(value))}”超过两位小数，请以元为单位，最多填到分。")
    return yuan


def _yes_no(value: object, _: Column) -> bool:
    word = _plain(as_sent(value)).replace(" ", "").upper()
    if word not in YES | NO:
        raise CellError(f"不能填“{_quoted(as_sent(value))}”，请填“是”或“否”。")
    return word in YES


def _plain(text: str) -> str:
    """Return a text with full-width digits and signs made plain and its spaces made single."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _quoted(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]}…"


_READERS = {
    ColumnKind.TEXT: _text,
    ColumnKind.DATE: _date,
    ColumnKind.MOMENT: _moment,
    ColumnKind.INTEGER: _integer,
    ColumnKind.MONEY: _money,
    ColumnKind.YES_NO: _yes_no,
}
