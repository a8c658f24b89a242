"""案号: an agency writes its numbers by a pattern of its own; each is given once.

A pattern holds ``{年}`` and ``{序号}``, for example ``汝水罚〔{年}〕{序号}号``. Without a pattern
whoever opens the case types the number of the paper register.
"""

import re
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseNumbering
from app.policy.case_words import CaseProcedure

YEAR, NUMBER = "{年}", "{序号}"
LONGEST = 100
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def problem_of_pattern(pattern: str) -> str:
    """Return what is wrong with a pattern, in words; nothing when it can be used."""
    if NUMBER not in pattern:
        return f"案号规则里应当有{NUMBER}，否则每个案件的案号都一样。"
    if YEAR not in pattern:
        return f"案号规则里应当有{YEAR}，因为序号每年从1开始。"
    unknown = [brace for brace in _BRACES.findall(pattern) if brace not in (YEAR, NUMBER)]
    if unknown:
        return f"案号规则里的{unknown[0]}不能识别，只能用{YEAR}和{NUMBER}。"
    return f"案号规则最长{LONGEST}个字。" if len(pattern) > LONGEST else ""


async def next_number(
    session: AsyncSession, agency_id: UUID, procedure: CaseProcedure, opened_on: date
) -> str | None:
    """Take the next number of the year by the agency's pattern, ``None`` where it has none.

    Locks the row of the pattern until the transaction ends, so that of two who open at once each
    gets a number of its own; one that is rolled back is given again.
    """
    row = await session.get(CaseNumbering, (agency_id, procedure.value), with_for_update=True)
    if row is None:
        return None
    # A case of last December may be opened in January, so every year keeps its own count.
    year = str(opened_on.year)
    number = int(row.last_nos.get(year, 0)) + 1
    row.last_nos = {**row.last_nos, year: number}
    await session.flush()
    return row.pattern.replace(YEAR, year).replace(NUMBER, str(number))
