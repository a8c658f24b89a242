"""One sitting, and one item of it, as they stand at this moment: read afresh in one statement.

The SQL twin of ``PermitFacts``: everything the rule looks at that can change while somebody watches
comes from here, so nothing a minute old opens anything (promise P7).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    DateTime,
    Row,
    ScalarSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.facts import highest_class
from app.models import (
    AccessItem,
    AccessPermit,
    AccessRequest,
    Case,
    CaseDocument,
    CaseHandler,
    EvidenceLink,
    Person,
    ReadingTerminal,
    SignInSession,
    Unit,
    Viewing,
)
from app.policy.actor import Actor
from app.policy.case_words import SecurityClass
from app.policy.law_words import ConsultAct, Requester, Scope
from app.policy.permits import PermitFacts


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting, or one that is about to begin, with the item that is asked for.

    ``person_id`` is who views, ``None`` for somebody from outside. ``address`` is where they sat
    down, ``None`` where a keeper opened it for them. ``facts`` are those of the
    item, or of the sitting alone where none is asked for; ``is_still_who`` of the whole request.
    """

    viewing_id: UUID | None
    request_id: UUID
    permit_id: UUID
    unit_id: UUID
    person_id: UUID | None
    act: ConsultAct
    is_ended: bool
    needs_room: bool
    terminal_id: UUID | None
    address: str | None
    item_id: UUID | None
    recording_id: UUID | None
    document_id: UUID | None
    is_still_who: bool
    facts: PermitFacts

    @property
    def thing_id(self) -> UUID | None:
        """Return the recording or document that is asked for."""
        return self.recording_id or self.document_id


async def read_sitting(
    session: AsyncSession,
    actor: Actor,
    *,
    now: datetime,
    viewing_id: UUID | None = None,
    item_id: UUID | None = None,
) -> Sitting | None:
    """Return a sitting as it stands for this actor; ``None`` when there is none, or no such item.

    One statement, whatever the session holds already.
    """
    values = {"viewing_id": viewing_id, "permit_id": None, "item_id": item_id, "now": now}
    row = (await session.execute(_facts(), values)).one_or_none()
    if row is None or row.viewing_id is None or (item_id and row.item_id is None):
        return None
    is_at_terminal = row.terminal_id == actor.terminal_id and not row.is_terminal_retired
    is_in_place = not _needs_room(row) if row.terminal_id is None else is_at_terminal
    return _sitting(row, now, is_in_place=is_in_place)


async def read_before_sitting(
    session: AsyncSession,
    permit_id: UUID,
    *,
    now: datetime,
    credential_id: UUID | None,
    terminal_id: UUID | None,
) -> Sitting | None:
    """Return the sitting that would begin under a permit at this sign-in or this terminal.

    The terminal is one in service, at its place; where none is needed the sitting is not bound to
    it.
    """
    values = {"viewing_id": None, "permit_id": permit_id, "item_id": None, "now": now}
    row = (await session.execute(_facts(), values)).one_or_none()
    if row is None:
        return None
    needed = terminal_id if _needs_room(row) else None
    return _sitting(
        row,
        now,
        is_in_place=needed is not None or not _needs_room(row),
        credential_id=credential_id,
        terminal_id=needed,
    )


def _needs_room(row: Row[Any]) -> bool:
    """Nothing leaves the archive room where the text says so; visitors sit there in any case."""
    return bool(row.in_reading_room or row.person_id is None)


