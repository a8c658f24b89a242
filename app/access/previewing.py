"""What may be asked for, before it is asked: the thing, its parts, and what the rule would say.

Nothing is written here. To look at one's own possibilities is no act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.again import EarlierRequest
from app.access.asked_thing import thing_asked_for
from app.access.choosing import (
    Wanted,
    count_recordings,
    documents_in,
    recordings_in,
    require_known,
)
from app.access.facts import highest_of
from app.access.materials import word_of_recording
from app.cases.visibility import find_case, thing_of
from app.errors import NotFoundError
from app.models import (
    Case,
    CaseDocument,
    CaseHandler,
    EvidenceLink,
    Recording,
    Unit,
)
from app.papers.holding import find_document, may_know_titles
from app.people.authority import authorise
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.asking import distinct
from app.policy.consultation import Answer, Consultation, ConsultFacts
from app.policy.consulting import acts_offered, row_of
from app.policy.decision import Decision, Ruling, refuse
from app.policy.law_words import ConsultAct, Paper, Requester, Scope
from app.policy.requesting import rule_request
from app.recordings.visibility import knowledge_of, known_to

MOST_CHOICES = 200
ACTS = (ConsultAct.VIEW, ConsultAct.COPY)
"""What staff may ask for themselves."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document or recording of a case that may be picked."""

    id: UUID
    title: str
    is_document: bool = False
    is_concluding: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a request would be about; ``wanted`` is empty for a case, whose parts are chosen."""

    unit_id: UUID
    unit_name: str
    case_id: UUID | None
    case_no: str
    case_title: str
    title: str
    wanted: Wanted
    parts: tuple[Part, ...] = ()
    documents: int = 0
    recordings: int = 0
    withheld: int = 0
    """How many recordings are not to be asked for here, and are not among the parts."""

    @property
    def total(self) -> int:
        """Return how many parts the case has."""
        return self.documents + self.recordings


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the rule would say if this act were asked for now."""

    act: ConsultAct
    who: Requester
    ruling: Ruling[Consultation]


async def target_of_case(session: AsyncSession, actor: Actor, case_id: UUID) -> Target:
    """Return a case with its first parts to choose from.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    case = await find_case(session, actor, case_id)
    counted = select(func.count(CaseDocument.id)).where(documents_in(case_id))
    documents = await session.scalar(counted) or 0
    recordings, withheld = await count_recordings(session, case_id)
    knows = await may_know_titles(session, actor, case)
    papers = await _documents_in(session, case_id, knows=knows)
    media = await _recordings_in(session, actor, case_id, MOST_CHOICES - len(papers), knows=knows)
    return Target(
        unit_id=case.unit_id,
        unit_name=await _unit_name(session, case.unit_id),
        case_id=case.id,
        case_no=case.case_no,
        case_title=case.title,
        title=f"{case.case_no} {case.title}",
        wanted=Wanted(),
        parts=(*papers, *media),
        documents=documents,
        recordings=recordings,
        withheld=withheld,
    )


async def _documents_in(session: AsyncSession, case_id: UUID, *, knows: bool) -> list[Part]:
    """Return the documents to choose from; ``knows``: by title, and not by kind and day alone."""
    papers = await session.execute(
        select(
            CaseDocument.id,
            CaseDocument.title,
            CaseDocument.kind,
            CaseDocument.made_on,
            CaseDocument.is_concluding,
        )
        .where(documents_in(case_id))
        .order_by(CaseDocument.file_version, CaseDocument.position, CaseDocument.id)
        .limit(MOST_CHOICES)
    )
    return [
        Part(
            row.id,
            row.title if knows else f"{row.kind}（{row.made_on or '没有日期'}）",
            is_document=True,
            is_concluding=row.is_concluding,
        )
        for row in papers
    ]


async def _recordings_in(
    session: AsyncSession, actor: Actor, case_id: UUID, most: int, *, knows: bool
) -> list[Part]:
    """Return the recordings to choose from; ``knows``: by file name, and not by kind alone."""
    media = await session.execute(
        select(
            Recording.id,
            Recording.file_name,
            Recording.kind,
            Recording.recorded_at,
            known_to(actor, await knowledge_of(session, actor)).label("is_known"),
        )
        .where(Recording.id.in_(recordings_in(case_id)))
        .order_by(Recording.recorded_at, Recording.id)
        .limit(most)
    )
    return [
        Part(
            row.id,
            row.file_name if knows or row.is_known else word_of_recording(row.kind),
            at=row.recorded_at,
        )
        for row in media
    ]


async def target_of_document(session: AsyncSession, actor: Actor, document_id: UUID) -> Target:
    """Return one document of a file.

    Raises:
        NotFoundError: there is none, or the actor may not know of its case.
    """
    held = await find_document(session, actor, document_id)
    knows = await may_know_titles(session, actor, held.case)
    return Target(
        unit_id=held.case.unit_id,
        unit_name=await _unit_name(session, held.case.unit_id),
        case_id=held.case.id,
        case_no=held.case.case_no,
        case_title=held.case.title,
        title=held.document.title if knows else held.document.kind,
        wanted=Wanted(documents=frozenset({document_id})),
    )


async def target_of_recording(session: AsyncSession, actor: Actor, recording_id: UUID) -> Target:
    """Return one recording, which the actor knows itself or by a case in which it lies.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    row = await session.get(Recording, recording_id)
    if row is None:
        raise NotFoundError
    wanted = Wanted(recordings=frozenset({recording_id}))
    await require_known(session, actor, row.unit_id, wanted)
    return Target(
        unit_id=row.unit_id,
        unit_name=await _unit_name(session, row.unit_id),
        case_id=None,
        case_no="",
        case_title="",
        title=row.file_name,
        wanted=wanted,
    )


