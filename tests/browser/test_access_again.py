"""Asking twice, in vain and again in a real browser, on a desk and on a phone."""

from sqlalchemy import func, select

from app.db import transaction
from app.models import AccessRequest
from app.policy.access_words import ApprovalAnswer
from app.policy.law_words import Requester
from tests.access import desk as requests
from tests.access.approving import answered, head_of
from tests.browser.conftest import Hall
from tests.routers.test_access import sand_case


async def count(hall: Hall) -> int:
    async with hall.house.sessions() as session:
        return await session.scalar(select(func.count(AccessRequest.id))) or 0


async def test_a_double_click_asks_once(hall: Hall) -> None:
    await sand_case(hall.house)
    asker = await hall.desk()
    await asker.sign_in("chen")
    page = asker.page
    await asker.open("/access/new")
    await page.get_by_label("需要什么资料").fill("11月1日的执法录像")
    await page.get_by_label("事由").fill("复议答复")

    await page.get_by_role("button", name="提交申请").dblclick()

    await page.get_by_text("手续办理中").first.wait_for()
    assert await count(hall) == 1
    here = page.url.removeprefix(asker.url).split("?")[0]
    await asker.open(f"{here}?sent=again")
    await page.get_by_text("申请只登记了一份").wait_for()
    await asker.look("sent-again")


async def test_the_keeper_answers_that_nothing_is_there(hall: Hall) -> None:
    case_id, _ = await sand_case(hall.house)
    async with transaction(hall.house.sessions) as session:
        asked = await requests.received(
            session,
            hall.house.town,
            Requester.COUNTERPART,
            case_id=case_id,
            material="11月1日夜间巡查北汝河桥下的执法录像",
        )
        await requests.verified(session, hall.house.town, asked)
    keeper = await hall.desk()
    await keeper.sign_in("liu")
    page = keeper.page
    await keeper.open(f"/access/{asked}")
    await page.get_by_text("答复查找的结果").click()
    await page.get_by_label("查找的范围").fill("2026年案卷目录、音像资料库")
    await page.get_by_role("button", name="答复并登记").click()
    await page.get_by_text("请写明怎样答复").first.wait_for()
    await keeper.look("lookup-mistake", expecting="422")

    await page.get_by_label("怎样答复").fill("当日该处没有执法活动的记录")
    await page.get_by_role("button", name="答复并登记").click()

    await page.get_by_role("heading", name="查找结果答复").wait_for()
    keeper.watch.errors.clear()
    await keeper.look("lookup-sheet")
    document = await page.pdf(prefer_css_page_size=True)
    assert document.count(b"/Type /Page\n") == 1
    await keeper.open(f"/access/{asked}")
    await keeper.look("lookup-answered")
    await keeper.tour("/access/register", "/access?tab=all&state=not_found")


async def test_a_returned_request_is_mended_and_asked_again(hall: Hall) -> None:
    case_id, document_id = await sand_case(hall.house)
    town = hall.house.town
    async with transaction(hall.house.sessions) as session:
        asked = await requests.ask(session, town.liu, case_id=case_id, documents={document_id})
        head = await head_of(session, town)
        await answered(session, head, asked, ApprovalAnswer.RETURNED)
    asker = await hall.desk()
    await asker.sign_in("liu")
    page = asker.page
    await asker.open(f"/access/{asked}")
    await asker.look("returned")

    await page.get_by_role("link", name="改正后重新申请").click()
    await page.get_by_text("下面是当时填写的内容").wait_for()
    await asker.look("again")
    await page.get_by_label("事由").fill("复议答复需要核对处罚决定")
    await page.get_by_role("button", name="提交申请").click()

    await page.get_by_role("link", name="调阅〔2026〕1号").wait_for()
    await asker.look("asked-again")
    await asker.tour("/access/desk", f"/access/{asked}")
