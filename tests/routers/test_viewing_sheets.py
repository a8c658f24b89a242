"""A PDF before a viewer: page by page as pictures, each by right, each on record (P7, 汝州调阅 3).

Whole, in the reader of a browser, it could be saved and printed: viewing would be copying.
"""

import io
import re
from asyncio.subprocess import Process
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import update

from app.access.stamped import AT_ONCE
from app.media import marking
from app.media.launch import start_python
from app.media.marking import MarkProblem
from app.models import CaseDocument
from app.policy.case_words import DocumentState
from tests.access import sitting
from tests.access.shelf import kept_paper
from tests.papers import files
from tests.routers.scene import Scene, Sitting, chen, lawyer_at, revoke, scene, sit_down

__all__ = ["chen", "scene"]
DRAW = "app.access.drawn.draw_pdf_page"


def sheet(at: Sitting, number: object) -> str:
    return at.paper.replace("/1.jpg", f"/{number}.jpg")


async def spans(scene: Scene, at: Sitting) -> dict[str, object]:
    async with scene.house.sessions() as session:
        return dict((await sitting.viewing_of(session, at.permit.id)).spans)


async def before(scene: Scene, content: bytes, pages: int) -> Sitting:
    """Seat Chen before a document of so many pages."""
    town, store = scene.house.town, scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        paper = await kept_paper(session, store, town, scene.case, content)
        (await session.get_one(CaseDocument, paper)).page_count = pages
    permit, items = await scene.permit(documents=[paper])
    return await sit_down(scene, await scene.house.visit("chen"), permit, items)


async def test_a_page_is_a_picture_with_the_watermark_of_the_sitting_in_it(
    scene: Scene, chen: Sitting
) -> None:
    answer = await chen.browser.get(sheet(chen, 2))
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, chen.permit.id)

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1414, 2000))
        note = picture.info["comment"].decode()
        corner = picture.convert("L").crop((0, 1800, 400, 2000))
    assert min(corner.tobytes()) < 100
    assert viewing.code in note
    assert "陈立 水政监察大队" in note
    assert "2026-" in note


async def test_the_whole_file_is_sent_to_no_sitting(scene: Scene, chen: Sitting) -> None:
    answer = await chen.browser.get(chen.paper.replace("pages/1.jpg", "content"))

    assert answer.status_code == 409
    assert "逐页显示" in answer.text
    assert b"%PDF" not in answer.content
    assert await spans(scene, chen) == {}


async def test_the_register_names_the_pages_that_were_shown(scene: Scene) -> None:
    chen = await before(scene, files.pdf("a", "b", "c", "d"), 4)
    for number in (1, 2, 4):
        assert (await chen.browser.get(sheet(chen, number))).status_code == 200
    await chen.browser.post(f"{chen.address}/end")

    async with scene.house.sessions() as session:
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
    keeper = await scene.house.visit("liu")
    shown = (await keeper.get(f"/access/register/{line.id}")).text

    assert "打开第 1 到 2、4 页（共 4 页）" in shown


@pytest.mark.parametrize("number", [0, 3, 10_000_000])
async def test_a_page_that_there_is_not_is_not_found(
    scene: Scene, chen: Sitting, number: int
) -> None:
    assert (await chen.browser.get(sheet(chen, number))).status_code == 404
    assert await spans(scene, chen) == {}


async def test_a_page_number_that_is_none_leads_nowhere(chen: Sitting) -> None:
    assert (await chen.browser.get(sheet(chen, "-1"))).status_code in {404, 422}
    assert (await chen.browser.get(sheet(chen, "x"))).status_code in {404, 422}


async def test_between_two_pages_a_right_that_is_taken_back_closes_the_second(
    scene: Scene, chen: Sitting
) -> None:
    assert (await chen.browser.get(sheet(chen, 1))).status_code == 200
    await revoke(scene, chen)

    answer = await chen.browser.get(sheet(chen, 2))

    assert answer.status_code == 403
    assert "viewing:refused" in await scene.kinds(chen.permit)
    assert list((await spans(scene, chen)).values()) == [[1]]


