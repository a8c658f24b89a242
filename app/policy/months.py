from calendar import mdays, monthrange
from datetime import date


def last_day_of_months(from_on: date, months: int) -> date:
    year_length = len(mdays) - 1
    count = from_on.year * year_length + from_on.month - 1 + months
    year, month = count // year_length, count % year_length + 1
    return date(year, month, min(from_on.day, monthrange(year, month)[1]))
