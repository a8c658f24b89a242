"""Pictures in a sitting bear its watermark in their pixels, as long as the right holds (P7).

汝州调阅 4: nothing is taken out of the archive room; who photographs the screen or saves the
picture takes the code along.
"""

import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from app.access import stamped_pictures
from app.access.sittings import mark_of
from app.access.span_merging import OPENED
from app.access.stamped import letters_of
from app.media.facts import MediaFacts
from app.media.lettering import draw_lines, lay_out
from app.media.marking import MarkProblem
from app.media.picturing import mark_pictures
from app.models import CaseDocument, Recording
from app.policy.vocabulary import MediaKind
from app.routers.display import minute
from tests.access import desk, sitting
from tests.access.shelf import kept_original, kept_paper, kept_recording, still
from tests.media.marked import street
from tests.papers import files
from tests.routers.scene import Scene, Sitting, chen, revoke, scene, sit_down

__all__ = ["chen", "scene"]
SIZE = (1200, 900)


def photo(size: tuple[int, int] = SIZE, kind: str = "JPEG") -> bytes:
    made = io.BytesIO()
    street(size).save(made, kind)
    return made.getvalue()


@pytest.fixture
async def photographed(scene: Scene) -> Sitting:
    """Chen before her case, in which the recording is a photo."""
    store = scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        original = await kept_original(session, store, photo())
        facts = MediaFacts(container="jpeg", width=SIZE[0], height=SIZE[1], browser_playable=True)
        recording = await session.get_one(Recording, scene.recording)
        recording.kind, recording.media = MediaKind.PHOTO.value, facts.to_json()
        recording.original_id, recording.size_bytes = original.id, original.size_bytes
    permit, items = await scene.permit()
    return await sit_down(scene, await scene.house.visit("chen"), permit, items)


async def bears_the_mark(scene: Scene, at: Sitting, answer: httpx.Response) -> bool:
    """Say whether the upper band of this sitting's mark lies in a picture, letter for letter."""
    picture = Image.open(io.BytesIO(answer.content)).convert("L")
    async with scene.house.sessions() as session:
        mark = await mark_of(session, UUID(at.address.rsplit("/", 1)[1]))
    letters = letters_of(mark, minute(scene.house.clock.now))
    part = min(28, min(picture.size) // 17)
    band = lay_out(draw_lines(letters.lines), *picture.size, part)[1]
    found = picture.crop((band.x, 0, picture.width, band.picture.height))
    inked = band.picture.convert("L").point(lambda level: 255 * (level > 200))
    light, dark = (_average(found, mask) for mask in (inked, inked.point(lambda one: 255 - one)))
    return light > 200 and dark < 110


def _average(picture: Image.Image, mask: Image.Image) -> float:
    counted = picture.histogram(mask)
    return sum(level * many for level, many in enumerate(counted)) / sum(counted)


async def test_a_photo_bears_the_watermark_and_its_original_is_never_sent(
    scene: Scene, photographed: Sitting
) -> None:
    whole = await photographed.browser.get(photographed.recording)
    ranged = await photographed.browser.get(photographed.recording, headers={"Range": "bytes=0-99"})
    head = await photographed.browser.head(photographed.recording)

    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "image/jpeg")
    assert whole.headers["Cache-Control"] == "no-store"
    assert "ETag" not in whole.headers
    assert (ranged.status_code, ranged.content) == (200, whole.content)
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert await bears_the_mark(scene, photographed, whole)
    keeper = await scene.house.visit("liu")
    kept = await keeper.get(f"/recordings/{scene.recording}/media")
    assert kept.content == photo()


