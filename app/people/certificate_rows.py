"""Hold the rows of a sheet of certificates against each other and against what is registered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.xlsx_in import RowProblem
from app.models import Qualification
from app.people.certificate_form import NewQualification
from app.people.certificate_holders import Holder, Holders
from app.people.certificate_numbers import is_same_days, words_of_taken
from app.policy.vocabulary import QualificationKind

Number = tuple[QualificationKind, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is a certificate of somebody."""

    row: int
    holder: Holder
    new: NewQualification

    @property
    def number(self) -> Number:
        """Return what belongs to one person."""
        return self.new.kind, self.new.certificate_no


async def problems_of_entries(
    session: AsyncSession, holders: Holders, entries: Sequence[Entry]
) -> list[RowProblem]:
    """Return the rows whose number is another person's, or in force on the same days.

    The same rule as ``claim_number``, for a whole sheet in one question.
    """
    registered = await _registered(session, entries)
    earlier: dict[Number, list[Entry]] = defaultdict(list)
    problems = []
    for entry in entries:
        message = _taken(holders, registered[entry.number], entry) or _twice(
            earlier[entry.number], entry
        )
        if message:
            problems.append(RowProblem(entry.row, "certificate_no", message))
        earlier[entry.number].append(entry)
    return problems


async def _registered(
    session: AsyncSession, entries: Sequence[Entry]
) -> dict[Number, list[Qualification]]:
    numbers = {entry.new.certificate_no for entry in entries}
    rows = await session.scalars(
        select(Qualification)
        .where(Qualification.certificate_no.in_(numbers))
        .execution_options(populate_existing=True)
    )
    found: dict[Number, list[Qualification]] = defaultdict(list)
    for row in rows:
        found[QualificationKind(row.kind), row.certificate_no].append(row)
    return found


def _taken(holders: Holders, registered: Sequence[Qualification], entry: Entry) -> str:
    for row in registered:
        if row.person_id != entry.holder.id or is_same_days(row, entry.new):
            known = holders.by_id.get(row.person_id)
            return words_of_taken(row, entry.holder.id, known.full_name if known else "")
    return ""


def _twice(earlier: Sequence[Entry], entry: Entry) -> str:
    for other in earlier:
        if other.holder.id != entry.holder.id:
            return f"证件编号与第 {other.row} 行重复，而两行不是同一个人。请核对证件原件。"
        first, last = other.new.valid_from, other.new.valid_until
        if first <= entry.new.valid_until and last >= entry.new.valid_from:
            return f"证件编号与第 {other.row} 行重复，有效期也重叠。请核对后改正或删除其中一行。"
    return ""
