"""The pages of the documents of a case: in, in view, on paper."""

import re
from urllib.parse import quote
from uuid import UUID

import pytest
from sqlalchemy import update

from app.cases.queries import opened_case
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseDocument
from app.routers.document_panel import DocumentsPanel, documents_panel
from app.routers.shell import Badge
from app.routers.visitor import Visitor
from tests.papers import files
from tests.routers.case_documents import added, case_with_kinds, documents, put
from tests.routers.conftest import House
from tests.routers.evidence import settle_everything
from tests.routers.visitors import person_facts
from tests.world import NOW


@pytest.fixture
async def case(house: House) -> UUID:
    return await case_with_kinds(house)


async def test_documents_come_in_by_a_plain_form_and_are_listed_with_their_pages(
    house: House, case: UUID
) -> None:
    browser = await house.visit("chen")

    answer = await put(
        browser,
        case,
        ("询问笔录1.pdf", files.pdf("one", pages=3)),
        ("送达回证.png", files.picture()),
        title="询问笔录（李大山）",
        made_on="2026-11-20",
        is_final="on",
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/cases/{case}/documents"
    waiting = await browser.get(f"/cases/{case}/documents")
    assert "正在检查" in waiting.text
    assert "every 3s" in waiting.text
    await settle_everything(house)
    page = (await browser.get(f"/cases/{case}/documents")).text
    assert "every 3s" not in page
    assert "询问笔录（李大山）" in page
    assert "1-3" in page
    assert "共 2 件，4 页" in page
    first, second = await documents(house)
    assert (first.title, first.kind) == ("询问笔录（李大山）", "询问笔录")
    assert (second.title, second.kind) == ("送达回证", "送达回证")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.pdf", b"", "文件是空的"),
        ("询问笔录.docm", files.macro_docx(), "带有宏（程序）"),
        ("询问笔录.doc", files.doc(program="_VBA_PROJECT"), "带有宏（程序）"),
        ("询问笔录.pdf", files.pdf("x")[:200], "文件不完整"),
        ("询问笔录.pdf", files.picture("JPEG"), "内容却是JPEG 图片"),
        ("询问笔录.zip", files.spreadsheet(), "不是 PDF、JPEG、PNG、TIFF 或者 Word 文书"),
        ("扫描0001.pdf", files.pdf("x"), "请选择文书种类"),
    ],
    ids=["empty", "macro", "old macro", "cut", "wrong name", "archive", "no kind"],
)
async def test_what_is_unfit_is_told_and_what_was_typed_stays(
    house: House, case: UUID, name: str, content: bytes, told: str
) -> None:
    browser = await house.visit("chen")

    answer = await put(browser, case, (name, content), document_no="汝水〔2026〕9号")

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="汝水〔2026〕9号"' in answer.text
    assert await documents(house) == []


async def test_one_unfit_file_does_not_stop_the_others(house: House, case: UUID) -> None:
    browser = await house.visit("chen")

    answer = await put(browser, case, ("空.pdf", b""), ("询问笔录.pdf", files.pdf("x")))

    assert answer.status_code == 422
    assert "其余 1 个文件已经放入案卷" in answer.text.split('role="status">')[1].split("</p>")[0]
    assert len(await documents(house)) == 1


