"""For which party a lawyer asks (汝州调阅 7): one of the case's, and never taken for another's."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.asking import NewRequest, receive
from app.access.register_columns import columns_of_refusal
from app.access.verifying import verify
from app.errors import ConflictError
from app.models import AccessRequest
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.case_words import PartyRole
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk
from tests.cases.office import LI, QUARRY, open_sand_case
from tests.world import NOW, Town

HE = replace(LI, name="何律师", role=PartyRole.LAWYER, document_no="", represents=1)


async def came(
    session: AsyncSession,
    town: Town,
    case_id: UUID | None,
    party_id: UUID | None,
    requester: Requester = Requester.LAWYER,
) -> UUID:
    """Let somebody come who says what is wanted; without ``case_id`` the case is found later."""
    applicant = replace(desk.VISITORS[requester], party_id=party_id, is_about_themselves=True)
    new = NewRequest(
        ConsultAct.VIEW,
        "代理需要",
        material="采砂案的处罚决定书",
        case_id=case_id,
        unit_id=town.brigade,
    )
    outcome = await receive(session, town.liu, new, applicant, now=NOW)
    assert isinstance(outcome, UUID)
    return outcome


async def found(session: AsyncSession, town: Town, case_id: UUID) -> AccessRequest:
    """Let a lawyer come with all papers before anybody knows of which case; then it is found."""
    document_id = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await came(session, town, None, None)
    for kind in desk.PAPERS[Requester.LAWYER]:
        await desk.show(session, town, request_id, kind)
    await desk.found_by_liu(session, town, request_id, document_id)
    return await desk.row_of(session, request_id)


async def parties(session: AsyncSession, case_id: UUID) -> list[UUID]:
    return list(await session.scalars(desk.parties_of_case(case_id)))


@pytest.mark.parametrize("requester", [Requester.LAWYER, Requester.COUNTERPART])
async def test_of_several_parties_one_is_named(
    session: AsyncSession, town: Town, requester: Requester
) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError, match=f"{LI.name}、{QUARRY.name}") as raised:
        await came(session, town, case_id, None, requester)

    assert [problem.field for problem in raised.value.problems] == ["party"]


async def test_whoever_asks_for_nobody_names_no_party(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)

    assert await came(session, town, case_id, None, Requester.PUBLIC_ORGAN)


async def test_a_case_without_parties_asks_for_none(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town, parties=())

    assert await came(session, town, case_id, None)


async def test_a_lawyer_is_no_party(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town, parties=(LI, QUARRY, HE))
    *_, lawyer = await parties(session, case_id)

    with pytest.raises(NotAcceptableError, match="从本案的当事人中选择"):
        await came(session, town, case_id, lawyer)


async def test_the_lawyer_of_one_party_is_not_taken_for_that_of_another(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town, parties=(LI, QUARRY, HE))
    li, quarry, _ = await parties(session, case_id)

    with pytest.raises(NotAcceptableError, match=f"代理的是{QUARRY.name}，不是{LI.name}"):
        await came(session, town, case_id, li)
    assert await came(session, town, case_id, quarry)


async def test_where_the_case_was_found_later_nobody_is_verified_without_a_party(
    session: AsyncSession, town: Town
) -> None:
    request = await found(session, town, await open_sand_case(session, town))
    assert "哪一位当事人" in request.basis["reason"]

    with pytest.raises(NotAcceptableError, match="为哪一位当事人"):
        await verify(session, town.liu, request.id, seen_revision=request.revision, now=NOW)

    assert (request.party_id, request.verified_at) == (None, None)


async def test_the_keeper_names_the_party_when_verifying(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    request = await found(session, town, case_id)
    li, _ = await parties(session, case_id)

    await desk.verified(session, town, request.id, party_id=li)

    assert request.party_id == li
    assert request.state == AccessState.WAITING.value


async def test_a_named_party_stays_with_the_papers(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    request = await found(session, town, case_id)
    li, quarry = await parties(session, case_id)
    await desk.verified(session, town, request.id, party_id=li)

    with pytest.raises(ConflictError):
        await desk.verified(session, town, request.id, party_id=quarry)

    assert request.party_id == li


@pytest.mark.parametrize(
    ("named", "column"),
    [(0, f"何律师（代理{LI.name}）"), (1, f"何律师（代理{QUARRY.name}）")],
    ids=["the first", "the second"],
)
async def test_the_register_says_for_which_party_a_lawyer_came(
    session: AsyncSession, town: Town, named: int, column: str
) -> None:
    case_id = await open_sand_case(session, town)
    request_id = await came(session, town, case_id, (await parties(session, case_id))[named])
    request = await desk.row_of(session, request_id)

    line = await columns_of_refusal(
        session, town.liu, request, subject_id=request_id, reason="试", now=NOW
    )

    assert line.applicant == column


async def test_the_register_does_not_name_a_party_twice(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    li = (await parties(session, case_id))[0]
    request_id = await came(session, town, case_id, li, Requester.COUNTERPART)
    request = await desk.row_of(session, request_id)

    line = await columns_of_refusal(
        session, town.liu, request, subject_id=request_id, reason="试", now=NOW
    )

    assert line.applicant == LI.name