def _sitting(
    row: Row[Any],
    now: datetime,
    *,
    is_in_place: bool,
    credential_id: UUID | None = None,
    terminal_id: UUID | None = None,
) -> Sitting:
    asked_as = Requester(row.requester)
    is_item_asked = row.item_id is not None
    return Sitting(
        viewing_id=row.viewing_id,
        request_id=row.request_id,
        permit_id=row.permit_id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        act=ConsultAct(row.act),
        is_ended=row.is_ended,
        needs_room=_needs_room(row),
        terminal_id=row.terminal_id or terminal_id,
        address=row.address if row.credential_id else None,
        item_id=row.item_id,
        recording_id=row.recording_id,
        document_id=row.document_id,
        is_still_who=_is_still_who(asked_as, row, handles=row.handles_any),
        facts=PermitFacts(
            at=now,
            from_at=row.from_at,
            until_at=row.until_at,
            asked_as=asked_as,
            ceiling=SecurityClass(row.ceiling),
            security_class=highest_class(
                SecurityClass(each)
                for each in (*(row.recording_classes or ()), row.document_class)
                if each is not None
            ),
            limit=Scope(row.limit_scope) if row.limit_scope else None,
            credential_id=row.credential_id or credential_id,
            terminal_id=row.terminal_id or terminal_id,
            is_permit_ended=row.is_permit_ended,
            is_sitting_ended=row.is_ended or row.is_signed_out,
            is_item_granted=row.is_granted if is_item_asked else True,
            is_item_there=not row.is_struck,
            is_document=row.document_id is not None,
            is_concluding=bool(row.is_concluding),
            is_draft=row.is_final is False,
            is_in_place=is_in_place,
            is_still_who=_is_still_who(
                asked_as, row, handles=row.handles_item if is_item_asked else row.handles_any
            ),
        ),
    )


def _is_still_who(asked_as: Requester, row: Row[Any], *, handles: bool) -> bool:
    match asked_as:
        case Requester.HANDLER:
            return handles
        case Requester.OTHER_STAFF:
            return bool(row.is_of_the_house)
        case _:
            return True


@cache
def _facts() -> Select[*tuple[Any, ...]]:
    asked_viewing = bindparam("viewing_id", type_=Uuid)
    of_viewing = select(Viewing.permit_id).where(Viewing.id == asked_viewing).scalar_subquery()
    permit_key = func.coalesce(bindparam("permit_id", type_=Uuid), of_viewing)
    line = _line_of_units(permit_key)
    file_case = aliased(Case)
    now: BindParameter[datetime] = bindparam("now", type_=DateTime(timezone=True))
    signed_out = or_(SignInSession.revoked_at.is_not(None), SignInSession.expires_at <= now)
    return (
        select(
            Viewing.id.label("viewing_id"),
            AccessRequest.id.label("request_id"),
            AccessPermit.id.label("permit_id"),
            AccessPermit.unit_id,
            AccessRequest.requester_id.label("person_id"),
            AccessRequest.requester,
            AccessPermit.act,
            AccessPermit.from_at,
            AccessPermit.until_at,
            AccessPermit.ceiling,
            AccessPermit.limit_scope,
            AccessPermit.in_reading_room,
            AccessPermit.ended_at.is_not(None).label("is_permit_ended"),
            Viewing.credential_id,
            Viewing.terminal_id,
            Viewing.address,
            func.coalesce(Viewing.ended_at.is_not(None), False).label("is_ended"),
            func.coalesce(signed_out, False).label("is_signed_out"),
            ReadingTerminal.retired_at.is_not(None).label("is_terminal_retired"),
            AccessItem.id.label("item_id"),
            AccessItem.is_granted,
            AccessItem.recording_id,
            AccessItem.document_id,
            CaseDocument.is_concluding,
            CaseDocument.is_final,
            func.coalesce(CaseDocument.struck_at.is_not(None), False).label("is_struck"),
            file_case.security_class.label("document_class"),
            _classes_of_recording().label("recording_classes"),
            _handles_case_of_item().label("handles_item"),
            _handles_any_case().label("handles_any"),
            _is_of_the_house(line).label("is_of_the_house"),
        )
        .select_from(AccessPermit)
        .join(AccessRequest, AccessRequest.id == AccessPermit.request_id)
        .outerjoin(Viewing, and_(Viewing.permit_id == AccessPermit.id, Viewing.id == asked_viewing))
        .outerjoin(SignInSession, SignInSession.id == Viewing.credential_id)
        .outerjoin(ReadingTerminal, ReadingTerminal.id == Viewing.terminal_id)
        .outerjoin(
            AccessItem,
            and_(
                AccessItem.request_id == AccessRequest.id,
                AccessItem.id == bindparam("item_id", type_=Uuid),
            ),
        )
        .outerjoin(CaseDocument, CaseDocument.id == AccessItem.document_id)
        .outerjoin(file_case, file_case.id == CaseDocument.case_id)
        .where(AccessPermit.id == permit_key)
    )


