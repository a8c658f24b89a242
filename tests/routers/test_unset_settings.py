"""Pages that are shut because the agency has yet to set something say so."""

import pytest
from sqlalchemy import update

from app.models import Unit
from app.policy.asking import WHO_SETS
from tests.routers.conftest import House


async def move_to(house: House, pack_id: str) -> None:
    """Let agency and brigade live by a regulation of which nothing has been set yet."""
    units = (house.town.agency, house.town.brigade)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Unit).where(Unit.id.in_(units)).values(pack_id=pack_id))


async def test_the_start_page_of_the_administrator_lists_what_is_shut(house: House) -> None:
    await move_to(house, "zhangying")
    browser = await house.visit("sun")

    page = (await browser.get("/")).text

    assert "“资料保管岗位”未设定，因此待编目、编目、播放" in page
    assert "一律被拒绝" in page
    assert f'href="/agency/{house.town.agency}/settings"' in page


async def test_the_start_page_of_a_keeper_says_why_there_is_nothing_to_do(house: House) -> None:
    await move_to(house, "zhangying")
    browser = await house.visit("liu")

    page = (await browser.get("/")).text

    assert "“资料保管岗位”尚未设定" in page
    assert WHO_SETS in page
    assert 'href="/agency"' in page


async def test_the_inbox_says_which_setting_shuts_it(house: House) -> None:
    await move_to(house, "zhangying")
    browser = await house.visit("liu")

    answer = await browser.get("/inbox")

    assert answer.status_code == 403
    assert "本机关尚未设定“资料保管岗位”" in answer.text
    assert WHO_SETS in answer.text
    assert "还有哪些事项没有设定" in answer.text
    assert "向本单位安全管理员说明" not in answer.text


@pytest.mark.parametrize("who", ["chen", "sun"])
async def test_where_the_keeper_is_set_the_inbox_speaks_of_no_setting(
    house: House, who: str
) -> None:
    browser = await house.visit(who)

    answer = await browser.get("/inbox")

    assert answer.status_code == 403
    assert "尚未设定" not in answer.text


async def test_whoever_does_no_business_is_refused_whatever_is_set(house: House) -> None:
    await move_to(house, "zhangying")
    browser = await house.visit("zhou")

    answer = await browser.get("/inbox")

    assert answer.status_code == 403
    assert "尚未设定" not in answer.text
