"""Read the calendars that ship with the product."""

import tomllib
from functools import cache
from pathlib import Path

from app.policy.calendar_parsing import parse_year
from app.policy.calendars import Calendar, CalendarYear, join_years

_FOLDER = Path(__file__).parent


@cache
def read_calendar() -> Calendar:
    """Return all shipped years as one calendar.

    Raises:
        app.policy.calendars.CalendarError: a file is not usable, or two disagree.
    """
    return join_years(read_year(year) for year in shipped_years())


@cache
def read_year(year: int) -> CalendarYear:
    """Return one shipped year.

    Raises:
        FileNotFoundError: this version knows no notice for that year.
        app.policy.calendars.CalendarError: the file is not usable.
    """
    content = (_FOLDER / f"{year}.toml").read_text(encoding="utf-8")
    return parse_year(tomllib.loads(content))


@cache
def shipped_years() -> tuple[int, ...]:
    """Return the years whose notices ship with the product, oldest first."""
    return tuple(sorted(int(path.stem) for path in _FOLDER.glob("*.toml")))
