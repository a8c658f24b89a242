"""案号: an agency writes its numbers by a pattern of its own; each is given once.

A pattern holds ``{年}`` and ``{序号}``, for example ``汝水罚〔{年}〕{序号}号``. Without a pattern
whoever opens the case types the number of the paper register.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseNumbering, Unit
from app.people.authority import permit, thing_in
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.units import agency_of, with_organ_below
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_numbers import spellings
from app.policy.case_words import CaseProcedure
from app.policy.decision import Decision

YEAR, NUMBER = "{年}", "{序号}"
LONGEST = 100
MOST = 99_999
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


@dataclass(frozen=True, slots=True)
class Numbering:
    """How an agency numbers one procedure; without a pattern numbers are typed.

    ``last_no`` is the last one given in ``year``, ``former_no`` in the year before, as far as it is
    known.
    """

    agency_id: UUID
    procedure: CaseProcedure
    pattern: str
    year: int
    last_no: int
    former_no: int | None


@dataclass(frozen=True, slots=True)
class ComingNumber:
    """The next number of this year and that of last year; the latter empty where none is given."""

    number: str
    former: str


@dataclass(frozen=True, slots=True)
class NumberedAgency:
    """One agency with the numbering of each procedure."""

    id: UUID
    name: str
    lines: tuple[Numbering, ...]


def problem_of_pattern(pattern: str) -> str:
    """Return what is wrong with a pattern, in words; nothing when it can be used."""
    if NUMBER not in pattern:
        return f"案号规则里应当有{NUMBER}，否则每个案件的案号都一样。"
    if YEAR not in pattern:
        return f"案号规则里应当有{YEAR}，因为序号每年从1开始。"
    unknown = [brace for brace in _BRACES.findall(pattern) if brace not in (YEAR, NUMBER)]
    if unknown:
        return f"案号规则里的{unknown[0]}不能识别，只能用{YEAR}和{NUMBER}。"
    return f"案号规则最长{LONGEST}个字，请缩短。" if len(pattern) > LONGEST else ""


def number_by(pattern: str, year: int, number: int) -> str:
    """Return a number written by a pattern.

    >>> number_by("汝水罚〔{年}〕{序号}号", 2026, 7)
    '汝水罚〔2026〕7号'
    """
    return pattern.replace(YEAR, str(year)).replace(NUMBER, str(number))


async def next_number(
    session: AsyncSession,
    agency_id: UUID,
    unit_id: UUID,
    procedure: CaseProcedure,
    opened_on: date,
    *,
    now: datetime,
) -> str | None:
    """Take the next number of the year by the agency's pattern, ``None`` where it has none.

    Locks the row of the pattern until the transaction ends, so that of two who open at once each
    gets a number of its own; one that is rolled back is given again. A number that somebody has
    typed for a case of the agency is passed over. Of an earlier year of which nobody has said how
    far the register on paper went none is given: to begin at 1 would give a number twice.
    """
    row = await session.get(
        CaseNumbering, (agency_id, procedure.value), with_for_update=True, populate_existing=True
    )
    if row is None or not row.pattern:
        return None
    # A case of last December may be opened in January, so every year keeps its own count.
    year = str(opened_on.year)
    if year not in row.last_nos and opened_on.year != day_of(now).year:
        return None
    number = int(row.last_nos.get(year, 0)) + 1
    while await is_number_taken(session, unit_id, number_by(row.pattern, opened_on.year, number)):
        number += 1
    row.last_nos = {**row.last_nos, year: number}
    await session.flush()
    return number_by(row.pattern, opened_on.year, number)


async def numbered_agencies(
    session: AsyncSession, unit_ids: Collection[UUID], *, now: datetime
) -> tuple[NumberedAgency, ...]:
    """Return the agencies among these units by name, with their numbering in this year."""
    agencies = [
        unit
        for unit in await session.scalars(
            select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.name, Unit.id)
        )
        if (await agency_of(session, unit.id)).id == unit.id
    ]
    kept = {
        (row.unit_id, row.procedure): row
        for row in await session.scalars(
            select(CaseNumbering).where(CaseNumbering.unit_id.in_([unit.id for unit in agencies]))
        )
    }
    year = day_of(now).year
    return tuple(
        NumberedAgency(
            unit.id,
            unit.name,
            tuple(
                _line(unit.id, procedure, kept.get((unit.id, procedure.value)), year)
                for procedure in CaseProcedure
            ),
        )
        for unit in agencies
    )


async def set_pattern(
    session: AsyncSession,
    actor: Actor,
    agency_id: UUID,
    procedure: CaseProcedure,
    pattern: str,
    *,
    last_no: int,
    former_no: int | None = None,
    now: datetime,
) -> Decision | None:
    """Set how an agency numbers one procedure, or return the refusal.

    ``last_no`` is the last number given this year, on paper too, and ``former_no`` that of last
    year, from which a case of that year goes on; without it its number is typed. An empty pattern
    has numbers typed. Appends ``case:numbering_set``. Locks the pattern.

    Raises:
        NotAcceptableError: the pattern cannot be used, or it belongs to the agency above.
        NotFoundError: there is no such unit.
    """
    thing = await thing_in(session, agency_id)
    act = Act.CASE_SET_UP
    decision = await permit(session, actor, act, thing, subject_id=agency_id, now=now)
    if not decision.allowed:
        return decision
    problem = problem_of_pattern(pattern) if pattern else ""
    if (await agency_of(session, agency_id)).id != agency_id:
        problem = "案号规则由机关统一设置，内设机构随所属机关编号。"
    if problem:
        raise NotAcceptableError(FieldProblem("pattern", problem))
    for name, number in (("last_no", last_no), ("former_no", former_no or 0)):
        if not 0 <= number <= MOST:
            raise NotAcceptableError(FieldProblem(name, f"序号应当在 0 到 {MOST} 之间。"))
    key = (agency_id, procedure.value)
    row = await session.get(CaseNumbering, key, with_for_update=True, populate_existing=True)
    if row is None:
        row = CaseNumbering(unit_id=agency_id, procedure=procedure.value, last_nos={})
        session.add(row)
    row.pattern = pattern
    year = day_of(now).year
    told = {str(year): last_no, str(year - 1): former_no}
    kept = {**row.last_nos, **told}
    row.last_nos = {of: number for of, number in kept.items() if number is not None}
    await session.flush()
    await append(
        session,
        LedgerKind.CASE_NUMBERING_SET,
        actor,
        unit_id=agency_id,
        subject_id=agency_id,
        detail={
            "procedure": procedure.value,
            "pattern": pattern,
            "last_no": last_no,
            **({} if former_no is None else {"former_no": former_no}),
        },
        now=now,
    )
    return None


async def coming_numbers(
    session: AsyncSession, unit_id: UUID, *, now: datetime
) -> dict[CaseProcedure, ComingNumber]:
    """Return what the next case of each numbered procedure would be numbered; takes none."""
    agency = await agency_of(session, unit_id)
    found = await numbered_agencies(session, [agency.id], now=now)
    return {
        line.procedure: ComingNumber(
            number_by(line.pattern, line.year, line.last_no + 1),
            ""
            if line.former_no is None
            else number_by(line.pattern, line.year - 1, line.former_no + 1),
        )
        for numbered in found
        for line in numbered.lines
        if line.pattern
    }


def _line(
    agency_id: UUID, procedure: CaseProcedure, row: CaseNumbering | None, year: int
) -> Numbering:
    last_nos = row.last_nos if row else {}
    former = last_nos.get(str(year - 1))
    return Numbering(
        agency_id,
        procedure,
        row.pattern if row else "",
        year,
        last_no=int(last_nos.get(str(year), 0)),
        former_no=None if former is None else int(former),
    )


async def is_number_taken(
    session: AsyncSession, unit_id: UUID, case_no: str, *, but: UUID | None = None
) -> bool:
    """Return whether a case of the agency other than ``but`` has this number, in any spelling.

    A unit counts with its agency, whose register it is. Holds the numbers of the agency until the
    transaction ends: the constraint of the table stops two who write the same number in one unit
    at once, but not two units, nor two who write it with different brackets.
    """
    agency = await agency_of(session, unit_id)
    key = int.from_bytes(agency.id.bytes[-8:], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    units = await with_organ_below(session, [agency.id])
    same = exists().where(Case.unit_id.in_(units), Case.case_no.in_(spellings(case_no)))
    return bool(await session.scalar(select(same if but is None else same.where(Case.id != but))))
