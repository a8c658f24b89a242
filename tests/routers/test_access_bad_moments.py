"""What happens between a page and its answer: two leaders at once, one who left, a clock that runs.

All of it over HTTP, where the page was drawn before and the button is pressed after.
"""

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from app.db import transaction
from app.deadlines import answering
from app.models import AccessApproval, AccessPermit, AccessRequest, Person
from app.policy.access_words import AccessState
from app.policy.law_words import Requester
from tests.access import desk
from tests.access.approving import HEAD, waiting
from tests.access.test_answer_clock import with_answer
from tests.cases.office import open_sand_case
from tests.people.test_handling import leave
from tests.routers.conftest import House, house

__all__ = ["house"]
APPROVED = {"answer": "approved", "days": "3", "reason": "同意", "revision": "1"}
REFUSED = {"answer": "refused", "reason": "与工作无关", "revision": "1"}


async def asked(house: House) -> UUID:
    async with transaction(house.sessions) as session:
        return await waiting(session, house.town)


async def state_of(house: House, request_id: UUID) -> AccessState:
    async with house.sessions() as session:
        return AccessState((await session.get_one(AccessRequest, request_id)).state)


async def test_of_two_leaders_who_press_at_once_one_counts_and_the_other_is_told(
    house: House,
) -> None:
    request_id = await asked(house)
    leaders: list[httpx.AsyncClient] = []
    for username, name in (("he", "何志远"), ("xia", "夏岚")):
        await house.hire(username, name, HEAD)
        leaders.append(await house.visit(username))
        assert "revision" in (await leaders[-1].get(f"/access/{request_id}/approval")).text

    answers = await asyncio.gather(
        leaders[0].post(f"/access/{request_id}/approval", data=APPROVED),
        leaders[1].post(f"/access/{request_id}/approval", data=REFUSED),
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    (late,) = (answer for answer in answers if answer.status_code == 422)
    winner = "夏岚" if late is answers[0] else "何志远"
    assert f"{winner}已于" in late.text
    async with house.sessions() as session:
        assert await session.scalar(select(func.count(AccessApproval.id))) == 1
        permits = await session.scalar(select(func.count(AccessPermit.id)))
    assert permits == (winner == "何志远")


async def test_a_leader_who_left_after_opening_the_card_approves_nothing(house: House) -> None:
    request_id = await asked(house)
    await house.hire("he", "何志远", HEAD)
    gone = await house.visit("he")
    assert (await gone.get(f"/access/{request_id}/approval")).status_code == 200
    async with transaction(house.sessions) as session:
        person = (await session.scalars(select(Person).where(Person.full_name == "何志远"))).one()
        assert await leave(session, house.town, person.id) is None

    answer = await gone.post(f"/access/{request_id}/approval", data=APPROVED)

    assert answer.status_code == 401
    assert "登录已经结束" in answer.text
    assert await state_of(house, request_id) is AccessState.WAITING
    await house.hire("xia", "夏岚", HEAD)
    successor = await house.visit("xia")
    assert str(request_id) in (await successor.get("/access/approvals")).text
    followed = await successor.post(f"/access/{request_id}/approval", data=APPROVED)
    assert followed.status_code == 303
    assert await state_of(house, request_id) is AccessState.GRANTED


async def test_the_clock_of_a_party_runs_on_page_and_board_until_they_are_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """山西 18, 张营 18: whoever is a party is owed an answer."""
    monkeypatch.setattr(answering, "pack_of_unit", with_answer(5))

    async with transaction(house.sessions) as session:
        case_id = await open_sand_case(session, house.town)
        paper = await desk.paper_in(session, house.town, case_id, is_concluding=True)
        request_id = await desk.received(
            session, house.town, Requester.COUNTERPART, case_id=case_id, documents=[paper]
        )
        await desk.verified(session, house.town, request_id)
    keeper = await house.visit("liu")
    await house.hire("he", "何志远", HEAD)
    leader = await house.visit("he")

    before = (await keeper.get(f"/access/{request_id}")).text
    board = (await keeper.get("/deadlines")).text
    house.clock.advance(days=10)
    late = (await (await house.visit("liu")).get(f"/access/{request_id}")).text
    revision = {"revision": str(await revision_of(house, request_id))}
    leader = await house.visit("he")
    answered = await leader.post(f"/access/{request_id}/approval", data=REFUSED | revision)
    after = (await (await house.visit("liu")).get("/deadlines")).text

    assert "答复期限" in before
    assert "2026-11-27" in before
    assert "答复查阅申请" in board
    assert "已逾期" in late
    assert answered.status_code == 303
    assert "答复查阅申请" not in after


async def revision_of(house: House, request_id: UUID) -> int:
    async with house.sessions() as session:
        return (await session.get_one(AccessRequest, request_id)).revision
