"""设备交接台: scan or pick, one form, and what is said when it does not go."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update

from app.ledger.kinds import LedgerKind
from app.models import Device, Person, Qualification
from app.policy.actor import Actor
from tests.devices.holders import (
    TODAY,
    camera_of,
    give,
    hire_keeper,
    hire_officer,
    qualify,
    spans_of,
)
from tests.routers.conftest import House
from tests.world import NOW

HOUR = timedelta(hours=1)


async def opened(house: House, *, held: bool = False) -> tuple[httpx.AsyncClient, Actor]:
    """The keeper's browser; Chen and Ma are qualified, and with ``held`` Chen has the camera."""
    async with house.sessions() as session, session.begin():
        await qualify(session, house.town.chen)
        keeper = await hire_keeper(session, house.town)
        ma = await hire_officer(session, house.town)
        if held:
            await give(session, keeper, camera_of(house.town), house.town.chen, at=NOW - HOUR)
    return await house.visit("xu"), ma


def desk_of(house: House) -> str:
    return f"/handovers/{camera_of(house.town)}"


async def holders(house: House) -> list[UUID]:
    async with house.sessions() as session:
        return [span[0] for span in await spans_of(session, camera_of(house.town))]


async def test_a_scanned_label_leads_to_its_device(house: House) -> None:
    browser, _ = await opened(house)
    async with house.sessions() as session, session.begin():
        device = await session.get_one(Device, camera_of(house.town))
        device.label_code = "K7M2Q9ABH"

    answer = await browser.get("/handovers", params={"code": "K7M2-Q9AB-H"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == desk_of(house)


@pytest.mark.parametrize("code", ["JX-0001", "RZ-9999", "<script>"])
async def test_a_code_that_is_not_ours_stays_in_the_field(house: House, code: str) -> None:
    browser, _ = await opened(house)

    answer = await browser.get("/handovers", params={"code": code})

    assert answer.status_code == 404
    assert "没有找到这个编号或标签对应的设备" in answer.text
    assert "<script>alert" not in answer.text
    assert 'id="code"' in answer.text


async def test_two_clicks_issue_a_device_from_the_list(house: House) -> None:
    browser, ma = await opened(house)
    page = (await browser.get("/handovers")).text
    assert f'href="{desk_of(house)}"' in page
    form = (await browser.get(desk_of(house))).text
    assert "马建国" in form

    answer = await browser.post(f"{desk_of(house)}/issue", data={"receiver": str(ma.id)})

    assert answer.status_code == 303
    assert await holders(house) == [ma.id]
    done = (await browser.get(answer.headers["Location"])).text
    assert "RZ-0001 现由马建国领用" in done
    kinds = [line.kind for line in await house.history(camera_of(house.town))]
    assert kinds[-1] is LedgerKind.DEVICE_ISSUED


async def test_the_list_says_who_may_not_and_why(house: House) -> None:
    browser, _ = await opened(house)

    page = (await browser.get(desk_of(house))).text

    keeper = page[page.index("徐海涛") - 400 :]
    assert "没有领用人的执法资格证件" in keeper
    assert re.search(r"type=\"radio\"[^>]*disabled", page)


async def test_a_certificate_that_expires_tomorrow_warns_and_does_not_stop(house: House) -> None:
    browser, _ = await opened(house)
    async with house.sessions() as session, session.begin():
        lin = await hire_officer(session, house.town, "lin", "林远")
        he = await hire_officer(session, house.town, "he", "何光")
        for person, days in ((lin, 1), (he, -1)):
            await session.execute(
                update(Qualification)
                .where(Qualification.person_id == person.id)
                .values(valid_until=TODAY + timedelta(days=days))
            )

    page = (await browser.get(desk_of(house))).text
    answer = await browser.post(f"{desk_of(house)}/issue", data={"receiver": str(lin.id)})

    assert "将于 2026-11-22 到期" in page
    assert "已于 2026-11-20 到期" in page
    assert answer.status_code == 303


async def test_a_refusal_stands_beside_what_was_typed_with_its_article(house: House) -> None:
    browser, _ = await opened(house)
    async with house.sessions() as session:
        xu = await session.scalar(select(Person.id).where(Person.username == "xu"))

    answer = await browser.post(
        f"{desk_of(house)}/issue", data={"receiver": str(xu), "purpose": "采砂巡查"}
    )

    assert answer.status_code == 403
    assert "没有领用人的执法资格证件" in answer.text
    assert "《中华人民共和国行政处罚法》第四十二条" in answer.text
    assert 'value="采砂巡查"' in answer.text
    kinds = [line.kind for line in await house.history(camera_of(house.town))]
    assert kinds[-1] is LedgerKind.DEVICE_ISSUE_REFUSED


async def test_taking_back_without_content_is_asked_for(house: House) -> None:
    browser, _ = await opened(house, held=True)

    answer = await browser.post(f"{desk_of(house)}/return", data={"remark": "背夹松动"})

    assert answer.status_code == 422
    assert "请填写记录内容" in answer.text
    assert 'value="背夹松动"' in answer.text
    assert 'href="#return-content"' in answer.text


async def test_taking_back_shows_what_was_recorded(house: House) -> None:
    browser, _ = await opened(house, held=True)

    answer = await browser.post(f"{desk_of(house)}/return", data={"content": "汝河采砂点检查"})

    done = (await browser.get(answer.headers["Location"])).text
    assert "已收回 RZ-0001" in done
    assert "汝河采砂点检查" in done


async def test_the_holder_hands_over_and_cannot_book_back(house: House) -> None:
    _, ma = await opened(house, held=True)
    chen = await house.visit("chen")
    page = (await chen.get(desk_of(house))).text
    assert "确认交接" in page
    assert "确认收回" not in page

    refused = await chen.post(f"{desk_of(house)}/return", data={"content": "巡查"})
    answer = await chen.post(
        f"{desk_of(house)}/transfer", data={"receiver": str(ma.id), "content": "巡查"}
    )

    assert refused.status_code == 403
    assert answer.status_code == 303
    assert await holders(house) == [house.town.chen.id, ma.id]
    assert "现由马建国领用" in (await chen.get(answer.headers["Location"])).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-11-21T11:00", "不能晚于现在"),
        ("2026-11-18T09:00", "请在备注中写明补登的原因"),
        ("yesterday", "时间没有写成"),
        ("0001-01-01T00:00", "时间没有写成"),
        ("9999-12-31T23:59", "时间没有写成"),
    ],
)
async def test_a_wrong_moment_is_said_and_kept(house: House, typed: str, words: str) -> None:
    browser, ma = await opened(house)

    answer = await browser.post(
        f"{desk_of(house)}/issue", data={"receiver": str(ma.id), "at": typed}
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text
    assert await holders(house) == []


async def test_a_back_dated_issue_into_the_time_of_another_is_refused(house: House) -> None:
    browser, ma = await opened(house, held=True)
    await browser.post(f"{desk_of(house)}/return", data={"content": "巡查"})

    answer = await browser.post(
        f"{desk_of(house)}/issue", data={"receiver": str(ma.id), "at": "2026-11-21T09:30"}
    )

    assert answer.status_code == 422
    assert "还由他人领用" in answer.text


@pytest.mark.parametrize("receiver", ["", "nobody", "019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11"])
async def test_a_receiver_who_is_none_issues_nothing(house: House, receiver: str) -> None:
    browser, _ = await opened(house)

    answer = await browser.post(f"{desk_of(house)}/issue", data={"receiver": receiver})

    assert answer.status_code in {404, 422}
    assert await holders(house) == []


async def test_a_page_that_is_out_of_date_says_so(house: House) -> None:
    browser, _ = await opened(house)

    answer = await browser.post(f"{desk_of(house)}/return", data={"content": "巡查"})

    assert answer.status_code == 409
    assert "没有人领用" in answer.text


@pytest.mark.parametrize("form", ["issue", "transfer", "return"])
async def test_the_keeper_next_door_meets_what_never_was(house: House, form: str) -> None:
    await opened(house, held=True)
    qian = await house.visit("qian")

    answer = await qian.post(f"{desk_of(house)}/{form}", data={"content": "巡查"})

    assert answer.status_code == 404


@pytest.mark.parametrize("form", ["issue", "transfer", "return"])
async def test_nobody_is_sent_to_the_entrance(house: House, form: str) -> None:
    answer = await house.stranger().post(f"{desk_of(house)}/{form}")

    assert answer.headers["Location"].startswith("/sign-in")


async def test_somebody_who_holds_nothing_is_told_whom_to_ask(house: House) -> None:
    browser = await house.visit("chen")

    page = (await browser.get("/handovers")).text

    assert "您现在没有领用设备" in page
    assert "在库，可以发放" not in page
