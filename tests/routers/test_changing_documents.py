"""The documents of a case in order, made final, corrected, and closed with their file."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.cataloguing.batches import change_many
from app.cataloguing.changes import Change
from app.ledger.kinds import LedgerKind
from app.models import Case, Recording
from app.policy.case_words import CaseState
from tests.papers import files
from tests.papers.test_versions import reopened
from tests.routers.case_documents import added, case_with_kinds, documents
from tests.routers.cataloguing import shot_in
from tests.routers.conftest import House
from tests.world import NOW


@pytest.fixture
async def case(house: House) -> UUID:
    return await case_with_kinds(house)


async def test_the_order_changes_by_buttons(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    first, second = await added(
        house,
        browser,
        case,
        ("询问笔录1.pdf", files.pdf("1")),
        ("询问笔录2.pdf", files.pdf("2")),
    )

    answer = await browser.post(f"/documents/{second}/place", data={"direction": "up"})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/cases/{case}/documents#document-{second}"
    assert [row.id for row in await documents(house)] == [second, first]


async def test_a_document_is_moved_to_a_place_that_is_typed(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    names = [(f"询问笔录{number}.pdf", files.pdf(str(number))) for number in range(3)]
    first, second, third = await added(house, browser, case, *names)

    page = (await browser.get(f"/cases/{case}/documents")).text
    nonsense = await browser.post(f"/documents/{third}/place", data={"place": "头上"})
    answer = await browser.post(f"/documents/{third}/place", data={"place": "1"})

    assert page.count('name="place"') == 3
    assert page.count('data-do="first"') == 2
    assert nonsense.status_code == 422
    assert "请写明移到第几位" in nonsense.text
    assert answer.status_code == 303
    assert [row.id for row in await documents(house)] == [third, first, second]


async def test_the_page_of_the_case_begins_with_the_first_document_and_tells_what_was_put_in(
    house: House, case: UUID
) -> None:
    browser = await house.visit("chen")
    names = [(f"询问笔录{number}.pdf", files.pdf(str(number))) for number in range(1, 10)]
    await added(house, browser, case, *names)
    for _ in range(2):
        await shot_in(house)
    async with house.sessions() as session, session.begin():
        picks = list(await session.scalars(select(Recording.id)))
        await change_many(session, house.town.liu, picks, Change(case_id=case), now=NOW)

    page = (await browser.get(f"/cases/{case}")).text

    documents_of_it = page.split('class="paper-list"')[1].split("</ol>")[0]
    assert "询问笔录1" in documents_of_it
    assert "询问笔录9" not in documents_of_it
    assert "先列前 8 件，其余 1 件" in page
    done = page.split("最近的办理记录")[1]
    assert "放入文书：询问笔录" in done
    assert "放入音视频资料 2 件" in done


async def test_a_page_that_is_out_of_date_changes_nothing(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", files.pdf("1")))

    answer = await browser.post(
        f"/documents/{document}/finality", data={"final": "yes", "revision": "1"}
    )

    assert answer.status_code == 409
    assert "也可能是您自己" in answer.text
    assert f'href="/cases/{case}/documents">查看现在的情况' in answer.text
    assert not (await documents(house))[0].is_final


async def test_a_document_is_made_final_corrected_and_struck_out(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", files.pdf("1")))

    final = await browser.post(f"/documents/{document}/finality", data={"final": "yes"})
    form = await browser.get(f"/documents/{document}/correction")
    corrected = await browser.post(
        f"/documents/{document}/correction",
        data={"kind": "勘验笔录", "title": "勘验笔录", "document_no": "", "made_on": ""},
    )
    struck = await browser.post(f"/documents/{document}/striking", data={"reason": "放错案卷"})

    assert 'value="询问笔录"' in form.text
    assert [answer.status_code for answer in (final, corrected, struck)] == [303, 303, 303]
    page = (await browser.get(f"/cases/{case}/documents")).text
    assert "已划去的文书（1）" in page
    assert "放错案卷" in page
    kinds = [line.kind for line in await house.history(document)]
    assert kinds[-3:] == [
        LedgerKind.DOCUMENT_MADE_FINAL,
        LedgerKind.DOCUMENT_CORRECTED,
        LedgerKind.DOCUMENT_STRUCK,
    ]


async def test_a_form_that_cannot_be_taken_keeps_what_was_typed(house: House, case: UUID) -> None:
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", files.pdf("1")))

    corrected = await browser.post(
        f"/documents/{document}/correction", data={"kind": "勘验笔录", "title": ""}
    )
    struck = await browser.post(f"/documents/{document}/striking", data={"reason": ""})

    assert corrected.status_code == struck.status_code == 422
    assert "请填写“题名”" in corrected.text
    assert "请写明划去的原因" in struck.text


async def test_a_bound_file_says_so_and_offers_nothing(house: House, case: UUID) -> None:
    """Ruzhou's consultation rule, article 9."""
    browser = await house.visit("chen")
    (document,) = await added(house, browser, case, ("询问笔录.pdf", files.pdf("1")))
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    page = await browser.get(f"/cases/{case}/documents")
    answer = await browser.post(f"/documents/{document}/place", data={"direction": "up"})

    assert "案卷已立卷，不得增加、抽取或者改动" in page.text
    assert "放入案卷" not in page.text
    assert answer.status_code == 403


async def test_the_pages_lead_to_each_version_and_offer_no_change_of_an_earlier_one(
    house: House,
) -> None:
    async with house.sessions() as session, session.begin():
        case = await reopened(session, house.town, is_bound=True)
    keeper = await house.visit("liu")

    page = (await keeper.get(f"/cases/{case.id}")).text
    first = await keeper.get(f"/cases/{case.id}/documents?version=1")
    sheets = [
        (await keeper.get(f"/cases/{case.id}/file/{name}?version=1")).text
        for name in ("cover", "contents", "endnote")
    ]

    assert f"/cases/{case.id}/documents?version=1" in page
    assert "处罚决定书" in first.text
    assert "先前立卷的一版，保持原样，不能改动" in first.text
    assert "放入案卷" not in first.text
    assert f"/cases/{case.id}/file/cover?version=1" in first.text
    assert "1 件 2 页" in sheets[0]
    assert "处罚决定书" in sheets[1]
    assert all("file/contents?version=1" in sheet for sheet in (sheets[0], sheets[2]))
    assert (await keeper.get(f"/cases/{case.id}/documents?version=9")).status_code == 404
    stranger = await house.visit("qian")
    assert (await stranger.get(f"/cases/{case.id}/documents?version=1")).status_code == 404
