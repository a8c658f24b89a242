"""审计台账: for the audit administrator alone, without content, page by page."""

import re

import pytest

from app.access.requests import number_of
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest
from app.policy.actor import WORKER
from tests.access.sitting import permitted
from tests.routers.conftest import House
from tests.routers.evidence import received
from tests.world import NOW


async def note(house: House, times: int) -> None:
    async with house.sessions() as session, session.begin():
        for _ in range(times):
            await append(session, LedgerKind.UPLOAD_EXPIRED, WORKER, unit_id=None, now=NOW)


def numbers_in(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="event-(\d+)"', page)]


async def test_the_audit_administrator_reads_who_did_what(house: House) -> None:
    await received(house, b"x" * 2048, file_name="张某家中.mp4")
    browser = await house.visit("wu")

    page = (await browser.get("/ledger")).text

    assert "收到完整文件" in page
    assert "RZ-0001" in page
    assert "水政监察大队" in page
    assert "2026-11-21 10:00:00" in page
    assert "张某家中" not in page


@pytest.mark.parametrize("username", ["liu", "chen", "zhao", "sun", "zhou", "qian"])
async def test_everybody_else_is_refused_with_a_reason(house: House, username: str) -> None:
    browser = await house.visit(username)

    answer = await browser.get("/ledger")
    home = (await browser.get("/")).text

    assert answer.status_code == 403
    assert "审计台账只由审计管理员查看" in answer.text
    assert 'href="/ledger"' not in home


async def test_nobody_is_sent_to_the_entrance_and_back(house: House) -> None:
    answer = await house.stranger().get("/ledger?kind=refused")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


async def test_the_navigation_leads_there(house: House) -> None:
    browser = await house.visit("wu")

    page = (await browser.get("/")).text

    assert 'href="/ledger"' in page


async def test_the_unit_next_door_is_not_shown(house: House) -> None:
    await (await house.visit("qian")).get("/")
    browser = await house.visit("wu")

    page = (await browser.get("/ledger")).text

    assert "钱进" not in page
    assert "郏县水利局" not in page


async def test_pages_follow_one_another_without_gap_or_repeat(house: House) -> None:
    await note(house, 60)
    browser = await house.visit("wu")

    first = (await browser.get("/ledger?kind=upload:expired")).text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    second = (await browser.get(older[1].replace("&amp;", "&"))).text

    seen = numbers_in(first) + numbers_in(second)
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen, reverse=True)
    assert 'rel="prev"' in second


async def test_filters_narrow_and_stay_in_the_form(house: House) -> None:
    await house.visit("chen")
    browser = await house.visit("wu")

    page = (await browser.get("/ledger", params={"who": "陈", "kind": "session:started"})).text

    assert len(numbers_in(page)) == 1
    assert 'value="陈"' in page
    assert "谁“陈”" in page
    assert "事项“登录”" in page
    assert '<option value="session:started" selected>' in re.sub(r"\s+", " ", page)


async def test_nothing_found_says_what_to_do(house: House) -> None:
    browser = await house.visit("wu")

    page = (await browser.get("/ledger", params={"who": "没有这个人"})).text

    assert "没有符合条件的记录" in page
    assert "清除筛选条件" in page


@pytest.mark.parametrize(
    "address",
    [
        "who=ab%00",
        "who=%25_%27--",
        "who=%ff%fe",
        "kind=%00",
        "kind=recording:erased",
        "from=0001-01-01",
        "to=9999-12-31",
        "from=0002-01-01&to=9998-12-31",
        "from=2026-11-22&to=2026-11-20",
        "older_than=-1",
        "older_than=99999999999999999999999999",
        "older_than=999999999999999999",
        "newer_than=0&older_than=0",
        "newer_than=%EF%BC%91",
        "older_than=0",
    ],
)
async def test_a_mistyped_address_still_shows_a_page(house: House, address: str) -> None:
    browser = await house.visit("wu")

    answer = await browser.get(f"/ledger?{address}")

    assert answer.status_code == 200
    assert "审计台账" in answer.text


async def test_what_is_found_is_escaped(house: House) -> None:
    browser = await house.visit("wu")

    page = (await browser.get("/ledger", params={"who": '"><script>1</script>'})).text

    assert "<script>1" not in page


async def test_ids_are_said_as_what_they_name_with_the_id_beside(house: House) -> None:
    town = house.town
    recording_id = await received(house, b"1")
    async with house.sessions() as session, session.begin():
        permit = await permitted(session, town, recordings=[recording_id])
        request = await session.get_one(AccessRequest, permit.request_id)
        for subject_id in (request.id, recording_id, town.chen.id):
            await append(
                session,
                LedgerKind.ACCESS_REPLIED,
                WORKER,
                unit_id=town.brigade,
                subject_id=subject_id,
                detail={"follows": str(request.id)},
                now=NOW,
            )
    browser = await house.visit("wu")

    page = (await browser.get("/ledger?kind=access:replied")).text

    number = number_of(request.year, request.serial)
    assert f"<summary>{number}</summary>" in page
    assert f"接续的申请 {number}" in page
    assert "<summary>音像资料（2026-11-21 10:00 收到）</summary>" in page
    assert "<summary>陈立</summary>" in page
    for subject_id in (request.id, recording_id, town.chen.id):
        assert f"<code>{subject_id}</code>" in page


async def test_what_belongs_to_another_unit_keeps_its_id_alone(house: House) -> None:
    town = house.town
    async with house.sessions() as session, session.begin():
        await append(
            session,
            LedgerKind.DEVICE_TRANSFERRED,
            WORKER,
            unit_id=town.agency,
            subject_id=town.qian.id,
            detail={"to_unit": str(town.stranger_agency), "from_unit": str(town.agency)},
            now=NOW,
        )
    browser = await house.visit("wu")

    page = (await browser.get("/ledger?kind=device:transferred")).text

    assert f"<code>{town.qian.id}</code>" in page
    assert "钱进" not in page
    assert f"调入单位标识 {town.stranger_agency}" in page
    assert "调出单位 汝州市水利局" in page
