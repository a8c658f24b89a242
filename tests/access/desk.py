"""Requests of the town, made by the product's own verbs."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.adding import add_thing
from app.access.asking import Applicant, NewRequest, receive
from app.access.asking import ask as ask_for
from app.access.choosing import Wanted
from app.access.granting import finish_if_granted
from app.access.papers import ShownPaper, show_paper
from app.access.verifying import verify
from app.models import (
    AccessApproval,
    AccessPaper,
    AccessPermit,
    AccessRequest,
    CaseDocument,
    CaseParty,
    EvidenceLink,
    Original,
    Recording,
)
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.case_words import DocumentState, MaterialRole
from app.policy.law_words import Approver, ConsultAct, Paper, Requester
from app.policy.vocabulary import RecordingState
from tests.arrivals import arrive
from tests.world import NOW, Town

VISITORS = {
    Requester.COUNTERPART: Applicant(Requester.COUNTERPART, "李大山", document="身份证 4104821970"),
    Requester.COURT_OR_REVIEW: Applicant(Requester.COURT_OR_REVIEW, "郑法官", "汝州市人民法院"),
    Requester.LAWYER: Applicant(Requester.LAWYER, "何律师", "汝州法正律师事务所"),
    Requester.OUTSIDE_ENFORCER: Applicant(Requester.OUTSIDE_ENFORCER, "外调员", "宝丰县水利局"),
    Requester.PUBLIC: Applicant(Requester.PUBLIC, "记者", "某报社"),
    Requester.PUBLIC_ORGAN: Applicant(Requester.PUBLIC_ORGAN, "马警官", "汝州市公安局"),
    Requester.SUPERIOR_ORGAN: Applicant(Requester.SUPERIOR_ORGAN, "严科长", "平顶山市水利局"),
}


async def paper_in(
    session: AsyncSession,
    town: Town,
    case_id: UUID,
    *,
    title: str = "询问笔录",
    is_concluding: bool = False,
    is_final: bool = True,
    replaces: UUID | None = None,
) -> UUID:
    """Put a document into the file of a case, without its bytes, and return its id."""
    original = await _original(session)
    assert town.chen.id is not None
    document = CaseDocument(
        id=ids.new_id(),
        case_id=case_id,
        file_version=1,
        kind="处罚决定书" if is_concluding else "询问笔录",
        title=title,
        is_concluding=is_concluding,
        is_final=is_final,
        replaces_id=replaces,
        position=1,
        page_count=2,
        state=DocumentState.READY.value,
        original_id=original,
        file_name=f"{title}.pdf",
        media_type="application/pdf",
        added_by_id=town.chen.id,
        added_at=NOW,
    )
    session.add(document)
    await session.flush()
    return document.id


async def recording_in(
    session: AsyncSession, town: Town, case_id: UUID | None, **arrival: object
) -> UUID:
    """Let a recording of the brigade arrive, sealed without bytes, and link it to a case."""
    recording_id = await arrive(session, town.terminal, town.brigade, **arrival)  # type: ignore[arg-type]
    row = await session.get_one(Recording, recording_id)
    row.state, row.original_id = RecordingState.PROCESSED.value, await _original(session)
    if case_id is not None:
        await link(session, town, recording_id, case_id)
    await session.flush()
    return recording_id


async def link(session: AsyncSession, town: Town, recording_id: UUID, case_id: UUID) -> None:
    """Put a recording into a case as a record of the process."""
    session.add(
        EvidenceLink(
            id=ids.new_id(),
            recording_id=recording_id,
            case_id=case_id,
            file_version=1,
            role=MaterialRole.PROCESS_RECORD.value,
            linked_by_id=town.liu.id,
            linked_at=NOW,
        )
    )
    await session.flush()


async def ask(session: AsyncSession, actor: Actor, **said: object) -> UUID:
    """Ask as one of the staff; ``documents`` and ``recordings`` are what is asked for."""
    wanted = wanted_in(said)
    new = replace(NewRequest(ConsultAct.VIEW, "办理本案需要", wanted=wanted), **said)  # type: ignore[arg-type]
    asked = await ask_for(session, actor, new, now=NOW)
    assert isinstance(asked, UUID)
    return asked


async def received(
    session: AsyncSession,
    town: Town,
    requester: Requester,
    *,
    case_id: UUID,
    shows_papers: bool = True,
    is_about_themselves: bool = True,
    **said: object,
) -> UUID:
    """Let Liu enter the request of a visitor, with all the papers that Ruzhou asks for."""
    wanted = wanted_in(said)
    party_id = await session.scalar(parties_of_case(case_id).limit(1))
    applicant = replace(
        VISITORS[requester],
        party_id=party_id if requester in {Requester.COUNTERPART, Requester.LAWYER} else None,
        is_about_themselves=is_about_themselves,
    )
    new = replace(
        NewRequest(ConsultAct.VIEW, "核实情况", wanted=wanted, case_id=case_id),
        **said,  # type: ignore[arg-type]
    )
    request_id = await receive(session, town.liu, new, applicant, now=NOW)
    assert isinstance(request_id, UUID)
    if shows_papers:
        for kind in PAPERS[requester]:
            await show(session, town, request_id, kind)
    return request_id


_ORGAN = (Paper.INTRO_LETTER, Paper.ID_DOCUMENT)
PAPERS = {
    Requester.COUNTERPART: _ORGAN,
    Requester.COURT_OR_REVIEW: _ORGAN,
    Requester.LAWYER: (*_ORGAN, Paper.MANDATE, Paper.AUTHORISATION, Paper.LAWYER_LICENCE),
    Requester.OUTSIDE_ENFORCER: (Paper.OFFICIAL_LETTER,),
    Requester.PUBLIC: (),
    Requester.PUBLIC_ORGAN: _ORGAN,
    Requester.SUPERIOR_ORGAN: _ORGAN,
}
"""What Ruzhou's consultation rule asks of each, articles 6 to 8."""


