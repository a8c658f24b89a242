"""Asking for records in a real browser: the handler's button, the desk with its checklist."""

from sqlalchemy import update

from app.db import transaction
from app.models import Case
from app.policy.case_words import CaseState
from app.policy.law_words import Requester
from tests.access import desk as requests
from tests.browser.conftest import Hall
from tests.papers import files
from tests.routers.test_access import sand_case


async def test_a_party_at_the_desk_and_a_handler_at_his_case(hall: Hall) -> None:
    case_id, document_id = await sand_case(hall.house)
    town = hall.house.town
    async with transaction(hall.house.sessions) as session:
        await requests.recording_in(session, town, case_id, file_name="很长的文件名" * 12)
        asked = await requests.ask(session, town.liu, case_id=case_id, documents={document_id})
        await requests.questioned(session, town, asked)
        refused = await requests.received(
            session, town, Requester.PUBLIC, case_id=case_id, documents={document_id}
        )
    keeper = await hall.desk()
    await keeper.sign_in("liu")
    await keeper.open(f"/cases/{case_id}")
    await keeper.page.get_by_role("link", name="接待来访").click()
    await keeper.look("desk")
    await keeper.page.get_by_role("link", name="行政相对人").click()
    await keeper.look("desk-party")
    await keeper.page.get_by_label("姓名").fill("李大山")
    await keeper.page.get_by_label("是哪一位当事人").select_option("李大山")
    await keeper.page.get_by_label("所查是否该当事人自己的记录").select_option("yes")
    await keeper.page.get_by_label("事由").fill("核对处罚决定")

    await keeper.page.get_by_role("button", name="登记来访").click()

    await keeper.page.get_by_text("规定要求 2 件，已出示 0 件").wait_for()
    for number in (1, 2):
        await keeper.page.get_by_label("扫描件").set_input_files(
            {"name": "材料.png", "mimeType": "image/png", "buffer": files.picture()}
        )
        await keeper.page.get_by_role("button", name="登记材料").click()
        await keeper.page.get_by_text(f"已出示 {number} 件").wait_for()
    await keeper.look("party")
    await keeper.page.get_by_role("button", name="核实").click()
    await keeper.page.get_by_text("待批准").wait_for()
    await keeper.tour(
        "/access?tab=all&text=2026-1", f"/access/{asked}", f"/access/{refused}/form", "/access/new"
    )

    async with transaction(hall.house.sessions) as session:
        await session.execute(update(Case).values(state=CaseState.ARCHIVED.value))
    handler = await hall.desk()
    await handler.sign_in("chen")
    await handler.open(f"/cases/{case_id}/documents")
    await handler.look("bound-contents")
    await handler.open(f"/cases/{case_id}")
    await handler.look("bound")
    await handler.page.get_by_role("link", name="申请查阅").click()
    await handler.look("handler")
    await handler.page.get_by_role("button", name="直接查阅").click()
    await handler.page.get_by_text("已准予").wait_for()
    await handler.watch.is_clean()


async def test_the_form_prints_on_one_sheet(hall: Hall) -> None:
    case_id, document_id = await sand_case(hall.house)
    async with transaction(hall.house.sessions) as session:
        asked = await requests.received(
            session,
            hall.house.town,
            Requester.LAWYER,
            case_id=case_id,
            documents={document_id},
        )
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/access/{asked}/form")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
