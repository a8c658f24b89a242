"""查找资料: the keeper finds the recordings of a request by what is known, and ticks them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.access.contents import items_page
from app.db import transaction
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.searching.indexing import index_recordings
from tests.access import desk
from tests.access.desk import found_by_liu
from tests.cases.office import open_sand_case
from tests.routers.conftest import House
from tests.routers.test_access import described
from tests.world import NOW

CASE_NO = "汝水罚〔2026〕1号"


async def shelved(house: House) -> tuple[UUID, UUID]:
    """Return a recording of the case and one of no case, both of which the search knows."""
    async with transaction(house.sessions) as session:
        case_id = await open_sand_case(session, house.town)
        linked = await desk.recording_in(session, house.town, case_id, file_name="RZ0001.mp4")
        single = await desk.recording_in(session, house.town, None, file_name="RZ0002.mp4")
        await index_recordings(session, [linked, single], now=NOW)
        return linked, single


async def found(house: House, request_id: UUID, query: str) -> str:
    browser = await house.visit("liu")
    answer = await browser.get(f"/access/{request_id}/recordings{query}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("query", "is_linked_there", "is_single_there"),
    [
        (f"?q={CASE_NO}", True, False),
        ("?q=RZ000", True, True),
        ("?q=RZ0002", False, True),
        ("?q=RZ0002 RZ0001", False, False),
        (f"?from={NOW:%Y-%m-%d}", True, True),
        (f"?from={NOW + timedelta(days=1):%Y-%m-%d}", False, False),
        ("?from=nonsense", False, False),
        ("", False, False),
    ],
)
async def test_the_keeper_finds_by_case_name_and_day(
    house: House, query: str, is_linked_there: bool, is_single_there: bool
) -> None:
    linked, single = await shelved(house)
    request_id = await described(house)

    page = await found(house, request_id, query)

    assert (f"item-{linked}" in page, f"item-{single}" in page) == (
        is_linked_there,
        is_single_there,
    )


async def test_a_number_or_the_address_of_a_page_finds_the_one(house: House) -> None:
    linked, single = await shelved(house)
    request_id = await described(house)

    for typed in (str(single), f"https://liuhen.example/recordings/{single}?from=inbox"):
        page = await found(house, request_id, f"?q={typed}")
        assert f"item-{single}" in page
        assert f"item-{linked}" not in page
    assert "没有查到" in await found(house, request_id, f"?q={uuid4()}")


async def test_what_was_ticked_is_asked_for_and_the_ledger_says_so(house: House) -> None:
    linked, single = await shelved(house)
    request_id = await described(house)
    browser = await house.visit("liu")

    answer = await browser.post(
        f"/access/{request_id}/recordings?q=RZ000",
        data={"revision": "1", f"item-{linked}": "on", f"item-{single}": "on"},
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"/access/{request_id}")
    async with house.sessions() as session:
        asked = {line.recording_id for line in (await items_page(session, request_id)).lines}
        added = (await history_of(session, request_id))[1]
    assert asked == {linked, single}
    assert (added.kind, added.detail["items"]) == (LedgerKind.ACCESS_ITEM_ADDED, 2)
    again = await found(house, request_id, "?q=RZ000")
    assert "已在申请中" in again
    assert f"item-{linked}" not in again


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"item": ""}, "请勾选要添加的资料"),
        ({"item": str(uuid4())}, "有的已经查不到了"),
        ({"revision": "9"}, "有人办理了这份申请"),
    ],
    ids=["nothing ticked", "one that never was", "somebody was first"],
)
async def test_what_cannot_be_added_is_said_and_the_ticks_stay(
    house: House, changes: dict[str, str], told: str
) -> None:
    linked, _ = await shelved(house)
    request_id = await described(house)
    browser = await house.visit("liu")
    item = changes.get("item", str(linked))
    ticks = {f"item-{item}": "on"} if item else {}

    answer = await browser.post(
        f"/access/{request_id}/recordings?q=RZ0001",
        data={"revision": changes.get("revision", "1"), **ticks},
    )

    assert answer.status_code == 422
    assert told in answer.text
    assert f"item-{linked}" in answer.text


async def test_nobody_but_the_keeper_looks_and_adds(house: House) -> None:
    linked, _ = await shelved(house)
    request_id = await described(house)
    address, ticks = f"/access/{request_id}/recordings", {f"item-{linked}": "on"}

    for name, status in (("chen", 403), ("zhao", 403), ("qian", 404), ("wu", 404)):
        browser = await house.visit(name)
        assert (await browser.get(f"{address}?q=RZ0001")).status_code == status
        assert (await browser.post(address, data=ticks)).status_code == status
    assert (await house.stranger().get(address)).status_code == 303


async def test_a_request_that_was_answered_takes_nothing_more(house: House) -> None:
    linked, _ = await shelved(house)
    async with transaction(house.sessions) as session:
        request_id = await desk.ask(session, house.town.chen, material=CASE_NO)
        await found_by_liu(session, house.town, request_id, linked)
    browser = await house.visit("liu")
    await (await house.visit("chen")).post(
        f"/access/{request_id}/withdrawal", data={"revision": "2"}
    )

    answer = await browser.get(f"/access/{request_id}/recordings")

    assert answer.status_code == 409
    assert "不能再添加资料" in answer.text
