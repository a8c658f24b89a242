"""封面、卷内目录、备考表: what the printed sheets of a case file say (长子 9, 昌黎 8)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.accompanying import RecordingBeside, recordings_of_file
from app.cases.filing import Filing, filing_of
from app.models import Case, CaseFile, CaseHandler, CaseParty, Person, Unit
from app.papers.contents import contents_of
from app.papers.lines import Contents
from app.people.units import agency_of
from app.policy.case_words import CaseProcedure, ControlMark, PartyRole, SecurityClass


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One version of a file with what its cover names; the main handler stands first.

    ``contents`` is what was bound, or what binding would take now.
    """

    case_id: UUID
    agency_name: str
    unit_name: str
    case_no: str
    title: str
    cause: str
    procedure: CaseProcedure
    parties: tuple[str, ...]
    handlers: tuple[str, ...]
    opened_on: date
    filing: Filing
    security_class: SecurityClass
    control_marks: tuple[ControlMark, ...]
    reopen_reason: str
    bound_at: datetime | None
    bound_by: str | None
    contents: Contents
    recordings: tuple[RecordingBeside, ...] = ()


async def facts_of_file(session: AsyncSession, case: Case, version: int | None = None) -> FileFacts:
    """Return a version of a case's file as its sheets show it, the newest where none is named.

    Raises:
        NotFoundError: there is no such version.
    """
    contents = (await contents_of(session, case, version)).as_bound()
    file, bound_by = (
        await session.execute(
            select(CaseFile, Person.full_name)
            .outerjoin(Person, Person.id == CaseFile.bound_by_id)
            .where(CaseFile.case_id == case.id, CaseFile.version == contents.version)
        )
    ).one()
    agency = await agency_of(session, case.unit_id)
    return FileFacts(
        case_id=case.id,
        agency_name=agency.name,
        unit_name=(await session.get_one(Unit, case.unit_id)).name,
        case_no=case.case_no,
        title=case.title,
        cause=case.cause,
        procedure=CaseProcedure(case.procedure),
        parties=await _parties(session, case.id),
        handlers=await _handlers(session, case.id),
        opened_on=case.opened_on,
        filing=await filing_of(session, case, contents.version),
        security_class=SecurityClass(case.security_class),
        control_marks=tuple(ControlMark(mark) for mark in case.control_marks),
        reopen_reason=file.reopen_reason,
        bound_at=file.bound_at,
        bound_by=bound_by,
        contents=contents,
        recordings=await recordings_of_file(session, file),
    )


async def _parties(session: AsyncSession, case_id: UUID) -> tuple[str, ...]:
    rows = await session.scalars(
        select(CaseParty.name)
        .where(
            CaseParty.case_id == case_id,
            CaseParty.struck_at.is_(None),
            CaseParty.role == PartyRole.PARTY.value,
        )
        .order_by(CaseParty.added_at, CaseParty.id)
    )
    return tuple(rows)


async def _handlers(session: AsyncSession, case_id: UUID) -> tuple[str, ...]:
    rows = await session.scalars(
        select(Person.full_name)
        .join(CaseHandler, CaseHandler.person_id == Person.id)
        .where(CaseHandler.case_id == case_id, CaseHandler.until.is_(None))
        .order_by(CaseHandler.is_main.desc(), CaseHandler.id)
    )
    return tuple(rows)
