"""What the ids of the audit ledger stand for, as far as its reader may know it.

The auditor knows units, people and devices, and reads the register, which names recordings by
moment and device and cases and requests by their numbers. More is not said here: no title, no file
name. What belongs to another unit keeps its id alone.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    DateTime,
    Integer,
    Select,
    String,
    Uuid,
    any_,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.access.materials import name_of_recording
from app.access.requests import number_of
from app.models import (
    AccessRequest,
    Case,
    CopyIssue,
    Device,
    Person,
    ReadingTerminal,
    Recording,
    Unit,
    Viewing,
)
from app.questions import ask


async def names_of_things(
    session: AsyncSession, units: Collection[UUID], ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return the names of things of these units by id; what has no name is left out."""
    if not ids:
        return {}
    rows = await ask(session, _things(), units=list(units), ids=list(ids))
    return {row.id: _name(row) for row in rows}


@cache
def _things() -> CompoundSelect[*tuple[Any, ...]]:
    units = any_(bindparam("units", type_=ARRAY(Uuid)))
    ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
    named = (
        (Unit.id, Unit.name, Unit.id),
        (Person.id, Person.full_name, Person.unit_id),
        (Device.id, Device.device_no, Device.unit_id),
        (ReadingTerminal.id, ReadingTerminal.name, ReadingTerminal.unit_id),
        (Case.id, Case.case_no, Case.unit_id),
    )
    plain = [
        _thing(key, "named", word=word).where(key == ids, unit == units)
        for key, word, unit in named
    ]
    requests = _thing(
        AccessRequest.id, "request", year=AccessRequest.year, serial=AccessRequest.serial
    ).where(AccessRequest.id == ids, AccessRequest.unit_id == units)
    recordings = (
        _thing(
            Recording.id,
            "recording",
            word=Device.device_no,
            kind=Recording.kind,
            recorded_at=Recording.recorded_at,
            received_at=Recording.received_at,
        )
        .outerjoin(Device, Device.id == Recording.device_id)
        .where(Recording.id == ids, Recording.unit_id == units)
    )
    uses = [
        _thing(key, what, year=AccessRequest.year, serial=AccessRequest.serial)
        .join(AccessRequest, AccessRequest.id == of_request)
        .where(key == ids, AccessRequest.unit_id == units)
        for key, what, of_request in (
            (Viewing.id, "viewing", Viewing.request_id),
            (CopyIssue.id, "copy", CopyIssue.request_id),
        )
    ]
    return union_all(*plain, requests, recordings, *uses)


def _thing(key: Any, what: str, **columns: Any) -> Select[*tuple[Any, ...]]:
    types: dict[str, TypeEngine[Any]] = {
        "word": String(),
        "kind": String(),
        "year": Integer(),
        "serial": Integer(),
        "recorded_at": DateTime(timezone=True),
        "received_at": DateTime(timezone=True),
    }
    others = (cast(columns.get(name, null()), type_).label(name) for name, type_ in types.items())
    return select(key.label("id"), literal(what).label("what"), *others)


def _name(row: Any) -> str:
    match row.what:
        case "request":
            return number_of(row.year, row.serial)
        case "viewing":
            return f"{number_of(row.year, row.serial)}的一次查阅"
        case "copy":
            return f"{number_of(row.year, row.serial)}的复制件"
        case "recording":
            return name_of_recording(row.recorded_at, row.received_at, row.kind, row.word)
        case _:
            return str(row.word)
