"""来访: who comes with which papers, and what the text makes of it (汝州调阅 6 to 8, 10)."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.asking import Applicant, NewRequest, receive
from app.access.papers import ShownPaper, show_paper, strike_paper
from app.access.queries import opened_request
from app.access.verifying import verify
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import AccessPaper
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.decision import Decision
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


@pytest.fixture
async def case_id(session: AsyncSession, town: Town) -> UUID:
    return await open_sand_case(session, town)


async def state_of(session: AsyncSession, request_id: UUID) -> AccessState:
    return AccessState((await desk.row_of(session, request_id)).state)


async def test_the_police_are_granted_when_the_keeper_has_verified(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    """调阅 6: no leader is asked."""
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.received(
        session, town, Requester.PUBLIC_ORGAN, case_id=case_id, documents={document_id}
    )
    assert await state_of(session, request_id) is AccessState.OPEN

    await desk.verified(session, town, request_id)

    permit = await desk.permit_of(session, request_id)
    assert await state_of(session, request_id) is AccessState.GRANTED
    assert permit.person_id is None
    assert permit.in_reading_room
    assert [line.kind for line in await history_of(session, request_id)][-2:] == [
        LedgerKind.ACCESS_VERIFIED,
        LedgerKind.ACCESS_GRANTED,
    ]


@pytest.mark.parametrize("missing", desk.PAPERS[Requester.LAWYER], ids=lambda paper: paper.value)
async def test_a_lawyer_without_one_document_is_not_verified(
    session: AsyncSession, town: Town, case_id: UUID, missing: Paper
) -> None:
    """调阅 7: all five, and the message names the one that is not there."""
    document_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session,
        town,
        Requester.LAWYER,
        case_id=case_id,
        documents={document_id},
        shows_papers=False,
    )
    for kind in desk.PAPERS[Requester.LAWYER]:
        if kind is not missing:
            await desk.show(session, town, request_id, kind)

    with pytest.raises(ConflictError, match=missing.label):
        await desk.verified(session, town, request_id)

    opened = await opened_request(session, town.liu, request_id)
    assert opened.ruling is not None
    assert opened.ruling.outcome.missing.papers == (missing,)
    assert any("第七条" in cite.article for cite in opened.ruling.citations)


async def test_a_verified_lawyer_waits_for_the_head_and_sees_what_concludes(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    """调阅 7."""
    document_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session, town, Requester.LAWYER, case_id=case_id, documents={document_id}
    )
    await desk.verified(session, town, request_id)
    assert await state_of(session, request_id) is AccessState.WAITING

    permit = await desk.approved(session, town, request_id)

    assert permit.limit_scope == Scope.CONCLUDING.value


async def test_a_leader_who_is_not_the_head_does_not_grant(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    document_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session, town, Requester.LAWYER, case_id=case_id, documents={document_id}
    )
    await desk.verified(session, town, request_id)

    with pytest.raises(AssertionError):
        await desk.approved(session, town, request_id, Approver.LEADER)

    assert await state_of(session, request_id) is AccessState.WAITING


@pytest.mark.parametrize(
    ("requester", "said", "words"),
    [
        (Requester.COUNTERPART, {}, "结论性文件"),
        (Requester.COUNTERPART, {"is_about_themselves": False}, "本单位（本人）"),
        (Requester.COUNTERPART, {"act": ConsultAct.COPY}, "没有规定"),
        (Requester.OUTSIDE_ENFORCER, {"is_whole": True}, "所要求的文书"),
        (Requester.PUBLIC, {}, "没有规定"),
    ],
    ids=["beyond the scope", "about others", "a copy", "a whole file", "anybody"],
)
async def test_what_can_never_be_granted_is_refused_at_once_and_stays(
    session: AsyncSession,
    town: Town,
    case_id: UUID,
    *,
    requester: Requester,
    said: dict[str, object],
    words: str,
) -> None:
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.received(
        session,
        town,
        requester,
        case_id=case_id,
        documents={document_id},
        shows_papers=False,
        **said,  # type: ignore[arg-type]
    )

    request = await desk.row_of(session, request_id)
    assert request.state == AccessState.REFUSED.value
    assert words in request.basis["reason"]
    assert request.basis["citations"]


async def test_an_outside_body_gets_the_document_that_its_letter_names(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    """调阅 8: by letter, and with the head's word."""
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.received(
        session, town, Requester.OUTSIDE_ENFORCER, case_id=case_id, documents={document_id}
    )

    assert await state_of(session, request_id) is AccessState.WAITING


async def test_what_nobody_has_regulated_yet_stays_open(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    """调阅 3(2): who approves a publication is left to the organ."""
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.received(
        session,
        town,
        Requester.PUBLIC,
        case_id=case_id,
        documents={document_id},
        act=ConsultAct.PUBLISH,
    )

    assert await state_of(session, request_id) is AccessState.OPEN


async def test_a_struck_paper_takes_the_verification_with_it(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    document_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session, town, Requester.COUNTERPART, case_id=case_id, documents={document_id}
    )
    await desk.verified(session, town, request_id)
    request = await desk.row_of(session, request_id)
    paper = await session.scalar(desk.papers_of_request(request_id))
    assert isinstance(paper, AccessPaper)

    await strike_paper(
        session, town.liu, paper.id, "证件过期", seen_revision=request.revision, now=NOW
    )

    assert (request.state, request.verified_at) == (AccessState.OPEN.value, None)


async def test_a_paper_without_number_or_scan_is_none(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.received(
        session,
        town,
        Requester.PUBLIC_ORGAN,
        case_id=case_id,
        documents={document_id},
        shows_papers=False,
    )

    with pytest.raises(NotAcceptableError):
        await show_paper(session, town.liu, request_id, ShownPaper(Paper.INTRO_LETTER), now=NOW)


async def test_a_party_of_another_case_is_not_taken(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    other = await open_sand_case(session, town, case_no="汝水罚〔2026〕2号")
    document_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    new = NewRequest(
        ConsultAct.VIEW,
        "核实",
        wanted=desk.wanted_in({"documents": {document_id}}),
        case_id=case_id,
    )
    party_id = await session.scalar(desk.parties_of_case(other))
    applicant = Applicant(
        Requester.COUNTERPART, "李大山", party_id=party_id, is_about_themselves=True
    )

    with pytest.raises(NotAcceptableError):
        await receive(session, town.liu, new, applicant, now=NOW)


@pytest.mark.parametrize("who", ["chen", "zhao", "wu"])
async def test_only_the_keeper_receives(
    session: AsyncSession, town: Town, case_id: UUID, who: str
) -> None:
    new = NewRequest(ConsultAct.VIEW, "核实", material="某案", unit_id=town.brigade)
    applicant = desk.VISITORS[Requester.PUBLIC_ORGAN]

    decision = await receive(session, getattr(town, who), new, applicant, now=NOW)

    assert isinstance(decision, Decision)
    assert not decision.allowed


async def test_the_keeper_next_door_finds_no_request_to_verify(
    session: AsyncSession, town: Town, case_id: UUID
) -> None:
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.received(
        session, town, Requester.PUBLIC_ORGAN, case_id=case_id, documents={document_id}
    )

    with pytest.raises(NotFoundError):
        await verify(session, town.qian, request_id, seen_revision=3, now=NOW)
