"""Viewing in place: what is answered, what is noted of it, where a second sitting is told (P7).

汝州调阅 3, 4, 7 and 10; 长子 15; 昌黎 14.
"""

import json

import pytest
from sqlalchemy import update

from app.models import Recording
from tests.access import sitting
from tests.access.shelf import FACTS
from tests.routers.scene import (
    CLIP,
    Scene,
    Sitting,
    chen,
    scene,
    statuses,
)

__all__ = ["chen", "scene"]
SENSELESS = (
    b"",
    b"[]",
    b"{",
    b"[" * 9000,
    b'{"item":"x"}',
    b'{"item":"01a1fb67-1800-7000-8000-000000000000","spans":[[1]]}',
    b"x" * 20_000,
)


async def test_content_is_answered_in_place_and_never_to_be_kept(
    scene: Scene, chen: Sitting
) -> None:
    whole = await chen.browser.get(chen.recording)
    head = await chen.browser.head(chen.recording)
    tag = {"Range": "bytes=10-19", "If-Range": whole.headers["ETag"]}
    part = await chen.browser.get(chen.recording, headers=tag)
    stale = await chen.browser.get(chen.recording, headers={**tag, "If-Range": '"other"'})
    behind = await chen.browser.get(chen.recording, headers={"Range": f"bytes={len(CLIP)}-"})
    paper = await chen.browser.get(chen.paper)

    assert (whole.status_code, whole.content) == (200, CLIP)
    assert (head.headers["Content-Length"], head.content) == (str(len(CLIP)), b"")
    assert (part.status_code, part.content) == (206, CLIP[10:20])
    assert (stale.status_code, behind.status_code) == (200, 416)
    assert paper.content.startswith(b"\xff\xd8\xff")
    for answer in (whole, part, paper):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "attachment" not in answer.headers.get("Content-Disposition", "inline")


async def test_the_page_shows_items_terms_and_watermark_and_offers_no_download(
    scene: Scene, chen: Sitting
) -> None:
    items = [at.split("/")[4] for at in (chen.recording, chen.paper)]
    page = (await chen.browser.get(f"{chen.address}?item={items[0]}")).text
    paper = (await chen.browser.get(f"{chen.address}?item={items[1]}")).text

    assert "准予查阅至" in page
    assert "结束查阅" in page
    assert "陈立 水政监察大队" in page
    assert f'src="{chen.recording}"' in page
    assert f'src="{chen.paper}"' in paper
    assert "iframe" not in paper
    assert "下载后" not in page + paper
    assert "download" not in (page + paper).replace("nodownload", "")
    assert f"/recordings/{scene.recording}" not in page


async def test_a_sitting_leaves_one_event_with_its_spans_and_one_line_in_the_register(
    scene: Scene, chen: Sitting
) -> None:
    item = chen.recording.split("/")[4]
    await chen.browser.get(chen.recording)
    await chen.browser.get(chen.paper)
    told = await chen.browser.post(
        f"{chen.address}/spans", json={"item": item, "spans": [[0, 900], [800, 99_000]]}
    )

    ended = await chen.browser.post(f"{chen.address}/end")

    assert (told.status_code, ended.status_code) == (200, 303)
    async with scene.house.sessions() as session:
        events = await sitting.events_about(session, chen.permit.request_id)
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
    assert [event.kind.value for event in events] == ["viewing:begun", "viewing:ended"]
    assert events[-1].detail["spans"] == {item: [[0, 2000]], chen.paper.split("/")[4]: [1]}
    assert line.columns["applicant"] == "陈立"
    ledger = (await (await scene.house.visit("wu")).get("/ledger")).text
    assert "结束方式“查阅人结束查阅”，打开 2 项" in ledger
    assert await statuses(chen) == [403, 403]


async def test_what_was_shown_last_comes_with_the_end(scene: Scene, chen: Sitting) -> None:
    item = chen.recording.split("/")[4]
    shown = json.dumps({"item": item, "spans": [[0, 900]]})

    ended = await chen.browser.post(f"{chen.address}/end", data={"shown": shown})

    assert ended.status_code == 303
    async with scene.house.sessions() as session:
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
        viewing = await sitting.viewing_of(session, chen.permit.id)
    assert viewing.spans == {item: [[0, 900]]}
    assert "没有打开任何一项" not in line.columns["note"]


@pytest.mark.parametrize(
    "told", ["", "{", "[" * 20_000, "[]", '{"item": "x", "spans": []}', '{"spans": [[0, 1]]}']
)
async def test_a_senseless_last_report_keeps_no_sitting_from_ending(
    scene: Scene, chen: Sitting, told: str
) -> None:
    ended = await chen.browser.post(f"{chen.address}/end", data={"shown": told})

    assert ended.status_code == 303
    assert (await scene.kinds(chen.permit))[-1] == "viewing:ended"


async def test_the_still_that_stands_before_playing_was_opened_too(
    scene: Scene, chen: Sitting
) -> None:
    still = await chen.browser.get(chen.recording.replace("/media", "/thumbnails/0.jpg"))
    await chen.browser.post(f"{chen.address}/end")

    assert still.status_code == 200
    async with scene.house.sessions() as session:
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
    assert "没有打开任何一项" not in line.columns["note"]
    assert line.columns["material"].startswith("录像（")


async def test_a_second_sitting_is_told_where_the_first_is_and_can_end_it(
    scene: Scene, chen: Sitting
) -> None:
    again = await scene.house.visit("chen")
    start = f"/access/{chen.permit.request_id}/viewings"

    told = await again.post(start)
    ended = await again.post(f"{chen.address}/end")
    begun = await again.post(start)

    assert told.status_code == 409
    assert "只能在一处查阅" in told.text
    assert f'action="{chen.address}/end"' in told.text
    assert (ended.status_code, begun.status_code) == (303, 303)
    assert await statuses(chen) == [403, 403]


async def test_a_senseless_report_changes_nothing(scene: Scene, chen: Sitting) -> None:
    headers = {"Content-Type": "application/json"}

    answers = [
        await chen.browser.post(f"{chen.address}/spans", content=body, headers=headers)
        for body in SENSELESS
    ]

    assert {answer.status_code for answer in answers} == {422}


async def test_another_site_can_neither_end_nor_begin_nor_report(
    scene: Scene, chen: Sitting
) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}

    answers = [
        await chen.browser.post(address, headers=foreign)
        for address in (
            f"{chen.address}/end",
            f"{chen.address}/spans",
            f"/access/{chen.permit.request_id}/viewings",
        )
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert await statuses(chen) == [200, 200]


async def test_of_a_recording_that_no_browser_plays_the_keyframes_are_shown_and_counted(
    scene: Scene, chen: Sitting
) -> None:
    media = {**FACTS.to_json(), "browser_playable": False}
    await scene.change(update(Recording).values(media=media))
    still = chen.recording.replace("/media", "/thumbnails/0.jpg")

    page = (await chen.browser.get(f"{chen.address}?item={chen.recording.split('/')[4]}")).text

    assert "浏览器不能直接播放这种文件" in page
    assert f'src="{still}"' in page
    assert "0:00 处的画面" in page
    assert "视频：" in page
    assert (await chen.browser.get(still)).status_code == 200
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, chen.permit.id)
    assert viewing.spans == {chen.recording.split("/")[4]: [[0, 0]]}
