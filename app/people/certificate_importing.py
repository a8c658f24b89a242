"""Import certificates from a sheet into the files of people who are registered.

The keepers of files do this, not whoever imports people: accounts belong to the security
administrator, who keeps no certificates (三员分立). Source: Zhangzi, article 7.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.documents.sheets import Column
from app.documents.xlsx_in import ImportedRow, ImportedTable, RowProblem
from app.errors import ConflictError
from app.ledger.book import append, append_all
from app.ledger.kinds import LedgerKind
from app.models import Qualification
from app.people.authority import Extent, extent_of, permit, thing_in
from app.people.batches import Checked, take_batch
from app.people.certificate_form import QUALIFICATION_COLUMNS, NewQualification, qualification_of
from app.people.certificate_holders import Holders, holders_within
from app.people.certificate_numbers import claim_all_numbers
from app.people.certificate_rows import Entry, problems_of_entries
from app.people.certificate_writing import particulars
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.staffing import decide_own_certificate
from app.policy.vocabulary import ImportKind, QualificationKind

CERTIFICATE_COLUMNS = (
    Column("full_name", "姓名", width=12, hint="三列至少填一列；有同名人员时加填后两列之一"),
    Column("username", "用户名", width=16),
    Column("officer_no", "执法人员编号", width=18),
    *QUALIFICATION_COLUMNS,
)
_STALE = (
    "检查之后，有的证件编号已经登记，或者有的人员已不归您登记，没有导入任何证件。"
    "请重新上传表格，系统会再检查一次。"
)


async def may_import_certificates(
    session: AsyncSession, actor: Actor, now: datetime
) -> Extent | Decision:
    """Return whose files the actor keeps; a refusal appends ``act:refused``."""
    extent = await extent_of(session, actor, Act.QUALIFICATION_KEEP)
    if extent:
        return extent
    assert actor.unit_id is not None
    thing = await thing_in(session, actor.unit_id)
    act = Act.QUALIFICATION_KEEP
    return await permit(session, actor, act, thing, subject_id=actor.unit_id, now=now)


async def check_certificates(
    session: AsyncSession, actor: Actor, extent: Extent, table: ImportedTable
) -> Checked:
    """Hold every row against the others and against the database; nobody outside is known."""
    holders = await holders_within(session, extent)
    own = await _own_refusal(session, actor)
    found = [*table.problems]
    faulty = {problem.row for problem in found}
    entries = []
    for row in table.rows:
        if row.number in faulty:
            continue
        read = _read(holders, row, actor, own)
        if isinstance(read, Entry):
            entries.append(read)
        else:
            found += read
    found += await problems_of_entries(session, holders, entries)
    faulty = {problem.row for problem in found}
    return Checked(
        rows=tuple(_kept(entry) for entry in entries if entry.row not in faulty),
        problems=tuple(sorted(found, key=lambda problem: problem.row)),
    )


async def import_certificates(
    session: AsyncSession, actor: Actor, batch_id: UUID, *, now: datetime
) -> int | Decision:
    """Register every certificate of a checked sheet, all or none, and return how many.

    Locks the certificates against other writers and asks again what the check asked. Appends
    ``qualifications:imported`` about the sheet and ``qualification:registered`` about each.

    Raises:
        NotFoundError: the sheet was used or has expired.
        ConflictError: something changed since it was checked.
    """
    batch = await take_batch(session, actor, ImportKind.QUALIFICATIONS, batch_id, now)
    extent = await may_import_certificates(session, actor, now)
    if isinstance(extent, Decision):
        return extent
    if not batch.checked.rows:
        raise ConflictError("这份表格没有可以导入的行。请按问题清单改正后重新上传。")
    await claim_all_numbers(session)
    holders = await holders_within(session, extent)
    entries = [_again(holders, row, number) for number, row in enumerate(batch.checked.rows)]
    if await problems_of_entries(session, holders, entries):
        raise ConflictError(_STALE)
    await _write(session, actor, entries, now)
    await append(
        session,
        LedgerKind.QUALIFICATIONS_IMPORTED,
        actor,
        unit_id=batch.unit_id,
        subject_id=batch.id,
        detail={"certificates": len(entries)},
        now=now,
    )
    return len(entries)


async def _own_refusal(session: AsyncSession, actor: Actor) -> str:
    """Return in words that nobody files their own certificate."""
    assert actor.unit_id is not None
    assert actor.id is not None
    pack = await pack_of_unit(session, actor.unit_id)
    return decide_own_certificate(actor, actor.id, pack).reason


def _read(holders: Holders, row: ImportedRow, actor: Actor, own: str) -> Entry | list[RowProblem]:
    holder = holders.find(row.values)
    if isinstance(holder, str):
        return [RowProblem(row.number, "full_name", holder)]
    if holder.id == actor.id:
        return [RowProblem(row.number, "full_name", own)]
    new = qualification_of(row.values)
    if isinstance(new, NewQualification):
        return Entry(row.number, holder, new)
    return [RowProblem(row.number, problem.field, problem.message) for problem in new]


def _kept(entry: Entry) -> dict[str, Any]:
    """Return a faultless row as JSON; ``_again`` is its reader."""
    person = {"person": str(entry.holder.id), "full_name": entry.holder.full_name}
    return person | particulars(entry.new)


def _again(holders: Holders, row: Mapping[str, Any], number: int) -> Entry:
    holder = holders.by_id.get(UUID(row["person"]))
    if holder is None:
        raise ConflictError(_STALE)
    new = NewQualification(
        QualificationKind(row["kind"]),
        row["certificate_no"],
        row["issuer"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_until"]),
    )
    return Entry(number, holder, new)


async def _write(
    session: AsyncSession, actor: Actor, entries: Sequence[Entry], now: datetime
) -> None:
    rows = []
    events: dict[UUID, list[tuple[UUID, Mapping[str, Any]]]] = defaultdict(list)
    for entry in entries:
        qualification_id = ids.new_id()
        rows.append(_row(qualification_id, actor, entry, now))
        detail = {"person": str(entry.holder.id), **particulars(entry.new)}
        events[entry.holder.unit_id].append((qualification_id, detail))
    await session.execute(insert(Qualification), rows)
    kind = LedgerKind.QUALIFICATION_REGISTERED
    for unit_id, of_unit in events.items():
        await append_all(session, kind, actor, of_unit, unit_id=unit_id, now=now)


def _row(qualification_id: UUID, actor: Actor, entry: Entry, now: datetime) -> dict[str, Any]:
    new = entry.new
    return {
        "id": qualification_id,
        "person_id": entry.holder.id,
        "kind": new.kind.value,
        "certificate_no": new.certificate_no,
        "issuer": new.issuer,
        "valid_from": new.valid_from,
        "valid_until": new.valid_until,
        "registered_by_id": actor.id,
        "registered_at": now,
    }
