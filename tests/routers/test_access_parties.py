"""At the desk and on the page of a request: for which party of the case somebody has come."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.opening import NewParty
from app.models import AccessRequest, CaseParty
from app.policy.law_words import Requester
from tests.access import desk
from tests.access.test_representing import found
from tests.access.test_second_case import SECOND, WANG
from tests.cases.office import LI, QUARRY, open_sand_case
from tests.routers.conftest import House
from tests.routers.test_access import NUMBER, do, drawn, sand_case

TYPED = {
    "case_no": NUMBER,
    "extract": "concluding",
    "name": "何律师",
    "from_unit": "法正律师事务所",
    "about": "yes",
    "act": "view",
    "days": "3",
    "purpose": "代理复议",
}


async def found_later(house: House) -> UUID:
    """Return the request of a lawyer whose case was found after he had come."""

    async def make(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        return (await found(session, house.town, case_id)).id

    return await do(house, make)


async def test_a_lawyer_without_a_party_is_asked_again_and_nothing_typed_is_lost(
    house: House,
) -> None:
    await sand_case(house)
    browser = await house.visit("liu")

    answer = await browser.post("/access/desk?requester=lawyer", data=drawn(**TYPED))

    assert answer.status_code == 422
    assert "代理哪一位当事人" in answer.text
    assert LI.name in answer.text
    assert QUARRY.name in answer.text
    assert "代理复议" in answer.text
    assert 'value="何律师"' in answer.text
    async with house.sessions() as session:
        assert (await session.scalars(select(AccessRequest))).all() == []


async def test_the_only_party_stands_chosen_for_the_keeper_to_compare(house: House) -> None:
    async def make(session: AsyncSession) -> UUID:
        return await open_sand_case(session, house.town, parties=(LI,))

    await do(house, make)
    browser = await house.visit("liu")

    page = await browser.post(
        "/access/desk?requester=lawyer", data={"case_no": NUMBER, "step": "find"}
    )

    assert f"selected>{LI.name}</option>" in page.text


async def test_where_the_case_was_found_later_the_keeper_names_the_party(house: House) -> None:
    request_id = await found_later(house)
    browser = await house.visit("liu")
    page = (await browser.get(f"/access/{request_id}")).text
    assert 'name="party"' in page

    without = await browser.post(f"/access/{request_id}/verification", data=await seen(house))
    async with house.sessions() as session:
        party = await session.scalar(select(CaseParty.id).where(CaseParty.name == LI.name))
    named = await browser.post(
        f"/access/{request_id}/verification", data={**await seen(house), "party": str(party)}
    )

    assert without.status_code == 422
    assert "请选择是为哪一位当事人申请" in without.text
    assert named.status_code == 303
    shown = (await browser.get(f"/access/{request_id}")).text
    assert f"委托人：{LI.name}" in shown
    assert 'name="party"' not in shown


async def test_the_leader_reads_whose_lawyer_it_is(house: House) -> None:
    async def make(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        document_id = await desk.paper_in(session, house.town, case_id, is_concluding=True)
        request_id = await desk.received(
            session, house.town, Requester.LAWYER, case_id=case_id, documents={document_id}
        )
        await desk.verified(session, house.town, request_id)
        return request_id

    request_id = await do(house, make)
    browser = await house.visit("zhao")

    assert f"代理{LI.name}" in (await browser.get(f"/access/{request_id}/approval")).text


async def test_what_lies_in_a_case_of_others_is_refused_where_it_was_typed(house: House) -> None:
    request_id = await second_case(house, WANG)
    browser = await house.visit("liu")

    answer = await browser.post(
        f"/access/{request_id}/items",
        data={**await seen(house), "case_no": SECOND, "extract": "concluding"},
    )

    assert answer.status_code == 422
    assert f"该案登记的当事人是{WANG.name}" in answer.text
    assert f'value="{SECOND}"' in answer.text
    assert "共 1 项" in answer.text


async def test_page_and_form_name_both_cases_of_a_party(house: House) -> None:
    request_id = await second_case(house, LI)
    browser = await house.visit("liu")
    await browser.post(
        f"/access/{request_id}/items",
        data={**await seen(house), "case_no": SECOND, "extract": "concluding"},
    )

    for page in (f"/access/{request_id}", f"/access/{request_id}/form"):
        text = (await browser.get(page)).text
        assert NUMBER in text
        assert f"{SECOND} 采砂案" in text


async def second_case(house: House, party: NewParty) -> UUID:
    """Let a lawyer of Li ask for Li's case, and open another one of this party."""

    async def make(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        decision = await desk.paper_in(session, house.town, case_id, is_concluding=True)
        other_id = await open_sand_case(
            session, house.town, case_no=SECOND, title="采砂案", parties=(party,)
        )
        await desk.paper_in(session, house.town, other_id, is_concluding=True)
        return await desk.received(
            session, house.town, Requester.LAWYER, case_id=case_id, documents={decision}
        )

    return await do(house, make)


async def seen(house: House) -> dict[str, str]:
    """Return the revision that the page shows now."""
    async with house.sessions() as session:
        return {"revision": str(await session.scalar(select(AccessRequest.revision)))}
