"""Rows of a request turned into the facts that the rules look at, and what the rules answer."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.access.representing import lacks_party
from app.models import (
    AccessApproval,
    AccessItem,
    AccessPaper,
    AccessRequest,
    Case,
    CaseDocument,
    CaseHandler,
    EvidenceLink,
)
from app.people.queries import pack_of_unit
from app.policy.access_words import ApprovalAnswer
from app.policy.approving import Approval, Delegation
from app.policy.case_words import SecurityClass
from app.policy.closing import STATE_SECRETS
from app.policy.consultation import Consultation, ConsultFacts
from app.policy.decision import Citation, Ruling
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope
from app.policy.permits import scope_of
from app.policy.requesting import rule_request

_CLASSES = tuple(SecurityClass)


async def ruling_of(session: AsyncSession, request: AccessRequest) -> Ruling[Consultation]:
    """Return what becomes of a request as everything stands now."""
    pack = await pack_of_unit(session, request.unit_id)
    facts = await facts_of(session, request)
    return rule_request(pack, facts, await ceiling_of(session, request))


async def facts_of(session: AsyncSession, request: AccessRequest) -> ConsultFacts:
    """Return a request as the rule sees it. To give a purpose is to give the reason asked for."""
    return ConsultFacts(
        requester=Requester(request.requester),
        act=ConsultAct(request.act),
        person=str(request.asked_by_id),
        papers=await papers_shown(session, request.id) | {Paper.REASON},
        is_verified=request.verified_at is not None,
        approval=await approval_of(session, request.id),
        wanted=Scope(request.wanted),
        handles_case=await handles_all(session, request),
        is_about_themselves=request.is_about_themselves,
        by_legal_procedure=bool(request.procedure),
        has_no_party=await lacks_party(session, request),
    )


async def papers_shown(session: AsyncSession, request_id: UUID) -> frozenset[Paper]:
    """Return the kinds of paper that were shown and not struck since."""
    kinds = await session.scalars(
        select(AccessPaper.kind).where(
            AccessPaper.request_id == request_id, AccessPaper.struck_at.is_(None)
        )
    )
    return frozenset(Paper(kind) for kind in kinds)


async def approval_of(session: AsyncSession, request_id: UUID) -> Approval | None:
    """Return the approval that was given, a delegate's as a delegate's."""
    row = await session.scalar(
        select(AccessApproval).where(
            AccessApproval.request_id == request_id,
            AccessApproval.answer == ApprovalAnswer.APPROVED.value,
        )
    )
    if row is None:
        return None
    lent = None
    if row.on_behalf_of_id is not None:
        lent = Delegation(str(row.on_behalf_of_id), row.delegation_no)
    return Approval(Approver(row.office), str(row.approver_id), lent)


async def handles_all(session: AsyncSession, request: AccessRequest) -> bool:
    """Return whether whoever of the staff asks handles, today, the cases of every item."""
    if request.requester_id is None:
        return False
    wanted = select(handled_by_requester()).where(AccessRequest.id == request.id)
    return bool(await session.scalar(wanted))


def handled_by_requester() -> ColumnElement[bool]:
    """Return the condition that the requester of a row handles, today, what it asks for.

    Lists, figures and the judgement of one request ask it alike. Whoever has come to handle the
    case since, or no longer does, falls under another row of the regulation.
    """
    his = (
        select(CaseHandler.case_id)
        .where(CaseHandler.person_id == AccessRequest.requester_id, CaseHandler.until.is_(None))
        .correlate(AccessRequest)
    )
    in_his_file = exists().where(
        CaseDocument.id == AccessItem.document_id, CaseDocument.case_id.in_(his)
    )
    in_his_case = exists().where(
        EvidenceLink.recording_id == AccessItem.recording_id,
        EvidenceLink.ended_at.is_(None),
        EvidenceLink.case_id.in_(his),
    )
    items = items_of(AccessRequest.id)
    no_other = ~exists().where(items, ~or_(in_his_file, in_his_case))
    named = AccessRequest.case_id.in_(his)
    # Without items the case that is named counts; where none is, nothing is handled.
    return case((exists().where(items), no_other), else_=func.coalesce(named, false()))


async def ceiling_of(session: AsyncSession, request: AccessRequest) -> SecurityClass:
    """Return the highest class of the cases in which the items lie now, withheld ones passed by.

    A recording that lies in a state secret is withheld: what else is asked for is judged without
    it, and where nothing else is, it is judged itself (汝州调阅 10).
    """
    rows = await session.execute(_classes_of(request))
    return highest_class(SecurityClass(row.security_class) for row in rows)


async def class_told(
    session: AsyncSession, request: AccessRequest, known: ColumnElement[bool]
) -> SecurityClass | None:
    """Return the class of a request as it is shown to an approver who may know ``known`` cases.

    ``None``: it is that of a state secret of which they may not know, and is not told.
    """
    rows = (await session.execute(_classes_of(request, known))).all()
    if any(not row.is_known and row.security_class in STATE_SECRETS for row in rows):
        return None
    return highest_class(SecurityClass(row.security_class) for row in rows)


def _classes_of(
    request: AccessRequest, known: ColumnElement[bool] | None = None
) -> Select[*tuple[Any, ...]]:
    """Return the classes of the cases that count, and whether each is ``known``."""
    in_file = exists().where(
        items_of(request.id),
        AccessItem.document_id == CaseDocument.id,
        CaseDocument.case_id == Case.id,
    )
    lies_there = and_(
        items_of(request.id),
        AccessItem.recording_id == EvidenceLink.recording_id,
        EvidenceLink.ended_at.is_(None),
        EvidenceLink.case_id == Case.id,
    )
    has_open = exists().where(items_of(request.id), ~_is_withheld())
    is_file = or_(in_file, Case.id == request.case_id)
    is_open = exists().where(lies_there, ~_is_withheld())
    return (
        select(Case.security_class, (false() if known is None else known).label("is_known"))
        .where(or_(is_file, is_open, and_(exists().where(lies_there), ~has_open)))
        .distinct()
    )


def _is_withheld() -> ColumnElement[bool]:
    """Return the condition that an item is a recording that lies in a state secret."""
    link, secret = aliased(EvidenceLink), aliased(Case)
    return exists().where(
        link.recording_id == AccessItem.recording_id,
        link.ended_at.is_(None),
        link.case_id == secret.id,
        secret.security_class.in_(STATE_SECRETS),
    )


async def highest_of(session: AsyncSession, which: ColumnElement[bool]) -> SecurityClass:
    """Return the highest class among these cases."""
    found = await session.scalars(select(Case.security_class).where(which).distinct())
    return highest_class(SecurityClass(each) for each in found)


def highest_class(classes: Any) -> SecurityClass:
    """Return the most secret of the classes; without any there is no secret."""
    return max(classes, key=_CLASSES.index, default=SecurityClass.NONE)


async def scope_wanted(
    session: AsyncSession, documents: Collection[UUID] | ColumnElement[bool], *, is_whole: bool
) -> Scope:
    """Return the narrowest scope that covers these documents.

    ``is_whole`` says that the file as such is asked for; single documents that were named are
    what was required (所要求的文书).
    """
    which = documents if isinstance(documents, ColumnElement) else CaseDocument.id.in_(documents)
    all_concluding = await session.scalar(
        select(func.coalesce(func.bool_and(CaseDocument.is_concluding), True)).where(which)
    )
    scope = scope_of((bool(all_concluding),))
    return Scope.REQUESTED if scope is Scope.WHOLE and not is_whole else scope


async def has_items(session: AsyncSession, request_id: UUID) -> bool:
    """Return whether anything is asked for that can be shown."""
    return bool(await session.scalar(select(exists().where(items_of(request_id)))))


def items_of(request_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that an item belongs to a request and was not left out."""
    return and_(AccessItem.request_id == request_id, AccessItem.is_granted)


def basis_of(ruling: Ruling[Consultation]) -> dict[str, Any]:
    """Return what the rule said, as the request keeps it; ``citations_in`` reads it again."""
    return {
        "answer": ruling.outcome.answer.value,
        "reason": ruling.reason,
        "citations": [asdict(each) for each in ruling.citations],
    }


def citations_in(basis: Mapping[str, Any]) -> tuple[Citation, ...]:
    """Return the articles on which a request was last judged, as they stood then."""
    return tuple(Citation(**each) for each in basis.get("citations", ()))
