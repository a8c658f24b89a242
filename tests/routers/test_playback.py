import os
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update
from starlette.requests import Request

from app.ledger.kinds import LedgerKind
from app.models import RoleAssignment
from app.routers.ranges import Span
from app.routers.streaming import (
    READ_BYTES,
    RECHECK_BYTES,
    ViewingRightEndedError,
    recheck_playing,
    stream_while,
)
from app.storage.keys import original_key
from tests.routers.conftest import House
from tests.routers.evidence import inspected, received, sealed


async def _kinds(house: House, recording: UUID) -> list[LedgerKind]:
    return [line.kind for line in await house.history(recording)]


async def test_the_whole_original_is_answered_byte_for_byte(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    answer = await browser.get(f"/recordings/{recording}/media")

    assert answer.status_code == 200
    assert answer.content == clip
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_range_is_answered_with_its_place(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    answer = await browser.get(f"/recordings/{recording}/media", headers={"Range": "bytes=10-19"})

    assert answer.status_code == 206
    assert answer.content == clip[10:20]
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(clip)}"
    assert answer.headers["Content-Length"] == "10"


async def test_a_range_behind_the_end_is_refused_with_the_size(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    answer = await browser.get(
        f"/recordings/{recording}/media", headers={"Range": f"bytes={len(clip)}-"}
    )

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(clip)}"


async def test_head_promises_the_same_and_is_no_viewing(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    answer = await browser.head(f"/recordings/{recording}/media")

    assert answer.headers["Content-Length"] == str(len(clip))
    assert answer.content == b""
    assert LedgerKind.FILE_PLAYED not in await _kinds(house, recording)


@pytest.mark.parametrize(("stale", "status"), [(False, 206), (True, 200)], ids=["same", "another"])
async def test_if_range_asks_whether_it_is_still_the_same_file(
    house: House, clip: bytes, stale: bool, status: int
) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")
    tag = (await browser.head(f"/recordings/{recording}/media")).headers["ETag"]

    answer = await browser.get(
        f"/recordings/{recording}/media",
        headers={"Range": "bytes=0-9", "If-Range": '"other"' if stale else tag},
    )

    assert answer.status_code == status


async def test_one_viewing_is_one_event_however_many_ranges(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")
    for start in (0, 100, 200):
        await browser.get(
            f"/recordings/{recording}/media", headers={"Range": f"bytes={start}-{start + 9}"}
        )

    kinds = await _kinds(house, recording)

    assert kinds.count(LedgerKind.FILE_PLAYED) == 1


async def test_another_sign_in_watches_anew(house: House, clip: bytes) -> None:
    """Somebody who uses a colleague's name beside them leaves a line of their own."""
    recording = await inspected(house, clip)
    for browser in (await house.visit("liu"), await house.visit("liu")):
        await browser.get(f"/recordings/{recording}/media")

    kinds = await _kinds(house, recording)

    assert kinds.count(LedgerKind.FILE_PLAYED) == 2


async def test_a_clock_set_back_hides_no_viewing(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")
    await browser.get(f"/recordings/{recording}/media")
    house.clock.advance(hours=-1)

    await browser.get(f"/recordings/{recording}/media")

    kinds = await _kinds(house, recording)
    assert kinds.count(LedgerKind.FILE_PLAYED) == 2


async def test_the_sender_may_not_watch_and_the_refusal_is_in_the_ledger(
    house: House, clip: bytes
) -> None:
    recording = await inspected(house, clip, sender=house.town.chen)
    browser = await house.visit("chen")

    answer = await browser.get(f"/recordings/{recording}/media")

    assert answer.status_code == 403
    assert "调阅监督制度第五条" in answer.text
    assert (await _kinds(house, recording))[-1] is LedgerKind.FILE_REFUSED


async def test_nobody_watches_without_signing_in(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)

    answer = await house.stranger().get(
        f"/recordings/{recording}/media", headers={"Sec-Fetch-Mode": "no-cors"}
    )

    assert answer.status_code == 401


async def test_a_neighbour_cannot_tell_that_it_exists(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("qian")

    answer = await browser.get(f"/recordings/{recording}/media")

    assert answer.status_code == 404


async def test_a_revoked_role_bites_on_the_next_range(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")
    assert (await browser.get(f"/recordings/{recording}/media")).status_code == 200
    await _dismiss(house)

    answer = await browser.get(f"/recordings/{recording}/media", headers={"Range": "bytes=0-9"})

    assert answer.status_code == 404


async def test_a_right_that_ends_stops_an_answer_that_is_on_its_way(house: House) -> None:
    recording = await sealed(house, b"\0" * (RECHECK_BYTES + 2 * READ_BYTES))
    browser = await house.visit("liu")
    pieces = _pieces(house, browser, recording)
    first = [await anext(pieces) for _ in range(RECHECK_BYTES // READ_BYTES)]
    await _dismiss(house)

    with pytest.raises(ViewingRightEndedError):
        await anext(pieces)

    assert sum(map(len, first)) == RECHECK_BYTES
    assert (await _kinds(house, recording))[-1] is LedgerKind.FILE_REFUSED


async def test_a_right_that_lasts_carries_an_answer_to_its_end(house: House) -> None:
    recording = await sealed(house, b"\0" * (RECHECK_BYTES + 2 * READ_BYTES))
    browser = await house.visit("liu")

    sent = [len(piece) async for piece in _pieces(house, browser, recording)]

    assert sum(sent) == RECHECK_BYTES + 2 * READ_BYTES


async def test_nothing_unchecked_is_sent_to_a_browser(house: House) -> None:
    fresh = await received(house, b"<script>alert(1)</script>")
    hostile = await inspected(house, b"<html><script>alert(1)</script></html>")
    browser = await house.visit("liu")

    answers = [await browser.get(f"/recordings/{it}/media") for it in (fresh, hostile)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "alert(1)" not in answers[0].text + answers[1].text


async def test_pictures_are_for_the_custodian_and_the_sending_terminal(
    house: House, clip: bytes
) -> None:
    recording = await inspected(house, clip)
    keeper = await house.visit("liu")
    terminal = house.stranger(Authorization=f"Bearer {house.town.terminal_token}")
    other = house.stranger(Authorization=f"Bearer {house.town.stranger_terminal_token}")
    address = f"/recordings/{recording}/thumbnails/0.jpg"

    answers = [await visitor.get(address) for visitor in (keeper, terminal, other)]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0].content[:3] == b"\xff\xd8\xff"


async def test_the_storyboard_comes_with_its_track(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    track = await browser.get(f"/recordings/{recording}/storyboard.vtt")
    sheet = await browser.get(f"/recordings/{recording}/storyboard.jpg")

    assert track.text.startswith("WEBVTT")
    assert "storyboard.jpg#xywh=0,0," in track.text
    assert sheet.headers["Content-Type"] == "image/jpeg"


async def test_skimming_is_a_viewing_and_its_track_is_not(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")
    await browser.get(f"/recordings/{recording}/storyboard.vtt")
    before = await _kinds(house, recording)

    await browser.get(f"/recordings/{recording}/storyboard.jpg")

    assert LedgerKind.FILE_PLAYED not in before
    assert (await _kinds(house, recording))[-1] is LedgerKind.FILE_PLAYED


async def test_a_picture_that_is_not_there_is_not_found(house: House) -> None:
    recording = await received(house, b"1")
    browser = await house.visit("liu")

    answers = [
        await browser.get(f"/recordings/{recording}/{name}")
        for name in ("thumbnails/0.jpg", "storyboard.jpg", "storyboard.vtt")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def _dismiss(house: House) -> None:
    """Liu keeps no records from today on."""
    yesterday = (house.clock.now - timedelta(days=1)).date()
    async with house.sessions() as session, session.begin():
        await session.execute(
            update(RoleAssignment)
            .where(RoleAssignment.person_id == house.town.liu.id)
            .values(from_on=yesterday - timedelta(days=9), until_on=yesterday)
        )


async def _pieces(
    house: House, browser: httpx.AsyncClient, recording: UUID
) -> AsyncIterator[bytes]:
    """The stream of a long answer, held in the hand so that the test can stop between pieces."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [
            (b"cookie", cookie.encode()),
            # Without it the sign-in would look stolen, and end.
            (b"user-agent", browser.headers["User-Agent"].encode()),
        ],
        "app": house.app,
    }
    store = house.resources.store
    size = RECHECK_BYTES + 2 * READ_BYTES
    descriptor = store.open_original(original_key(recording))
    try:
        async for piece in stream_while(
            house.resources,
            recording,
            descriptor=descriptor,
            span=Span(0, size),
            recheck=lambda: recheck_playing(Request(scope), house.resources, recording),
        ):
            yield piece
    finally:
        os.close(descriptor)