async def show(session: AsyncSession, town: Town, request_id: UUID, kind: Paper) -> None:
    """Let Liu note one paper by its number."""
    shown = ShownPaper(kind, "〔2026〕8号")
    assert await show_paper(session, town.liu, request_id, shown, now=NOW) is None


async def verified(session: AsyncSession, town: Town, request_id: UUID, **said: object) -> None:
    """Let Liu verify."""
    request = await row_of(session, request_id)
    outcome = await verify(
        session,
        town.liu,
        request_id,
        seen_revision=request.revision,
        now=NOW,
        **said,  # type: ignore[arg-type]
    )
    assert outcome is None


async def approved(
    session: AsyncSession, town: Town, request_id: UUID, office: Approver = Approver.HEAD
) -> AccessPermit:
    """Put Zhao's approval there and make the permit."""
    request = await row_of(session, request_id)
    session.add(
        AccessApproval(
            id=ids.new_id(),
            request_id=request_id,
            asked_by_id=request.asked_by_id,
            approver_id=town.zhao.id,
            office=office.value,
            answer=ApprovalAnswer.APPROVED.value,
            decided_at=NOW,
        )
    )
    await session.flush()
    permit = await finish_if_granted(session, town.zhao, request, now=NOW)
    assert permit is not None
    return permit


async def questioned(session: AsyncSession, town: Town, request_id: UUID) -> AccessApproval:
    """Put Zhao's question there."""
    request = await row_of(session, request_id)
    assert town.zhao.id is not None
    question = AccessApproval(
        id=ids.new_id(),
        request_id=request_id,
        asked_by_id=request.asked_by_id,
        approver_id=town.zhao.id,
        office=Approver.HEAD.value,
        answer=ApprovalAnswer.ASKED.value,
        reason="与哪个案件有关？",
        decided_at=NOW,
    )
    session.add(question)
    request.state = AccessState.QUESTIONED.value
    await session.flush()
    return question


async def granted(session: AsyncSession, town: Town, case_id: UUID, **said: object) -> AccessPermit:
    """Return the permit of Chen, who handles the case, for what ``said`` names of it.

    Without anything named, for one document that is put into the file.
    """
    if not {"documents", "recordings"} & said.keys():
        said["documents"] = {await paper_in(session, town, case_id)}
    request_id = await ask(session, town.chen, case_id=case_id, **said)
    return await permit_of(session, request_id)


async def permit_of(session: AsyncSession, request_id: UUID) -> AccessPermit:
    """Return the permit of a request that was granted."""
    found = await session.scalars(select(AccessPermit).where(AccessPermit.request_id == request_id))
    return found.one()


async def row_of(session: AsyncSession, request_id: UUID) -> AccessRequest:
    """Return the row of a request."""
    return await session.get_one(AccessRequest, request_id)


async def found_by_liu(session: AsyncSession, town: Town, request_id: UUID, thing_id: UUID) -> None:
    """Let Liu add what somebody looked for."""
    revision = (await row_of(session, request_id)).revision
    outcome = await add_thing(
        session, town.liu, request_id, thing_id, seen_revision=revision, now=NOW
    )
    assert outcome is None


def papers_of_request(request_id: UUID) -> Select[AccessPaper]:
    """Return the papers of a request, first shown first."""
    return select(AccessPaper).where(AccessPaper.request_id == request_id).order_by(AccessPaper.id)


def parties_of_case(case_id: UUID) -> Select[UUID]:
    """Return the ids of a case's parties in their order."""
    return select(CaseParty.id).where(CaseParty.case_id == case_id).order_by(CaseParty.id)


def wanted_in(said: dict[str, object]) -> Wanted:
    """Take the things that are asked for out of what a test says."""
    return Wanted(
        documents=frozenset(said.pop("documents", ())),  # type: ignore[call-overload]
        recordings=frozenset(said.pop("recordings", ())),  # type: ignore[call-overload]
        is_whole=bool(said.pop("is_whole", False)),
    )


async def _original(session: AsyncSession) -> UUID:
    key = ids.new_id()
    session.add(
        Original(
            id=key,
            storage_key=f"originals/{key}",
            size_bytes=9,
            sha256=ids.new_bytes(32).hex(),
            sm3=ids.new_bytes(32).hex(),
            sealed_at=NOW,
        )
    )
    await session.flush()
    return key
