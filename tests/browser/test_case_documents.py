"""The documents of a case in a real browser, on a desk, on a phone and on paper."""

from datetime import date
from uuid import UUID

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from app.cases.moving import StepFacts, move_case
from app.models import Case, Unit
from app.papers.adding import Desk as Counter
from app.papers.adding import NewDocument, add_document
from app.policy.case_words import CaseState
from tests.browser.conftest import PHONE, Hall
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.papers.desk import set_up_kinds
from tests.routers.evidence import settle_everything
from tests.world import NOW


@pytest.fixture
async def case(hall: Hall) -> UUID:
    async with hall.house.sessions() as session, session.begin():
        await set_up_kinds(session, hall.house.town)
        return await open_sand_case(session, hall.house.town)


async def put(hall: Hall, case: UUID, name: str, content: bytes, **said: object) -> UUID:
    inner = hall.house.resources
    counter = Counter(inner.settings, inner.sessions, inner.store, inner.nudger, inner.clock)
    added = await add_document(
        counter,
        hall.house.town.chen,
        case,
        NewDocument(**said),  # type: ignore[arg-type]
        file_name=name,
        stream=files.in_pieces(content),
    )
    assert isinstance(added, UUID)
    return added


async def filled(hall: Hall, case: UUID) -> tuple[UUID, UUID, UUID]:
    """Put in a PDF, a picture and a bomb; return the documents."""
    paper = await put(
        hall,
        case,
        "行政处罚决定书.pdf",
        files.pdf("Decision", pages=3),
        document_no="汝水罚决〔2026〕1号",
    )
    picture = await put(hall, case, "送达回证（李大山本人签收，附邮寄凭证）.png", files.picture())
    bomb = await put(hall, case, "询问笔录.pdf", files.bomb_pdf())
    await settle_everything(hall.house)
    return paper, picture, bomb


async def test_a_handler_puts_a_document_in_and_orders_the_file(hall: Hall, case: UUID) -> None:
    await filled(hall, case)
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open(f"/cases/{case}/documents")
    await desk.look("documents")

    await desk.page.get_by_label("题名").fill("勘验笔录（北汝河）")
    await desk.page.get_by_label("文书种类").select_option("勘验笔录")
    await desk.page.get_by_label("文件", exact=False).set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": files.pdf("Inquest")}
    )
    await desk.page.get_by_role("button", name="放入案卷").click()
    await desk.page.get_by_text("正在检查").first.wait_for()
    await settle_everything(hall.house)
    await desk.page.get_by_role("button", name="定稿：勘验笔录（北汝河）").wait_for()
    # It came last and lies first, as the list of kinds has it; a person may think otherwise.
    await desk.page.locator("tr:nth-child(1) a", has_text="勘验笔录（北汝河）").wait_for()
    await desk.page.get_by_role("button", name="下移：勘验笔录（北汝河）").click()

    titles = desk.page.locator(".table-papers .lead-cell a")
    await desk.page.locator("tr:nth-child(2) a", has_text="勘验笔录（北汝河）").wait_for()
    await expect(titles).to_have_count(4)
    await desk.watch.is_clean()


async def test_without_scripts_a_refused_file_is_told(hall: Hall, case: UUID) -> None:
    desk = await hall.desk(scripts=False)
    await desk.sign_in("chen")
    await desk.open(f"/cases/{case}/documents")

    await desk.page.locator("#files").set_input_files(
        {"name": "询问笔录.docm", "mimeType": "application/msword", "buffer": files.macro_docx()}
    )
    await desk.page.get_by_role("button", name="放入案卷").click()

    await desk.page.get_by_text("带有宏（程序）").first.wait_for()


async def test_content_is_shown_in_the_page(hall: Hall, case: UUID) -> None:
    paper, picture, bomb = await filled(hall, case)
    desk = await hall.desk()
    await desk.sign_in("chen")

    await desk.open(f"/documents/{picture}")
    shown = desk.page.get_by_role("img", name="送达回证")
    await shown.wait_for()
    await expect(shown).to_have_js_property("naturalWidth", 120)
    await desk.look("document-picture")
    await desk.open(f"/documents/{bomb}")
    await desk.page.get_by_text("这份文书已被隔离").wait_for()
    await desk.look("document-put-aside")

    async with desk.page.expect_response(f"**/documents/{paper}/file") as answered:
        await desk.open(f"/documents/{paper}")
    assert (await answered.value).status == 200


async def test_the_sheets_to_bind(hall: Hall, case: UUID) -> None:
    await filled(hall, case)
    desk = await hall.desk()
    await desk.sign_in("liu")

    for name in ("cover", "contents", "endnote"):
        await desk.open(f"/cases/{case}/file/{name}")
        await desk.look(name)
        document = await desk.page.pdf(prefer_css_page_size=True)
        assert document.count(b"/Type /Page\n") == 1


