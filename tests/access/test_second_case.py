"""What lies in a second case is the party's only if that party stands there too (汝州调阅 7)."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.adding import add_from_case, add_recordings, add_thing, leave_out
from app.access.choosing import Extract
from app.access.contents import items_page
from app.access.facts import facts_of
from app.access.register_columns import columns_of_refusal
from app.access.representing import clients_to_choose
from app.models import AccessRequest, CaseParty
from app.people.problems import NotAcceptableError
from app.policy.case_words import PartyRole, SecurityClass
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk
from tests.access.test_representing import found, parties
from tests.cases.office import LI, QUARRY, open_sand_case
from tests.world import NOW, Town

WANG = replace(LI, name="王小河", document_no="410482198001010015")
SECOND = "汝水罚〔2026〕2号"
HE = replace(LI, name="何律师", role=PartyRole.LAWYER, document_no="", represents=0)


async def asked(
    session: AsyncSession, town: Town, requester: Requester = Requester.LAWYER
) -> AccessRequest:
    """Let somebody ask for the decision of Li's case, in the right of Li."""
    case_id = await open_sand_case(session, town)
    decision = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session, town, requester, case_id=case_id, documents={decision}
    )
    return await desk.row_of(session, request_id)


async def second_case(session: AsyncSession, town: Town, **other: object) -> tuple[UUID, UUID]:
    """Open another case, of Wang unless ``parties`` says so, and return it with its decision."""
    other = {"case_no": SECOND, "title": "采砂案", "parties": (WANG,)} | other
    case_id = await open_sand_case(session, town, **other)
    return case_id, await desk.paper_in(session, town, case_id, is_concluding=True)


async def add(session: AsyncSession, town: Town, request: AccessRequest, thing_id: UUID) -> None:
    await add_thing(
        session, town.liu, request.id, thing_id, seen_revision=request.revision, now=NOW
    )


@pytest.mark.parametrize(
    ("requester", "asks"),
    [(Requester.LAWYER, "代理李大山"), (Requester.COUNTERPART, "为当事人李大山")],
)
async def test_what_lies_in_a_case_of_others_is_not_added(
    session: AsyncSession, town: Town, requester: Requester, asks: str
) -> None:
    request = await asked(session, town, requester)
    _, document_id = await second_case(session, town)

    with pytest.raises(NotAcceptableError) as raised:
        await add(session, town, request, document_id)

    (problem,) = raised.value.problems
    assert problem.field == "thing"
    for told in (asks, SECOND, WANG.name, "另行登记一份申请", "先请承办人更正"):
        assert told in problem.message


async def test_the_case_by_its_number_is_refused_alike(session: AsyncSession, town: Town) -> None:
    request = await asked(session, town)
    await second_case(session, town)

    with pytest.raises(NotAcceptableError, match=WANG.name) as raised:
        await add_from_case(
            session,
            town.liu,
            request.id,
            SECOND,
            Extract.CONCLUDING,
            seen_revision=request.revision,
            now=NOW,
        )

    assert [problem.field for problem in raised.value.problems] == ["case_no"]


