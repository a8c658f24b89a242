"""When a time allowed ends: working days, hours and months, counted as the Civil Code counts.

Everything is reckoned in Beijing time, whatever zone a moment was written in; one that names no
zone is refused with ``ValueError``. A day ends at 24:00, which is 00:00 of the next; a moment at
00:00 exactly belongs to the day that begins. Source: Civil Code art. 201 to 203; a page of
``docs/decisions`` says how they apply.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.policy.calendars import Calendar, is_weekend

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_MONTHS_OF_A_YEAR = date.max.month


@dataclass(frozen=True, slots=True)
class Due:
    """The moment at which a time allowed ends, aware, in UTC.

    ``provisional``: a day was counted of whose year the holidays are not known yet, with plain
    weekends; the moment may change when the notice of that year is imported.
    """

    at: datetime
    provisional: bool = False

    def __str__(self) -> str:
        return in_words(self.at)


def add_working_days(day: date, count: int, calendar: Calendar) -> Due:
    """Return 24:00 of the ``count``-th working day after ``day``, which is not counted itself.

    No working day at all is 24:00 of ``day``, whether anybody works on it or not.
    Source: Civil Code art. 201(1).
    """
    provisional = False
    while count > 0:
        day += _DAY
        works, known = _works(day, calendar)
        provisional = provisional or not known
        count -= 1 if works else 0
    return Due(end_of_day(day), provisional)


def on_working_day(day: date, calendar: Calendar) -> Due:
    """Return 24:00 of ``day``, or of the next working day where offices are closed on it.

    Source: Civil Code art. 203(1).
    """
    works, known = _works(day, calendar)
    if works:
        return Due(end_of_day(day), provisional=not known)
    moved = add_working_days(day, 1, calendar)
    return Due(moved.at, moved.provisional or not known)


def add_hours(start: datetime, count: int) -> Due:
    """Return the moment ``count`` hours after ``start``: nights and holidays count.

    Source: Civil Code art. 201(2).
    """
    return Due(aware(start).astimezone(UTC) + timedelta(hours=count))


def last_day_of_months(day: date, months: int) -> date:
    """Return the last day of a period of ``months`` that begins with ``day``, itself not counted.

    It is the day of the same number, or the last of a month that has no such day. What is kept
    for the period is kept through that day; a weekend or holiday does not move it.
    Source: Civil Code art. 201(1), 202.

    >>> last_day_of_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_OF_A_YEAR)
    year, month = day.year + years, month + 1
    _, last = monthrange(year, month)
    return date(year, month, min(day.day, last))


def end_of_day(day: date) -> datetime:
    """Return 24:00 of a day of Beijing time, aware, in UTC."""
    return datetime.combine(day + _DAY, time.min, tzinfo=SHANGHAI).astimezone(UTC)


def at_hour(day: date, hour: int) -> datetime:
    """Return a full hour, 1 to 24, of a day of Beijing time, aware, in UTC."""
    start = datetime.combine(day, time.min, tzinfo=SHANGHAI)
    return start.astimezone(UTC) + timedelta(hours=hour)


def day_of(moment: datetime) -> date:
    """Return the day of Beijing time to which an aware moment belongs."""
    return aware(moment).astimezone(SHANGHAI).date()


def in_words(moment: datetime) -> str:
    """Return an aware moment as officials write it; the end of a day is its 24:00.

    >>> in_words(end_of_day(date(2026, 10, 9)))
    '2026-10-09 24:00'
    """
    local = aware(moment).astimezone(SHANGHAI)
    if local.time() == time.min:
        return f"{local.date() - _DAY:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def aware(moment: datetime) -> datetime:
    """Return the moment unchanged.

    Raises:
        ValueError: it names no zone, so nobody can say when it was.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("A moment without a time zone has no day; give an aware one.")
    return moment


def _works(day: date, calendar: Calendar) -> tuple[bool, bool]:
    """Return whether offices work on a day, and whether that is known or taken from weekends."""
    if calendar.knows(day):
        return calendar.is_working_day(day), True
    return not is_weekend(day), False


def end_in_words(end: datetime) -> str:
    """Return until when something lasts, as officials write it: midnight ends the day before.

    >>> end_in_words(datetime(2026, 11, 26, tzinfo=SHANGHAI))
    '2026-11-25 24:00'
    >>> end_in_words(datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI))
    '2026-11-25 09:30'
    """
    local = end.astimezone(SHANGHAI)
    if local.time() == time.min:
        return f"{local.date() - _DAY} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"
