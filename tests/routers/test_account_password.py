"""Changing one's own password."""

import pytest

from app.ledger.kinds import LedgerKind
from tests.routers.conftest import House
from tests.routers.factors import GOOD, enter
from tests.world import PASSWORD

FORM = {"old_password": PASSWORD, "new_password": GOOD, "new_password_again": GOOD}


async def test_the_rules_are_told_before_anything_is_typed(house: House) -> None:
    page = (await (await house.visit("liu")).get("/account/password")).text

    assert "至少 12 个字符" in page
    assert 'autocomplete="current-password"' in page
    assert page.count('autocomplete="new-password"') == 2
    assert 'value="liu"' in page


async def test_the_new_password_counts_and_other_sign_ins_end(house: House) -> None:
    elsewhere = await house.visit("liu")
    browser = await house.visit("liu")

    answer = await browser.post("/account/password", data=FORM)
    page = await browser.get(answer.headers["Location"])

    assert "密码已经修改" in page.text
    assert (await elsewhere.get("/")).status_code == 303
    assert (await enter(house, house.stranger(), "liu")).status_code == 422
    assert (await enter(house, house.stranger(), "liu", GOOD)).status_code == 303
    assert house.town.liu.id is not None
    kinds = [line.kind for line in await house.history(house.town.liu.id)]
    assert LedgerKind.PASSWORD_CHANGED in kinds


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"old_password": "wrong"}, "原密码不正确"),
        ({"old_password": ""}, "请输入现在使用的密码"),
        ({"new_password_again": "other"}, "两次输入的新密码不一致"),
        ({"new_password": PASSWORD, "new_password_again": PASSWORD}, "用过的密码相同"),
        ({"new_password": "a\x00b", "new_password_again": "a\x00b"}, "至少需要 12 个"),
    ],
)
async def test_what_will_not_do_is_told(house: House, changes: dict[str, str], words: str) -> None:
    browser = await house.visit("liu")

    answer = await browser.post("/account/password", data=FORM | changes)

    assert answer.status_code == 422
    assert words in answer.text
    assert GOOD not in answer.text
    assert (await enter(house, house.stranger(), "liu")).status_code == 303


async def test_guessing_the_old_one_has_to_wait(house: House) -> None:
    browser = await house.visit("liu")
    wrong = FORM | {"old_password": "wrong"}

    answers = [await browser.post("/account/password", data=wrong) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_a_stranger_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().post("/account/password", data=FORM)

    assert answer.headers["Location"] == "/sign-in"
