"""Read what hangs on one case: parties, handlers, the versions of its file.

The caller has asked whether the actor may know of the case.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import CaseFile, CaseHandler, CaseParty, Person
from app.policy.case_words import PartyKind, PartyRole


@dataclass(frozen=True, slots=True)
class PartyLine:
    """Somebody in a case; ``represents`` is the name of whom they speak for."""

    id: UUID
    kind: PartyKind
    role: PartyRole
    name: str
    document_no: str
    contact: str
    represents_id: UUID | None
    represents: str
    added_at: datetime
    struck_at: datetime | None
    strike_reason: str


@dataclass(frozen=True, slots=True)
class HandlerLine:
    """What somebody is, or was, in a case from when to when."""

    person_id: UUID
    full_name: str
    post: str
    is_main: bool
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the file, bound with so many documents on so many pages or still open."""

    version: int
    reopen_reason: str
    begun_at: datetime
    begun_by: str
    bound_at: datetime | None
    bound_by: str
    documents: int
    pages: int
    contents_sha256: str


async def parties_of(session: AsyncSession, case_id: UUID) -> tuple[PartyLine, ...]:
    """Return everybody of a case in the order they were added, the struck out ones last."""
    client = aliased(CaseParty)
    rows = await session.execute(
        select(CaseParty, client.name)
        .outerjoin(client, client.id == CaseParty.represents_id)
        .where(CaseParty.case_id == case_id)
        .order_by(CaseParty.struck_at.is_not(None), CaseParty.id)
    )
    return tuple(
        PartyLine(
            party.id,
            PartyKind(party.kind),
            PartyRole(party.role),
            party.name,
            party.document_no,
            party.contact,
            party.represents_id,
            represents or "",
            party.added_at,
            party.struck_at,
            party.strike_reason,
        )
        for party, represents in rows
    )


async def handlers_of(session: AsyncSession, case_id: UUID) -> tuple[HandlerLine, ...]:
    """Return who handles a case today, the main one first, and then who did before."""
    rows = await session.execute(
        select(CaseHandler, Person.full_name, Person.post)
        .join(Person, Person.id == CaseHandler.person_id)
        .where(CaseHandler.case_id == case_id)
        .order_by(
            CaseHandler.until.is_not(None),
            CaseHandler.until.desc(),
            CaseHandler.is_main.desc(),
            CaseHandler.id,
        )
    )
    return tuple(
        HandlerLine(row.person_id, full_name, post, row.is_main, row.since, row.until)
        for row, full_name, post in rows
    )


async def versions_of(session: AsyncSession, case_id: UUID) -> tuple[VersionLine, ...]:
    """Return the versions of a case's file, the newest first."""
    binder = aliased(Person)
    # The list itself may be long, and only its length is shown.
    documents = func.jsonb_array_length(CaseFile.contents["documents"])
    rows = await session.execute(
        select(
            CaseFile.version,
            CaseFile.reopen_reason,
            CaseFile.begun_at,
            Person.full_name,
            CaseFile.bound_at,
            func.coalesce(binder.full_name, ""),
            func.coalesce(documents, 0),
            func.coalesce(CaseFile.contents["pages"].as_integer(), 0),
            func.coalesce(CaseFile.contents_sha256, ""),
        )
        .join(Person, Person.id == CaseFile.begun_by_id)
        .outerjoin(binder, binder.id == CaseFile.bound_by_id)
        .where(CaseFile.case_id == case_id)
        .order_by(CaseFile.version.desc())
    )
    return tuple(VersionLine(*row) for row in rows)
