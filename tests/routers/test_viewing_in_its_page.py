"""What is viewed is shown in its page: no tab of its own, nothing to save, watermark in a PDF (P7).

Nothing is taken out of the archive room (汝州调阅 4); the page lays a watermark over all it shows,
and a PDF, which the browser shows in a page of its own making, bears it in each of its pages.
"""

import io
from typing import cast

import httpx
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.media.marking import MarkProblem
from tests.access import sitting
from tests.routers.scene import Scene, Sitting, chen, elsewhere, scene, sit_down

__all__ = ["chen", "scene"]
REGISTERED = "viewing:refused"


async def asked_as(at: Sitting, address: str, dest: str) -> httpx.Response:
    return await at.browser.get(address, headers={"Sec-Fetch-Dest": dest})


@pytest.mark.parametrize(
    "ending", ["media", "thumbnails/0.jpg", "storyboard.jpg", "storyboard.vtt"]
)
async def test_a_tab_of_its_own_shows_nothing_of_a_recording(
    scene: Scene, chen: Sitting, ending: str
) -> None:
    answer = await asked_as(chen, chen.recording.removesuffix("media") + ending, "document")

    assert answer.status_code == 403
    assert "只在查阅页面里显示" in answer.text
    assert "第四条" in answer.text
    assert REGISTERED in await scene.kinds(chen.permit)


async def test_a_tab_of_its_own_shows_nothing_of_a_document(scene: Scene, chen: Sitting) -> None:
    answer = await asked_as(chen, chen.paper, "document")

    assert answer.status_code == 403
    assert b"%PDF" not in answer.content
    assert REGISTERED in await scene.kinds(chen.permit)
    assert (await asked_as(chen, chen.paper, "iframe")).status_code == 200


async def test_the_page_shows_a_film_and_nobody_saves_it(chen: Sitting) -> None:
    assert (await asked_as(chen, chen.recording, "video")).status_code == 200
    assert (await asked_as(chen, chen.recording, "empty")).status_code == 403


async def test_a_pdf_bears_the_watermark_of_the_sitting_in_all_its_pages(
    scene: Scene, chen: Sitting
) -> None:
    answer = await asked_as(chen, chen.paper, "iframe")
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, chen.permit.id)

    shown = PdfReader(io.BytesIO(answer.content))
    assert len(shown.pages) == 2
    assert shown.metadata is not None
    assert viewing.code in str(shown.metadata["/Keywords"])
    for page in shown.pages:
        assert "/XObject" in cast(DictionaryObject, page["/Resources"])
    assert int(answer.headers["Content-Length"]) == len(answer.content)


async def test_a_pdf_that_takes_no_watermark_is_not_shown(
    chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cannot(*_asked: object, **_how: object) -> MarkProblem:
        return MarkProblem("undecodable")

    monkeypatch.setattr("app.access.stamped.stamp_paper", cannot)

    answer = await asked_as(chen, chen.paper, "iframe")

    assert answer.status_code == 409
    assert "加不上水印" in answer.text


async def test_on_a_full_disk_nothing_is_shown_and_it_is_said(
    chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_how: object) -> io.FileIO:
        return io.FileIO("/dev/full", "r+")

    monkeypatch.setattr("app.access.stamped.tempfile.TemporaryFile", full)

    answer = await asked_as(chen, chen.paper, "iframe")

    assert answer.status_code == 507
    assert b"%PDF" not in answer.content


async def test_a_right_that_ends_while_the_watermark_is_put_in_shows_nothing(
    scene: Scene, chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meanwhile(*_asked: object, **_how: object) -> None:
        async with scene.house.sessions() as session, session.begin():
            permit = await session.merge(chen.permit)
            await sitting.revoke(session, scene.house.town, permit)

    monkeypatch.setattr("app.access.stamped.stamp_paper", meanwhile)

    answer = await asked_as(chen, chen.paper, "iframe")

    assert answer.status_code == 409
    assert b"%PDF" not in answer.content


async def test_a_new_sitting_opens_what_an_attempt_was_refused(scene: Scene) -> None:
    permit, items = await scene.permit()
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    refused = await asked_as(chen, chen.recording, "document")

    assert refused.status_code == 403
    assert (await asked_as(chen, chen.recording, "video")).status_code == 200


async def test_a_sign_in_that_is_shown_from_another_address_sees_nothing_of_the_sitting(
    scene: Scene, chen: Sitting
) -> None:
    """A stolen cookie is worth nothing in a sitting, which stays in its place (汝州调阅 4)."""
    thief = elsewhere(scene.house)
    thief.cookies = chen.browser.cookies

    for address in (
        chen.recording,
        chen.paper,
        chen.recording.removesuffix("media") + "storyboard.jpg",
    ):
        answer = await thief.get(address)
        assert answer.status_code == 403
        assert "从另一个网络地址开始" in answer.text
        assert "重新开始" in answer.text
    report = await thief.post(f"{chen.address}/spans", json={"active": True})
    assert report.status_code == 403
    assert "现在不能查阅" in (await thief.get(chen.address)).text
    lines = await scene.house.history(chen.permit.request_id)
    refused = [line for line in lines if line.kind.value == REGISTERED]
    assert refused[0].detail["address"] == "203.0.113.9"
    assert (await chen.browser.get(chen.recording)).status_code == 200


async def test_whoever_moves_ends_the_sitting_and_begins_another(
    scene: Scene, chen: Sitting
) -> None:
    moved = elsewhere(scene.house)
    moved.cookies = chen.browser.cookies
    home = f"/access/{chen.permit.request_id}/viewings"

    assert (await moved.post(home)).status_code == 409
    assert "继续查阅" not in (await moved.get(home)).text
    assert (await moved.post(f"{chen.address}/end")).status_code == 303
    begun = await moved.post(home)

    assert begun.status_code == 303
    assert begun.headers["Location"] != chen.address
    assert "现在不能查阅" not in (await moved.get(begun.headers["Location"])).text
