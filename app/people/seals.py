"""What closes a case or a recording, as conditions on rows: the SQL twin of ``policy.sealing``."""

from sqlalchemy import ColumnElement, exists

from app.models import Case, CaseFile, EvidenceLink, Recording
from app.policy.case_steps import BOUND
from app.policy.sealing import STATE_SECRETS, Seal

_SECRET = sorted(one.value for one in STATE_SECRETS)
CASE_CLOSED = {
    Seal.BOUND: Case.state.in_(sorted(state.value for state in BOUND)),
    Seal.STATE_SECRET: Case.security_class.in_(_SECRET),
}
"""The conditions under which a case is closed; ``seals_of`` says the same of one."""


def is_state_secret() -> ColumnElement[bool]:
    """Return the condition that a case is of the class of a state secret."""
    return CASE_CLOSED[Seal.STATE_SECRET]


def has_bound_version() -> ColumnElement[bool]:
    """Return the condition that a version of a case's file was bound, reopened since or not."""
    return (
        exists().where(CaseFile.case_id == Case.id, CaseFile.bound_at.is_not(None)).correlate(Case)
    )


def lies_in_state_secret() -> ColumnElement[bool]:
    """Return the condition that a recording lies in a case that is a state secret now."""
    return (
        exists()
        .where(
            EvidenceLink.recording_id == Recording.id,
            EvidenceLink.ended_at.is_(None),
            EvidenceLink.case_id == Case.id,
            is_state_secret(),
        )
        .correlate(Recording)
    )
