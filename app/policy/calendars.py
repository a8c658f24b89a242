"""Which days are working days (工作日): weekends, and what the State Council's notices change.

Each year one notice of the General Office of the State Council names the days off and the
weekend days that are worked instead (调休上班). The notices are data (``app/calendars``); a year
whose notice is not known has no answer here, never a guess.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType


class CalendarError(ValueError):
    """A calendar cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(self.problems))


class UnknownDayError(LookupError):
    """Nobody can say yet whether a day is a working day: its year's notice is not known."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice from which a year's days come (节假日安排的通知)."""

    title: str
    document_no: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Holiday:
    """One line of a notice: days off in a row, and the weekend days worked for them."""

    name: str
    first: date
    last: date
    makeup_workdays: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """Yield the days off, the last one included."""
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What the notices of one year say.

    A New Year's holiday may reach back into the December before, so not every day of a holiday
    lies in ``year``. More than one notice: a later one has changed the first.
    """

    year: int
    notices: tuple[Notice, ...]
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The known years together."""

    years: Mapping[int, CalendarYear]
    days_off: frozenset[date]
    makeup_workdays: frozenset[date]

    def knows(self, day: date) -> bool:
        """Return whether the notice of the day's year is known."""
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on ``day``.

        Raises:
            UnknownDayError: the notice of that year is not known.
        """
        if not self.knows(day):
            raise UnknownDayError(f"尚无{day.year}年的节假日安排")
        if day in self.makeup_workdays:
            return True
        return day not in self.days_off and not is_weekend(day)


def join_years(years: Iterable[CalendarYear]) -> Calendar:
    """Return the calendar of these years.

    Raises:
        CalendarError: a year comes twice, or two years disagree about a day around New Year.
    """
    given = sorted(years, key=lambda each: each.year)
    numbers = [each.year for each in given]
    problems = [f"{year}年重复出现" for year in sorted(set(numbers)) if numbers.count(year) > 1]
    holidays = [holiday for each in given for holiday in each.holidays]
    days_off = frozenset(day for holiday in holidays for day in holiday.days())
    worked = frozenset(day for holiday in holidays for day in holiday.makeup_workdays)
    problems += [f"{day} 既是放假日又是调休上班日" for day in sorted(days_off & worked)]
    if problems:
        raise CalendarError(problems)
    return Calendar(MappingProxyType({each.year: each for each in given}), days_off, worked)


def is_weekend(day: date) -> bool:
    """Return whether ``day`` is a Saturday or Sunday, whatever the notices make of it."""
    return day.weekday() >= calendar.SATURDAY
