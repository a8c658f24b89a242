"""The calendar in force: the years that ship with the product, and those imported since."""

import tomllib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.calendars.load import read_year, shipped_years
from app.models import ImportedYear, Person
from app.policy.calendar_parsing import parse_year
from app.policy.calendars import Calendar, CalendarYear, join_years


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A year that counts; ``imported_at`` is ``None`` for one that ships with the product."""

    year: CalendarYear
    imported_at: datetime | None = None
    imported_by: str = ""
    counts: bool = True


async def calendar_in_force(session: AsyncSession) -> Calendar:
    """Return the calendar by which deadlines are counted now."""
    return join_years(line.year for line in await known_years(session) if line.counts)


async def known_years(session: AsyncSession) -> tuple[KnownYear, ...]:
    """Return every year with its notices, newest year first, earlier imports after later ones.

    Of one year the newest import counts, and any import counts before what ships.
    """
    rows = await session.execute(
        select(ImportedYear, Person.full_name)
        .outerjoin(Person, Person.id == ImportedYear.imported_by_id)
        .order_by(ImportedYear.year.desc(), ImportedYear.id.desc())
    )
    lines: list[KnownYear] = []
    seen: set[int] = set()
    for row, name in rows:
        year = parse_year(tomllib.loads(row.document))
        lines.append(KnownYear(year, row.imported_at, name or "控制台", row.year not in seen))
        seen.add(row.year)
    lines += [KnownYear(read_year(year), counts=year not in seen) for year in shipped_years()]
    return tuple(sorted(lines, key=lambda line: (-line.year.year, not line.counts)))
