"""查找答复: what was sought in vain is answered, registered and on record (山西 18, 汝州调阅 3)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.again import earlier_request
from app.access.looking import (
    NewLookup,
    answer_lookup,
    answers_open,
    lookup_of,
    lookups_of,
)
from app.access.queries import opened_request
from app.access.requests import RequestChangedError
from app.db import type_of_sessions
from app.deadlines import answering
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import AccessLookup, RegisterLine
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, LookupResult, RegisterKind
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.law_words import Requester
from tests.access import desk
from tests.access.test_answer_clock import with_answer
from tests.cases.office import open_sand_case
from tests.deadlines.acts import deadline_of, events_of
from tests.world import NOW, Settled, Town

NOTHING = NewLookup(
    LookupResult.NOT_FOUND,
    "11月1日北汝河桥下的执法录像",
    "2026年案卷目录、音像资料库",
    "当日该处没有执法活动的记录",
)
A_PART = replace(NOTHING, result=LookupResult.PARTLY_FOUND)


async def described(
    session: AsyncSession,
    town: Town,
    requester: Requester = Requester.COUNTERPART,
    *,
    shows_papers: bool = True,
    is_verified: bool = True,
) -> UUID:
    """Return a visitor's request for something that they can only describe."""
    case_id = await open_sand_case(session, town)
    request_id = await desk.received(
        session,
        town,
        requester,
        case_id=case_id,
        material="11月1日的执法录像",
        shows_papers=shows_papers,
    )
    if is_verified:
        await desk.verified(session, town, request_id)
    return request_id


async def answer(
    session: AsyncSession, actor: Actor, request_id: UUID, new: NewLookup = NOTHING
) -> UUID | Decision:
    revision = (await desk.row_of(session, request_id)).revision
    return await answer_lookup(
        session, actor, request_id, new, seen_revision=revision, now=NOW + timedelta(hours=1)
    )


async def test_that_nothing_was_found_ends_the_request_and_is_registered(
    session: AsyncSession, town: Town
) -> None:
    request_id = await described(session, town)

    lookup_id = await answer(session, town.liu, request_id)

    request = await desk.row_of(session, request_id)
    assert (request.state, request.ended_at) == ("not_found", NOW + timedelta(hours=1))
    assert isinstance(lookup_id, UUID)
    line = await lookup_of(session, town.liu, request_id, lookup_id)
    assert (line.told, line.answered_by) == (NOTHING.told, "刘敏")
    (entry,) = await session.scalars(select(RegisterLine))
    assert entry.kind == RegisterKind.NOT_FOUND
    assert entry.columns["applicant"] == "李大山"
    assert entry.columns["material"] == NOTHING.sought
    assert NOTHING.told in entry.columns["note"]
    assert NOTHING.places in entry.columns["note"]
    assert entry.columns["keeper"] == "刘敏"
    last = (await history_of(session, request_id))[-1]
    assert last.kind is LedgerKind.ACCESS_NOT_FOUND
    assert last.detail["lookup"] == str(lookup_id)
    assert NOTHING.told not in str(last.detail)
    opened = await opened_request(session, town.liu, request_id)
    assert "没有查到" in opened.reason
    articles = ["调阅监督制度第七条第一款", "调阅监督制度第三条"]
    assert [cite.article for cite in opened.basis] == articles
    assert [cite.article for cite in line.basis] == articles


async def test_that_a_part_was_not_found_leaves_the_rest_to_be_decided(
    session: AsyncSession, town: Town
) -> None:
    request_id = await described(session, town)
    case_id = (await desk.row_of(session, request_id)).case_id
    assert case_id is not None
    await desk.found_by_liu(
        session, town, request_id, await desk.recording_in(session, town, case_id)
    )

    await answer(session, town.liu, request_id, A_PART)

    request = await desk.row_of(session, request_id)
    assert (request.state, request.ended_at) == (AccessState.WAITING.value, None)
    (entry,) = await session.scalars(select(RegisterLine))
    assert entry.kind == RegisterKind.PARTLY_FOUND
    kinds = [line.kind for line in await history_of(session, request_id)]
    assert kinds[-1] is LedgerKind.ACCESS_PARTLY_FOUND
    permit = await desk.approved(session, town, request_id)
    assert permit.request_id == request_id


async def test_what_was_granted_at_once_is_answered_in_part_as_well(
    session: AsyncSession, town: Town
) -> None:
    """The police are granted with the verification, so there is no time before (调阅 6)."""
    request_id = await described(session, town, Requester.PUBLIC_ORGAN, is_verified=False)
    case_id = (await desk.row_of(session, request_id)).case_id
    assert case_id is not None
    await desk.found_by_liu(
        session, town, request_id, await desk.recording_in(session, town, case_id)
    )
    await desk.verified(session, town, request_id)

    assert await answers_open(session, request_id) == (LookupResult.PARTLY_FOUND,)
    assert isinstance(await answer(session, town.liu, request_id, A_PART), UUID)
    assert (await desk.row_of(session, request_id)).state == AccessState.GRANTED.value


