"""How long a case file is kept, in the words of a cover."""

from app.policy.values import Keeping, Period

_A_YEAR = 12


def period_words(period: Period | None) -> str:
    """Return a period as it stands on a cover; nothing where it is not set.

    >>> period_words(Period(Keeping.FIXED, 360)), period_words(Period(Keeping.AT_LEAST, 18))
    ('30 年', '不少于 18 个月')
    """
    if period is None:
        return ""
    if period.months is None:
        return "长期"
    years, rest = divmod(period.months, _A_YEAR)
    length = f"{period.months} 个月" if rest else f"{years} 年"
    return f"不少于 {length}" if period.keeping is Keeping.AT_LEAST else length


def years_of(period: Period | None) -> str:
    """Return the years of a period as they are typed, nothing where it has none."""
    return str(period.months // _A_YEAR) if period and period.months else ""


def period_in(keeping: str, years: int | None) -> Period:
    """Return the period that a form names."""
    kind = Keeping(keeping)
    is_counted = kind is Keeping.FIXED and years is not None
    return Period(kind, years * _A_YEAR if is_counted and years is not None else None)
