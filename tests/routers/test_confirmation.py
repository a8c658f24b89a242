"""Risky acts ask again; a form is kept, and never sent again by itself."""

from html import unescape

import pytest

from app.ledger.kinds import LedgerKind
from app.routers.confirmation import waiting_form
from tests.routers.conftest import House
from tests.routers.factors import code_of, enrolled, keyed
from tests.world import PASSWORD

__all__ = ["keyed"]
RISKY = [
    ("GET", "/account/second-factor"),
    ("POST", "/account/second-factor"),
    ("POST", "/account/second-factor/removal"),
    ("POST", "/account/recovery-codes"),
]


async def test_soon_after_signing_in_nothing_is_asked(keyed: House) -> None:
    browser = await keyed.visit("liu")
    keyed.clock.advance(minutes=9)

    assert (await browser.get("/account/second-factor")).status_code == 200


@pytest.mark.parametrize(("method", "address"), RISKY)
async def test_later_every_risky_door_asks(keyed: House, method: str, address: str) -> None:
    browser = await keyed.visit("liu")
    keyed.clock.advance(minutes=11)

    answer = await browser.request(method, address, follow_redirects=True)

    assert "请确认是您本人" in answer.text


async def test_a_page_is_shown_after_the_proof(keyed: House) -> None:
    browser = await keyed.visit("liu")
    keyed.clock.advance(minutes=11)

    asked = await browser.get("/account/second-factor?from=here")
    form = {"answer": PASSWORD, "next": "/account/second-factor?from=here", "kept": ""}
    confirmed = await browser.post("/confirmation", data=form)

    assert asked.headers["Location"] == (
        "/confirmation?next=%2Faccount%2Fsecond-factor%3Ffrom%3Dhere"
    )
    assert confirmed.headers["Location"] == "/account/second-factor?from=here"
    assert (await browser.get("/account/second-factor")).status_code == 200


async def test_a_form_waits_and_is_not_sent_by_itself(keyed: House) -> None:
    browser = await keyed.visit("liu")
    secret, _ = await enrolled(keyed, browser)
    keyed.clock.advance(minutes=11)

    asked = await browser.post("/account/second-factor/removal", data={"why": "新手机 & <b>"})
    form = {
        "answer": code_of(secret, keyed.clock.now),
        "next": "/account/second-factor/removal",
        "kept": "why=%E6%96%B0%E6%89%8B%E6%9C%BA+%26+%3Cb%3E",
    }
    again = await browser.post("/confirmation", data=form)

    assert asked.status_code == 403
    assert form["kept"] in unescape(asked.text)
    assert 'action="/account/second-factor/removal"' in again.text
    assert 'value="新手机 &amp; &lt;b&gt;"' in again.text
    assert "已启用" in (await browser.get("/account")).text
    await browser.post("/account/second-factor/removal", data={"why": "新手机"})
    assert "未启用" in (await browser.get("/account")).text


async def test_several_values_of_one_name_are_all_kept() -> None:
    page = waiting_form("/people/1", "role=officer&role=leader&note=")

    assert page.fields == (("role", "officer"), ("role", "leader"), ("note", ""))


async def test_a_waiting_form_goes_nowhere_but_here() -> None:
    assert waiting_form("//example.org", "a=1").action == "/"


async def test_a_wrong_password_is_refused_and_the_form_still_waits(keyed: House) -> None:
    browser = await keyed.visit("liu")
    keyed.clock.advance(minutes=11)

    form = {"answer": "wrong", "next": "/account/recovery-codes", "kept": "a=1"}
    answer = await browser.post("/confirmation", data=form)

    assert answer.status_code == 422
    assert "密码不正确" in answer.text
    assert 'value="a=1"' in answer.text
    assert keyed.town.liu.id is not None
    lines = await keyed.history(keyed.town.liu.id)
    assert lines[-1].kind is LedgerKind.CONFIRMATION_REFUSED


async def test_guessing_has_to_wait(keyed: House) -> None:
    browser = await keyed.visit("liu")

    answers = [await browser.post("/confirmation", data={"answer": "x"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_htmx_is_led_to_the_question(keyed: House) -> None:
    browser = await keyed.visit("liu")
    keyed.clock.advance(minutes=11)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8000/account?a=1"}

    answer = await browser.post("/account/recovery-codes", headers=headers)

    assert answer.headers["HX-Redirect"] == "/confirmation?next=%2Faccount%3Fa%3D1"


async def test_nobody_is_asked_who_is_not_signed_in(keyed: House) -> None:
    answer = await keyed.stranger().get("/confirmation?next=/account/second-factor")

    assert answer.headers["Location"].startswith("/sign-in?next=")
