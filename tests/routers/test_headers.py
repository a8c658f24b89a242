import pytest

from app.routers.headers import SECURITY_HEADERS, SecurityHeaders
from tests.routers.conftest import House

ADDRESSES = {
    "page": "/sign-in",
    "refused": "/inbox",
    "not found": "/nothing/here",
    "machine": "/api/recordings/00000000-0000-0000-0000-000000000000",
    "upload door": "/files",
    "health": "/healthz",
    "old asset": "/assets/app.00000000.css",
    "media": "/recordings/00000000-0000-0000-0000-000000000000/media",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
async def test_every_answer_carries_every_header(house: House, address: str) -> None:
    browser = house.stranger()

    answer = await browser.get(address)

    missing = [name for name in SECURITY_HEADERS if name not in answer.headers]
    assert missing == []
    assert "no-store" in answer.headers["Cache-Control"]


async def test_plain_http_does_not_pin_browsers_to_https(house: House) -> None:
    browser = house.stranger()

    answer = await browser.get("/sign-in")

    assert "Strict-Transport-Security" not in answer.headers


async def test_https_pins_browsers_to_https() -> None:
    sent = []

    async def app(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]

    async def send(message: object) -> None:
        sent.append(message)

    await SecurityHeaders(app, secure=True)({"type": "http"}, None, send)  # type: ignore[arg-type]

    assert b"strict-transport-security" in dict(sent[0]["headers"])  # type: ignore[index]


def test_the_policy_allows_nothing_inline() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
