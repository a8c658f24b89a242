"""Changing a case by its forms: of two clerks the second is told, and nothing is lost."""

import re

import pytest

from app.ledger.kinds import LedgerKind
from tests.routers.casework import sand_case_of
from tests.routers.conftest import House
from tests.routers.shown_forms import sent_by

FACTS = {
    "title": "李大山采砂案",
    "cause": "未经许可在河道采砂",
    "place": "温泉镇",
    "note": "",
    "security_class": "none",
}


async def test_of_two_clerks_the_second_is_told_and_nothing_is_lost(house: House) -> None:
    case_id = await sand_case_of(house)
    liu, chen = await house.visit("liu"), await house.visit("chen")
    await liu.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": "1"})

    told = await chen.post(
        f"/cases/{case_id}/facts", data=FACTS | {"title": "别的名称", "revision": "1"}
    )

    assert told.status_code == 422
    assert "刘敏于 10:00 改动了本案" in told.text
    assert "别的名称" in told.text
    assert "案件名称，现在是" in told.text
    assert 'name="revision" value="2"' in told.text
    again = await chen.post(
        f"/cases/{case_id}/facts", data=FACTS | {"title": "别的名称", "revision": "2"}
    )
    assert again.status_code == 303
    assert "别的名称" in (await liu.get(f"/cases/{case_id}")).text


async def test_what_the_second_did_not_touch_stands_as_the_first_left_it(house: House) -> None:
    """Sent again as it comes back, the form undoes nothing of what the first wrote."""
    case_id = await sand_case_of(house)
    liu, chen = await house.visit("liu"), await house.visit("chen")
    opened = sent_by((await chen.get(f"/cases/{case_id}/facts")).text)
    changed = FACTS | {"cause": "在禁采期采砂", "mark-privacy": "on", "note": "举报\n两次"}
    await liu.post(f"/cases/{case_id}/facts", data=changed | {"revision": "1"})

    told = await chen.post(f"/cases/{case_id}/facts", data=opened | {"place": "小屯镇"})

    assert told.status_code == 422
    assert re.search(r"案由，您没有改动，已换成现在的</dt>\s*<dd>\s*在禁采期采砂", told.text)
    assert re.search(r"个人隐私，您没有改动，已换成现在的</dt>\s*<dd>\s*已勾选", told.text)
    assert re.search(r"案发地点，现在是</dt>\s*<dd>\s*温泉镇", told.text)
    back = sent_by(told.text)
    assert (back["place"], back["cause"], back["mark-privacy"]) == ("小屯镇", "在禁采期采砂", "on")
    again = await chen.post(f"/cases/{case_id}/facts", data=back)
    assert again.status_code == 303
    page = (await liu.get(f"/cases/{case_id}")).text
    assert all(text in page for text in ("小屯镇", "在禁采期采砂", "个人隐私", "两次"))


async def test_what_came_back_is_compared_with_what_it_came_back_with(house: House) -> None:
    """A third change meets the form that was already brought up to date once."""
    case_id = await sand_case_of(house)
    liu, chen = await house.visit("liu"), await house.visit("chen")
    opened = sent_by((await chen.get(f"/cases/{case_id}/facts")).text)
    await liu.post(f"/cases/{case_id}/facts", data=FACTS | {"cause": "甲", "revision": "1"})
    told = await chen.post(f"/cases/{case_id}/facts", data=opened | {"place": "小屯镇"})
    await liu.post(f"/cases/{case_id}/facts", data=FACTS | {"cause": "乙", "revision": "2"})

    again = await chen.post(f"/cases/{case_id}/facts", data=sent_by(told.text))

    back = sent_by(again.text)
    assert (again.status_code, back["cause"], back["place"]) == (422, "乙", "小屯镇")


async def test_who_also_left_a_field_empty_is_told_both(house: House) -> None:
    case_id = await sand_case_of(house)
    liu, chen = await house.visit("liu"), await house.visit("chen")
    await liu.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": "1"})

    told = await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"title": "", "revision": "1"})

    assert "刘敏于 10:00 改动了本案" in told.text
    assert "请填写“案件名称”" in told.text


@pytest.mark.parametrize("revision", ["", "-1", "one", "9" * 30, "\uff11"])
async def test_a_senseless_revision_is_one_of_before(house: House, revision: str) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": revision})

    assert answer.status_code == 422
    assert "改动了本案" in answer.text


async def test_a_box_that_was_unticked_comes_back_unticked(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": "1", "mark-minor": "on"})

    answer = await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"title": "", "revision": "2"})

    box = answer.text.split('id="mark-minor"')[1].split(">")[0]
    assert "checked" not in box


async def test_a_leader_is_refused_before_anything_is_read(house: House) -> None:
    case_id = await sand_case_of(house)
    zhao = await house.visit("zhao")

    answer = await zhao.post(f"/cases/{case_id}/facts", data={"title": ""})

    assert answer.status_code == 403
    assert "您不能改动" in answer.text
    assert (await house.history(case_id))[-1].kind is LedgerKind.ACT_REFUSED
