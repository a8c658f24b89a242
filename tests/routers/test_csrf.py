import pytest

from tests.routers.conftest import ORIGIN, House

FORM = {"username": "liu", "password": "wrong"}

OWN = {
    "same origin": {"Sec-Fetch-Site": "same-origin"},
    "typed by the person": {"Sec-Fetch-Site": "none"},
    "old kernel with our origin": {"Origin": ORIGIN},
}
FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a sister site": {"Sec-Fetch-Site": "same-site"},
    "another site claiming our origin": {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    "old kernel with another origin": {"Origin": "https://example.org"},
    "an opaque origin": {"Origin": "null"},
    "nothing said": {},
}


@pytest.mark.parametrize("headers", OWN.values(), ids=OWN.keys())
async def test_a_form_of_our_own_is_read(house: House, headers: dict[str, str]) -> None:
    browser = house.stranger()
    del browser.headers["Sec-Fetch-Site"]

    answer = await browser.post("/sign-in", data=FORM, headers=headers)

    assert answer.status_code == 422


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
async def test_a_form_from_elsewhere_is_refused_in_words(
    house: House, headers: dict[str, str]
) -> None:
    browser = house.stranger()
    del browser.headers["Sec-Fetch-Site"]

    answer = await browser.post("/sign-in", data=FORM, headers=headers)

    assert answer.status_code == 403
    assert "无法确认它是从本系统的页面发出的" in answer.text


async def test_a_foreign_site_cannot_use_the_cookie_on_the_upload_door(house: House) -> None:
    browser = await house.visit("chen")

    answer = await browser.post("/files", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_a_safe_method_does_not_turn_into_another_behind_the_check(
    house: House, method: str
) -> None:
    browser = await house.visit("chen")
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "X-HTTP-Method-Override": "POST",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "1",
    }

    answer = await browser.request(method, "/files", headers=headers)

    assert answer.status_code != 201


async def test_a_bearer_needs_no_origin(house: House) -> None:
    terminal = house.stranger(Authorization=f"Bearer {house.town.terminal_token}")
    del terminal.headers["Sec-Fetch-Site"]

    answer = await terminal.post("/api/token")

    assert answer.status_code == 200