async def test_the_time_for_the_answer_ends_when_nothing_was_found(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "pack_of_unit", with_answer(5))
    request_id = await described(session, town)

    await answer(session, town.liu, request_id)

    row = await deadline_of(session, request_id)
    assert row.met_at == NOW + timedelta(hours=1)
    assert await events_of(session, row) == ["deadline:opened", "deadline:met"]


async def test_the_time_runs_on_for_what_was_found(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be told what is missing is no answer about the rest."""
    monkeypatch.setattr(answering, "pack_of_unit", with_answer(5))
    request_id = await described(session, town)
    case_id = (await desk.row_of(session, request_id)).case_id
    assert case_id is not None
    await desk.found_by_liu(
        session, town, request_id, await desk.recording_in(session, town, case_id)
    )

    await answer(session, town.liu, request_id, A_PART)

    row = await deadline_of(session, request_id)
    assert (row.met_at, row.cancelled_at) == (None, None)
    await desk.approved(session, town, request_id)
    assert (await deadline_of(session, request_id)).met_at is not None


async def test_what_is_missed_after_the_decision_does_not_begin_the_time_again(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "pack_of_unit", with_answer(5))
    request_id = await described(session, town)
    case_id = (await desk.row_of(session, request_id)).case_id
    assert case_id is not None
    await desk.found_by_liu(
        session, town, request_id, await desk.recording_in(session, town, case_id)
    )
    await desk.approved(session, town, request_id)
    decided = (await deadline_of(session, request_id)).met_at

    assert isinstance(await answer(session, town.liu, request_id, A_PART), UUID)

    row = await deadline_of(session, request_id)
    assert decided is not None
    assert row.met_at == decided
    assert await events_of(session, row) == ["deadline:opened", "deadline:met"]


async def test_whoever_has_not_shown_papers_is_not_told_what_there_is(
    session: AsyncSession, town: Town
) -> None:
    """调阅 6, 7: letter and identity first."""
    without = await described(session, town, is_verified=False, shows_papers=False)

    with pytest.raises(ConflictError, match="单位介绍信"):
        await answer(session, town.liu, without)

    for kind in desk.PAPERS[Requester.COUNTERPART]:
        await desk.show(session, town, without, kind)
    with pytest.raises(ConflictError, match="尚未核实"):
        await answer(session, town.liu, without)
    assert await answers_open(session, without) == ()


async def test_a_request_of_the_staff_in_words_is_answered_too(
    session: AsyncSession, town: Town
) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    await answer(session, town.liu, request_id)

    assert (await opened_request(session, town.chen, request_id)).detail.state is (
        AccessState.NOT_FOUND
    )
    assert [line.told for line in await lookups_of(session, request_id)] == [NOTHING.told]
    assert (await earlier_request(session, town.chen, request_id)).material == "某案"


@pytest.mark.parametrize("who", ["chen", "zhao"])
async def test_nobody_but_the_keeper_answers(session: AsyncSession, town: Town, who: str) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    refused = await answer(session, getattr(town, who), request_id)

    assert isinstance(refused, Decision)
    assert not refused.allowed
    assert await lookups_of(session, request_id) == ()
    assert (await history_of(session, request_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_to_a_stranger_the_request_never_was(session: AsyncSession, town: Town) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")
    lookup_id = await answer(session, town.liu, request_id)
    assert isinstance(lookup_id, UUID)

    with pytest.raises(NotFoundError):
        await answer(session, town.qian, request_id)
    with pytest.raises(NotFoundError):
        await lookup_of(session, town.qian, request_id, lookup_id)
    with pytest.raises(NotFoundError):
        await lookup_of(session, town.liu, request_id, uuid4())


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (replace(NOTHING, told=""), ["told"]),
        (replace(NOTHING, sought="查" * 501), ["sought"]),
        (NewLookup(None, "", "", ""), ["result", "sought", "places", "told"]),
    ],
    ids=["nothing told", "too long", "an empty form"],
)
async def test_an_answer_says_what_where_and_what_came_of_it(
    session: AsyncSession, town: Town, new: NewLookup, fields: list[str]
) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    with pytest.raises(NotAcceptableError) as caught:
        await answer(session, town.liu, request_id, new)

    assert [problem.field for problem in caught.value.problems] == fields


async def test_an_answer_to_an_old_page_is_refused(session: AsyncSession, town: Town) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    with pytest.raises(RequestChangedError):
        await answer_lookup(session, town.liu, request_id, NOTHING, seen_revision=9, now=NOW)


async def test_what_was_answered_is_not_answered_again(session: AsyncSession, town: Town) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")
    await answer(session, town.liu, request_id)

    with pytest.raises(ConflictError, match="查无此件"):
        await answer(session, town.liu, request_id)


@pytest.mark.parametrize(
    "change", ["UPDATE access_lookup SET told = 'x'", "DELETE FROM access_lookup"]
)
async def test_the_application_cannot_change_what_was_told(
    committed: type_of_sessions, settled: Settled, change: str
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        request_id = await desk.ask(session, town.chen, material="某案")
        await answer(session, town.liu, request_id)

    async with committed() as session:
        with pytest.raises(DBAPIError, match="permission denied"):
            await session.execute(text(change))
    async with committed() as session:
        assert (await session.scalars(select(AccessLookup.told))).all() == [NOTHING.told]
