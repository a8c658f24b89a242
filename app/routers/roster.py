"""值班: the roster of a unit, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.errors import NotFoundError
from app.policy.decision import Decision
from app.policy.vocabulary import ShiftKind
from app.roster.actions import (
    NewShift,
    OverlappingShiftError,
    ShiftNotPossibleError,
    add_shift,
    copy_last_week,
    may_keep,
    problem_with_note,
    remove_shift,
)
from app.roster.queries import (
    DAYS_OF_A_WEEK,
    Named,
    find_shift,
    keepable,
    members_of,
    monday_of,
    readable_units,
    sections_of,
    shifts_between,
    week_of,
)
from app.routers import labels, pages
from app.routers.days import read_day
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import FieldError, Option, read_fields
from app.routers.roster_week import RosterPage, ShiftFields, days_of, lines_of
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says besides the table, after a form was sent."""

    fields: ShiftFields | None = None
    errors: tuple[FieldError, ...] = ()
    problems: tuple[str, ...] = ()
    news: str = ""


@router.get("/roster", name="roster")
async def show_own(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show this week of the visitor's unit, or of the first one whose roster they may read."""
    units = await readable_units(session, visitor.actor)
    if isinstance(units, Decision):
        return refusal(request, units)
    own = [unit for unit in units if unit.id == visitor.person.unit_id]
    return await _page(request, session, visitor, (own or list(units))[0].id, now)


@router.get("/roster/{unit_id}", name="roster_of")
async def show_roster(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show a week of one unit."""
    return await _page(request, session, visitor, unit_id, now)


@router.post("/roster/{unit_id}/shifts", name="add_shift")
async def add(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Put somebody on the roster."""
    await unit_to_read(session, visitor, unit_id)
    typed = await read_fields(request)
    fields = ShiftFields(**{name: typed.get(name, "") for name in ShiftFields.__dataclass_fields__})
    decision = await may_keep(session, visitor.actor, unit_id, now=now)
    if not decision.allowed:
        return refusal(request, decision)
    read = _read(fields)
    if isinstance(read, FieldError):
        return await _again(request, session, visitor, unit_id, fields, problem=read, now=now)
    try:
        await add_shift(session, visitor.actor, unit_id, read, now=now)
    except (OverlappingShiftError, ShiftNotPossibleError) as error:
        problem = FieldError("person", error.message)
        return await _again(request, session, visitor, unit_id, fields, problem=problem, now=now)
    return pages.see_other(request, address_of(unit_id, read.from_at.astimezone(SHANGHAI).date()))


@router.post("/roster/shifts/{shift_id}/removal", name="remove_shift")
async def remove(
    shift_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Take somebody off the roster."""
    shift = await find_shift(session, visitor.actor, shift_id)
    refused = await remove_shift(session, visitor.actor, shift, now=now)
    if refused is not None:
        return refusal(request, refused)
    day = shift.from_at.astimezone(SHANGHAI).date()
    return pages.see_other(request, address_of(shift.unit_id, day))


@router.post("/roster/{unit_id}/copies", name="copy_week")
async def copy(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Repeat last week in the week that the form names."""
    await unit_to_read(session, visitor, unit_id)
    monday = monday_in((await read_fields(request)).get("week", ""), now)
    outcome = await copy_last_week(session, visitor.actor, unit_id, monday, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    written, left_out = outcome
    news = f"已复制上周的 {written} 班。" if written else "上周没有可以复制的班次。"
    if left_out:
        news += f"另有 {left_out} 班没有复制，因为本人已有安排或者已经离岗。"
    return await page_of(request, session, visitor, unit_id, monday, now=now, told=Told(news=news))


async def unit_to_read(session: AsyncSession, visitor: Visitor, unit_id: UUID) -> Named:
    """Return a unit whose roster the visitor may read.

    Raises:
        NotFoundError: there is none, or the visitor may not know of its roster.
    """
    return _one_of(await readable_units(session, visitor.actor), unit_id)


def _one_of(units: tuple[Named, ...] | Decision, unit_id: UUID) -> Named:
    found = () if isinstance(units, Decision) else [it for it in units if it.id == unit_id]
    if not found:
        raise NotFoundError
    return found[0]


def monday_in(text: str, now: datetime) -> date:
    """Return the Monday of the week that an address names; nonsense means this week."""
    return monday_of(read_day(text, "", []) or now.astimezone(SHANGHAI).date())


def address_of(unit_id: UUID, day: date) -> str:
    """Return the address of the week with this day."""
    return f"/roster/{unit_id}?week={monday_of(day):%Y-%m-%d}"


def _read(fields: ShiftFields) -> NewShift | FieldError:
    """Return the shift that was typed; an end not after the beginning means the next day."""
    day = read_day(fields.day, "", [])
    if day is None:
        return FieldError("day", "请填写日期，例如 2026-11-21。")
    try:
        start, end = time.fromisoformat(fields.start), time.fromisoformat(fields.end)
    except ValueError:
        return FieldError("start", "请填写开始和结束的时间，例如 08:00。")
    if fields.kind not in set(ShiftKind):
        return FieldError("kind", "请选择类别。")
    try:
        person = UUID(fields.person)
        section = UUID(fields.section) if fields.section else None
    except ValueError:
        return FieldError("person", "请从列表中选择人员和科室。")
    from_at = datetime.combine(day, start.replace(tzinfo=None), SHANGHAI)
    until_at = datetime.combine(day, end.replace(tzinfo=None), SHANGHAI)
    if until_at <= from_at:
        until_at += timedelta(days=1)
    too_long = problem_with_note(fields.note)
    if too_long:
        return FieldError("note", too_long)
    return NewShift(person, section, ShiftKind(fields.kind), from_at, until_at, fields.note)


async def _again(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    unit_id: UUID,
    fields: ShiftFields,
    *,
    problem: FieldError,
    now: datetime,
) -> Response:
    told = Told(fields=fields, errors=(problem,))
    monday = monday_in(fields.day, now)
    return await page_of(request, session, visitor, unit_id, monday, now=now, told=told)


async def _page(
    request: Request, session: AsyncSession, visitor: Visitor, unit_id: UUID, now: datetime
) -> Response:
    monday = monday_in(request.query_params.get("week", ""), now)
    return await page_of(request, session, visitor, unit_id, monday, now=now)


async def page_of(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    unit_id: UUID,
    monday: date,
    *,
    now: datetime,
    told: Told = Told(),
) -> Response:
    """Answer one week; with errors or problems as what could not be done."""
    units = await readable_units(session, visitor.actor)
    unit = _one_of(units, unit_id)
    keeps = unit_id in (await keepable(session, visitor.actor)).units
    shifts = await shifts_between(session, unit_id, *week_of(monday))
    week = timedelta(days=DAYS_OF_A_WEEK)
    today = now.astimezone(SHANGHAI).date()
    first = today if monday <= today < monday + week else monday
    view = RosterPage(
        unit_id=unit_id,
        unit_name=unit.name,
        units=_choices([] if isinstance(units, Decision) else units),
        title=f"{monday:%Y-%m-%d} 至 {monday + week - timedelta(days=1):%Y-%m-%d}",
        monday=f"{monday:%Y-%m-%d}",
        before=address_of(unit_id, monday - week),
        after=address_of(unit_id, monday + week),
        days=days_of(monday, today),
        lines=lines_of(shifts, monday),
        may_keep=keeps,
        fields=told.fields or ShiftFields(day=f"{first:%Y-%m-%d}"),
        people=_choices(await members_of(session, unit_id, monday)) if keeps else (),
        sections=_choices(await sections_of(session, unit_id)) if keeps else (),
        kinds=tuple(Option(kind.value, words) for kind, words in labels.SHIFT_KINDS.items()),
        errors=told.errors,
        problems=told.problems,
        news=told.news,
    )
    status = 422 if told.errors or told.problems else 200
    return pages.page(request, visitor.badge, "roster/index.html", view, status=status)


def _choices(named: Sequence[Named]) -> tuple[Option, ...]:
    return tuple(Option(str(it.id), it.name) for it in named)
