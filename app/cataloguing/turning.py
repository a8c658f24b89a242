"""更改用途: what was a record of the process becomes evidence in its case, or the other way round.

长子 11 keeps evidence as long as the file, so whoever lets a recording be evidence no more says
why. The former link is ended and another begun: the file tells as what it lay there at any time.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cataloguing.changing import changed
from app.cataloguing.linking import check_link
from app.cataloguing.unlinking import OpenLink, check_reason, open_link_for
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import EvidenceLink, Recording
from app.policy.actor import Actor
from app.policy.case_words import MaterialRole
from app.policy.decision import Decision
from app.policy.linking import TURNED, NewLink, evidence_kind_of, object_of_proof_in
from app.policy.vocabulary import MediaKind


async def turn_link(
    session: AsyncSession,
    actor: Actor,
    link_id: UUID,
    link: NewLink,
    reason: str = "",
    *,
    now: datetime,
) -> UUID | Decision:
    """Change as what a recording lies in a case; return the new link's id, or the refusal.

    Of ``link`` only what it says of evidence counts; how the recording was made stays. Locks the
    case, then the link. Appends ``recording:turned`` with what stood there before.

    Raises:
        NotFoundError: there is no such link, or it is not for this actor to know.
        LinkEndedError: somebody has taken the recording out before.
        LinkTurnedError: somebody has changed its use before.
        NotAcceptableError: a text is too long, or evidence is let go of without a reason.
    """
    found = await open_link_for(session, actor, link_id, now=now)
    if isinstance(found, Decision):
        return found
    then = TURNED[MaterialRole(found.row.role)]
    check_link(link, now=now)
    if then is MaterialRole.PROCESS_RECORD:
        check_reason(reason, "不再作为证据的理由")
    former = found.row
    former.ended_at, former.ended_by_id = now, found.by_id
    former.end_reason = reason or f"改为{then.label}"
    # The index knows one open link of a recording to a case.
    await session.flush()
    recording = await session.get_one(Recording, former.recording_id)
    row = _turned(found, then, link, MediaKind(recording.kind))
    row.linked_by_id, row.linked_at = found.by_id, now
    session.add(row)
    found.case.row.revision += 1
    await session.flush()
    await append(
        session,
        LedgerKind.RECORDING_TURNED,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail=_told(former, row),
        now=now,
    )
    await changed(session, [recording.id], now=now)
    return row.id


def _turned(found: OpenLink, then: MaterialRole, link: NewLink, kind: MediaKind) -> EvidenceLink:
    former, case = found.row, found.case
    row = EvidenceLink(
        id=ids.new_id(),
        recording_id=former.recording_id,
        case_id=former.case_id,
        file_version=case.file_version,
        role=then.value,
        evidence_kind="",
        object_of_proof="",
        making_method=former.making_method,
        made_at=former.made_at,
        maker=former.maker,
    )
    if then is MaterialRole.EVIDENCE:
        row.evidence_kind = (link.evidence_kind or evidence_kind_of(kind)).value
        row.object_of_proof = link.object_of_proof or object_of_proof_in(case.row.cause)
    return row


def _told(former: EvidenceLink, row: EvidenceLink) -> dict[str, object]:
    """Return both links for the ledger; what they say of evidence is part of the file."""
    return {
        "case": former.case_id,
        "link": row.id,
        "former": former.id,
        "role": row.role,
        "evidence_kind": row.evidence_kind,
        "object_of_proof": row.object_of_proof,
        "before": {
            "role": former.role,
            "evidence_kind": former.evidence_kind,
            "object_of_proof": former.object_of_proof,
        },
        "why": former.end_reason,
    }