def _classes_of_recording() -> ScalarSelect[Any]:
    """Return the classes of the cases to which the recording is linked now."""
    return (
        select(func.array_agg(Case.security_class))
        .join(EvidenceLink, EvidenceLink.case_id == Case.id)
        .where(
            EvidenceLink.recording_id == AccessItem.recording_id, EvidenceLink.ended_at.is_(None)
        )
        .correlate(AccessItem)
        .scalar_subquery()
    )


def _handles_case_of_item() -> ColumnElement[bool]:
    """Return whether the requester handles a case in which the item lies now."""
    linked = (
        select(EvidenceLink.case_id)
        .where(
            EvidenceLink.recording_id == AccessItem.recording_id, EvidenceLink.ended_at.is_(None)
        )
        .correlate(AccessItem)
    )
    return (
        exists()
        .where(
            CaseHandler.person_id == AccessRequest.requester_id,
            CaseHandler.until.is_(None),
            or_(CaseHandler.case_id == CaseDocument.case_id, CaseHandler.case_id.in_(linked)),
        )
        .correlate(AccessRequest, AccessItem, CaseDocument)
    )


def _handles_any_case() -> ColumnElement[bool]:
    """Return whether the requester handles the case asked about, or one in which an item lies."""
    asked, paper = aliased(AccessItem), aliased(CaseDocument)
    linked = (
        select(EvidenceLink.case_id)
        .join(asked, asked.recording_id == EvidenceLink.recording_id)
        .where(asked.request_id == AccessRequest.id, EvidenceLink.ended_at.is_(None))
        .correlate(AccessRequest)
    )
    filed = (
        select(paper.case_id)
        .join(asked, asked.document_id == paper.id)
        .where(asked.request_id == AccessRequest.id)
        .correlate(AccessRequest)
    )
    return (
        exists()
        .where(
            CaseHandler.person_id == AccessRequest.requester_id,
            CaseHandler.until.is_(None),
            or_(
                CaseHandler.case_id == AccessRequest.case_id,
                CaseHandler.case_id.in_(linked),
                CaseHandler.case_id.in_(filed),
            ),
        )
        .correlate(AccessRequest)
    )


def _line_of_units(permit_key: ColumnElement[UUID | None]) -> CTE:
    """Return the units above that of the records and that of the requester, each with itself."""
    ends = or_(Unit.id == AccessPermit.unit_id, Unit.id == Person.unit_id)
    start = (
        select(Unit.id.label("start"), Unit.id.label("at"), Unit.parent_id)
        .select_from(AccessPermit)
        .outerjoin(Person, Person.id == AccessPermit.person_id)
        .join(Unit, ends)
        .where(AccessPermit.id == permit_key)
    )
    line = start.cte("line", recursive=True)
    higher = select(line.c.start, Unit.id, Unit.parent_id).join(line, Unit.id == line.c.parent_id)
    return line.union(higher)


def _is_of_the_house(line: CTE) -> ColumnElement[bool]:
    """Return whether requester and records belong to units of which one stands above the other.

    Whoever may ask stands in the unit, below it or above it (``accessing``); a person who has left
    stands nowhere.
    """
    records, own = AccessPermit.unit_id, Person.unit_id
    return (
        exists()
        .where(
            Person.id == AccessPermit.person_id,
            Person.is_active,
            or_(
                and_(line.c.start == own, line.c.at == records),
                and_(line.c.start == records, line.c.at == own),
            ),
        )
        .correlate(AccessPermit)
    )
