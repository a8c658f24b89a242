"""Nothing opens but to whoever sits there, and only as long as they may (P7).

汝州调阅 3, 4, 7 and 10; 长子 15; 昌黎 14.
"""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from starlette.requests import Request

from app.models import Case, CaseHandler
from app.policy.case_words import SecurityClass
from app.policy.law_words import Requester
from app.routers.asked_item import AskedItem
from app.routers.ranges import Span
from app.routers.streaming import (
    READ_BYTES,
    RECHECK_BYTES,
    ViewingRightEndedError,
    stream_while,
)
from app.routers.viewing_content import PLAYED
from app.storage.keys import original_key
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.routers.evidence import sealed
from tests.routers.scene import (
    Scene,
    Sitting,
    chen,
    revoke,
    scene,
    sit_down,
    statuses,
)

__all__ = ["chen", "scene"]
BIG = RECHECK_BYTES + 2 * READ_BYTES


async def test_a_link_is_dead_after_revocation_whatever_range_is_asked(
    scene: Scene, chen: Sitting
) -> None:
    assert await statuses(chen) == [200, 200]
    await revoke(scene, chen)

    answer = await chen.browser.get(chen.recording, headers={"Range": "bytes=5-9"})
    head = await chen.browser.head(chen.recording)
    told = await chen.browser.post(f"{chen.address}/spans", json={"active": True})
    page = await chen.browser.get(chen.address)

    assert (answer.status_code, head.status_code) == (403, 403)
    assert "已经收回或者办结" in answer.text
    assert (told.status_code, told.json()["open"]) == (403, False)
    assert "现在不能查阅" in page.text
    kinds = await scene.kinds(chen.permit)
    assert "viewing:refused" in kinds
    assert kinds.count("viewing:ended") == 1


async def test_a_revocation_stops_an_answer_that_is_on_its_way(scene: Scene) -> None:
    big = await sealed(scene.house, b"\0" * BIG)
    permit, items = await scene.permit(
        requester=Requester.OTHER_STAFF, recordings=[big], documents=[scene.paper]
    )
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    pieces = _pieces(scene, chen, big, UUID(chen.address.rsplit("/", 1)[1]), items[0])
    first = [await anext(pieces) for _ in range(RECHECK_BYTES // READ_BYTES)]
    await revoke(scene, chen)

    with pytest.raises(ViewingRightEndedError, match="已经收回或者办结"):
        await anext(pieces)

    assert sum(map(len, first)) == RECHECK_BYTES
    assert (await scene.kinds(permit))[-2:] == ["viewing:ended", "viewing:refused"]


async def test_a_link_is_dead_after_expiry(scene: Scene) -> None:
    permit, items = await scene.permit(until_at=scene.house.clock.now + timedelta(minutes=10))
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    scene.house.clock.advance(minutes=10)

    answer = await chen.browser.get(chen.recording)

    assert answer.status_code == 403
    assert "已经届满" in answer.text


async def test_a_link_opens_in_its_own_sign_in_alone(scene: Scene, chen: Sitting) -> None:
    """Another sign-in of Chen is told so; whoever else guesses the ids finds nothing."""
    again = await scene.house.visit("chen")
    keeper = await scene.house.visit("liu")
    nobody = scene.house.stranger()

    other = await again.get(chen.recording)
    guessed = [await keeper.get(at) for at in (chen.recording, chen.paper, chen.address)]
    asked = await nobody.get(chen.recording, headers={"Sec-Fetch-Mode": "no-cors"})

    assert other.status_code == 403
    assert "没有查阅这一项的权限" in other.text
    assert [answer.status_code for answer in guessed] == [404, 404, 404]
    assert asked.status_code == 401
    assert await statuses(chen) == [200, 200]
    await chen.browser.post("/sign-out")
    gone = await chen.browser.get(chen.recording, headers={"Sec-Fetch-Mode": "no-cors"})
    assert gone.status_code == 401


async def test_a_handler_who_is_moved_off_the_case_sees_no_more(
    scene: Scene, chen: Sitting
) -> None:
    await scene.change(update(CaseHandler).values(until=scene.house.clock.now))

    answer = await chen.browser.get(chen.recording, headers={"Range": "bytes=5-9"})

    assert answer.status_code == 403
    assert "您已不是本案的承办人" in answer.text
    assert "viewing:ended" in await scene.kinds(chen.permit)


async def test_a_recording_that_comes_into_a_secret_case_closes_and_the_rest_stays(
    scene: Scene, chen: Sitting
) -> None:
    async with scene.house.sessions() as session, session.begin():
        town = scene.house.town
        secret = await open_sand_case(session, town, case_no="汝水密〔2026〕1号")
        await desk.link(session, town, scene.recording, secret)
        await session.execute(
            update(Case).where(Case.id == secret).values(security_class=SecurityClass.SECRET.value)
        )

    assert await statuses(chen) == [403, 200]
    assert "按照保密规定另行管理" in (await chen.browser.get(chen.recording)).text
    assert "viewing:ended" not in await scene.kinds(chen.permit)


async def test_stills_and_storyboard_inherit_the_check(scene: Scene, chen: Sitting) -> None:
    base = chen.recording.removesuffix("media")
    addresses = [base + name for name in ("thumbnails/0.jpg", "storyboard.jpg", "storyboard.vtt")]
    before = [await chen.browser.get(address) for address in addresses]
    await revoke(scene, chen)

    after = [await chen.browser.get(address) for address in addresses]

    assert [answer.status_code for answer in before] == [200, 200, 200]
    assert "storyboard.jpg#xywh=0,0," in before[2].text
    assert [answer.status_code for answer in after] == [403, 403, 403]


async def _pieces(
    scene: Scene, chen: Sitting, recording: UUID, viewing: UUID, item: UUID
) -> AsyncIterator[bytes]:
    """The stream of a long answer, held in the hand so that the test can stop between pieces."""
    cookie = "; ".join(f"{name}={value}" for name, value in chen.browser.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [
            (b"cookie", cookie.encode()),
            (b"user-agent", chen.browser.headers["User-Agent"].encode()),
        ],
        "client": ("127.0.0.1", 1),
        "app": scene.house.app,
    }
    descriptor = scene.house.resources.store.open_original(original_key(recording))
    try:
        async for piece in stream_while(
            scene.house.resources,
            recording,
            descriptor=descriptor,
            span=Span(0, BIG),
            recheck=AskedItem(Request(scope), viewing, item, PLAYED).recheck,
        ):
            yield piece
    finally:
        os.close(descriptor)
