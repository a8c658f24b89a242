"""How values look on a page: times in Asia/Shanghai, sizes, durations, digests.

Pure functions, registered as template filters by ``app.routers.pages``.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from app.clock import SHANGHAI
from app.routers.drawing import written
from app.searching.words import Piece

_SIZE_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


def moment(value: datetime) -> str:
    """Return a time to the second in Asia/Shanghai.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 21, 7, 5, 9, tzinfo=UTC))
    '2026-11-21 15:05:09'
    """
    return value.astimezone(SHANGHAI).isoformat(" ", "seconds")[:19]


def minute(value: datetime) -> str:
    """Return a time to the minute in Asia/Shanghai, for dense tables."""
    return value.astimezone(SHANGHAI).isoformat(" ", "minutes")[:16]


class Stamp(NamedTuple):
    """A time in Asia/Shanghai: for programs, to the second and to the minute."""

    machine: str
    moment: str
    minute: str


def stamp(value: datetime) -> Stamp:
    """Return everything that a ``<time>`` element says, from one look at the clock's zone.

    >>> from datetime import UTC
    >>> stamp(datetime(2026, 11, 21, 7, 5, 9, tzinfo=UTC))[:2]
    ('2026-11-21T15:05:09+08:00', '2026-11-21 15:05:09')
    """
    machine = value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    second = f"{machine[:10]} {machine[11:19]}"
    return Stamp(machine, second, second[:16])


def long_day(value: datetime) -> str:
    """Return a date in words, with the day of the week.

    >>> from datetime import UTC
    >>> long_day(datetime(2026, 11, 20, 16, 0, tzinfo=UTC))
    '2026年11月21日 星期六'
    """
    local = value.astimezone(SHANGHAI)
    weekday = "一二三四五六日"[local.weekday()]
    return f"{local.year}年{local.month}月{local.day}日 星期{weekday}"


def machine_time(value: datetime) -> str:
    """Return the ``datetime`` attribute of a ``<time>`` element."""
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds")


def marked(text: str | Sequence[Piece]) -> str:
    """Return a text with what was looked for in it marked.

    Where nothing is, which is nearly everywhere, the template escapes it like any other text.

    >>> marked((Piece("李大山", is_hit=True), Piece(" <案>")))
    Markup('<mark>李大山</mark> &lt;案&gt;')
    """
    if isinstance(text, str):
        return text
    pieces = [
        f"<mark>{written(piece.text)}</mark>" if piece.is_hit else written(piece.text)
        for piece in text
    ]
    return Markup("".join(pieces))  # noqa: S704 - each piece of text was escaped.


def named(file_name: str) -> str:
    """Return a file's name, or words for a sender that gave none: a link needs something to see.

    >>> named("a.mp4"), named(" ")
    ('a.mp4', '未命名文件')
    """
    return file_name if file_name.strip() else "未命名文件"


def file_size(size_bytes: int) -> str:
    """Return a size in the 1024-based units that desktop file managers show.

    >>> file_size(812), file_size(1536), file_size(3_221_225_472)
    ('812 B', '1.50 KB', '3.00 GB')
    """
    value = float(size_bytes)
    for unit in _SIZE_UNITS[:-1]:
        if value < 1024:
            return f"{size_bytes} B" if unit == "B" else f"{value:.{_decimals(value)}f} {unit}"
        value /= 1024
    return f"{value:.{_decimals(value)}f} {_SIZE_UNITS[-1]}"


def _decimals(value: float) -> int:
    """Keep three significant digits, so a column of sizes stays narrow."""
    if value < 10:
        return 2
    return 1 if value < 100 else 0


def yuan(amount: Decimal) -> str:
    """Return an amount of money with two decimals and thousands separators.

    >>> yuan(Decimal("1280"))
    '1,280.00'
    """
    return f"{amount:,.2f}"


def grouped(number: int) -> str:
    """Return an integer with thousands separators.

    >>> grouped(48211034)
    '48,211,034'
    """
    return f"{number:,}"


def duration(duration_ms: int) -> str:
    """Return a length as hours, minutes and seconds.

    >>> duration(3_725_400), duration(400)
    ('1:02:05', '0:00')
    """
    seconds = duration_ms // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return f"{minutes}:{seconds:02d}"


def spoken_seconds(seconds: int) -> str:
    """Return a waiting time in words.

    >>> spoken_seconds(45), spoken_seconds(120), spoken_seconds(150)
    ('45 秒', '2 分钟', '2 分 30 秒')
    """
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def dom_id(thing: str, key: object, part: str = "") -> str:
    """Return the one element id of a part of a thing; templates never type ids twice.

    >>> dom_id("recording", 7, "facts"), dom_id("recording", 7)
    ('recording-7-facts', 'recording-7')
    """
    return "-".join(piece for piece in (thing, str(key), part) if piece)
