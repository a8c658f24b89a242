"""What is viewed is shown in its page: no tab of its own, nothing to save (P7).

Nothing is taken out of the archive room (汝州调阅 4); the page lays a watermark over all it shows.
"""

import httpx
import pytest

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
    assert answer.headers["Content-Type"].startswith("text/html")
    assert REGISTERED in await scene.kinds(chen.permit)
    assert (await asked_as(chen, chen.paper, "iframe")).status_code == 403
    assert (await asked_as(chen, chen.paper, "image")).status_code == 200


async def test_the_page_shows_a_film_and_nobody_saves_it(chen: Sitting) -> None:
    assert (await asked_as(chen, chen.recording, "video")).status_code == 200
    assert (await asked_as(chen, chen.recording, "empty")).status_code == 403


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
