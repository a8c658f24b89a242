import hashlib

from tests.routers.conftest import House
from tests.routers.evidence import received, sealed


async def test_nothing_sent_yet_says_what_will_appear(house: House) -> None:
    browser = await house.visit("chen")

    page = (await browser.get("/submissions")).text

    assert "还没有已收齐的资料" in page


async def test_a_receipt_says_when_the_card_may_be_cleared(house: House) -> None:
    await sealed(house, b"content", sender=house.town.chen, file_name="mine.mp4")
    browser = await house.visit("chen")

    page = (await browser.get("/submissions")).text

    assert "mine.mp4" in page
    assert "可以清除设备上的原文件" in page
    assert hashlib.sha256(b"content").hexdigest() in page


async def test_an_unchecked_file_says_to_keep_the_original(house: House) -> None:
    await received(house, b"content", sender=house.town.chen)
    browser = await house.visit("chen")

    page = (await browser.get("/submissions")).text

    assert "请保留设备上的原文件" in page
    assert "尚未封存" in page


async def test_somebody_elses_files_are_not_listed(house: House) -> None:
    await received(house, b"content", sender=house.town.liu, file_name="hers.mp4")
    browser = await house.visit("chen")

    page = (await browser.get("/submissions")).text

    assert "hers.mp4" not in page


async def test_an_unfinished_upload_shows_how_far_it_is(house: House) -> None:
    browser = await house.visit("chen")
    created = await browser.post(
        "/files",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "4096",
            "Upload-Metadata": "filename aGFsZi5tcDQ=",
            "Content-Type": "application/offset+octet-stream",
        },
    )
    assert created.status_code == 201, created.text

    page = (await browser.get("/submissions")).text

    assert "half.mp4" in page
    assert "已传 0 B，0%" in page
