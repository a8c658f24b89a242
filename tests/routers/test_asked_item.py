"""A film counts as opened when bytes of it go out, and for nothing less (汝州调阅 3)."""

from typing import Any

import pytest
from fastapi import Response

from app.routers import sending
from app.storage.store import Store
from tests.access import sitting
from tests.routers.scene import Scene, Sitting, chen, revoke, scene

__all__ = ["chen", "scene"]


async def opened(scene: Scene, at: Sitting) -> dict[str, object]:
    async with scene.house.sessions() as session:
        return dict((await sitting.viewing_of(session, at.permit.id)).spans)


async def test_a_range_that_was_sent_is_registered(scene: Scene, chen: Sitting) -> None:
    answer = await chen.browser.get(chen.recording, headers={"Range": "bytes=5-9"})

    assert (answer.status_code, len(answer.content)) == (206, 5)
    assert await opened(scene, chen) == {chen.recording.split("/")[4]: [[0, 0]]}


@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [
        pytest.param("HEAD", {}, 200, id="how large it is"),
        pytest.param("GET", {"Range": "bytes=99999-"}, 416, id="a range that there is not"),
        pytest.param("GET", {"Sec-Fetch-Dest": "document"}, 403, id="a tab of its own"),
    ],
)
async def test_an_answer_without_a_byte_of_the_film_opens_nothing(
    scene: Scene, chen: Sitting, method: str, asked: dict[str, str], status: int
) -> None:
    answer = await chen.browser.request(method, chen.recording, headers=asked)

    assert answer.status_code == status
    assert await opened(scene, chen) == {}


@pytest.mark.parametrize("still", ["thumbnails/7.jpg", "thumbnails/-1.jpg"])
async def test_a_still_that_there_is_not_opens_nothing(
    scene: Scene, chen: Sitting, still: str
) -> None:
    answer = await chen.browser.get(chen.recording.removesuffix("media") + still)

    assert answer.status_code in {404, 422}
    assert await opened(scene, chen) == {}


async def test_a_film_that_the_store_does_not_give_out_was_not_opened(
    scene: Scene, chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Store, _key: str) -> int:
        raise OSError

    monkeypatch.setattr(type(scene.house.resources.store), "open_original", broken)

    answer = await chen.browser.get(chen.recording)

    assert answer.status_code == 500
    assert await opened(scene, chen) == {}


async def test_a_right_that_ends_while_the_film_is_fetched_gives_no_byte_of_it(
    scene: Scene, chen: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = sending.send_original

    async def meanwhile(*asked: Any, **how: Any) -> Response:
        await revoke(scene, chen)
        return await fetch(*asked, **how)

    monkeypatch.setattr(sending, "send_original", meanwhile)

    answer = await chen.browser.get(chen.recording)

    assert answer.status_code == 403
    assert await opened(scene, chen) == {}
