"""Draw a line of time: from moments to places, with an axis, and marks that do not overlap.

Pure, in units of the drawing (``WIDTH`` across). Marks of one lane that would fall on one place are
drawn as one with their number, so that ten thousand recordings draw as fast as ten.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from app.cases.marks import Lane, Mark
from app.clock import SHANGHAI

WIDTH = 1000
LANE_HEIGHT = 34
AXIS_HEIGHT = 26
LABEL_WIDTH = 84
PLACES = 120
"""So many places a lane has; marks at one place are drawn together."""
_LEAST = timedelta(minutes=10)
EARLIEST = datetime(1980, 1, 1, tzinfo=SHANGHAI)
LATEST = datetime(2200, 1, 1, tzinfo=SHANGHAI)
"""No line of time goes beyond these, so that no arithmetic of moments can fail."""
_TICKS = 9
_STEPS = tuple(
    timedelta(**{unit: count})
    for unit, counts in (
        ("minutes", (1, 5, 10, 30)),
        ("hours", (1, 3, 6, 12)),
        ("days", (1, 2, 7, 14)),
    )
    for count in counts
)
_A_YEAR = 12
_MONTHS = (1, 3, 6, _A_YEAR, 2 * _A_YEAR, 5 * _A_YEAR, 10 * _A_YEAR, 50 * _A_YEAR)
"""Steps of calendar months, which differ in length; lines stand on the first of a month."""
_LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that is drawn."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How much time is drawn."""
        return self.end - self.start

    def place(self, moment: datetime) -> float:
        """Return where a moment lies, between 0 and ``WIDTH``."""
        part = (moment - self.start) / self.length
        return round(min(max(part, 0.0), 1.0) * WIDTH, 1)

    def holds(self, mark: Mark) -> bool:
        """Whether any of a mark lies in the window."""
        return mark.at <= self.end and (mark.until or mark.at) >= self.start

    def kept(self) -> "Window":
        """Return the part that lies between ``EARLIEST`` and ``LATEST``, never without length."""
        start = min(max(self.start, EARLIEST), LATEST - _LEAST)
        return Window(start, max(min(self.end, LATEST), start + _LEAST))

    def zoomed(self, times: float) -> "Window":
        """Return a window around the same middle, so many times as long; never below minutes."""
        middle = self.start + self.length / 2
        half = max(self.length * times, _LEAST) / 2
        return Window(middle - half, middle + half).kept()

    def moved(self, part: float) -> "Window":
        """Return the window moved by a part of its length."""
        by = self.length * part
        return Window(self.start + by, self.end + by).kept()


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis with its words, which are left out where they would be cut off."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """What is drawn in a lane: one mark, or ``count`` of them that lie too close together."""

    x: float
    width: float
    title: str
    target: str
    count: int = 1
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """One row of the drawing; ``y`` is its upper edge."""

    lane: Lane
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole line of time, ready for the template."""

    window: Window
    height: int
    ticks: tuple[Tick, ...]
    lanes: tuple[DrawnLane, ...]
    now_x: float | None


def whole(marks: Iterable[Mark], now: datetime) -> Window:
    """Return the window that holds every mark with a little room on both sides."""
    moments = [moment for mark in marks for moment in (mark.at, mark.until) if moment]
    return around(min(moments, default=now), max(moments, default=now))


def around(first: datetime, last: datetime) -> Window:
    """Return the window from one moment to another with a little room on both sides."""
    room = max((last - first) / 40, _LEAST / 2)
    return Window(first - room, last + room).kept()


def draw(marks: Iterable[Mark], window: Window, now: datetime) -> Drawing:
    """Draw the marks that lie in the window; a lane without any mark at all is left out."""
    found = list(marks)
    used = [lane for lane in Lane if any(mark.lane is lane for mark in found)]
    lanes = tuple(
        DrawnLane(
            lane,
            AXIS_HEIGHT + number * LANE_HEIGHT,
            tuple(_bars([mark for mark in found if mark.lane is lane], window)),
        )
        for number, lane in enumerate(used)
    )
    return Drawing(
        window=window,
        height=AXIS_HEIGHT + max(len(lanes), 1) * LANE_HEIGHT,
        ticks=tuple(_ticks(window)),
        lanes=lanes,
        now_x=window.place(now) if window.start <= now <= window.end else None,
    )


def _bars(marks: list[Mark], window: Window) -> Iterator[Bar]:
    inside = [mark for mark in marks if window.holds(mark)]
    size = WIDTH / PLACES
    for _, group in groupby(inside, key=lambda mark: int(window.place(mark.at) // size)):
        together = list(group)
        yield _together(together, [_bar(mark, window) for mark in together])


def _together(marks: list[Mark], bars: list[Bar]) -> Bar:
    count = sum(mark.count for mark in marks)
    if count == 1:
        return bars[0]
    x = bars[0].x
    end = max(bar.x + bar.width for bar in bars)
    return replace(
        bars[0],
        width=round(end - x, 1),
        title=f"{marks[0].lane.label} {count} 项，{_words(marks[0].at)} 起",
        count=count,
        is_open=any(bar.is_open for bar in bars),
    )


def _bar(mark: Mark, window: Window) -> Bar:
    x = window.place(mark.at)
    width = window.place(mark.until) - x if mark.until else 0.0
    return Bar(
        x=x,
        width=round(max(width, 4.0), 1),
        title=f"{_words(mark.at)} {mark.title}",
        target=mark.anchor,
        is_open=mark.is_open,
    )


def _ticks(window: Window) -> Iterator[Tick]:
    step = next((step for step in _STEPS if window.length / step <= _TICKS), None)
    moments = _months(window) if step is None else _moments(window, step)
    for moment in moments:
        x = window.place(moment)
        yield Tick(x, _label(moment, step) if x < WIDTH - LABEL_WIDTH else "")


def _moments(window: Window, step: timedelta) -> Iterator[datetime]:
    moment = window.start.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    if step < timedelta(days=1):
        moment += step * int((window.start - moment) / step)
    while moment <= window.end:
        if moment >= window.start:
            yield moment
        moment += step


def _months(window: Window) -> Iterator[datetime]:
    """Yield the first of every so many months, counted from January."""
    fit = (step for step in _MONTHS if window.length / (step * _LONGEST_MONTH) <= _TICKS)
    step = next(fit, _MONTHS[-1])
    start = window.start.astimezone(SHANGHAI)
    number = (start.year * _A_YEAR + start.month - 1) // step * step
    moment = _first_of(number)
    while moment <= window.end:
        if moment >= window.start:
            yield moment
        number += step
        moment = _first_of(number)


def _first_of(number: int) -> datetime:
    """Return the first of a month, which is counted from the year nought."""
    return datetime(number // _A_YEAR, number % _A_YEAR + 1, 1, tzinfo=SHANGHAI)


def _label(moment: datetime, step: timedelta | None) -> str:
    local = moment.astimezone(SHANGHAI)
    if step is None:
        return f"{local:%Y-%m}"
    if step < timedelta(days=1):
        return f"{local:%m-%d %H:%M}" if local.hour or local.minute else f"{local:%Y-%m-%d}"
    return f"{local:%Y-%m-%d}"


def _words(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