async def test_the_list_of_kinds(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("sun")
    await desk.open("/cases/document-kinds")
    await desk.look("kinds-proposed")

    await desk.page.get_by_role("button", name="启用这份清单").click()

    await desk.page.get_by_role("link", name="增加").wait_for()
    await desk.look("kinds")


async def test_a_scan_is_read_page_by_page(hall: Hall, case: UUID) -> None:
    scan = await put(hall, case, "询问笔录.tif", files.tiff(3))
    await settle_everything(hall.house)
    desk = await hall.desk()
    await desk.sign_in("chen")

    await desk.open(f"/documents/{scan}")
    last = desk.page.get_by_role("img", name="第 3 页")
    await last.scroll_into_view_if_needed()
    await expect(last).to_have_js_property("naturalWidth", 240)
    await desk.look("document-scan")


async def test_the_pages_of_a_word_document_are_confirmed_in_the_list(
    hall: Hall, case: UUID
) -> None:
    await put(hall, case, "勘验笔录.docx", files.docx(told_pages="3"), is_final=True)
    await put(hall, case, "询问笔录.doc", files.doc(version=0x0065), is_final=True)
    await settle_everything(hall.house)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/cases/{case}/documents")
    await desk.look("documents-to-count")

    await desk.page.get_by_role("button", name="确认页数").first.click()

    await desk.page.get_by_text("1-3").wait_for()
    await desk.page.get_by_label("打印稿的页数").fill("2")
    await desk.page.get_by_role("button", name="确认页数").click()
    await desk.page.get_by_text("共 2 件，5 页").wait_for()


@pytest.mark.parametrize("width", [1024, 1199, 1280])
async def test_the_list_keeps_within_its_panel_on_a_small_desk(
    hall: Hall, case: UUID, width: int
) -> None:
    """With everything in one list that takes room: a number, a count to confirm, a problem."""
    made = {"document_no": "汝水罚决〔2026〕31号", "made_on": date(2026, 11, 20)}
    await put(hall, case, "行政处罚决定书.pdf", files.pdf("one"), is_final=True, **made)
    await put(hall, case, "勘验笔录.docx", files.docx())
    await put(hall, case, "询问笔录.pdf", files.encrypted_pdf())
    await settle_everything(hall.house)
    desk = await hall.desk({"width": width, "height": 768})
    await desk.sign_in("liu")

    await desk.open(f"/cases/{case}/documents")

    table = desk.page.locator(".table-papers")
    await expect(table).to_contain_text("设有密码")
    beyond = "table => table.offsetWidth - table.parentElement.clientWidth"
    assert await table.evaluate(beyond) <= 0


async def test_home_moves_the_document_in_focus_to_the_top_and_the_focus_stays_on_it(
    hall: Hall, case: UUID
) -> None:
    await filled(hall, case)
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open(f"/cases/{case}/documents")
    titles = desk.page.locator(".table-papers .lead-cell a")
    last = await titles.last.inner_text()

    await titles.last.focus()
    await desk.page.keyboard.press("Home")

    await expect(titles.first).to_have_text(last)
    await expect(titles.first).to_be_focused()
    await desk.page.get_by_label(f"移到…：{last}").click()
    await desk.look("documents-place")
    await desk.page.get_by_label(f"第几位：{last}").fill("3")
    await desk.page.keyboard.press("Enter")
    await expect(titles.last).to_have_text(last)


async def test_page_and_cover_of_a_filed_case_say_how_it_ended(hall: Hall, case: UUID) -> None:
    """长子九、十一."""
    town, today = hall.house.town, NOW.date()
    await put(hall, case, "行政处罚决定书.pdf", files.pdf("x"), is_final=True)
    await settle_everything(hall.house)
    async with hall.house.sessions() as session, session.begin():
        await session.execute(update(Unit).values(pack_id="zhangzi"))
    steps = {
        CaseState.DECIDED: StepFacts(today, "罚款五千元", "汝水罚决〔2026〕7号"),
        CaseState.CLOSED: StepFacts(today, "已经缴清罚款"),
        CaseState.FILE_BOUND: StepFacts(),
        CaseState.ARCHIVED: StepFacts(today, number="2026-水政-001"),
    }
    for state, facts in steps.items():
        async with hall.house.sessions() as session, session.begin():
            seen = (await session.get_one(Case, case)).revision
            moved = move_case(session, town.liu, case, state, facts, seen_revision=seen, now=NOW)
            assert await moved is None
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/cases/{case}")

    await desk.follow(desk.page.get_by_role("link", name="设定保管期限"))
    await desk.look("case-keeping")
    await desk.page.get_by_label("保管期限").select_option("fixed")
    await desk.page.get_by_label("年数").fill("30")
    await desk.page.get_by_label("依据的文件和条款").fill("归档范围和保管期限表第 12 项")
    await desk.page.get_by_role("button", name="保存保管期限").click()
    await expect(desk.page.get_by_text("至 2056-11-21")).to_be_visible()
    await desk.look("case-filed")
    result = desk.page.locator(".case-steps").get_by_text("已经缴清罚款")
    await desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await expect(result).to_be_visible()
    await desk.page.emulate_media(media="print")
    await expect(result).to_be_visible()
    await desk.page.emulate_media(media="screen")
    await desk.follow(desk.page.get_by_role("link", name="更正登记：已归档"))
    await desk.look("case-step-correction")
    await desk.open(f"/cases/{case}/file/cover")

    for said in ("罚款五千元（汝水罚决〔2026〕7号）", "2026-水政-001", "30 年"):
        await expect(desk.page.locator(".file-sheet--cover")).to_contain_text(said)
    await desk.look("cover-filed")
