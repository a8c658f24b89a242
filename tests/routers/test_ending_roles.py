"""A role ends at midnight or at once; the form says which, and whoever loses it is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.models import RoleAssignment
from app.policy.actor import Actor
from app.policy.vocabulary import Role
from tests.routers.conftest import House

TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)
LOST = "您的岗位“执法人员”在您登录以后已经终止"


async def role_of(house: House, person: Actor) -> RoleAssignment:
    async with house.sessions() as session:
        found = await session.scalars(
            select(RoleAssignment).where(RoleAssignment.person_id == person.id)
        )
        return found.one()


async def set_days(house: House, person: Actor, **days: date) -> None:
    async with house.sessions() as session, session.begin():
        await session.execute(
            update(RoleAssignment).where(RoleAssignment.person_id == person.id).values(**days)
        )


async def address_of(house: House, person: Actor) -> str:
    return f"/people/{person.id}/roles/{(await role_of(house, person)).id}"


async def test_the_form_says_when_a_role_ends(house: House) -> None:
    browser = await house.visit("zhou")

    page = (await browser.get(f"{await address_of(house, house.town.chen)}/end")).text

    assert "到最后一天结束时（24:00）" in page
    assert "立即终止" in page
    assert "最早填今天" in page
    assert f'value="{TODAY}"' in page


async def test_a_day_that_is_over_is_refused_and_stays_in_the_form(house: House) -> None:
    browser = await house.visit("zhou")
    address = f"{await address_of(house, house.town.chen)}/end"

    answer = await browser.post(address, data={"when": "with_day", "until": str(YESTERDAY)})

    assert answer.status_code == 422
    assert "岗位的历史不能倒改" in answer.text
    assert f'value="{YESTERDAY}"' in answer.text
    assert (await role_of(house, house.town.chen)).until_on is None


async def test_with_its_last_day_a_role_is_good_today_and_nobody_is_told_yet(house: House) -> None:
    chen = await house.visit("chen")
    zhou = await house.visit("zhou")
    address = f"{await address_of(house, house.town.chen)}/end"

    ended = await zhou.post(address, data={"when": "with_day", "until": str(TODAY)})

    assert ended.status_code == 303
    page = await chen.get("/upload")
    assert page.status_code == 200
    assert LOST not in page.text


@pytest.mark.parametrize("path", ["/", "/upload", "/inbox"])
async def test_whoever_loses_a_role_at_once_reads_so_on_the_next_page(
    house: House, path: str
) -> None:
    await set_days(house, house.town.chen, from_on=YESTERDAY)
    chen = await house.visit("chen")
    zhou = await house.visit("zhou")
    address = f"{await address_of(house, house.town.chen)}/end"
    assert LOST not in (await chen.get(path)).text

    ended = await zhou.post(address, data={"when": "at_once", "until": ""})

    assert ended.status_code == 303
    assert LOST in (await chen.get(path)).text
    assert LOST not in (await zhou.get("/")).text


async def test_a_role_that_was_given_back_is_told_of_no_more(house: House) -> None:
    chen, zhou = await house.visit("chen"), await house.visit("zhou")
    address = f"{await address_of(house, house.town.chen)}/end"
    await zhou.post(address, data={"when": "at_once", "until": ""})
    wanted = {
        "role": Role.OFFICER.value,
        "unit": str(house.town.brigade),
        "from": str(TODAY),
        "until": "",
    }

    given = await zhou.post(f"/people/{house.town.chen.id}/roles", data=wanted)

    assert given.status_code == 303
    assert LOST not in (await chen.get("/")).text


@pytest.mark.parametrize(
    ("until_on", "is_told"),
    [
        pytest.param(YESTERDAY, True, id="until yesterday"),
        pytest.param(TODAY, False, id="until today"),
        pytest.param(TODAY - timedelta(days=8), False, id="long ago"),
    ],
)
async def test_the_start_page_tells_of_a_role_that_ran_out(
    house: House, until_on: date, *, is_told: bool
) -> None:
    await set_days(house, house.town.chen, from_on=TODAY - timedelta(days=30), until_on=until_on)
    browser = await house.visit("chen")

    page = (await browser.get("/")).text

    assert ("岗位已经终止" in page) is is_told
    assert (f"最后一天是 {until_on}" in page) is is_told
