"""A form that is sent twice, by a double click or a resent page, enters one thing."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.asking import NewRequest, ask, receive
from app.access.papers import ShownPaper, may_show, show_paper
from app.db import type_of_sessions
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import AccessPaper, AccessRequest, LedgerEvent
from app.policy.access_words import AccessState
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Paper, Requester
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.world import NOW, Settled, Town

CHENS = NewRequest(ConsultAct.VIEW, "核对", material="采砂现场录像")
POLICE = desk.VISITORS[Requester.PUBLIC_ORGAN]


async def how_many(session: AsyncSession) -> tuple[int, int]:
    """Return how many requests and how many events there are."""
    requests = await session.scalar(select(func.count(AccessRequest.id)))
    events = await session.scalar(
        select(func.count()).where(LedgerEvent.kind == LedgerKind.ACCESS_ASKED.value)
    )
    return requests or 0, events or 0


async def test_a_form_of_the_staff_sent_again_leads_to_the_first_request(
    session: AsyncSession, town: Town
) -> None:
    new = replace(CHENS, form_key=uuid4())

    first = await ask(session, town.chen, new, now=NOW)
    again = await ask(session, town.chen, replace(new, purpose=""), now=NOW)
    next_one = await desk.ask(session, town.chen, material="另一份资料", form_key=uuid4())

    assert first == again != next_one
    assert await how_many(session) == (2, 2)
    assert (await desk.row_of(session, next_one)).serial == 2


async def test_a_form_of_the_desk_sent_again_leads_to_the_first_request(
    session: AsyncSession, town: Town
) -> None:
    new = replace(CHENS, unit_id=town.brigade, form_key=uuid4())

    first = await receive(session, town.liu, new, POLICE, now=NOW)
    again = await receive(session, town.liu, new, POLICE, now=NOW)

    assert isinstance(first, UUID)
    assert first == again
    assert await how_many(session) == (1, 1)


async def test_the_key_of_another_person_opens_nothing(session: AsyncSession, town: Town) -> None:
    """Whoever guesses or copies a key is led nowhere: it counts with who sent it."""
    form_key = uuid4()
    chens = await desk.ask(session, town.chen, material="某案", form_key=form_key)

    lius = await desk.ask(session, town.liu, material="某案", form_key=form_key)

    assert chens != lius


async def test_without_a_key_each_is_a_request_of_its_own(
    session: AsyncSession, town: Town
) -> None:
    await desk.ask(session, town.chen, material="某案")
    await desk.ask(session, town.chen, material="某案")

    assert await how_many(session) == (2, 2)


@pytest.mark.parametrize("is_at_desk", [False, True], ids=["staff", "the desk"])
async def test_two_that_arrive_at_once_make_one_request(
    committed: type_of_sessions, settled: Settled, *, is_at_desk: bool
) -> None:
    form_key = uuid4()
    async with committed() as session, session.begin():
        town = await settled.again(session)

    async def send() -> UUID | Decision:
        async with committed() as session, session.begin():
            if is_at_desk:
                new = replace(CHENS, unit_id=town.brigade, form_key=form_key)
                return await receive(session, town.liu, new, POLICE, now=NOW)
            return await ask(session, town.chen, replace(CHENS, form_key=form_key), now=NOW)

    first, again = await asyncio.gather(send(), send())

    assert isinstance(first, UUID)
    assert first == again
    async with committed() as session:
        assert await how_many(session) == (1, 1)


async def visit_of_police(session: AsyncSession, town: Town) -> UUID:
    case_id = await open_sand_case(session, town)
    paper = await desk.paper_in(session, town, case_id)
    return await desk.received(
        session,
        town,
        Requester.PUBLIC_ORGAN,
        case_id=case_id,
        documents={paper},
        shows_papers=False,
    )


async def papers_taken(session: AsyncSession, request_id: UUID) -> tuple[int, int]:
    """Return how many papers there are, and how many events say so."""
    papers = (await session.scalars(desk.papers_of_request(request_id))).all()
    kinds = [line.kind for line in await history_of(session, request_id)]
    return len(papers), kinds.count(LedgerKind.ACCESS_PAPER_SHOWN)


async def test_a_paper_sent_again_is_entered_once(session: AsyncSession, town: Town) -> None:
    request_id = await visit_of_police(session, town)
    shown = ShownPaper(Paper.INTRO_LETTER, "〔2026〕8号", uuid4())

    told = [await show_paper(session, town.liu, request_id, shown, now=NOW) for _ in range(2)]

    assert told == [None, None]
    assert await papers_taken(session, request_id) == (1, 1)


async def test_a_paper_sent_again_is_no_error_when_the_request_was_settled_meanwhile(
    session: AsyncSession, town: Town
) -> None:
    request_id = await visit_of_police(session, town)
    shown = ShownPaper(Paper.INTRO_LETTER, "〔2026〕8号", uuid4())
    await show_paper(session, town.liu, request_id, shown, now=NOW)
    (await desk.row_of(session, request_id)).state = AccessState.WITHDRAWN.value

    assert await may_show(session, town.liu, request_id, shown.form_key, now=NOW) is None
    assert await show_paper(session, town.liu, request_id, shown, now=NOW) is None
    assert await papers_taken(session, request_id) == (1, 1)


async def test_two_papers_that_arrive_at_once_by_one_form_are_one(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        request_id = await visit_of_police(session, town)
    shown = ShownPaper(Paper.ID_DOCUMENT, "041234", uuid4())

    async def send() -> Decision | None:
        async with committed() as session, session.begin():
            return await show_paper(session, town.liu, request_id, shown, now=NOW)

    assert set(await asyncio.gather(send(), send())) == {None}

    async with committed() as session:
        assert await session.scalar(select(func.count(AccessPaper.id))) == 1
