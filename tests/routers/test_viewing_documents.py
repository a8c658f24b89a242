"""Documents before a viewer: in place and page by page (汝州调阅 4, 7)."""

from uuid import UUID

from sqlalchemy import select, update

from app.models import AccessItem, AccessPermit, CaseDocument
from app.policy.law_words import Scope
from tests.access import sitting
from tests.access.shelf import kept_paper, still
from tests.papers import files
from tests.routers.scene import (
    Scene,
    lawyer_at,
    revoke,
    scene,
    sit_down,
    statuses,
)

__all__ = ["scene"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def test_a_lawyer_sees_what_is_concluding_as_long_as_it_is(scene: Scene) -> None:
    """汝州调阅 7: a document that is no concluding one any more closes under his eyes."""
    lawyer = await lawyer_at(scene, limit=Scope.CONCLUDING)
    room = (await lawyer.browser.get("/reading-room")).text
    assert await statuses(lawyer) == [200, 200]

    await scene.change(update(CaseDocument).values(is_concluding=False))

    assert await statuses(lawyer) == [200, 403]
    assert "何律师 汝州法正律师事务所" in room
    assert "退出登录" not in room
    async with scene.house.sessions() as session:
        events = await sitting.events_about(session, lawyer.permit.request_id)
    assert (events[-1].kind.value, events[-1].actor_kind) == ("viewing:refused", "visitor")


async def test_a_word_document_is_not_sent_at_all(scene: Scene) -> None:
    town, store = scene.house.town, scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        word = await kept_paper(session, store, town, scene.case, b"PK", media_type=WORD)
    permit, items = await scene.permit(documents=[word])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)

    answer = await chen.browser.get(chen.paper.replace("pages/1.jpg", "content"))
    page = await chen.browser.get(f"{chen.address}?item={items[1]}")

    assert answer.status_code == 409
    assert "不能下载" in page.text


async def scan_in(scene: Scene) -> UUID:
    """Put a decision that is a scan of two pages into the file, as its reader leaves it."""
    town, store = scene.house.town, scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        content = files.tiff(2)
        scan = await kept_paper(session, store, town, scene.case, content, media_type="image/tiff")
        document = await session.get_one(CaseDocument, scan)
        keys = [
            store.put_derivative(document.original_id, f"page-000{number}.jpg", still())
            for number in (1, 2)
        ]
        document.facts = {"pages": [{"key": key, "width": 10, "height": 14} for key in keys]}
    return scan


async def test_a_scan_is_viewed_page_by_page_and_never_sent_as_a_file(scene: Scene) -> None:
    permit, items = await scene.permit(documents=[await scan_in(scene)])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    base = chen.paper.removesuffix("/pages/1.jpg")

    page = (await chen.browser.get(f"{chen.address}?item={items[1]}")).text
    first = await chen.browser.get(f"{base}/pages/1.jpg")
    third = await chen.browser.get(f"{base}/pages/3.jpg")

    assert f"{base}/pages/2.jpg" in page
    assert "第 2 页，共 2 页" in page
    assert (first.status_code, first.headers["Content-Type"]) == (200, "image/jpeg")
    assert first.content != still()
    assert third.status_code == 404
    assert (await chen.browser.get(f"{base}/content")).status_code == 409


async def test_only_the_pages_that_were_sent_count_as_opened(scene: Scene) -> None:
    """汝州调阅 3: the register says what was consulted, page by page."""
    permit, items = await scene.permit(documents=[await scan_in(scene), scene.paper])
    scan, printed = await scan_and_pdf(scene, permit, items[1:])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    base = f"{chen.address}/items"

    assert (await chen.browser.get(f"{base}/{scan}/pages/2.jpg")).status_code == 200
    assert (await chen.browser.get(f"{base}/{scan}/pages/2.jpg")).status_code == 200
    assert (await chen.browser.get(f"{base}/{printed}/pages/2.jpg")).status_code == 200

    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    assert viewing.spans == {str(scan): [2], str(printed): [2]}
    assert (await chen.browser.get(f"{base}/{scan}/pages/1.jpg")).status_code == 200
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    assert viewing.spans[str(scan)] == [1, 2]


async def scan_and_pdf(scene: Scene, permit: AccessPermit, items: list[UUID]) -> tuple[UUID, UUID]:
    """Return the item of the scan and that of the PDF."""
    async with scene.house.sessions() as session:
        printed = await session.scalar(
            select(AccessItem.id).where(
                AccessItem.request_id == permit.request_id, AccessItem.document_id == scene.paper
            )
        )
    assert printed is not None
    (scan,) = (each for each in items if each != printed)
    return scan, printed


async def test_pages_of_a_scan_close_with_the_permit(scene: Scene) -> None:
    permit, items = await scene.permit(documents=[await scan_in(scene)])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    await revoke(scene, chen)

    answer = await chen.browser.get(chen.paper)

    assert answer.status_code == 403
