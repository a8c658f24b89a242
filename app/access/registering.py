"""Write the consultation register (查阅登记簿): a line per viewing, copy, refusal, 查找答复.

A line is written once by the system itself and never changed (Ruzhou's consultation rule, articles
3, 6 and 7). Its number is counted by unit and year, without a gap: an advisory lock on both is held
until the transaction ends, and what is rolled back takes its number with it. Whoever registers in
several units within one transaction does so in the order of the units' ids.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.register_columns import (
    RegisterColumns,
    columns_of_copy,
    columns_of_correction,
    columns_of_lookup,
    columns_of_mailing,
    columns_of_receipt,
    columns_of_refusal,
    columns_of_viewing,
)
from app.clock import day_of
from app.models import AccessLookup, AccessRequest, CopyIssue, RegisterLine, Viewing
from app.policy.access_words import LookupResult, RegisterKind
from app.policy.actor import Actor
from app.policy.law_words import ConsultAct
from app.policy.vocabulary import ActorKind

_LOOKUPS = {
    LookupResult.NOT_FOUND: RegisterKind.NOT_FOUND,
    LookupResult.PARTLY_FOUND: RegisterKind.PARTLY_FOUND,
}
_ISSUED_AS = {
    ConsultAct.COPY: RegisterKind.COPIED,
    ConsultAct.PUBLISH: RegisterKind.RELEASED,
    ConsultAct.SUPPLY: RegisterKind.SUPPLIED,
}
ONE_ATTEMPT = timedelta(minutes=10)
"""Within it, whoever is refused the same thing for the same reason has tried once."""


async def register_viewing(session: AsyncSession, viewing: Viewing, *, now: datetime) -> UUID:
    """Write the line of a viewing that has ended and return its id; the same viewing never twice.

    Locks the register of unit and year until the transaction ends.
    """
    await _lock(session, viewing.unit_id, now)
    earlier = await session.scalar(
        select(RegisterLine.id).where(RegisterLine.viewing_id == viewing.id)
    )
    if earlier is not None:
        return earlier
    request = await session.get_one(AccessRequest, viewing.request_id)
    return await _write(
        session,
        RegisterLine(
            unit_id=viewing.unit_id,
            kind=RegisterKind.VIEWED.value,
            request_id=request.id,
            viewing_id=viewing.id,
            person_id=viewing.person_id,
        ),
        await columns_of_viewing(session, request, viewing),
        now,
    )


async def register_copy(session: AsyncSession, issue: CopyIssue, *, now: datetime) -> UUID:
    """Write the line of a copy that was issued and return its id; never twice.

    Issuing calls it in its own transaction, so that no copy leaves without a line. Who takes it is
    not known yet: that is a line of its own. Locks the register of unit and year until the
    transaction ends.
    """
    request = await session.get_one(AccessRequest, issue.request_id)
    columns = await columns_of_copy(session, request, issue)
    return await _register_issue(session, issue, _ISSUED_AS[ConsultAct(issue.act)], columns, now)


async def register_receipt(
    session: AsyncSession, actor: Actor, issue: CopyIssue, *, now: datetime
) -> UUID:
    """Write the line of a copy that was signed for and return its id; never twice.

    Who took it, with which document, when and how many. Locks the register of unit and year until
    the transaction ends.
    """
    request = await session.get_one(AccessRequest, issue.request_id)
    columns = await columns_of_receipt(session, request, issue, actor.id)
    return await _register_issue(session, issue, RegisterKind.RECEIVED, columns, now)


async def register_correction(
    session: AsyncSession, actor: Actor, issue: CopyIssue, said: str, *, now: datetime
) -> UUID:
    """Write the line that puts a receipt right and return its id; the wrong line stays.

    Locks the register of unit and year until the transaction ends.
    """
    request = await session.get_one(AccessRequest, issue.request_id)
    columns = await columns_of_correction(session, request, issue, actor.id, said)
    await _lock(session, issue.unit_id, now)
    line = RegisterLine(
        unit_id=issue.unit_id,
        kind=RegisterKind.RECEIPT_CORRECTED.value,
        request_id=request.id,
        copy_id=issue.id,
        person_id=request.requester_id,
    )
    return await _write(session, line, columns, now)


async def register_mailing(session: AsyncSession, issue: CopyIssue, *, now: datetime) -> UUID:
    """Write the line of a copy that was mailed and return its id; never twice.

    It is a line of its own: what was written at the issue is never changed. Locks the register of
    unit and year until the transaction ends.
    """
    request = await session.get_one(AccessRequest, issue.request_id)
    columns = await columns_of_mailing(session, request, issue)
    return await _register_issue(session, issue, RegisterKind.MAILED, columns, now)


async def _register_issue(
    session: AsyncSession,
    issue: CopyIssue,
    kind: RegisterKind,
    columns: RegisterColumns,
    now: datetime,
) -> UUID:
    await _lock(session, issue.unit_id, now)
    earlier = await session.scalar(
        select(RegisterLine.id).where(
            RegisterLine.copy_id == issue.id, RegisterLine.kind == kind.value
        )
    )
    if earlier is not None:
        return earlier
    request = await session.get_one(AccessRequest, issue.request_id)
    return await _write(
        session,
        RegisterLine(
            unit_id=issue.unit_id,
            kind=kind.value,
            request_id=request.id,
            copy_id=issue.id,
            person_id=request.requester_id,
        ),
        columns,
        now,
    )


async def register_refusal(
    session: AsyncSession,
    actor: Actor,
    *,
    unit_id: UUID,
    request_id: UUID | None = None,
    subject_id: UUID | None = None,
    reason: str,
    now: datetime,
) -> UUID | None:
    """Write the line of a refused attempt and return its id, ``None`` where no line was due.

    With ``request_id`` the line is about the applicant of that request, whoever acts; without, it
    is about the actor, who tried to get at ``subject_id``. ``reason`` is what they were told.

    A line never changes, so it cannot count. The first refusal of the same person after the same
    thing for the same reason is the line; what follows within ten minutes stands in the ledger
    alone, whose event the caller appends in any case. Another reason is another line. Locks the
    register of unit and year until the transaction ends.
    """
    await _lock(session, unit_id, now)
    request = await session.get_one(AccessRequest, request_id) if request_id else None
    line = RegisterLine(
        unit_id=unit_id,
        kind=RegisterKind.REFUSED.value,
        request_id=request_id,
        subject_id=subject_id,
        person_id=_person_of(actor, request),
    )
    if await _was_refused_just_now(session, line, reason, now):
        return None
    columns = await columns_of_refusal(
        session, actor, request, subject_id=subject_id, reason=reason, now=now
    )
    return await _write(session, line, columns, now)


async def register_lookup(
    session: AsyncSession, request: AccessRequest, lookup: AccessLookup, *, now: datetime
) -> UUID:
    """Write the line of an answer that something was not found, and return its id.

    Locks the register of unit and year until the transaction ends.
    """
    await _lock(session, request.unit_id, now)
    line = RegisterLine(
        unit_id=request.unit_id,
        kind=_LOOKUPS[LookupResult(lookup.result)].value,
        request_id=request.id,
        person_id=request.requester_id,
    )
    return await _write(session, line, await columns_of_lookup(session, request, lookup), now)


async def _lock(session: AsyncSession, unit_id: UUID, now: datetime) -> None:
    key = func.hashtextextended(f"register:{unit_id}:{day_of(now).year}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _write(
    session: AsyncSession, line: RegisterLine, columns: RegisterColumns, now: datetime
) -> UUID:
    """Number the line and insert it; the register of unit and year is locked."""
    line.id = ids.id_of_moment(now)
    line.at = now
    line.year = day_of(now).year
    line.columns = columns.as_json()
    last = await session.scalar(
        select(func.max(RegisterLine.line_no)).where(
            RegisterLine.unit_id == line.unit_id, RegisterLine.year == line.year
        )
    )
    line.line_no = (last or 0) + 1
    session.add(line)
    await session.flush()
    return line.id


async def _was_refused_just_now(
    session: AsyncSession, line: RegisterLine, reason: str, now: datetime
) -> bool:
    found = await session.scalar(
        select(RegisterLine.id)
        .where(
            RegisterLine.unit_id == line.unit_id,
            RegisterLine.at > now - ONE_ATTEMPT,
            RegisterLine.kind == RegisterKind.REFUSED.value,
            RegisterLine.person_id.is_not_distinct_from(line.person_id),
            RegisterLine.request_id.is_not_distinct_from(line.request_id),
            RegisterLine.subject_id.is_not_distinct_from(line.subject_id),
            RegisterLine.columns["note"].astext == reason,
        )
        .limit(1)
    )
    return found is not None


def _person_of(actor: Actor, request: AccessRequest | None) -> UUID | None:
    if request is not None:
        return request.requester_id
    return actor.id if actor.kind is ActorKind.PERSON else None
