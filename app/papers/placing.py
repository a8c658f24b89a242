"""Where a new document goes in the contents list: the usual order of its agency (长子 9).

Scans come in the order in which somebody found them. Each is put behind what usually comes before
it, and nothing that lies there already changes its place among the rest: whoever has put a file
in an order of its own keeps it.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseDocument


def usual_place(present: Sequence[str], usual: Sequence[str], new: str) -> int:
    """Return behind how many of the documents of these kinds one of a new kind goes.

    A kind that the list does not hold any more says nothing of the order.

    >>> usual_place(["立案审批表", "送达回证"], ["立案审批表", "询问笔录", "送达回证"], "询问笔录")
    1
    >>> usual_place(["询问笔录", "旧种类"], ["立案审批表", "询问笔录"], "立案审批表")
    0
    """
    order = {name: place for place, name in enumerate(usual)}
    if new not in order:
        return len(present)
    earlier = [
        number
        for number, kind in enumerate(present, 1)
        if kind in order and order[kind] <= order[new]
    ]
    # Before everything that is known of the list, and behind what begins the file without it.
    known = [number for number, kind in enumerate(present) if kind in order]
    return max(earlier, default=min(known, default=len(present)))


async def make_room(
    session: AsyncSession, case_id: UUID, version: int, usual: Sequence[str], kind: str
) -> int:
    """Return the position of a new document, with what follows it moved one further.

    The case is locked: two that are added at once stand one behind the other.
    """
    in_version = (CaseDocument.case_id == case_id, CaseDocument.file_version == version)
    rows = await session.execute(
        select(CaseDocument.position, CaseDocument.kind)
        .where(*in_version)
        .order_by(CaseDocument.position, CaseDocument.id)
    )
    present = rows.all()
    place = usual_place([row.kind for row in present], usual, kind)
    position = present[place - 1].position + 1 if place else 1
    await session.execute(
        update(CaseDocument)
        .where(*in_version, CaseDocument.position >= position)
        .values(position=CaseDocument.position + 1)
    )
    return position