async def test_the_same_file_twice_is_told_and_kept_once(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    content = files.pdf("x")
    await put(browser, case, ("询问笔录.pdf", content))

    answer = await put(browser, case, ("询问笔录2.pdf", content))

    assert answer.status_code == 422
    assert "已经有内容完全相同的文书“询问笔录”" in answer.text
    assert len(await documents(house)) == 1


async def test_no_file_chosen_is_told(house: House, case: UUID) -> None:
    browser = await house.visit("chen")

    answer = await browser.post(
        f"/cases/{case}/documents", data={"title": "x"}, files={"files": ("", b"")}
    )

    assert answer.status_code == 422
    assert "没有选择文件" in answer.text


async def test_a_bomb_is_put_aside_in_words_and_cannot_be_opened(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    (bomb,) = await added(house, browser, case, ("询问笔录.pdf", files.bomb_pdf()))

    page = await browser.get(f"/documents/{bomb}")
    file = await browser.get(f"/documents/{bomb}/file")

    assert "这份文书已被隔离" in page.text
    assert "内存或者时间异常巨大" in page.text
    assert "<iframe" not in page.text
    assert file.status_code == 409


async def test_a_scan_of_two_thousand_pages_is_counted(house: House, case: UUID) -> None:
    browser = await house.visit("chen")

    await added(house, browser, case, ("询问笔录.pdf", files.scan(2_000)), is_final="on")

    assert "共 1 件，2000 页" in (await browser.get(f"/cases/{case}/documents")).text


async def test_a_pdf_opens_in_the_page_locked_in_and_on_the_record(
    house: House, case: UUID
) -> None:
    browser = await house.visit("chen")
    content = files.pdf("x")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", content))

    page = await browser.get(f"/documents/{document}")
    file = await browser.get(f"/documents/{document}/file")

    # Without the strip of small pages, which takes half of the frame.
    assert f'src="/documents/{document}/file#navpanes=0&amp;view=FitH"' in page.text
    assert page.headers["content-security-policy"].endswith("frame-src 'self'")
    assert file.content == content
    assert file.headers["content-type"] == "application/pdf"
    kept_as = quote("汝水罚〔2026〕1号 询问笔录.pdf", safe="")
    assert file.headers["content-disposition"].startswith('inline; filename="2026-1.pdf"; ')
    assert file.headers["content-disposition"].endswith(kept_as)
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["x-frame-options"] == "SAMEORIGIN"
    assert file.headers["cache-control"] == "no-store"
    policy = file.headers["content-security-policy"]
    assert policy == "default-src 'none'; sandbox; frame-ancestors 'self'"
    opened = (await house.history(document))[-1]
    assert (opened.kind, opened.actor_id) == (LedgerKind.DOCUMENT_OPENED, house.town.chen.id)


@pytest.mark.parametrize(
    ("name", "content", "how"),
    [
        ("送达回证.jpg", files.picture("JPEG"), "inline"),
        ("询问笔录.docx", files.docx(), "attachment"),
        ("询问笔录.doc", files.doc(), "attachment"),
    ],
    ids=["picture", "docx", "doc"],
)
async def test_pictures_are_shown_and_word_documents_are_handed_out(
    house: House, case: UUID, name: str, content: bytes, how: str
) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, (name, content))

    file = await browser.get(f"/documents/{document}/file")

    assert file.headers["content-disposition"].startswith(f"{how}; ")
    assert file.content == content


async def test_titles_and_numbers_are_for_whoever_makes_keeps_or_reads_the_file(
    house: House, case: UUID
) -> None:
    """调阅五、长子十五: a leader without approval sees kind, day and pages."""
    chen = await house.visit("chen")
    (document,) = await added(house, chen, case, ("询问笔录-举报人张某.pdf", files.pdf("x")))
    async with house.sessions() as session, session.begin():
        row = await session.get_one(CaseDocument, document)
        row.document_no, row.author = "汝水询〔2026〕9号", "张某"
    places = (f"/cases/{case}", f"/cases/{case}/documents", f"/documents/{document}")

    shown = {
        who: [(await (await house.visit(who)).get(place)).text for place in places]
        for who in ("chen", "liu", "zhao")
    }

    for who in ("chen", "liu"):
        assert all("举报人张某" in page for page in shown[who])
    for page in shown["zhao"]:
        assert "询问笔录" in page
        assert "张某" not in page
        assert "汝水询" not in page
    asking = await (await house.visit("zhao")).get(f"/access/new?case={case}")
    assert "张某" not in asking.text


async def test_a_leader_sees_the_list_and_not_the_content(house: House, case: UUID) -> None:
    (document,) = await added(
        house, await house.visit("chen"), case, ("询问笔录.pdf", files.pdf("x"))
    )
    leader = await house.visit("zhao")

    listed = await leader.get(f"/cases/{case}/documents")
    page = await leader.get(f"/documents/{document}")
    file = await leader.get(f"/documents/{document}/file")

    assert "询问笔录" in listed.text
    assert "放入案卷" not in listed.text
    assert "不能查阅案卷" in page.text
    assert "<iframe" not in page.text
    assert file.status_code == 403
    assert (await house.history(document))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_stranger_meets_nothing(house: House, case: UUID) -> None:
    (document,) = await added(
        house, await house.visit("chen"), case, ("询问笔录.pdf", files.pdf("x"))
    )
    stranger = await house.visit("qian")

    for address in (f"/cases/{case}/documents", f"/documents/{document}/file"):
        assert (await stranger.get(address)).status_code == 404
    assert (await put(stranger, case, ("询问笔录.pdf", files.pdf("y")))).status_code == 404


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House, case: UUID) -> None:
    answer = await house.stranger().get(f"/cases/{case}/documents")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_cover_contents_and_end_note_are_for_whoever_reads_the_file(
    house: House, case: UUID
) -> None:
    browser = await house.visit("liu")
    decision = ("行政处罚决定书.pdf", files.pdf("1", pages=2))
    await added(house, browser, case, decision, is_final="on")

    sheets = {
        name: (await browser.get(f"/cases/{case}/file/{name}")).text
        for name in ("cover", "contents", "endnote")
    }

    assert "李大山" in sheets["cover"]
    assert "汝州市河道砂石有限公司" in sheets["cover"]
    assert "1 件 2 页" in sheets["cover"]
    assert "结论性文件" in sheets["contents"]
    assert "立卷人（签名）" in sheets["endnote"]
    leader = await house.visit("zhao")
    assert (await leader.get(f"/cases/{case}/file/cover")).status_code == 403


