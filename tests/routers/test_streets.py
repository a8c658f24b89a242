"""A door is found in its own street, and other streets are passed by."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from app.routers.streets import Street


async def opened() -> str:
    return "open"


def street(*addresses: str) -> Street:
    doors = APIRouter()
    for address in addresses:
        doors.add_api_route(address, opened, methods=["GET"])
    return Street(doors)


async def ask(app: FastAPI, path: str, method: str = "GET", *, below: str = "") -> int:
    transport = httpx.ASGITransport(app, root_path=below)
    async with httpx.AsyncClient(transport=transport, base_url="http://town") as browser:
        return (await browser.request(method, path)).status_code


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/", 200, id="the front door has no word"),
        pytest.param("/cases", 200, id="a word alone"),
        pytest.param("/cases/7", 200, id="a word and a part"),
        pytest.param("/cases.xlsx", 200, id="a word of its own with a dot"),
        pytest.param("/case", 404, id="the beginning of a word"),
        pytest.param("/cases/7/8", 404, id="too far down the street"),
    ],
)
async def test_a_door_is_found_by_the_first_word_of_its_address(path: str, status: int) -> None:
    app = FastAPI()
    app.include_router(street("/devices/{device_id}"))
    app.include_router(street("/", "/cases", "/cases/{case_id}", "/cases.xlsx"))

    assert await ask(app, path) == status


async def test_the_wrong_way_to_ask_is_told_from_no_door() -> None:
    app = FastAPI()
    app.include_router(street("/cases"))

    assert await ask(app, "/cases", "POST") == 405
    assert await ask(app, "/devices", "POST") == 404


async def test_an_application_below_another_address_finds_its_doors() -> None:
    app = FastAPI()
    app.include_router(street("/cases"))

    assert await ask(app, "/liuhen/cases", below="/liuhen") == 200


def test_an_address_without_a_first_word_is_not_taken() -> None:
    with pytest.raises(ValueError, match="no word begins"):
        street("/{anything}")
