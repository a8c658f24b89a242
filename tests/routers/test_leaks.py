"""A token in an address is never accepted, and ends."""

from base64 import b64encode
from uuid import UUID

import pytest

from app.devices.terminals import identify_terminal
from app.ledger.kinds import LedgerKind
from tests.ledger.lines import whole_ledger
from tests.routers.conftest import House, house

__all__ = ["house"]


async def kinds_in(house: House) -> list[LedgerKind]:
    async with house.sessions() as session:
        return [line.kind for line in await whole_ledger(session)]


async def is_in_force(house: House) -> bool:
    async with house.sessions() as session:
        actor = await identify_terminal(session, house.town.terminal_token, now=house.clock.now)
    return actor is not None and not actor.is_revoked


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    "address",
    [
        "/api/recordings/019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11?token={}",
        "/api/recordings/019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11?a=1&access_token={}",
        "/files/019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11?authorization=Bearer%20{}",
        "/?TOKEN={}",
        "/healthz?token={}",
        "/nothing/here?token={}",
    ],
)
async def test_a_token_in_the_query_is_refused_and_ends(house: House, address: str) -> None:
    answer = await house.stranger().get(address.format(house.town.terminal_token))

    assert answer.status_code == 401
    assert "已将它撤销" in answer.text
    assert house.town.terminal_token not in answer.text
    assert "location" not in answer.headers, "the way to the entrance would repeat it"
    assert not await is_in_force(house)
    assert (await kinds_in(house))[0] is LedgerKind.TERMINAL_LEAKED


@pytest.mark.parametrize("form", ["{}", "{}:", ":{}", "terminal:{}"])
async def test_a_token_before_the_host_name_is_refused_and_ends(house: House, form: str) -> None:
    shown = basic(form.format(house.town.terminal_token))

    answer = await house.stranger(Authorization=shown).get("/files/x")

    assert answer.status_code == 401
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["liuhen-error"] == "token_in_url"
    assert not await is_in_force(house)


async def test_a_token_in_the_address_is_refused_beside_a_right_header(house: House) -> None:
    token = house.town.terminal_token
    terminal = house.stranger(Authorization=f"Bearer {token}")

    answer = await terminal.post(
        f"/files?token={token}", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "1"}
    )

    assert answer.status_code == 401
    assert not await is_in_force(house)


async def test_the_second_leak_of_a_token_is_refused_and_is_no_event(house: House) -> None:
    client, address = house.stranger(), f"/healthz?token={house.town.terminal_token}"
    await client.get(address)

    answer = await client.get(address)

    assert answer.status_code == 401
    assert (await kinds_in(house)).count(LedgerKind.TERMINAL_LEAKED) == 1


@pytest.mark.parametrize("query", ["token=wrong", "token=", "token", "author=x", "token=%00%FF"])
async def test_what_is_no_token_changes_nothing(house: House, query: str) -> None:
    before = await kinds_in(house)

    answer = await house.stranger().get(f"/healthz?{query}")

    assert answer.status_code == 200
    assert await kinds_in(house) == before


@pytest.mark.parametrize("value", ["Basic", "Basic !!!", basic("a:b"), "Basic gICA"])
async def test_basic_authentication_is_nobody(house: House, value: str) -> None:
    id_ = UUID(int=7)

    answer = await house.stranger(Authorization=value).get(f"/api/recordings/{id_}")

    assert answer.status_code == 401
    assert await is_in_force(house)