async def test_the_contents_list_names_who_made_each_document(house: House, case: UUID) -> None:
    """长子 9, 昌黎 8: the list of the file has the columns of the archive standard."""
    browser = await house.visit("chen")
    await put(browser, case, ("询问笔录.pdf", files.pdf("1")), is_final="on")
    await put(browser, case, ("送达回证.pdf", files.pdf("2")), author="李大山", is_final="on")
    await settle_everything(house)
    first, second = await documents(house)
    form = (await browser.get(f"/cases/{case}/documents")).text
    told = {"kind": first.kind, "title": first.title, "document_no": "", "made_on": ""}

    corrected = await browser.post(
        f"/documents/{first.id}/correction", data={**told, "author": "郏县水利局"}
    )

    assert 'value="汝州市水利局"' in form
    assert (first.author, second.author, corrected.status_code) == ("汝州市水利局", "李大山", 303)
    sheet = (await browser.get(f"/cases/{case}/file/contents")).text
    heads = re.findall(r'<th scope="col">([^<]+)</th>', sheet)
    assert heads == ["顺序号", "文号", "责任者", "题名", "日期", "页号", "备注"]
    assert "<td>郏县水利局</td>" in sheet
    assert "<td>李大山</td>" in sheet


async def test_the_case_has_a_panel_of_its_documents(house: House, case: UUID) -> None:
    record = ("询问笔录.pdf", files.pdf("1"))
    await added(house, await house.visit("chen"), case, record, is_final="on")

    assert house.town.chen.id is not None
    async with house.sessions() as session:
        person = await person_facts(session, house.town.chen.id)
        visitor = Visitor(house.town.chen, person, Badge(person.full_name, person.unit_name))
        opened = await opened_case(session, house.town.chen, case)
        panel = await documents_panel(session, visitor, opened, NOW)

    assert panel is not None
    assert isinstance(panel.view, DocumentsPanel)
    assert (panel.view.total, panel.view.page_count, panel.view.may_change) == (1, 1, True)
    template = house.app.state.templates.get_template(panel.template)
    assert "询问笔录" in template.render(page=panel.view)


@pytest.mark.parametrize(
    ("stands", "offers"),
    [({"state": "archived"}, True), ({"security_class": "confidential"}, False)],
    ids=["bound", "a state secret"],
)
async def test_of_a_closed_file_a_handler_sees_the_titles_and_where_to_ask(
    house: House, case: UUID, stands: dict[str, str], offers: bool
) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", files.pdf("words")))
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(**stands))

    seen = [(await browser.get(f"/cases/{case}{end}")).text for end in ("", "/documents")]
    refused = await browser.get(f"/documents/{document}/file")
    asked = await browser.get(f"/access/new?case={case}")

    for page in seen:
        assert "询问笔录" in page
        assert page.count(f"/access/new?case={case}") == offers
        assert ("申请查阅" in page) is offers
        assert ("按照保密规定" in page) is not offers
    assert refused.status_code == 403
    assert ("直接查阅" in asked.text) is offers
