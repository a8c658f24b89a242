"""节假日安排: which years are known, by which notices, and the import of another."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from fastapi import APIRouter, Request, Response

from app.deadlines.calendar import KnownYear, known_years
from app.deadlines.importing import import_year, notice_of
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.calendars import CalendarError
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import read_raw
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
SHIPPED = "随系统提供"


@dataclass(frozen=True, slots=True)
class YearRow:
    """One known year in words; an earlier import of a year is history and counts no more."""

    year: int
    notice: str
    days_off: tuple[str, ...]
    worked: tuple[str, ...]
    source: str
    imported_at: datetime | None
    counts: bool


@dataclass(frozen=True, slots=True)
class CalendarsPage:
    """Context of ``calendars/index.html``; ``last_known`` is the last year with a notice."""

    rows: tuple[YearRow, ...]
    last_known: int
    typed: str = ""
    problems: tuple[str, ...] = ()
    news: str = ""


@router.get("/calendars", name="calendars")
async def show_calendars(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show every known year and the form for another."""
    opened = await open_list(session, visitor.actor, Act.CALENDAR_KEEP)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    return pages.page(request, visitor.badge, "calendars/index.html", await _page(session))


@router.post("/calendars")
async def add_year(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Import a year, or list everything that is wrong with it and keep what was typed."""
    opened = await open_list(session, visitor.actor, Act.CALENDAR_KEEP)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    typed = (await read_raw(request)).get("document", "")
    try:
        outcome = await import_year(session, visitor.actor, typed.encode(), now=now)
    except CalendarError as error:
        view = replace(await _page(session), typed=typed, problems=error.problems)
        return pages.page(request, visitor.badge, "calendars/index.html", view, status=422)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    news = (
        f"已导入{outcome.year}年的节假日安排。"
        f"重新计算了尚未办结的期限，其中 {outcome.moved} 项有变化；"
        f"另有 {outcome.settled} 项已办结的期限不再标为暂定，原期限不变。"
    )
    view = replace(await _page(session), news=news)
    return pages.page(request, visitor.badge, "calendars/index.html", view)


async def _page(session: SessionDep) -> CalendarsPage:
    years = await known_years(session)
    return CalendarsPage(tuple(_row(line) for line in years), years[0].year.year)


def _row(line: KnownYear) -> YearRow:
    return YearRow(
        year=line.year.year,
        notice=notice_of(line.year),
        days_off=tuple(
            f"{holiday.name}：{_span(holiday.first, holiday.last)}"
            for holiday in line.year.holidays
        ),
        worked=tuple(
            f"{day.month}月{day.day}日"
            for day in sorted(
                worked for holiday in line.year.holidays for worked in holiday.makeup_workdays
            )
        ),
        source=line.imported_by or SHIPPED,
        imported_at=line.imported_at,
        counts=line.counts,
    )


def _span(first: date, last: date) -> str:
    begins = f"{first.month}月{first.day}日"
    return begins if first == last else f"{begins}至{last.month}月{last.day}日"
