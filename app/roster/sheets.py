"""The roster as a sheet: write a week to print and sign, read one that somebody filled in.

An import writes every row or none; what is wrong is told row by row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.xlsx_in import ImportedRow, ImportedTable, RowProblem
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.policy.actor import Actor
from app.policy.vocabulary import ShiftKind
from app.roster.actions import (
    LONGEST,
    NewShift,
    problem_with_note,
    problem_with_times,
    taken_between,
    write_shifts,
)
from app.roster.queries import DAYS_OF_A_WEEK, Shift, sections_of, shifts_between, week_of

MOST_ROWS = 1000
KINDS: Mapping[str, ShiftKind] = {
    "值班": ShiftKind.DUTY,
    "外勤": ShiftKind.FIELD,
    "备勤": ShiftKind.STANDBY,
}
_KIND_NAMES = {kind: name for name, kind in KINDS.items()}
COLUMNS = (
    Column("name", "姓名", width=12, required=True),
    Column("mark", "编号或用户名", width=16, hint="同名时填写执法人员编号或用户名，以便区分"),
    Column("section", "科室", width=18, hint="与系统中的科室名称一致；可以不填"),
    Column("kind", "类别", width=10, required=True, choices=tuple(KINDS)),
    Column("from_at", "开始", ColumnKind.MOMENT, width=20, required=True),
    Column("until_at", "结束", ColumnKind.MOMENT, width=20, required=True),
    Column("note", "备注", width=28),
)


@dataclass(frozen=True, slots=True)
class CheckedRoster:
    """What a filled-in form comes to; import it only when ``problems`` is empty."""

    shifts: tuple[NewShift, ...]
    problems: tuple[RowProblem, ...]


async def export_week(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    monday: date,
    *,
    unit_name: str,
    exported: tuple[tuple[str, str], ...],
    now: datetime,
) -> Ledger:
    """Return the week as a sheet. Appends ``roster:exported``."""
    shifts = await shifts_between(session, unit_id, *week_of(monday))
    people = await session.execute(
        select(Person.id, Person.officer_no, Person.username).where(
            Person.id.in_({shift.person_id for shift in shifts})
        )
    )
    marks = {row[0]: row[1] or row[2] for row in people}
    await _append(session, LedgerKind.ROSTER_EXPORTED, actor, unit_id, len(shifts), now=now)
    return Ledger(
        title="值班表",
        unit_name=unit_name,
        columns=COLUMNS,
        rows=[_line(shift, marks) for shift in shifts],
        about=(
            (
                "期间",
                f"{monday:%Y-%m-%d} 至 {monday + timedelta(days=DAYS_OF_A_WEEK - 1):%Y-%m-%d}",
            ),
            *exported,
        ),
        signatures=("制表人", "负责人"),
        made_at=now,
    )


def _line(shift: Shift, marks: Mapping[UUID, str]) -> tuple[object, ...]:
    return (
        shift.person_name,
        marks[shift.person_id],
        shift.section_name,
        _KIND_NAMES[shift.kind],
        shift.from_at,
        shift.until_at,
        shift.note,
    )


async def check_roster(session: AsyncSession, unit_id: UUID, table: ImportedTable) -> CheckedRoster:
    """Return the shifts that a form holds, and everything wrong with it by row."""
    problems = list(table.problems)
    faulty = {problem.row for problem in problems}
    people = (await session.scalars(select(Person).where(Person.unit_id == unit_id))).all()
    sections = {section.name: section.id for section in await sections_of(session, unit_id)}
    shifts: dict[int, NewShift] = {}
    for row in table.rows:
        if row.number in faulty:
            continue
        found = list(_problems_of(row, people, sections))
        problems += found
        if not found:
            shifts[row.number] = _shift(row, people, sections)
    problems += await _overlaps(session, shifts)
    ordered = sorted(problems, key=lambda problem: problem.row)
    return CheckedRoster(tuple(shifts.values()), tuple(ordered))


async def import_roster(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    checked: CheckedRoster,
    *,
    now: datetime,
) -> int:
    """Write a checked form; the caller has asked for the right. Appends ``roster:imported``.

    Raises:
        OverlappingShiftError: somebody else wrote meanwhile; nothing was written.
    """
    await write_shifts(session, actor, unit_id, checked.shifts, now=now)
    await _append(session, LedgerKind.ROSTER_IMPORTED, actor, unit_id, len(checked.shifts), now=now)
    return len(checked.shifts)


def _problems_of(
    row: ImportedRow, people: Sequence[Person], sections: Mapping[str, UUID]
) -> Iterator[RowProblem]:
    namesakes = _namesakes(row, people)
    if not namesakes:
        message = "没有在本单位找到这名人员。请核对姓名和编号，或先登记人员。"
        yield RowProblem(row.number, "name", message)
    if len(namesakes) > 1:
        message = "本单位有几名同名人员。请在“编号或用户名”中填写执法人员编号或用户名。"
        yield RowProblem(row.number, "mark", message)
    section = row.values["section"]
    if section and section not in sections:
        message = "本单位没有这个科室。请改为系统中的科室名称，或留空。"
        yield RowProblem(row.number, "section", message)
    from_at, until_at = _span(row)
    problem = problem_with_times(from_at, until_at)
    if problem:
        yield RowProblem(row.number, "until_at", problem)
    too_long = problem_with_note(_note_of(row))
    if too_long:
        yield RowProblem(row.number, "note", too_long)


def _namesakes(row: ImportedRow, people: Sequence[Person]) -> list[Person]:
    name, mark = row.values["name"], row.values["mark"]
    return [
        person
        for person in people
        if person.full_name == name and (not mark or mark in {person.officer_no, person.username})
    ]


def _span(row: ImportedRow) -> tuple[datetime, datetime]:
    from_at, until_at = row.values["from_at"], row.values["until_at"]
    # Required columns that read_table found no fault with.
    assert isinstance(from_at, datetime)
    assert isinstance(until_at, datetime)
    return from_at, until_at


def _shift(row: ImportedRow, people: Sequence[Person], sections: Mapping[str, UUID]) -> NewShift:
    from_at, until_at = _span(row)
    return NewShift(
        person_id=_namesakes(row, people)[0].id,
        section_id=sections.get(str(row.values["section"])),
        kind=KINDS[str(row.values["kind"])],
        from_at=from_at,
        until_at=until_at,
        note=_note_of(row),
    )


def _note_of(row: ImportedRow) -> str:
    return str(row.values["note"] or "")


async def _overlaps(session: AsyncSession, shifts: Mapping[int, NewShift]) -> list[RowProblem]:
    """Return a problem for each row that meets an earlier row or what stands on a roster."""
    if not shifts:
        return []
    begins = min(shift.from_at for shift in shifts.values())
    ends = max(shift.until_at for shift in shifts.values())
    people = {shift.person_id for shift in shifts.values()}
    taken = await taken_between(session, people, begins - LONGEST, ends)
    problems = []
    for number, shift in shifts.items():
        if any(
            person == shift.person_id and begun < shift.until_at and ended > shift.from_at
            for person, begun, ended in taken
        ):
            message = "与已有的安排或前面的行时间重叠。同一人同一时间只能排一班。"
            problems.append(RowProblem(number, "from_at", message))
        taken.append((shift.person_id, shift.from_at, shift.until_at))
    return problems


async def _append(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    unit_id: UUID,
    rows: int,
    *,
    now: datetime,
) -> None:
    await append(
        session,
        kind,
        actor,
        unit_id=unit_id,
        subject_id=unit_id,
        detail={"rows": rows},
        now=now,
    )
