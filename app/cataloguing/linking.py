"""资料关联: put a recording into a case.

The case is locked before the recording, so that two clerks never wait for each other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.visibility import find_case, thing_of
from app.cataloguing.changing import changed
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseFile, EvidenceLink, Person, Recording
from app.people.authority import authorise, note_refusal, permit
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_steps import decide_change
from app.policy.case_words import CaseState, MaterialRole
from app.policy.decision import Decision
from app.policy.linking import (
    METHODS,
    NewLink,
    decide_linking,
    evidence_kind_of,
    object_of_proof_in,
)
from app.policy.vocabulary import MediaKind, RecordingState
from app.recordings.moments import RecordingTime
from app.recordings.queries import thing_of_recording

LONGEST = 200


class LinkedAlreadyError(ConflictError):
    """The recording lies in this case."""

    code = "linked_already"
    message = "这份资料已经放入这个案件，不需要重复放入。请刷新页面查看。"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A locked case into which something may be put."""

    row: Case
    file_version: int


async def link_recording(
    session: AsyncSession,
    actor: Actor,
    recording_id: UUID,
    case_id: UUID,
    link: NewLink,
    *,
    now: datetime,
) -> UUID | Decision:
    """Put a recording into a case and return the link's id, or the refusal.

    Locks the case, then the recording, which leaves the inbox. Appends ``recording:linked``.

    Raises:
        NotFoundError: there is no such recording or case, or it is not for this actor to know.
        LinkedAlreadyError: it lies in this case.
        NotAcceptableError: a text is too long, or it was made in the future, with the field.
    """
    allowed = await may_catalogue(session, actor, recording_id, now=now)
    if not allowed.allowed or actor.id is None:
        return allowed
    case = await open_case_for(session, actor, case_id, now=now)
    if isinstance(case, Decision):
        return case
    recording = await session.get_one(
        Recording, recording_id, with_for_update=True, populate_existing=True
    )
    fit = decide_linking(
        RecordingState(recording.state), is_duplicate=recording.duplicate_of_id is not None
    )
    if not fit.allowed:
        await _refused(session, actor, recording, fit, now)
        return fit
    if await is_linked(session, recording_id, case_id):
        raise LinkedAlreadyError
    check_link(link, now=now)
    row = EvidenceLink(
        id=ids.new_id(),
        recording_id=recording_id,
        case_id=case_id,
        file_version=case.file_version,
        role=link.role.value,
        linked_by_id=actor.id,
        linked_at=now,
        **await particulars_of(session, recording, case.row.cause, link, link.role),
    )
    session.add(row)
    recording.catalogued_at = recording.catalogued_at or now
    case.row.revision += 1
    await session.flush()
    await append(
        session,
        LedgerKind.RECORDING_LINKED,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording_id,
        detail={"link": row.id, "case": case_id, "role": row.role},
        now=now,
    )
    await changed(session, [recording_id], now=now)
    return row.id


async def may_catalogue(
    session: AsyncSession, actor: Actor, recording_id: UUID, *, now: datetime
) -> Decision:
    """Return whether the actor may catalogue a recording; a refusal is an event.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    thing = await thing_of_recording(session, recording_id)
    if thing is None:
        raise NotFoundError
    if not (await authorise(session, actor, Act.RECORDING_KNOW_FACTS, thing)).allowed:
        raise NotFoundError
    return await permit(
        session, actor, Act.RECORDING_CATALOGUE, thing, subject_id=recording_id, now=now
    )


async def open_case_for(
    session: AsyncSession, actor: Actor, case_id: UUID, *, now: datetime
) -> OpenCase | Decision:
    """Lock a case and return it, or the refusal of somebody who may not change it, or of its state.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    case = await find_case(session, actor, case_id, for_update=True)
    thing = await thing_of(session, case)
    decision = await permit(session, actor, Act.CASE_CHANGE, thing, subject_id=case_id, now=now)
    if not decision.allowed:
        return decision
    state = decide_change(await pack_of_unit(session, case.unit_id), CaseState(case.state))
    if not state.allowed:
        await note_refusal(
            session,
            actor,
            Act.CASE_CHANGE,
            unit_id=case.unit_id,
            subject_id=case_id,
            decision=state,
            now=now,
        )
        return state
    version = await session.scalar(
        select(CaseFile.version)
        .where(CaseFile.case_id == case_id)
        .order_by(CaseFile.version.desc())
        .limit(1)
    )
    return OpenCase(case, version or 1)


def check_link(link: NewLink, *, now: datetime) -> None:
    """Make sure that what is said of a link is not too long, and that it was made by now.

    Raises:
        NotAcceptableError: with every field that has to be mended.
    """
    problems = [
        FieldProblem(name, f"{what}最长{LONGEST}个字，请缩短。")
        for name, text, what in (
            ("object_of_proof", link.object_of_proof, "证明对象"),
            ("making_method", link.making_method, "制作方法"),
            ("maker", link.maker, "制作人"),
        )
        if len(text) > LONGEST
    ]
    if link.made_at is not None and link.made_at > now:
        problems.append(FieldProblem("made_at", "制作时间不能晚于现在。"))
    if problems:
        raise NotAcceptableError(*problems)


async def particulars_of(
    session: AsyncSession, recording: Recording, cause: str, link: NewLink, role: MaterialRole
) -> dict[str, Any]:
    """Return what was said of a link, and for the rest what recording and case say, by column."""
    kind, is_evidence = MediaKind(recording.kind), role is MaterialRole.EVIDENCE
    officer = await session.get(Person, recording.officer_id) if recording.officer_id else None
    evidence_kind = (link.evidence_kind or evidence_kind_of(kind)).value
    time = RecordingTime(recording.recorded_at, recording.received_at)
    proof = link.object_of_proof or object_of_proof_in(cause)
    return {
        "evidence_kind": evidence_kind if is_evidence else "",
        "object_of_proof": proof if is_evidence else "",
        "making_method": link.making_method or METHODS[kind],
        "made_at": link.made_at or time.believed,
        "maker": link.maker or (officer.full_name if officer else ""),
    }


async def is_linked(session: AsyncSession, recording_id: UUID, case_id: UUID | None = None) -> bool:
    """Return whether a recording lies in this case, or in any."""
    found = exists().where(
        EvidenceLink.recording_id == recording_id, EvidenceLink.ended_at.is_(None)
    )
    if case_id is not None:
        found = found.where(EvidenceLink.case_id == case_id)
    return bool(await session.scalar(select(found)))


async def _refused(
    session: AsyncSession, actor: Actor, recording: Recording, decision: Decision, now: datetime
) -> None:
    await note_refusal(
        session,
        actor,
        Act.RECORDING_CATALOGUE,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        decision=decision,
        now=now,
    )
