"""The forms about a device's condition, as people meet them."""

from uuid import UUID

import httpx
import pytest

from app.ledger.kinds import LedgerKind
from app.policy.vocabulary import Role
from tests.routers.conftest import House


@pytest.fixture
async def keeper(house: House) -> httpx.AsyncClient:
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    return await house.visit("xu")


def device_of(house: House) -> UUID:
    assert house.town.terminal.id is not None
    return house.town.terminal.id


async def post(browser: httpx.AsyncClient, house: House, path: str, **form: str) -> int:
    answer = await browser.post(f"/devices/{device_of(house)}/{path}", data=form)
    return answer.status_code


async def broken(keeper: httpx.AsyncClient, house: House) -> None:
    status = await post(keeper, house, "fault", found_at="2026-11-21T09:30", description="无法开机")
    assert status == 303


async def test_from_fault_to_leave_on_the_pages(house: House, keeper: httpx.AsyncClient) -> None:
    await broken(keeper, house)
    assert await post(keeper, house, "repair-request", plan="送维修站") == 303
    leader = await house.visit("zhao")

    waiting = (await leader.get("/devices/approvals")).text
    form = (await leader.get(f"/devices/{device_of(house)}/repair-decision")).text
    status = await post(leader, house, "repair-decision", decision="yes", opinion="同意")

    assert "无法开机" in waiting
    assert "送维修站" in form
    assert status == 303
    assert "维修中" in (await keeper.get(f"/devices/{device_of(house)}")).text


async def test_a_refusal_needs_a_reason_and_keeps_what_was_typed(
    house: House, keeper: httpx.AsyncClient
) -> None:
    await broken(keeper, house)
    await post(keeper, house, "repair-request", plan="送维修站")
    leader = await house.visit("zhao")

    answer = await leader.post(
        f"/devices/{device_of(house)}/repair-decision", data={"decision": "no", "opinion": ""}
    )

    assert answer.status_code == 422
    assert "写明理由" in answer.text
    assert '<option value="no" selected>' in " ".join(answer.text.split())


async def test_a_wrong_moment_is_named_and_the_rest_is_kept(
    house: House, keeper: httpx.AsyncClient
) -> None:
    answer = await keeper.post(
        f"/devices/{device_of(house)}/fault",
        data={"found_at": "2026-11-22T09:30", "description": "屏幕<裂>"},
    )

    assert answer.status_code == 422
    assert "晚于现在" in answer.text
    assert "屏幕&lt;裂&gt;" in answer.text


BAD = {
    "nothing at all": {},
    "a time with a zone": {"found_at": "2026-11-21T09:30+08:00", "description": "坏"},
    "no time": {"found_at": "昨天", "description": "坏"},
    "the end of time": {"found_at": "9999-12-31T23:59", "description": "坏"},
    "a novel": {"found_at": "2026-11-21T09:30", "description": "坏" * 501},
}


@pytest.mark.parametrize("form", BAD.values(), ids=BAD.keys())
async def test_bad_input_changes_nothing(
    house: House, keeper: httpx.AsyncClient, form: dict[str, str]
) -> None:
    assert await post(keeper, house, "fault", **form) == 422
    assert "可用" in (await keeper.get(f"/devices/{device_of(house)}")).text


BAD_MONEY = ["-1", "1.234", "NaN", "Infinity", "一百", "1e99"]


@pytest.mark.parametrize("cost", BAD_MONEY)
async def test_money_is_yuan_with_two_decimals(
    house: House, keeper: httpx.AsyncClient, cost: str
) -> None:
    status = await post(
        keeper,
        house,
        "unauthorised-repair",
        repairer="自己",
        work="换屏",
        cost=cost,
        began_on="2026-11-21",
        ended_on="2026-11-21",
    )

    assert status == 422


async def test_a_repair_without_leave_is_seen_at_once(
    house: House, keeper: httpx.AsyncClient
) -> None:
    await post(
        keeper,
        house,
        "unauthorised-repair",
        repairer="街边维修部",
        work="换屏",
        cost="88",
        began_on="2026-11-20",
        ended_on="2026-11-21",
    )

    page = (await keeper.get(f"/devices/{device_of(house)}")).text
    ledger = (await keeper.get("/devices/ledgers/repairs")).text

    assert "擅自修理，系统不列为可报销费用" in page
    assert "88.00" in page
    assert "擅自修理" in ledger


async def test_an_act_without_occasion_says_why(house: House, keeper: httpx.AsyncClient) -> None:
    answer = await keeper.get(f"/devices/{device_of(house)}/repair-result")

    assert answer.status_code == 409
    assert "现在不能登记维修结果" in answer.text


async def test_what_is_tried_without_right_is_written(house: House) -> None:
    await house.hire("lin", "林晓燕", Role.INSPECTOR)
    browser = await house.visit("lin")

    status = await post(browser, house, "maintenance")

    assert status == 403
    last = (await house.history(device_of(house)))[-1]
    assert last.kind is LedgerKind.ACT_REFUSED


async def test_looking_leaves_no_trace(house: House) -> None:
    await house.hire("lin", "林晓燕", Role.INSPECTOR)
    browser = await house.visit("lin")
    before = len(await house.history(device_of(house)))

    answer = await browser.get(f"/devices/{device_of(house)}/maintenance")

    assert answer.status_code == 403
    assert len(await house.history(device_of(house))) == before


async def test_a_loss_revokes_the_terminal_at_once(house: House, keeper: httpx.AsyncClient) -> None:
    await post(keeper, house, "loss", lost_at="2026-11-21T08:00", circumstances="落水")

    page = (await keeper.get(f"/devices/{device_of(house)}")).text
    kinds = [line.kind for line in await house.history(device_of(house))]

    assert "已丢失" in page
    assert kinds[-2:] == [LedgerKind.TERMINAL_REVOKED, LedgerKind.DEVICE_LOST]


async def test_care_stands_in_its_ledger(house: House, keeper: httpx.AsyncClient) -> None:
    await post(
        keeper,
        house,
        "maintenance",
        done_on="2026-11-21",
        done_by="徐海涛",
        what="清洁镜头",
        result="良好",
    )

    ledger = (await keeper.get("/devices/ledgers/maintenance?from=2026-11-21")).text
    earlier = (await keeper.get("/devices/ledgers/maintenance?to=2026-11-20")).text

    assert "清洁镜头" in ledger
    assert "没有符合条件的记录" in earlier
