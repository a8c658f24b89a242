"""The door at which a terminal fetches its token: one answer for every wrong code."""

from uuid import UUID

import httpx
import pytest

from app.devices.codes import FreshCode, make_code
from app.ledger.kinds import LedgerKind
from tests.routers.conftest import House, house

__all__ = ["house"]


async def fresh_code(house: House) -> FreshCode:
    assert isinstance(house.town.terminal.id, UUID)
    async with house.sessions() as session, session.begin():
        fresh = await make_code(
            session, house.town.sun, house.town.terminal.id, minutes=15, now=house.clock.now
        )
    assert isinstance(fresh, FreshCode)
    return fresh


async def enrol(client: httpx.AsyncClient, code: object, **facts: str) -> httpx.Response:
    return await client.post("/api/enrolments", json={"code": code, **facts})


async def test_a_terminal_fetches_its_token_and_hands_in_with_it(house: House) -> None:
    fresh = await fresh_code(house)

    answer = await enrol(house.stranger(), fresh.typed, version="4.2.1")

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    given = answer.json()
    assert (given["device_no"], given["upload_url"]) == ("RZ-0001", "http://127.0.0.1:8000/files")
    assert given["server_time"].startswith("2026-11-21T02:00:00")
    terminal = house.stranger(Authorization=f"Bearer {given['token']}")
    created = await terminal.post(
        "/files", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "1"}
    )
    assert created.status_code == 201


async def test_wrong_used_and_expired_codes_get_one_and_the_same_answer(house: House) -> None:
    used, client = await fresh_code(house), house.stranger()
    await enrol(client, used.scanned)
    expired = await fresh_code(house)
    house.clock.advance(minutes=15)

    answers = [
        await enrol(client, code) for code in ("wrong", used.scanned, used.typed, expired.typed)
    ]

    bodies = [{**answer.json(), "reference": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {403}
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0]["error"] == "enrolment_refused"
    assert "接入码不正确" in bodies[0]["message"]


async def test_guessing_is_told_when_to_come_back(house: House) -> None:
    client = house.stranger()
    answers = [await enrol(client, f"wrong {number}") for number in range(9)]

    assert [answer.status_code for answer in answers] == [403] * 6 + [429] * 3
    assert answers[-1].headers["retry-after"] == "3"
    assert answers[-1].json()["error"] == "too_many_tries"
    house.clock.advance(seconds=3)
    assert (await enrol(client, "wrong")).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": 7},
        {"code": "a" * 201},
        {"code": "a", "version": "v" * 201},
        {"code": None},
        [],
    ],
)
async def test_what_is_no_enrolment_is_refused_without_repeating_it(
    house: House, body: object
) -> None:
    answer = await house.stranger().post("/api/enrolments", json=body)

    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "message", "basis", "reference"}


async def test_what_cannot_be_stored_is_only_wrong(house: House) -> None:
    body = rb'{"code": "\u0000", "version": "4\u0000"}'

    answer = await house.stranger().post(
        "/api/enrolments", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 403


async def test_a_refusal_is_in_the_ledger_of_the_device_whose_code_it_was(house: House) -> None:
    fresh = await fresh_code(house)
    client = house.stranger()
    await enrol(client, fresh.scanned)

    await enrol(client, fresh.scanned)

    assert isinstance(house.town.terminal.id, UUID)
    history = await house.history(house.town.terminal.id)
    assert history[-1].kind is LedgerKind.TERMINAL_ENROLMENT_REFUSED


async def test_whoever_scans_the_code_with_a_telephone_is_told_what_it_is(house: House) -> None:
    answer = await house.stranger().get("/enrol")

    assert answer.status_code == 200
    assert "用手机扫描不会接入任何设备" in answer.text
