"""Days of Asia/Shanghai as people type them into a filter."""

from datetime import date, datetime, time

from app.clock import SHANGHAI


def read_day(text: str, what: str, problems: list[str]) -> date | None:
    """Return the day that ``text`` names; nonsense is named in ``problems`` and left out."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        # The edges of the calendar have no midnight, or no day after, in every zone.
        if 1 < day.year < 9999:
            return day
    except ValueError:
        pass
    problems.append(f"{what}没有写成“年-月-日”的形式，这次没有按它筛选。")
    return None


def midnight(day: date | None) -> datetime | None:
    """Return the moment at which a day begins; an open day has none."""
    return None if day is None else datetime.combine(day, time.min, SHANGHAI)


def day_began(now: datetime) -> datetime:
    """Return the midnight before ``now``."""
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
