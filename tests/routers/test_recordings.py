import hashlib

import pytest

from tests.routers.conftest import House
from tests.routers.evidence import inspected, received, sealed

CONTENT = "现场检查".encode() * 100


async def test_a_fresh_arrival_says_what_happens_next_and_asks_again(house: House) -> None:
    recording = await received(house, CONTENT)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "正在回读校验" in page
    assert "校验完成之前不能播放" in page
    assert 'hx-trigger="every 4s"' in page


async def test_a_sealed_recording_shows_both_digests(house: House) -> None:
    recording = await sealed(house, CONTENT)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert hashlib.sha256(CONTENT).hexdigest() in page
    assert hashlib.new("sm3", CONTENT).hexdigest() in page
    assert "上传方没有申报摘要" in page


async def test_a_finished_recording_has_player_pictures_and_history(
    house: House, clip: bytes
) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert f'src="/recordings/{recording}/media"' in page
    assert f"/recordings/{recording}/thumbnails/0.jpg" in page
    assert "刘敏 汝州市水利局 2026-11-21 10:00" in page
    assert "H.264" in page
    assert "封存原件" in page
    assert "hx-trigger" not in page


async def test_hostile_content_is_quarantined_and_never_offered_for_playing(house: House) -> None:
    recording = await inspected(house, b"#!/bin/sh\nrm -rf /\n" * 50)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "资料已隔离" in page
    assert "<video" not in page
    assert "原样保留" in page


async def test_its_sender_sees_the_receipt_but_no_picture(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip, sender=house.town.chen)
    browser = await house.visit("chen")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert hashlib.sha256(clip).hexdigest() in page
    assert "不能查阅其内容" in page
    assert "调阅监督制度第五条" in page
    assert "thumbnails" not in page
    assert "<video" not in page


@pytest.mark.parametrize("username", ["qian", "chen", "zhao", "sun", "wu"])
async def test_out_of_reach_is_not_found(house: House, username: str) -> None:
    recording = await received(house, CONTENT)
    browser = await house.visit(username)

    answer = await browser.get(f"/recordings/{recording}")

    assert answer.status_code == 404


async def test_an_address_that_is_no_id_is_answered_in_words(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.get("/recordings/not-an-id")

    assert answer.status_code == 422
    assert "提交的内容有误" in answer.text
