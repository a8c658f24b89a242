"""A form that comes after its sign-in has ended does nothing, and loses nothing that was typed."""

import re
from html import unescape

import pytest

from tests.routers.conftest import House

TITLE = "询问“李大山” & <b>"
FORM = {"title": TITLE, "cause": "非法采砂\n第二行", "empty": ""}


async def test_what_was_typed_stays_in_the_answer_and_is_sent_again_by_one_key(
    house: House,
) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    answer = await browser.post("/cases/new?from=inbox", data=FORM)

    assert answer.status_code == 401
    assert 'action="/cases/new?from=inbox"' in answer.text
    assert fields_of(answer.text) == FORM
    assert "重新提交" in answer.text


async def test_after_signing_in_beside_it_the_form_reaches_its_door(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)
    kept = fields_of((await browser.post("/cases/new", data=FORM)).text)
    again = await house.visit("liu")

    answer = await again.post("/cases/new", data=kept)

    assert answer.status_code == 422, "the door itself says what is missing in it"
    assert TITLE in unescape(answer.text)


async def test_files_are_not_read_and_left_to_the_browser(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    answer = await browser.post("/cases/new", data=FORM, files={"scan": ("a.pdf", b"%PDF-1.7")})

    assert answer.status_code == 401
    assert "刷新" in answer.text
    assert fields_of(answer.text) == {}


async def test_a_part_of_a_page_says_it_above_and_leaves_the_page_as_it_is(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    answer = await browser.post("/cases/new", data=FORM, headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#alerts"
    assert "在新的标签页中登录" in answer.text


@pytest.mark.parametrize(
    "form",
    [{"old_password": "secret", "new_password": "other"}, {"kept": "a=b", "answer": "secret"}],
    ids=["passwords", "a form behind a proof"],
)
async def test_a_secret_is_never_written_into_a_page(house: House, form: dict[str, str]) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    answer = await browser.post("/cases/new", data=form)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in"


async def test_who_never_was_here_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().post("/cases/new", data=FORM)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in"


async def test_a_form_of_another_site_gets_nothing_of_it_back(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    answer = await browser.post("/cases/new", data=FORM, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "李大山" not in answer.text


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that waits."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in found}
