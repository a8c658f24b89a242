"""Pages of scans in the page of a document, and the pages that a clerk confirms."""

from uuid import UUID

import httpx
import pytest

from app.routers import case_document
from tests.papers import files
from tests.routers.case_documents import added, case_with_kinds
from tests.routers.conftest import House


@pytest.fixture
async def case(house: House) -> UUID:
    return await case_with_kinds(house)


async def counted(browser: httpx.AsyncClient, document: UUID, pages: str) -> httpx.Response:
    return await browser.post(f"/documents/{document}/page-count", data={"page_count": pages})


async def test_a_scan_is_shown_page_by_page_and_its_original_is_sent_to_be_kept(
    house: House, case: UUID
) -> None:
    browser = await house.visit("chen")
    content = files.tiff(3)
    (document,) = await added(house, browser, case, ("询问笔录.tif", content))

    page = (await browser.get(f"/documents/{document}")).text
    picture = await browser.get(f"/documents/{document}/pages/2.jpg")
    original = await browser.get(f"/documents/{document}/file")

    assert "第 3 页，共 3 页" in page
    assert page.count('loading="lazy"') == 3
    assert picture.headers["content-type"] == "image/jpeg"
    assert original.content == content
    assert original.headers["content-disposition"].startswith("attachment")


async def test_a_page_is_for_readers_of_the_file(house: House, case: UUID) -> None:
    chen = await house.visit("chen")
    (document,) = await added(house, chen, case, ("询问笔录.tif", files.tiff(1)))
    address = f"/documents/{document}/pages/1.jpg"

    leader = await (await house.visit("zhao")).get(address)
    outsider = await (await house.visit("qian")).get(address)
    anonymous = await house.stranger().get(address)

    assert (leader.status_code, outsider.status_code) == (403, 404)
    assert anonymous.status_code in {303, 401}
    assert (await chen.get(f"/documents/{document}/pages/2.jpg")).status_code == 404
    assert (
        "pages/1.jpg" not in (await (await house.visit("zhao")).get(f"/documents/{document}")).text
    )


async def test_a_clerk_confirms_what_a_word_document_tells(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    record = ("询问笔录.docx", files.docx(told_pages="4"))
    (document,) = await added(house, browser, case, record, is_final="on")
    listed = (await browser.get(f"/cases/{case}/documents")).text

    answer = await counted(browser, document, "4")

    assert "文件记载 4 页" in listed
    assert 'value="4"' in listed
    assert answer.status_code == 303
    after = (await browser.get(f"/cases/{case}/documents")).text
    assert "共 1 件，4 页" in after
    assert "确认页数" not in after


@pytest.mark.parametrize("typed", ["", "0", "四", "99999999999999999999"])
async def test_pages_that_cannot_be_are_shown_again_with_what_to_do(
    house: House, case: UUID, typed: str
) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.docx", files.docx()))

    answer = await counted(browser, document, typed)

    assert answer.status_code == 422
    assert "请按打印稿清点后填写" in answer.text
    assert f'value="{typed}"' in answer.text


async def test_pages_that_the_system_counts_are_said_to_be_so_in_the_form(
    house: House, case: UUID
) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", files.pdf()))

    answer = await counted(browser, document, "3")

    assert answer.status_code == 422
    assert "由系统清点，不需要填写" in answer.text


async def test_words_that_could_not_be_read_are_said_to_be_unsearchable(
    house: House, case: UUID
) -> None:
    browser = await house.visit("chen")
    old = files.doc(version=0x0065)
    (document,) = await added(house, browser, case, ("询问笔录.doc", old))

    page = (await browser.get(f"/documents/{document}")).text

    assert "这份文书的正文不能检索" in page
    assert "请清点打印稿" in (await browser.get(f"/cases/{case}/documents")).text


@pytest.mark.parametrize(
    ("name", "content", "is_told"),
    [
        ("询问笔录.pdf", files.scan(3), True),
        ("送达回证.png", files.picture(), True),
        ("询问笔录.pdf", files.pdf("words"), False),
    ],
    ids=["scan", "picture", "words"],
)
async def test_what_holds_no_words_is_said_to_be_found_by_its_title_alone(
    house: House, case: UUID, name: str, content: bytes, is_told: bool
) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, (name, content))

    page = (await browser.get(f"/documents/{document}")).text

    assert ("没有可以检索的文字，按题名和文号查找" in page) is is_told


async def test_where_the_search_of_a_document_ends_is_told_to_readers_of_the_file(
    house: House, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    chen = await house.visit("chen")
    (document,) = await added(house, chen, case, ("询问笔录.docx", files.docx()))

    async def to_the_seventh(*_: object) -> int:
        return 7

    monkeypatch.setattr(case_document, "searched_to", to_the_seventh)
    read = (await chen.get(f"/documents/{document}")).text
    known = (await (await house.visit("zhao")).get(f"/documents/{document}")).text

    assert "只能检索到前 7 字" in read
    assert "检索到前" not in known
