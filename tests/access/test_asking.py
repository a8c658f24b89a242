"""申请调阅: who asks for what, and what becomes of it at once (汝州调阅 4, 5)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.asking import NewRequest, ask
from app.access.choosing import Extract, wanted_of_case
from app.access.contents import items_page
from app.access.queries import opened_request
from app.access.requests import number_of
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import AccessItem, AccessPermit, Case, CaseDocument, Recording
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.case_words import SecurityClass
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester, Scope
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def kinds_about(session: AsyncSession, request_id: UUID) -> list[LedgerKind]:
    return [line.kind for line in await history_of(session, request_id)]


async def test_the_handler_of_a_case_is_granted_at_once(session: AsyncSession, town: Town) -> None:
    """调阅 4: directly, and in the archive room."""
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    recording_id = await desk.recording_in(session, town, case_id)

    request_id = await desk.ask(
        session,
        town.chen,
        case_id=case_id,
        documents={document_id},
        recordings={recording_id},
        is_whole=True,
    )

    request = await desk.row_of(session, request_id)
    permit = await desk.permit_of(session, request_id)
    assert (request.state, request.requester) == ("granted", Requester.HANDLER.value)
    assert permit.in_reading_room
    assert permit.person_id == town.chen.id
    assert permit.limit_scope == Scope.WHOLE.value
    assert await kinds_about(session, request_id) == [
        LedgerKind.ACCESS_ASKED,
        LedgerKind.ACCESS_GRANTED,
    ]


async def test_what_is_asked_for_stands_in_the_order_of_the_file(
    session: AsyncSession, town: Town
) -> None:
    """Documents by their place and recordings by their time, on every list, sheet and bundle."""
    case_id = await open_sand_case(session, town)
    documents = [await desk.paper_in(session, town, case_id) for _ in range(5)]
    for place, key in enumerate(reversed(documents), 2):
        (await session.get_one(CaseDocument, key)).position = place
    recordings = [await desk.recording_in(session, town, case_id) for _ in range(5)]
    for minute, key in enumerate(reversed(recordings)):
        recording = await session.get_one(Recording, key)
        recording.recorded_at = NOW - timedelta(hours=1, minutes=-minute)

    request_id = await desk.ask(
        session, town.chen, case_id=case_id, documents=set(documents), recordings=set(recordings)
    )

    items = await session.scalars(
        select(func.coalesce(AccessItem.document_id, AccessItem.recording_id))
        .where(AccessItem.request_id == request_id)
        .order_by(AccessItem.id)
    )
    assert items.all() == [*reversed(documents), *reversed(recordings)]


async def test_a_handler_who_wants_a_copy_waits_for_the_head(
    session: AsyncSession, town: Town
) -> None:
    """调阅 4."""
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.ask(
        session, town.chen, case_id=case_id, documents={document_id}, act=ConsultAct.COPY
    )

    assert (await desk.row_of(session, request_id)).state == AccessState.WAITING.value


async def test_taking_out_is_refused_at_once_with_the_article(
    session: AsyncSession, town: Town
) -> None:
    """调阅 4."""
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.ask(
        session, town.chen, case_id=case_id, documents={document_id}, act=ConsultAct.TAKE_OUT
    )

    request = await desk.row_of(session, request_id)
    assert request.state == AccessState.REFUSED.value
    assert request.basis["citations"][0]["article"] == "调阅监督制度第四条"
    assert LedgerKind.ACCESS_REFUSED in await kinds_about(session, request_id)


async def test_a_colleague_who_is_no_handler_waits_for_the_head(
    session: AsyncSession, town: Town
) -> None:
    """调阅 5. Nobody but the handler of this very case is one."""
    case_id = await open_sand_case(session, town, main_handler_id=town.chen.id)
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.ask(session, town.liu, case_id=case_id, documents={document_id})

    request = await desk.row_of(session, request_id)
    assert (request.state, request.requester) == ("waiting", Requester.OTHER_STAFF.value)


async def test_a_secret_case_is_above_every_approval(session: AsyncSession, town: Town) -> None:
    """调阅 10: not even its handler, and the register of refusals keeps it."""
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    await session.execute(update(Case).values(security_class=SecurityClass.SECRET.value))

    request_id = await desk.ask(session, town.chen, case_id=case_id, documents={document_id})

    request = await desk.row_of(session, request_id)
    assert request.state == AccessState.REFUSED.value
    assert await session.scalar(select(AccessPermit.id)) is None


async def test_a_case_that_becomes_secret_is_granted_to_nobody_who_waits(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.ask(session, town.liu, case_id=case_id, documents={document_id})
    await session.execute(update(Case).values(security_class=SecurityClass.SECRET.value))

    opened = await opened_request(session, town.zhao, request_id)

    assert opened.ruling is not None
    assert "按照保密规定另行管理" in opened.ruling.reason


@pytest.mark.parametrize("case_no", ["汝水罚〔2026〕1号", "汝水罚〔2026〕999号"])
async def test_a_case_number_in_words_is_answered_alike_whether_it_exists_or_not(
    session: AsyncSession, town: Town, case_no: str
) -> None:
    await open_sand_case(session, town)
    guan = replace(town.chen, id=town.sun.id)

    request_id = await desk.ask(session, guan, material=case_no)

    opened = await opened_request(session, guan, request_id)
    assert opened.detail.state is AccessState.OPEN
    assert opened.detail.case_no == ""
    assert not opened.sees_names


async def test_what_the_keeper_found_goes_on_to_the_head(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    guan = replace(town.chen, id=town.sun.id)
    request_id = await desk.ask(session, guan, material="汝水罚〔2026〕1号")

    await desk.found_by_liu(session, town, request_id, document_id)

    assert (await desk.row_of(session, request_id)).state == AccessState.WAITING.value
    assert not (await opened_request(session, guan, request_id)).sees_names


async def test_asking_tells_no_title_that_the_pages_of_the_case_keep_back(
    session: AsyncSession, town: Town
) -> None:
    """汝州调阅 5, 昌黎 14: who may only know of a case learns the titles with the permit."""
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id, title="询问笔录-举报人张某")
    recording_id = await desk.recording_in(session, town, case_id, file_name="张某.mp4")
    request_id = await desk.ask(
        session,
        town.zhao,
        case_id=case_id,
        documents=[document_id],
        recordings=[recording_id],
    )

    sights = {
        "who asks": (await opened_request(session, town.zhao, request_id)).sees_titles,
        "the keeper": (await opened_request(session, town.liu, request_id)).sees_titles,
    }

    assert sights == {"who asks": False, "the keeper": True}
    lines = (await items_page(session, request_id, has_titles=False)).lines
    assert [line.title for line in lines] == ["", ""]
    assert [line.kind for line in lines] == ["询问笔录", "other"]


async def test_the_handler_knows_the_titles_of_what_they_ask_for(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)

    request_id = await desk.ask(session, town.chen, case_id=case_id, documents=[document_id])

    assert (await opened_request(session, town.chen, request_id)).sees_titles


async def test_a_guessed_id_cannot_be_asked_for(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    stranger = town.qian

    with pytest.raises(NotFoundError):
        await desk.ask(session, stranger, documents={document_id})


async def test_a_guessed_recording_of_a_case_one_does_not_know_cannot_be_asked_for(
    session: AsyncSession, town: Town
) -> None:
    """That it is linked to a case of the unit tells those alone who know of the case."""
    case_id = await open_sand_case(session, town)
    recording_id = await desk.recording_in(session, town, case_id)

    with pytest.raises(NotFoundError):
        await desk.ask(session, town.qian, recordings={recording_id})


async def test_an_administrator_cannot_ask(session: AsyncSession, town: Town) -> None:
    """The three administrators see no content (P8)."""
    new = NewRequest(ConsultAct.VIEW, "看看", material="汝水罚〔2026〕1号", unit_id=town.agency)

    decision = await ask(session, town.wu, new, now=NOW)

    assert isinstance(decision, Decision)
    assert not decision.allowed


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "很" * 501}, "purpose"),
        ({"days": 30}, "days"),
        ({"material": ""}, "material"),
    ],
    ids=["no purpose", "a long purpose", "days of one's own", "nothing asked for"],
)
async def test_a_request_says_what_why_and_how_long(
    session: AsyncSession, town: Town, said: dict[str, object], field: str
) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        await desk.ask(session, town.chen, **{"material": "某案", **said})

    assert [problem.field for problem in caught.value.problems] == [field]


async def test_the_numbers_of_a_unit_are_counted_on(session: AsyncSession, town: Town) -> None:
    first = await desk.row_of(session, await desk.ask(session, town.chen, material="某案"))
    second = await desk.row_of(session, await desk.ask(session, town.chen, material="某案"))

    numbers = [number_of(each.year, each.serial) for each in (first, second)]
    assert numbers == ["调阅〔2026〕1号", "调阅〔2026〕2号"]


async def test_the_whole_case_is_its_documents_and_its_recordings(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    decision_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    recording_id = await desk.recording_in(session, town, case_id)

    whole = await wanted_of_case(session, case_id, Extract.WHOLE)
    concluding = await wanted_of_case(session, case_id, Extract.CONCLUDING)

    assert whole.documents == {document_id, decision_id}
    assert whole.recordings == {recording_id}
    assert concluding.documents == {decision_id}
    assert concluding.recordings == {recording_id}


async def test_a_draft_is_in_nobodys_request_and_hides_no_final_document(
    session: AsyncSession, town: Town
) -> None:
    """What concludes a case is what was issued, not what was once discussed."""
    case_id = await open_sand_case(session, town)
    decision_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    draft_id = await desk.paper_in(
        session, town, case_id, is_concluding=True, is_final=False, replaces=decision_id
    )

    for extract in (Extract.WHOLE, Extract.CONCLUDING, Extract.SOME):
        wanted = await wanted_of_case(session, case_id, extract, {decision_id, draft_id})
        assert wanted.documents == {decision_id}


async def test_more_recordings_than_one_statement_takes_are_asked_for_at_once(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty, of which a statement takes sixteen: three statements are written like one."""
    case_id = await open_sand_case(session, town)
    recordings = {await desk.recording_in(session, town, case_id) for _ in range(40)}
    monkeypatch.setattr("app.access.choosing._AT_ONCE", 16)

    request_id = await desk.ask(session, town.chen, case_id=case_id, recordings=recordings)

    found = await session.scalars(
        select(AccessItem.recording_id).where(AccessItem.request_id == request_id)
    )
    assert set(found) == recordings