async def test_a_right_that_ends_while_a_page_is_drawn_shows_and_registers_nothing(
    scene: Scene, chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meanwhile(*_asked: object, **_how: object) -> bytes:
        await revoke(scene, chen)
        return b"\xff\xd8\xff"

    monkeypatch.setattr(DRAW, meanwhile)

    answer = await chen.browser.get(chen.paper)

    assert answer.status_code == 403
    assert not answer.content.startswith(b"\xff\xd8\xff")
    assert await spans(scene, chen) == {}


async def test_nobody_else_opens_a_page_of_a_sitting(scene: Scene, chen: Sitting) -> None:
    others = [await scene.house.visit(name) for name in ("wu", "liu")]
    answers = [await other.get(chen.paper) for other in (*others, scene.house.stranger())]

    assert [answer.status_code for answer in answers] == [404, 404, 303]
    assert await spans(scene, chen) == {}


@pytest.mark.parametrize("dest", ["document", "iframe", "object", "empty"])
async def test_a_page_is_shown_as_a_picture_of_its_page_alone(chen: Sitting, dest: str) -> None:
    answer = await chen.browser.get(chen.paper, headers={"Sec-Fetch-Dest": dest})

    assert answer.status_code == 403


async def test_a_visitor_reads_page_by_page_at_the_reading_terminal(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    room = (await lawyer.browser.get(f"/reading-room?item={item_of(lawyer)}")).text

    assert f'src="{sheet(lawyer, 2)}"' in room
    assert (await lawyer.browser.get(sheet(lawyer, 2))).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(files.pdf("one"), id="fewer pages than were counted"),
        pytest.param(files.encrypted_pdf(), id="a password"),
        pytest.param(b"%PDF-1.7 nonsense %%EOF", id="nonsense"),
    ],
)
async def test_a_page_that_cannot_be_drawn_says_so_in_its_place_and_what_to_do(
    scene: Scene, content: bytes
) -> None:
    chen = await before(scene, content, 2)

    answer = await chen.browser.get(sheet(chen, 2))

    assert answer.status_code == 409
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "第 2 页不能显示" in answer.text
    assert "请资料保管人员" in answer.text
    assert await spans(scene, chen) == {}


@pytest.mark.parametrize("problem", ["timeout", "too_costly"])
async def test_a_page_that_costs_too_much_says_so(
    chen: Sitting, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    async def killed(*_asked: object, **_how: object) -> MarkProblem:
        return MarkProblem(problem)

    monkeypatch.setattr(DRAW, killed)

    assert "过于复杂" in (await chen.browser.get(chen.paper)).text


async def test_half_a_page_of_a_child_that_was_killed_is_refused_and_was_not_opened(
    scene: Scene, chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dying(_module: str, argument: str, descriptor: int) -> Process:
        return await start_python("tests.pages.dying", argument, descriptor)

    monkeypatch.setattr(marking, "start_python", dying)

    answer = await chen.browser.get(chen.paper)

    assert answer.status_code == 409
    assert "第 1 页不能显示" in answer.text
    assert "请资料保管人员" in answer.text
    assert await spans(scene, chen) == {}
    assert not AT_ONCE.locked()


async def test_a_place_at_the_drawing_board_is_given_back_whatever_happens(
    chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_asked: object, **_how: object) -> bytes:
        raise OSError

    monkeypatch.setattr(DRAW, broken)

    assert (await chen.browser.get(chen.paper)).status_code == 500
    assert not AT_ONCE.locked()


async def test_a_document_that_was_put_aside_meanwhile_shows_no_page(
    scene: Scene, chen: Sitting
) -> None:
    await scene.change(update(CaseDocument).values(state=DocumentState.QUARANTINED.value))

    assert (await chen.browser.get(chen.paper)).status_code in {403, 409}
    assert await spans(scene, chen) == {}


async def test_the_page_shows_a_stretch_of_a_long_file_and_leads_to_every_page(
    scene: Scene,
) -> None:
    chen = await before(scene, files.pdf("a"), 120)
    address = f"{chen.address}?item={item_of(chen)}"

    first = (await chen.browser.get(address)).text
    later = (await chen.browser.get(f"{address}&page=77")).text
    beyond = (await chen.browser.get(f"{address}&page=999")).text
    senseless = (await chen.browser.get(f"{address}&page=最后")).text

    assert "第 50 页，共 120 页" in first
    assert "第 51 页，共 120 页" not in first
    assert re.search(r'id="page-77"\s+tabindex="-1" autofocus', later)
    assert "第 50 页，共 120 页" not in later
    assert "第 120 页，共 120 页" in beyond
    assert "第 1 页，共 120 页" in senseless
    assert 'loading="lazy"' in first


async def test_each_page_keeps_its_place_before_it_is_drawn(scene: Scene) -> None:
    """A landscape table among letters: nothing jumps when its picture comes."""
    chen = await before(scene, files.pdf("a"), 4)
    sizes = [[1, 595, 842], [1, 842, 595]]
    await scene.change(update(CaseDocument).values(facts={"sheets": sizes}))

    page = (await chen.browser.get(f"{chen.address}?item={item_of(chen)}")).text

    told = re.findall(r'/pages/\d.jpg"\s+width="(\d+)"\s+height="(\d+)"', page)
    assert told == [("595", "842"), ("842", "595"), ("595", "842"), ("595", "842")]


def item_of(at: Sitting) -> UUID:
    return UUID(at.paper.split("/")[4])
