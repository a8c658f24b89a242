"""我的设备, and the check before use."""

from datetime import timedelta

import httpx
import pytest

from app.ledger.kinds import LedgerKind
from tests.devices.holders import camera_of, give, hire_keeper, hire_officer, qualify
from tests.routers.conftest import House
from tests.world import NOW

HOUR = timedelta(hours=1)
ALL_FINE = {"works": "fine", "battery": "fine", "storage": "fine", "clock": "fine"}


async def chen_holds(house: House) -> httpx.AsyncClient:
    async with house.sessions() as session, session.begin():
        await qualify(session, house.town.chen)
        keeper = await hire_keeper(session, house.town)
        await hire_officer(session, house.town)
        await give(session, keeper, camera_of(house.town), house.town.chen, at=NOW - HOUR)
    return await house.visit("chen")


def checks_of(house: House) -> str:
    return f"/devices/{camera_of(house.town)}/prechecks"


async def test_what_i_hold_asks_for_the_check(house: House) -> None:
    browser = await chen_holds(house)

    page = (await browser.get("/my-devices")).text

    assert "RZ-0001" in page
    assert "出发前请完成检查" in page
    assert checks_of(house) in page


async def test_holding_nothing_says_how_to_get_something(house: House) -> None:
    browser = await house.visit("chen")

    assert "您现在没有领用设备" in (await browser.get("/my-devices")).text


async def test_what_i_returned_is_my_history(house: House) -> None:
    browser = await chen_holds(house)
    keeper = await house.visit("xu")
    await keeper.post(
        f"/handovers/{camera_of(house.town)}/return", data={"content": "汝河采砂点检查"}
    )

    page = (await browser.get("/my-devices")).text

    assert "以前领用的设备" in page
    assert "汝河采砂点检查" in page


@pytest.mark.parametrize("seconds", ["-35", "\uff0d\uff13\uff15", "\u221235"])
async def test_a_check_in_order_is_kept_and_an_event(house: House, seconds: str) -> None:
    browser = await chen_holds(house)

    answer = await browser.post(checks_of(house), data={**ALL_FINE, "clock_offset": seconds})

    page = (await browser.get(answer.headers["Location"])).text
    assert "检查合格" in page
    assert "-35 秒" in page
    kinds = [line.kind for line in await house.history(camera_of(house.town))]
    assert kinds[-1] is LedgerKind.DEVICE_CHECKED
    assert "检查合格" in (await browser.get("/my-devices")).text


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("battery", "请先充电"),
        ("clock", "校准设备时钟"),
        ("storage", "请上传设备中的资料"),
        ("works", "立即停止使用"),
    ],
)
async def test_a_failed_item_says_what_to_do(house: House, item: str, words: str) -> None:
    browser = await chen_holds(house)

    answer = await browser.post(checks_of(house), data={**ALL_FINE, item: "wrong"})

    assert words in (await browser.get(answer.headers["Location"])).text
    assert words in (await browser.get("/my-devices")).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param({**ALL_FINE, "clock": "perhaps"}, "请逐项填写检查结果", id="no verdict"),
        pytest.param({}, "请逐项填写检查结果", id="nothing"),
        pytest.param({**ALL_FINE, "clock_offset": "fast"}, "请填写整数秒", id="no number"),
        pytest.param({**ALL_FINE, "clock_offset": "9" * 12}, "请填写整数秒", id="too long"),
    ],
)
async def test_an_incomplete_check_is_shown_again_as_typed(
    house: House, data: dict[str, str], words: str
) -> None:
    browser = await chen_holds(house)

    answer = await browser.post(checks_of(house), data={**data, "note": "夜间"})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="夜间"' in answer.text


async def test_a_colleague_cannot_check_it(house: House) -> None:
    await chen_holds(house)
    ma = await house.visit("ma")

    assert (await ma.post(checks_of(house), data=ALL_FINE)).status_code == 404
    assert (await ma.get(checks_of(house))).status_code == 404


async def test_the_leader_is_told_whose_work_it_is(house: House) -> None:
    await chen_holds(house)
    leader = await house.visit("zhao")

    answer = await leader.post(checks_of(house), data=ALL_FINE)

    assert answer.status_code == 403
    assert "音像记录管理制度第四条" in answer.text


async def test_nobody_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().post(checks_of(house), data=ALL_FINE)

    assert answer.headers["Location"].startswith("/sign-in")