async def test_each_sitting_has_a_mark_of_its_own_and_a_page_loaded_again_costs_nothing(
    scene: Scene, photographed: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    burnt: list[object] = []

    async def counted(*asked: Any, **how: Any) -> object:
        burnt.append(asked)
        return await mark_pictures(*asked, **how)

    monkeypatch.setattr(stamped_pictures, "mark_pictures", counted)
    first = await photographed.browser.get(photographed.recording)
    again = await photographed.browser.get(photographed.recording)
    await photographed.browser.post(f"{photographed.address}/end")
    items = [UUID(photographed.recording.split("/")[4]), UUID(photographed.paper.split("/")[4])]
    later = await sit_down(scene, photographed.browser, photographed.permit, items)
    other = await later.browser.get(later.recording)

    assert first.content == again.content
    assert first.content != other.content
    assert len(burnt) == 2
    assert await bears_the_mark(scene, later, other)
    assert not await bears_the_mark(scene, later, first)


async def test_what_was_stamped_a_moment_ago_opens_nothing_once_the_right_has_ended(
    scene: Scene, photographed: Sitting
) -> None:
    assert (await photographed.browser.get(photographed.recording)).status_code == 200

    await revoke(scene, photographed)

    assert (await photographed.browser.get(photographed.recording)).status_code == 403


@dataclass(frozen=True, slots=True)
class Pictured:
    """Chen before a photo, a film, a scan and a picture among the documents."""

    at: Sitting
    addresses: dict[str, str]


@pytest.fixture
async def pictured(scene: Scene) -> Pictured:
    town, store = scene.house.town, scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        photo_id = await kept_recording(session, store, town, photo())
        row = await session.get_one(Recording, photo_id)
        facts = MediaFacts(container="jpeg", width=SIZE[0], height=SIZE[1], browser_playable=True)
        row.kind, row.media, row.duration_ms = MediaKind.PHOTO.value, facts.to_json(), None
        await desk.link(session, town, photo_id, scene.case)
        scan = await kept_paper(
            session, store, town, scene.case, files.tiff(2), media_type="image/tiff"
        )
        document = await session.get_one(CaseDocument, scan)
        key = store.put_derivative(document.original_id, "page-0001.jpg", still())
        document.facts = {"pages": [{"key": key, "width": 10, "height": 14}]}
        content = photo((300, 400), "PNG")
        paper = await kept_paper(session, store, town, scene.case, content, media_type="image/png")
    permit, items = await scene.permit(
        recordings=[photo_id, scene.recording], documents=[scan, paper]
    )
    at = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    async with scene.house.sessions() as session:
        of = await sitting.item_by_thing(session, permit)
    base = f"{at.address}/items"
    return Pictured(
        at,
        {
            "photo": f"{base}/{of[photo_id]}/media",
            "keyframe": f"{base}/{of[scene.recording]}/thumbnails/0.jpg",
            "storyboard": f"{base}/{of[scene.recording]}/storyboard.jpg",
            "page of a scan": f"{base}/{of[scan]}/pages/1.jpg",
            "picture among the documents": f"{base}/{of[paper]}/content",
        },
    )


PICTURES = ["photo", "keyframe", "storyboard", "page of a scan", "picture among the documents"]


async def opened(scene: Scene, at: Sitting) -> dict[str, object]:
    """Return what is kept as opened, which is what the register will say."""
    async with scene.house.sessions() as session:
        return dict((await sitting.viewing_of(session, at.permit.id)).spans)


@pytest.mark.parametrize("name", PICTURES)
async def test_a_right_that_ends_while_a_picture_is_stamped_shows_and_registers_nothing(
    scene: Scene, pictured: Pictured, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async def meanwhile(_content: object, sources: Any, *_: object, **__: object) -> object:
        await revoke(scene, pictured.at)
        return (b"picture",) * len(sources)

    monkeypatch.setattr(stamped_pictures, "mark_pictures", meanwhile)

    answer = await pictured.at.browser.get(pictured.addresses[name])

    assert answer.status_code == 403
    assert b"picture" not in answer.content
    assert await opened(scene, pictured.at) == {}


async def test_a_picture_that_takes_no_watermark_is_not_registered_as_opened(
    scene: Scene, pictured: Pictured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """汝州调阅 3: the register says what was consulted; of this nothing was."""

    async def cannot(*_asked: object, **_how: object) -> MarkProblem:
        return MarkProblem("undecodable")

    monkeypatch.setattr(stamped_pictures, "mark_pictures", cannot)

    answers = [await pictured.at.browser.get(pictured.addresses[name]) for name in PICTURES]

    assert [answer.status_code for answer in answers] == [409] * len(PICTURES)
    assert await opened(scene, pictured.at) == {}


async def test_every_picture_that_was_sent_is_registered_as_opened(
    scene: Scene, pictured: Pictured
) -> None:
    addresses = [pictured.addresses[name] for name in PICTURES]

    answers = [await pictured.at.browser.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [200] * len(PICTURES)
    photographed, film, film_too, scan, paper = [address.split("/")[4] for address in addresses]
    assert film == film_too
    whole = [list(OPENED)]
    assert await opened(scene, pictured.at) == {
        photographed: whole,
        film: whole,
        scan: [1],
        paper: whole,
    }


async def test_a_photo_that_takes_no_watermark_is_not_shown(
    photographed: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cannot(*_asked: object, **_how: object) -> MarkProblem:
        return MarkProblem("undecodable")

    monkeypatch.setattr(stamped_pictures, "mark_pictures", cannot)

    answer = await photographed.browser.get(photographed.recording)

    assert answer.status_code == 409
    assert "加不上水印" in answer.text
    assert "资料保管人员" in answer.text


async def test_the_stills_of_a_film_bear_it_and_are_stamped_together(
    scene: Scene, chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    burnt: list[int] = []

    async def counted(descriptor: int, sources: Any, *asked: Any, **how: Any) -> object:
        burnt.append(len(sources))
        return await mark_pictures(descriptor, sources, *asked, **how)

    monkeypatch.setattr(stamped_pictures, "mark_pictures", counted)
    base = chen.recording.removesuffix("media")

    frame = await chen.browser.get(f"{base}thumbnails/0.jpg")
    sheet = await chen.browser.get(f"{base}storyboard.jpg")

    assert await bears_the_mark(scene, chen, frame)
    assert sheet.content != still(is_sheet=True)
    assert Image.open(io.BytesIO(sheet.content)).size == (320, 90)
    assert burnt == [2]


async def test_a_picture_among_the_documents_bears_it_in_small_print_in_its_page_alone(
    scene: Scene,
) -> None:
    store, town = scene.house.resources.store, scene.house.town
    async with scene.house.sessions() as session, session.begin():
        content = photo((1000, 1400), "PNG")
        paper = await kept_paper(session, store, town, scene.case, content, media_type="image/png")
    permit, items = await scene.permit(documents=[paper])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)

    whole = chen.paper.replace("pages/1.jpg", "content")
    answer = await chen.browser.get(whole, headers={"Sec-Fetch-Dest": "image"})
    alone = await chen.browser.get(whole, headers={"Sec-Fetch-Dest": "document"})

    assert alone.status_code == 403
    picture = Image.open(io.BytesIO(answer.content)).convert("L")
    assert (answer.headers["Content-Type"], picture.size) == ("image/jpeg", (1000, 1400))
    corner = picture.crop((700, 0, 1000, 40)).histogram()
    assert sum(corner[:40]) > 100
    assert sum(picture.crop((0, 60, 1000, 500)).histogram()[:60]) == 0


async def test_the_shelf_of_stamped_pictures_is_bounded_in_bytes_and_time(scene: Scene) -> None:
    shelf = stamped_pictures.StampedPictures(most_bytes=10)
    viewing, now = scene.case, scene.house.clock.now
    made: list[str] = []

    def making(name: str) -> Any:
        async def make() -> tuple[bytes, ...]:
            made.append(name)
            return (name.encode() * 6,)

        return make

    for name in ("a", "a", "b", "a"):
        await shelf.of(viewing, name, making(name), now=now)
    await shelf.of(viewing, "a", making("a"), now=now + stamped_pictures.KEPT_FOR)

    assert made == ["a", "b", "a", "a"]
