"""What a reopened case takes over into the new version of its file.

What was bound stays where it is, with the drafts that led to it and with what was struck out.
Everything else comes along, so that work goes on with it and nothing lies where no one may touch
it: of a bound version the drafts and what was put aside, of one that was never bound the whole.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseDocument, CaseFile, EvidenceLink

Paper = Row[UUID, UUID | None, bool]


async def carry_over(session: AsyncSession, former: CaseFile, version: int) -> int:
    """Move what is not bound into a new version, and return how many documents lie there now.

    The caller has locked the case.
    """
    here = (CaseDocument.case_id == former.case_id, CaseDocument.file_version == former.version)
    rows = (
        await session.execute(
            select(
                CaseDocument.id, CaseDocument.replaces_id, CaseDocument.struck_at.is_not(None)
            ).where(*here)
        )
    ).all()
    moved = [row.id for row in rows] if former.contents is None else _unlocked(rows, former)
    newest = {row.id for row in _standing(rows)} - {row.replaces_id for row in _standing(rows)}
    if moved:
        await session.execute(
            update(CaseDocument)
            .where(*here, CaseDocument.id.in_(moved))
            .values(file_version=version)
            .execution_options(synchronize_session="fetch")
        )
    if former.contents is None:
        await session.execute(
            update(EvidenceLink)
            .where(
                EvidenceLink.case_id == former.case_id,
                EvidenceLink.file_version == former.version,
            )
            .values(file_version=version)
        )
    return len(newest.intersection(moved))


def _unlocked(rows: Sequence[Paper], former: CaseFile) -> list[UUID]:
    """Return what stands and neither is locked nor led, draft by draft, to what is."""
    replaces = {row.id: row.replaces_id for row in rows}
    stays: set[UUID | None] = set()
    for said in (former.contents or {})["documents"]:
        key: UUID | None = UUID(said["document"])
        while key is not None and key not in stays:
            stays.add(key)
            key = replaces.get(key)
    return [row.id for row in _standing(rows) if row.id not in stays]


def _standing(rows: Sequence[Paper]) -> list[Paper]:
    return [row for row in rows if not row[-1]]
