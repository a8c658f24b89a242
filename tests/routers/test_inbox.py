from dataclasses import replace
from pathlib import Path

import pytest

from app.policy.vocabulary import RecordingState
from tests.clips import ClipKind, make_clip
from tests.routers.cataloguing import shot_in
from tests.routers.conftest import House
from tests.routers.evidence import inspected, received
from tests.routers.samples.inbox import inbox_row


async def test_an_empty_inbox_says_what_will_appear_and_what_to_do(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get("/inbox")).text

    assert "现在没有待编目的资料" in page
    assert "会自动出现在这里" in page


async def test_an_arrival_is_listed_with_its_facts(house: House) -> None:
    await received(house, b"x" * 2048, file_name="河道巡查 <1>.mp4")
    browser = await house.visit("liu")

    page = (await browser.get("/inbox")).text

    assert "河道巡查 &lt;1&gt;.mp4" in page
    assert "RZ-0001" in page
    assert "2.00 KB" in page
    assert "校验中" in page
    assert "2026-11-21 10:00" in page


async def test_a_file_without_a_name_can_be_seen_and_opened(house: House) -> None:
    recording = await received(house, file_name="")
    browser = await house.visit("liu")

    pages = [(await browser.get(it)).text for it in ("/inbox", f"/recordings/{recording}")]

    assert ["未命名文件" in page for page in pages] == [True, True]


async def test_the_custodian_next_door_sees_nothing_of_ours(house: House) -> None:
    await received(house, file_name="ours.mp4")
    browser = await house.visit("qian")

    page = (await browser.get("/inbox")).text

    assert "ours.mp4" not in page


@pytest.mark.parametrize("username", ["chen", "zhao", "sun", "zhou", "wu"])
async def test_the_list_is_for_custodians_only(house: House, username: str) -> None:
    browser = await house.visit(username)

    answer = await browser.get("/inbox")

    assert answer.status_code == 403
    assert "只对负责保管资料的人员开放" in answer.text


async def test_filters_narrow_the_list_and_stay_in_the_form(house: House) -> None:
    await received(house, file_name="河道采砂.mp4")
    await received(house, file_name="取水口.mp4")
    browser = await house.visit("liu")

    page = (await browser.get("/inbox", params={"name": "采砂"})).text

    assert "河道采砂.mp4" in page
    assert "取水口.mp4" not in page
    assert 'value="采砂"' in page


@pytest.mark.parametrize(
    "address",
    [
        "name=ab%00",
        "device=%00",
        "unit=%00",
        "from=0001-01-01",
        "to=9999-12-31",
        "to=9999-99-99",
        "name=%25_%25",
        "older_than=1000000000",
        "newer_than=ffffffff-ffff-ffff-ffff-ffffffffffff",
    ],
)
async def test_no_address_breaks_the_list(house: House, address: str) -> None:
    browser = await house.visit("liu")

    answer = await browser.get(f"/inbox?{address}")

    assert answer.status_code == 200


async def test_nothing_found_offers_to_clear_the_filters(house: House) -> None:
    await received(house)
    browser = await house.visit("liu")

    page = (await browser.get("/inbox", params={"state": "quarantined"})).text

    assert "没有符合条件的资料" in page
    assert "清除筛选条件" in page


async def test_pages_turn_by_key_in_both_directions(house: House) -> None:
    for number in range(51):
        await received(house, file_name=f"file-{number:02d}.mp4")
    browser = await house.visit("liu")
    first = (await browser.get("/inbox")).text
    assert "file-00.mp4" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]

    second = (await browser.get(older)).text

    assert "file-00.mp4" in second
    assert "file-50.mp4" not in second
    newer = second.split('rel="prev"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "file-50.mp4" in (await browser.get(newer)).text


async def test_the_version_changes_only_with_the_rows(house: House) -> None:
    await received(house, file_name="one.mp4")
    browser = await house.visit("liu")
    before = (await browser.get("/inbox")).text.split('data-version="')[1][:16]
    again = (await browser.get("/inbox")).text.split('data-version="')[1][:16]
    await received(house, file_name="two.mp4")

    after = (await browser.get("/inbox")).text.split('data-version="')[1][:16]

    assert before == again
    assert after != before


async def test_the_list_names_the_gravest_finding(house: House, tmp_path: Path) -> None:
    """A remark that came first must not hide what somebody has to look into."""
    content = make_clip(ClipKind.SILENT_MP4, tmp_path / "silent.mp4", seconds=1).read_bytes()
    await inspected(house, content)
    browser = await house.visit("liu")

    page = (await browser.get("/inbox")).text

    assert "执法人员待定等 2 项" in page


async def test_what_is_in_quarantine_stands_apart_with_its_number(house: House) -> None:
    await shot_in(house, "勘验.mp4")
    await shot_in(house, "通知.pdf", RecordingState.QUARANTINED)
    browser = await house.visit("liu")

    page = (await browser.get("/inbox")).text
    apart = (await browser.get("/inbox?state=quarantined")).text

    assert "勘验.mp4" in page
    assert "通知.pdf" not in page
    assert "另有 1 件已隔离，不能编目" in page
    assert 'href="/inbox?state=quarantined"' in page
    assert "通知.pdf" in apart
    assert "原件不会删除" in apart
    assert "另有" not in apart


async def test_without_quarantine_nothing_is_said_of_it(house: House) -> None:
    await shot_in(house)
    browser = await house.visit("liu")

    assert "件已隔离" not in (await browser.get("/inbox")).text


@pytest.mark.parametrize(
    ("device", "submitter", "officer", "expected"),
    [
        ("RZ-0001", None, "陈立军", ("RZ-0001", "陈立军")),
        (None, "陈立军", "陈立军", ("陈立军",)),
        (None, "刘敏", "陈立军", ("刘敏", "陈立军")),
        (None, None, None, ()),
    ],
    ids=["camera", "own upload", "upload for another", "nobody known"],
)
def test_nobody_is_named_twice_as_the_source(
    device: str | None, submitter: str | None, officer: str | None, expected: tuple[str, ...]
) -> None:
    row = replace(inbox_row(1), device_no=device, submitter=submitter, officer=officer)

    assert row.sources == expected