async def test_a_recording_that_was_found_is_refused_alike(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    case_id, _ = await second_case(session, town)
    recording_id = await desk.recording_in(session, town, case_id)

    with pytest.raises(NotAcceptableError, match=WANG.name) as raised:
        await add_recordings(
            session,
            town.liu,
            request.id,
            frozenset({recording_id}),
            seen_revision=request.revision,
            now=NOW,
        )

    assert [problem.field for problem in raised.value.problems] == ["found"]


async def test_a_recording_that_lies_in_the_partys_case_as_well_is_theirs(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    case_id, _ = await second_case(session, town)
    recording_id = await desk.recording_in(session, town, case_id)
    assert request.case_id is not None
    await desk.link(session, town, recording_id, request.case_id)

    await add(session, town, request, recording_id)

    assert (await items_page(session, request.id)).total == 2


@pytest.mark.parametrize(
    "party",
    [LI, replace(LI, document_no=""), replace(LI, role=PartyRole.THIRD_PARTY)],
    ids=["same document", "no document", "third party"],
)
async def test_a_second_case_of_the_same_party_goes_along(
    session: AsyncSession, town: Town, party: object
) -> None:
    request = await asked(session, town)
    _, document_id = await second_case(session, town, parties=(WANG, party))

    await add(session, town, request, document_id)

    assert not (await facts_of(session, request)).has_no_party
    line = await columns_of_refusal(
        session, town.liu, request, subject_id=request.id, reason="试", now=NOW
    )
    assert "汝水罚〔2026〕1号" in line.case
    assert SECOND in line.case


async def test_another_person_of_the_same_name_is_another_party(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    namesake = replace(LI, document_no="410482198501010013")
    _, document_id = await second_case(session, town, parties=(namesake,))

    with pytest.raises(NotAcceptableError, match="同一证件"):
        await add(session, town, request, document_id)


async def test_a_second_case_without_parties_asks_for_none(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    _, document_id = await second_case(session, town, parties=())

    await add(session, town, request, document_id)

    assert not (await facts_of(session, request)).has_no_party


async def test_a_lawyer_whom_the_second_case_has_as_anothers_is_not_taken(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    _, document_id = await second_case(session, town, parties=(WANG, LI, HE))

    with pytest.raises(NotAcceptableError, match=f"代理的是{WANG.name}，不是{LI.name}"):
        await add(session, town, request, document_id)


async def test_a_lawyer_of_the_same_party_in_both_cases_is_taken(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town, parties=(LI, HE))
    decision = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session, town, Requester.LAWYER, case_id=case_id, documents={decision}
    )
    request = await desk.row_of(session, request_id)
    _, document_id = await second_case(session, town, parties=(LI, HE))

    await add(session, town, request, document_id)

    assert (await items_page(session, request.id)).total == 2


async def test_whoever_asks_for_no_party_may_be_given_any_case(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town, Requester.PUBLIC_ORGAN)
    _, document_id = await second_case(session, town)

    await add(session, town, request, document_id)

    assert (await items_page(session, request.id)).total == 2


async def test_of_what_was_found_in_two_cases_the_keeper_names_no_one_for_both(
    session: AsyncSession, town: Town
) -> None:
    request = await found(session, town, await open_sand_case(session, town))
    case_id, document_id = await second_case(session, town)
    await add(session, town, request, document_id)
    (wang,) = await parties(session, case_id)

    with pytest.raises(NotAcceptableError, match="已经列入这份申请的请去掉") as raised:
        await desk.verified(session, town, request.id, party_id=wang)

    assert [problem.field for problem in raised.value.problems] == ["party"]


async def test_what_was_found_in_two_cases_at_once_is_any_partys_of_either(
    session: AsyncSession, town: Town
) -> None:
    first_id = await open_sand_case(session, town)
    request = await found(session, town, first_id)
    second_id, _ = await second_case(session, town)
    recording_id = await desk.recording_in(session, town, first_id)
    await desk.link(session, town, recording_id, second_id)
    await add(session, town, request, recording_id)
    li, _ = await parties(session, first_id)

    await desk.verified(session, town, request.id, party_id=li)

    assert request.party_id == li


async def test_what_was_left_out_again_is_asked_for_by_nobody(
    session: AsyncSession, town: Town
) -> None:
    first_id = await open_sand_case(session, town)
    request = await found(session, town, first_id)
    _, document_id = await second_case(session, town)
    await add(session, town, request, document_id)
    *_, foreign = (await items_page(session, request.id)).lines
    await leave_out(
        session, town.liu, request.id, foreign.id, seen_revision=request.revision, now=NOW
    )
    li, _ = await parties(session, first_id)

    await desk.verified(session, town, request.id, party_id=li)

    assert request.party_id == li


async def test_a_party_of_both_cases_is_offered_once(session: AsyncSession, town: Town) -> None:
    request = await found(session, town, await open_sand_case(session, town))
    _, document_id = await second_case(session, town, parties=(LI, WANG))
    await add(session, town, request, document_id)

    offered = [client.name for client in await clients_to_choose(session, request.id)]

    assert offered == [LI.name, QUARRY.name, WANG.name]


async def test_nothing_goes_on_once_the_party_is_struck_from_the_second_case(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    case_id, document_id = await second_case(session, town, parties=(LI, WANG))
    await add(session, town, request, document_id)
    li, _ = await parties(session, case_id)

    await session.execute(update(CaseParty).where(CaseParty.id == li).values(struck_at=NOW))

    assert (await facts_of(session, request)).has_no_party


async def test_a_recording_that_lies_in_a_secret_case_as_well_tells_nobody_of_its_parties(
    session: AsyncSession, town: Town
) -> None:
    request = await asked(session, town)
    assert request.case_id is not None
    recording_id = await desk.recording_in(session, town, None)
    await add(session, town, request, recording_id)
    secret_id, _ = await second_case(session, town, security_class=SecurityClass.SECRET)

    await desk.link(session, town, recording_id, secret_id)

    assert not (await facts_of(session, request)).has_no_party
    assert request.act == ConsultAct.VIEW.value
