"""In which cases the items of a request lie: documents in one, recordings wherever linked."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, exists, literal, select, union
from sqlalchemy.orm import aliased

from app.models import AccessItem, AccessRequest, Case, CaseDocument, EvidenceLink
from app.people.closures import is_state_secret


def cases_asked_about(request: AccessRequest) -> ColumnElement[bool]:
    """Return the condition on the case that was named and those of the unit where the rest lies.

    What lies in the case that was named is not asked about in another one. That a recording lies
    in a state secret as well is told to nobody (汝州调阅 10).
    """
    named = () if request.case_id is None else (request.case_id,)
    elsewhere = select(Case.id).where(
        cases_of_items(request.id, beside=named),
        Case.unit_id == request.unit_id,
        ~is_state_secret(),
    )
    return Case.id.in_(union(select(literal(request.case_id, Uuid)), elsewhere))


def cases_of_items(request_id: UUID, *, beside: Collection[UUID] = ()) -> ColumnElement[bool]:
    """Return the condition on the cases in which items lie that were not left out.

    What lies in one of the cases ``beside`` as well is passed over.
    """
    asked = AccessItem.request_id == request_id, AccessItem.is_granted
    in_file = (
        select(CaseDocument.case_id)
        .join(AccessItem, AccessItem.document_id == CaseDocument.id)
        .where(*asked, CaseDocument.case_id.not_in(beside))
    )
    other = aliased(EvidenceLink)
    lies_beside = exists().where(
        other.recording_id == AccessItem.recording_id,
        other.ended_at.is_(None),
        other.case_id.in_(beside),
    )
    linked = (
        select(EvidenceLink.case_id)
        .join(AccessItem, AccessItem.recording_id == EvidenceLink.recording_id)
        .where(*asked, EvidenceLink.ended_at.is_(None), ~lies_beside)
    )
    return Case.id.in_(union(in_file, linked))
