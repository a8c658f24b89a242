"""What closes a case or a recording, as conditions on rows: the SQL twin of ``policy.closing``."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_

from app.models import Case, CaseDocument, CaseFile, EvidenceLink, Recording
from app.policy.case_steps import BOUND
from app.policy.closing import STATE_SECRETS, Closure

# No lists of values: a statement that is made once and kept has one text, whatever stands in it.
CASE_CLOSED = {
    Closure.BOUND: or_(*(Case.state == state.value for state in sorted(BOUND))),
    Closure.STATE_SECRET: or_(*(Case.security_class == one.value for one in sorted(STATE_SECRETS))),
}
"""The conditions under which a case is closed; ``closures_of`` says the same of one."""


def is_state_secret() -> ColumnElement[bool]:
    """Return the condition that a case is of the class of a state secret."""
    return CASE_CLOSED[Closure.STATE_SECRET]


def lies_in_bound_version() -> ColumnElement[bool]:
    """Return the condition that a document's version was bound, alone or with a later one."""
    return (
        exists()
        .where(
            CaseFile.case_id == CaseDocument.case_id,
            CaseFile.version >= CaseDocument.file_version,
            CaseFile.bound_at.is_not(None),
        )
        .correlate(CaseDocument)
    )


def lies_in_state_secret(*, besides: UUID | None = None) -> ColumnElement[bool]:
    """Return the condition that a recording lies in a case that is a state secret now.

    ``besides`` is a case that does not count.
    """
    others = () if besides is None else (Case.id != besides,)
    return (
        exists()
        .where(
            EvidenceLink.recording_id == Recording.id,
            EvidenceLink.ended_at.is_(None),
            EvidenceLink.case_id == Case.id,
            is_state_secret(),
            *others,
        )
        .correlate(Recording)
    )
