"""A week of the roster as a table: one line for each person, one column for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.clock import SHANGHAI
from app.roster.queries import DAYS_OF_A_WEEK, Shift
from app.routers import labels
from app.routers.forms import FieldError, Option

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Day:
    """The head of one column."""

    weekday: str
    day: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One shift in its cell; ``what`` names it for the button that takes it away."""

    id: UUID
    kind: str
    span: str
    note: str
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person in one section, with the entries of each day."""

    section: str
    person: str
    days: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class ShiftFields:
    """What was typed into the form for a new shift."""

    person: str = ""
    section: str = ""
    kind: str = "duty"
    day: str = ""
    start: str = "08:00"
    end: str = "18:00"
    note: str = ""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Context of ``roster/index.html``; ``problems`` are those of a form that was sent in."""

    unit_id: UUID
    unit_name: str
    units: tuple[Option, ...]
    title: str
    monday: str
    before: str
    after: str
    days: tuple[Day, ...]
    lines: tuple[Line, ...]
    may_keep: bool
    fields: ShiftFields
    people: tuple[Option, ...]
    sections: tuple[Option, ...]
    kinds: tuple[Option, ...]
    errors: tuple[FieldError, ...] = ()
    problems: tuple[str, ...] = ()
    news: str = ""


def days_of(monday: date, today: date) -> tuple[Day, ...]:
    """Return the seven heads."""
    dates = [monday + timedelta(days=number) for number in range(DAYS_OF_A_WEEK)]
    return tuple(
        Day(f"周{_WEEKDAYS[day.weekday()]}", f"{day:%m-%d}", day == today) for day in dates
    )


def lines_of(shifts: Sequence[Shift], monday: date) -> tuple[Line, ...]:
    """Return the table; a shift stands in the day of its beginning, or in the first of the week."""
    table: dict[tuple[str, str, UUID], list[list[Entry]]] = {}
    for shift in sorted(shifts, key=lambda it: (it.section_name, it.person_name, it.from_at)):
        key = (shift.section_name, shift.person_name, shift.person_id)
        line = table.setdefault(key, [[] for _ in range(DAYS_OF_A_WEEK)])
        begun = shift.from_at.astimezone(SHANGHAI).date()
        line[max((begun - monday).days, 0)].append(_entry(shift, monday))
    return tuple(
        Line(section, person, tuple(tuple(day) for day in days))
        for (section, person, _), days in table.items()
    )


def _entry(shift: Shift, monday: date) -> Entry:
    kind = labels.SHIFT_KINDS[shift.kind]
    begun = shift.from_at.astimezone(SHANGHAI)
    span = span_words(shift) if begun.date() >= monday else f"{begun:%m-%d} {span_words(shift)}"
    return Entry(
        id=shift.id,
        kind=kind,
        span=span,
        note=shift.note,
        what=f"{shift.person_name} {begun:%m-%d} {kind}",
    )


def span_words(shift: Shift) -> str:
    """Return from when to when, in the hours of Shanghai."""
    begun, ended = shift.from_at.astimezone(SHANGHAI), shift.until_at.astimezone(SHANGHAI)
    days = (ended.date() - begun.date()).days
    day = {0: "", 1: "次日 "}.get(days, f"{ended:%m-%d} ")
    return f"{begun:%H:%M} 至 {day}{ended:%H:%M}"
