"""The consultation register and tracing in a real browser, on a desk and on a phone."""

from app.access.registering import register_refusal, register_viewing
from tests.access.register import viewed
from tests.browser.conftest import Hall
from tests.world import NOW

WITHIN_THE_PAGE = """() => {
  const table = document.querySelector(".table-register-sheet").getBoundingClientRect();
  return table.left >= 1 && table.right <= document.documentElement.clientWidth - 1;
}"""
"""Half of the outer border lies outside the table; the edge of the page would cut it off."""


async def test_the_keeper_reads_the_register_and_traces_a_code(hall: Hall) -> None:
    town = hall.house.town
    async with hall.house.sessions() as session, session.begin():
        viewing = await viewed(session, town.chen, town.agency)
        await register_viewing(session, viewing, now=NOW)
        await register_refusal(
            session, town.qian, unit_id=town.agency, reason="您不是本单位人员", now=NOW
        )
    keeper = await hall.desk()
    await keeper.sign_in("liu")

    await keeper.open("/access/register")
    await keeper.look("register")
    await keeper.page.get_by_label("登记簿中的文字").fill("现场情况")
    await keeper.page.get_by_role("button", name="查询").click()
    await keeper.page.get_by_role("cell", name="郏县水利局").wait_for(state="hidden")
    await keeper.page.get_by_role("link", name="〔2026〕1号", exact=True).click()
    await keeper.page.get_by_text("播放 0:05 到 0:15（全长 1:00）").wait_for()
    await keeper.look("register-line")
    await keeper.open("/access/register/sheet")
    await keeper.look("register-sheet")
    await keeper.page.emulate_media(media="print")
    await keeper.page.get_by_text("单位负责人：").wait_for()
    await keeper.page.set_viewport_size({"width": 1009, "height": 680})
    assert await keeper.page.evaluate(WITHIN_THE_PAGE)
    await keeper.page.emulate_media(media="screen")

    await keeper.open("/access/trace")
    await keeper.page.get_by_label("标识码").fill(viewing.code.lower())
    await keeper.page.get_by_role("button", name="追查").click()
    await keeper.page.get_by_role("link", name="查阅登记簿中的这一行").wait_for()
    await keeper.look("trace")
    await keeper.open("/access/trace?code=12345")
    await keeper.look("trace-unknown")
    await keeper.open("/access/register?year=2025")
    await keeper.look("register-empty")
