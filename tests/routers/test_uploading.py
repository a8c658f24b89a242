from collections.abc import AsyncIterator

import pytest

from tests.routers.conftest import House

CONTENT = b"x" * 300_000


async def test_the_page_offers_the_queue_and_a_plain_form(house: House) -> None:
    browser = await house.visit("chen")

    page = (await browser.get("/upload")).text

    assert 'data-endpoint="/files"' in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize("username", ["sun", "zhou", "wu"])
async def test_administrators_hand_nothing_in(house: House, username: str) -> None:
    browser = await house.visit(username)

    page = await browser.get("/upload")
    form = await browser.post("/uploads/plain", files={"files": ("a.mp4", b"1", "video/mp4")})

    assert page.status_code == 403
    assert form.status_code == 403
    assert "不接触执法记录内容" in form.text


async def test_files_of_the_plain_form_arrive_whole_and_with_their_names(house: House) -> None:
    browser = await house.visit("chen")
    files = [
        ("files", ("现场 “1”.mp4", CONTENT, "video/mp4")),
        ("files", ("second.jpg", b"y", "image/jpeg")),
    ]

    answer = await browser.post("/uploads/plain", files=files)

    assert answer.headers["Location"] == "/submissions"
    page = (await browser.get("/submissions")).text
    assert "现场 “1”.mp4" in page
    assert "second.jpg" in page
    assert "293 KB" in page


async def test_choosing_nothing_is_said_in_words(house: House) -> None:
    browser = await house.visit("chen")

    answer = await browser.post(
        "/uploads/plain", files={"files": ("", b"", "application/octet-stream")}
    )

    assert answer.status_code == 422
    assert "没有选择文件" in answer.text


async def test_a_form_that_breaks_off_leaves_nothing_behind(house: House) -> None:
    browser = await house.visit("chen")
    head = (
        b'--cut\r\nContent-Disposition: form-data; name="files"; filename="broken.mp4"\r\n'
        b"Content-Type: video/mp4\r\n\r\n"
    )

    async def body() -> AsyncIterator[bytes]:
        yield head
        yield CONTENT

    answer = await browser.post(
        "/uploads/plain",
        content=body(),
        headers={"Content-Type": "multipart/form-data; boundary=cut"},
    )

    assert answer.status_code == 422
    assert "没有发送完整" in answer.text
    assert "broken.mp4" not in (await browser.get("/submissions")).text


async def test_something_that_is_no_form_is_refused(house: House) -> None:
    browser = await house.visit("chen")

    answer = await browser.post("/uploads/plain", content=b"1", headers={"Content-Type": "a/b"})

    assert answer.status_code == 422
