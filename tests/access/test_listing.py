"""Who knows of a request, one by one and as a list: both say the same (promise P13)."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.adding import leave_out
from app.access.amending import reply, withdraw
from app.access.contents import items_page
from app.access.listing import RequestFilter, Tab, count_at_desk, count_requests, list_requests
from app.access.requests import RequestChangedError, find_request
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.people.authority import extent_of
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import Requester
from app.policy.vocabulary import Role
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.questions import questions_of
from tests.world import NOW, Town

MANY = text(
    "INSERT INTO access_request SELECT made.* FROM access_request AS first,"
    " generate_series(2, :most) AS number, jsonb_populate_record(first, jsonb_build_object("
    " 'id', gen_random_uuid(), 'serial', number, 'purpose', '事由 ' || number || '。')) AS made"
    " WHERE first.id = :first"
)
EVERYBODY = ("liu", "chen", "zhao", "sun", "zhou", "wu", "qian", "terminal", "stranger_terminal")


async def listed(session: AsyncSession, actor: Actor, tab: Tab = Tab.ALL) -> set[object]:
    extent = await extent_of(session, actor, Act.ACCESS_KNOW)
    found = await list_requests(session, actor, extent, tab, RequestFilter(), now=NOW)
    return {line.id for line in found.lines}


async def searched(session: AsyncSession, actor: Actor, words: str) -> list[object]:
    extent = await extent_of(session, actor, Act.ACCESS_KNOW)
    found = await list_requests(session, actor, extent, Tab.ALL, RequestFilter(text=words), now=NOW)
    return [line.id for line in found.lines]


async def test_a_request_is_found_by_its_case_in_whatever_brackets(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town, case_no="汝水罚〔2026〕7号")
    document_id = await desk.paper_in(session, town, case_id)
    own = await desk.ask(session, town.chen, case_id=case_id, documents={document_id})

    assert await searched(session, town.chen, "罚(2026)7") == [own]
    assert await searched(session, town.chen, "罚(2025)7") == []


@pytest.mark.parametrize("who", EVERYBODY)
async def test_list_and_page_say_the_same_to_everybody(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    own = await desk.ask(session, town.chen, case_id=case_id, documents={document_id})
    visit = await desk.received(
        session, town, Requester.PUBLIC_ORGAN, case_id=case_id, documents={document_id}
    )
    other = await desk.ask(session, town.liu, case_id=case_id, documents={document_id})
    actor = getattr(town, who)

    found = set()
    for request_id in (own, visit, other):
        try:
            found.add((await find_request(session, actor, request_id)).id)
        except NotFoundError:
            continue

    expected = {"liu": {own, visit, other}, "zhao": {own, visit, other}, "chen": {own}}
    assert found == await listed(session, actor) == expected.get(who, set())


async def test_the_desk_shows_what_waits_there_and_one_s_own_what_one_asked(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    await desk.ask(session, town.chen, case_id=case_id, documents={document_id})
    described = await desk.ask(session, town.chen, material="某案")
    own = await desk.ask(session, town.liu, case_id=case_id, documents={document_id})

    assert await listed(session, town.liu, Tab.DESK) == {described}
    assert await listed(session, town.liu, Tab.MINE) == {own}
    assert await listed(session, town.zhao, Tab.DESK) == set()
    assert await count_at_desk(session, {town.brigade}) == 1


async def test_a_page_goes_on_where_the_one_before_it_ended(
    session: AsyncSession, town: Town
) -> None:
    asked = [await desk.ask(session, town.chen, material="某案") for _ in range(5)]
    extent = await extent_of(session, town.liu, Act.ACCESS_KNOW)

    seen, older = [], None
    while True:
        found = await list_requests(
            session,
            town.liu,
            extent,
            Tab.ALL,
            RequestFilter(),
            older_than=older,
            limit=2,
            now=NOW,
        )
        seen += [line.id for line in found.lines]
        older = found.older
        if older is None:
            break

    assert seen == asked[::-1]
    found = await list_requests(
        session,
        town.liu,
        extent,
        Tab.ALL,
        RequestFilter(),
        newer_than=asked[1],
        limit=2,
        now=NOW,
    )
    assert [line.id for line in found.lines] == [asked[3], asked[2]]
    assert (found.newer, found.older) == (asked[3], asked[2])
    counted = await count_requests(session, town.liu, extent, Tab.ALL, RequestFilter(), now=NOW)
    assert counted == len(asked)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (RequestFilter(state=AccessState.OPEN), 1),
        (RequestFilter(state=AccessState.GRANTED), 1),
        (RequestFilter(requester=Requester.HANDLER), 1),
        (RequestFilter(days=1), 2),
    ],
    ids=["state", "another state", "kind", "days"],
)
async def test_the_list_is_narrowed(
    session: AsyncSession, town: Town, wanted: RequestFilter, number: int
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    await desk.ask(session, town.chen, case_id=case_id, documents={document_id})
    await desk.ask(session, town.chen, material="某案")
    extent = await extent_of(session, town.liu, Act.ACCESS_KNOW)

    found = await list_requests(session, town.liu, extent, Tab.ALL, wanted, now=NOW)

    assert len(found.lines) == number


async def test_the_list_does_not_name_the_case_that_was_found(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.ask(session, town.chen, material="某案")
    await desk.found_by_liu(session, town, request_id, document_id)
    (await desk.row_of(session, request_id)).case_id = case_id
    await session.flush()
    extent = await extent_of(session, town.chen, Act.ACCESS_KNOW)

    found = await list_requests(session, town.chen, extent, Tab.MINE, RequestFilter(), now=NOW)

    assert [line.case_no for line in found.lines] == [""]


async def test_an_item_is_left_out_before_the_answer(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    documents = {await desk.paper_in(session, town, case_id) for _ in range(2)}
    request_id = await desk.ask(session, town.liu, case_id=case_id, documents=documents)
    items = await items_page(session, request_id)
    request = await desk.row_of(session, request_id)

    await leave_out(
        session,
        town.liu,
        request_id,
        items.lines[0].id,
        seen_revision=request.revision,
        now=NOW,
    )

    left = await items_page(session, request_id)
    assert [line.is_granted for line in left.lines] == [False, True]
    assert left.total == 1


async def test_a_request_is_withdrawn_by_whoever_asked_and_nobody_else(
    session: AsyncSession, town: Town
) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    by_keeper = await withdraw(session, town.liu, request_id, seen_revision=1, now=NOW)
    by_asker = await withdraw(session, town.chen, request_id, seen_revision=1, now=NOW)

    assert isinstance(by_keeper, Decision)
    assert by_asker is None
    assert [line.kind for line in await history_of(session, request_id)] == [
        LedgerKind.ACCESS_ASKED,
        LedgerKind.ACT_REFUSED,
        LedgerKind.ACCESS_WITHDRAWN,
    ]


async def test_of_two_who_act_at_once_the_second_is_told(session: AsyncSession, town: Town) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    with pytest.raises(RequestChangedError):
        await withdraw(session, town.chen, request_id, seen_revision=7, now=NOW)


async def test_what_nobody_asked_has_no_reply(session: AsyncSession, town: Town) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")

    with pytest.raises(ConflictError):
        await reply(session, town.chen, request_id, "补充", seen_revision=1, now=NOW)


async def test_a_reply_puts_the_question_to_rest(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.ask(session, town.liu, case_id=case_id, documents={document_id})
    question = await desk.questioned(session, town, request_id)
    request = await desk.row_of(session, request_id)

    outcome = await reply(
        session, town.liu, request_id, "与另案有关", seen_revision=request.revision, now=NOW
    )

    assert outcome is None
    assert (request.state, question.reply) == (AccessState.WAITING.value, "与另案有关")


async def test_who_has_left_the_unit_knows_only_their_own(
    session: AsyncSession, town: Town
) -> None:
    request_id = await desk.ask(session, town.chen, material="某案")
    gone = replace(town.liu, assignments=())
    assert Role.RECORD_KEEPER in town.liu.roles

    assert await listed(session, gone) == set()
    assert await listed(session, replace(town.chen, assignments=())) == {request_id}


ANY_NUMBER = ("调阅〔2026〕1号", "2026-1", "1", "（2026）1", "\uff11")


@pytest.mark.parametrize("words", [*ANY_NUMBER, "立", "汝水罚〔2026〕1号", "核实"])
async def test_a_request_is_found_by_number_person_case_and_purpose(
    session: AsyncSession, town: Town, words: str
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    own = await desk.ask(
        session, town.chen, case_id=case_id, documents={document_id}, purpose="核实现场"
    )
    await desk.ask(session, town.liu, material="某案", purpose="归档", unit_id=town.brigade)

    assert await searched(session, town.liu, words) == [own]
    assert await searched(session, town.chen, words) == [own]
    assert await searched(session, town.qian, words) == []


@pytest.mark.parametrize("words", ["马警官", "汝州市公安局"])
async def test_a_visitor_s_request_is_found_by_name_and_unit(
    session: AsyncSession, town: Town, words: str
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    visit = await desk.received(
        session, town, Requester.PUBLIC_ORGAN, case_id=case_id, documents={document_id}
    )
    await desk.ask(session, town.liu, material="某案")

    assert await searched(session, town.liu, words) == [visit]


@pytest.mark.parametrize("words", ["%", "_", "99", "2025-1", "9999999999999999999999"])
async def test_what_names_no_request_finds_none(
    session: AsyncSession, town: Town, words: str
) -> None:
    await desk.ask(session, town.chen, material="某案")

    assert await searched(session, town.liu, words) == []


async def test_searching_does_not_tell_in_which_case_it_was_found(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.ask(session, town.chen, material="某案")
    await desk.found_by_liu(session, town, request_id, document_id)
    (await desk.row_of(session, request_id)).case_id = case_id
    await session.flush()

    assert await searched(session, town.chen, "汝水罚") == []
    assert await searched(session, town.liu, "汝水罚") == [request_id]


async def test_ten_thousand_requests_are_walked_and_searched_with_one_question_each(
    session: AsyncSession, town: Town
) -> None:
    first = await desk.ask(session, town.chen, material="某案", purpose="核实")
    await session.flush()
    await session.execute(MANY, {"first": first, "most": 10_000})
    extent = await extent_of(session, town.liu, Act.ACCESS_KNOW)

    seen: set[object] = set()
    older, pages = None, 0
    async with questions_of(session) as asked:
        while pages == 0 or older is not None:
            found = await list_requests(
                session,
                town.liu,
                extent,
                Tab.ALL,
                RequestFilter(),
                older_than=older,
                limit=500,
                now=NOW,
            )
            seen |= {line.id for line in found.lines}
            older, pages = found.older, pages + 1
    assert (len(seen), pages, len(asked)) == (10_000, 20, 20)

    for words, number in (
        ("调阅〔2026〕9876号", "调阅〔2026〕9876号"),
        ("事由 777。", "调阅〔2026〕777号"),
    ):
        async with questions_of(session) as asked:
            found = await list_requests(
                session, town.liu, extent, Tab.ALL, RequestFilter(text=words), now=NOW
            )
        assert [line.number for line in found.lines] == [number]
        assert len(asked) == 1
