"""A leader's morning: the card on one screen of a phone, several at a time on a desk, a mistake."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction
from app.policy.law_words import ConsultAct
from tests.access import desk as access
from tests.access.approving import HEAD, waiting
from tests.browser.conftest import DESK, PHONE, Hall
from tests.cases.office import open_sand_case
from tests.routers.conftest import House


async def do(house: House, act: Callable[[AsyncSession], Awaitable[UUID]]) -> UUID:
    async with transaction(house.sessions) as session:
        return await act(session)


async def copy_wanted(session: AsyncSession, house: House) -> UUID:
    """Chen asks for a copy of a file of hers; the case is a work secret."""
    case_id = await open_sand_case(session, house.town)
    papers = {
        await access.paper_in(session, house.town, case_id, title=title)
        for title in ("询问笔录（李大山）", "现场检查笔录", "行政处罚决定书")
    }
    return await access.ask(
        session,
        house.town.chen,
        case_id=case_id,
        documents=papers,
        act=ConsultAct.COPY,
        purpose="当事人对采砂量有异议，需要复制询问笔录和现场检查笔录，交鉴定机构核对。",
    )


async def test_a_leaders_morning(hall: Hall) -> None:
    house = hall.house
    await house.hire("he", "何志远", HEAD)
    copy = await do(house, lambda session: copy_wanted(session, house))
    for _ in range(2):
        await do(house, lambda session: waiting(session, house.town))
    leader = await hall.desk(PHONE)
    page = leader.page
    await leader.sign_in("he")
    await leader.open("/")
    await page.get_by_role("link", name="办理调阅审批").click()
    await leader.look("approvals")
    await page.get_by_role("link", name="调阅〔2026〕1号", exact=True).click()
    await leader.look("approval")

    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    foot = await page.get_by_role("button", name="不批准").bounding_box()
    assert foot is not None
    assert foot["y"] + foot["height"] <= PHONE["height"]

    await page.get_by_role("button", name="请说明").click()
    await page.get_by_text("错误：请写明要问的问题").wait_for()
    await leader.look("approval-mistake", expecting="422")
    await page.get_by_label("意见").fill("核对哪几页？")
    await page.get_by_role("button", name="退回").click()
    await page.get_by_text("已办理：退回").wait_for()
    await page.set_viewport_size(DESK)  # type: ignore[arg-type]
    boxes = page.get_by_role("checkbox")
    await expect(boxes).to_have_count(2)
    for box in await boxes.all():
        await box.check()
    await leader.look("approvals-desk", expecting="422")
    await page.get_by_role("button", name="批准所选").click()
    await page.get_by_text("已批准 2 件申请").wait_for()
    await page.get_by_text("没有等待审批的调阅申请").wait_for()
    await leader.look("approvals-empty", expecting="422")
    await leader.open(f"/access/{copy}")
    await leader.look("returned", expecting="422")