async def case_again(session: AsyncSession, actor: Actor, earlier: EarlierRequest) -> Target | None:
    """Return the case of an earlier request; ``None`` where this actor may not know it any more."""
    if earlier.case_id is None:
        return None
    try:
        return await target_of_case(session, actor, earlier.case_id)
    except NotFoundError:
        return None


async def target_again(
    session: AsyncSession, actor: Actor, earlier: EarlierRequest
) -> Target | None:
    """Return what an earlier request was about: its case, else its one recording.

    ``None`` for what was described, and for what this actor may not know any more.
    """
    if earlier.case_id is not None:
        return await case_again(session, actor, earlier)
    if len(earlier.recordings) != 1 or earlier.documents:
        return None
    try:
        return await target_of_recording(session, actor, *earlier.recordings)
    except NotFoundError:
        return None


async def prospects_of(session: AsyncSession, actor: Actor, target: Target) -> tuple[Prospect, ...]:
    """Return what the rule would say to each act of this person of the staff."""
    pack = await pack_of_unit(session, target.unit_id)
    lies_in = _cases_of(target)
    handles = await session.scalar(
        select(
            exists().where(
                CaseHandler.person_id == actor.id,
                CaseHandler.until.is_(None),
                CaseHandler.case_id == Case.id,
                lies_in,
            )
        )
    )
    highest = await highest_of(session, lies_in)
    found = []
    for act in ACTS:
        facts = ConsultFacts(
            requester=Requester.OTHER_STAFF,
            act=act,
            person=str(actor.id),
            papers=frozenset({Paper.REASON}),
            wanted=Scope.WHOLE,
            handles_case=bool(handles),
        )
        found.append(Prospect(act, row_of(pack, facts), rule_request(pack, facts, highest)))
    return tuple(found)


async def barrier_of(
    session: AsyncSession, actor: Actor, target: Target, prospects: Sequence[Prospect]
) -> Decision | None:
    """Return the refusal that this actor would get whatever they asked for; ``None``: none.

    Whoever may not ask, and what no act opens, as a state secret (汝州调阅 10, 山西 18).
    """
    thing = await thing_asked_for(session, target.unit_id, target.case_id, target.wanted)
    decision = await authorise(session, actor, Act.ACCESS_ASK, thing)
    if not decision.allowed:
        return decision
    if any(each.ruling.outcome.answer is not Answer.REFUSED for each in prospects):
        return None
    reasons = tuple(dict.fromkeys(each.ruling.reason for each in prospects))
    citations = distinct(each for prospect in prospects for each in prospect.ruling.citations)
    return refuse("".join(reasons), *citations)


async def prospects_at_desk(
    session: AsyncSession,
    unit_id: UUID,
    requester: Requester,
    acts: tuple[ConsultAct, ...],
    case_id: UUID | None,
) -> tuple[Prospect, ...]:
    """Return what the rule would say to each act of a visitor who shows every paper there is."""
    pack = await pack_of_unit(session, unit_id)
    highest = await highest_of(session, Case.id == case_id)
    found = []
    for act in acts_offered(pack, requester, acts):
        facts = ConsultFacts(
            requester=requester,
            act=act,
            person="",
            papers=frozenset(Paper),
            is_verified=True,
            wanted=Scope.CONCLUDING,
            is_about_themselves=True,
        )
        found.append(Prospect(act, row_of(pack, facts), rule_request(pack, facts, highest)))
    return tuple(found)


async def acts_at_desk(
    session: AsyncSession, unit_id: UUID, requester: Requester, acts: tuple[ConsultAct, ...]
) -> tuple[ConsultAct, ...]:
    """Return what a visitor may be entered as asking for; the rule answers each of them."""
    return acts_offered(await pack_of_unit(session, unit_id), requester, acts)


async def may_consult(session: AsyncSession, actor: Actor, case_id: UUID) -> tuple[bool, bool]:
    """Return whether the actor may ask for the records of a case, and receive others who do.

    Raises:
        NotFoundError: there is no such case for this actor.
    """
    thing = await thing_of(session, await find_case(session, actor, case_id))
    asks = (await authorise(session, actor, Act.ACCESS_ASK, thing)).allowed
    return asks, (await authorise(session, actor, Act.ACCESS_RECEIVE, thing)).allowed


def _cases_of(target: Target) -> ColumnElement[bool]:
    """Return the condition that a case is the target, or one in which it lies."""
    linked = exists().where(
        EvidenceLink.recording_id.in_(target.wanted.recordings),
        EvidenceLink.ended_at.is_(None),
        EvidenceLink.case_id == Case.id,
    )
    return or_(Case.id == target.case_id, linked)


async def _unit_name(session: AsyncSession, unit_id: UUID) -> str:
    return (await session.get_one(Unit, unit_id)).name
