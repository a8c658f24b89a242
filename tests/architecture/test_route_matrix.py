"""Who gets what at every door. A route without a row in the table fails.

The recording was sent by the sub-unit's terminal. Whoever may not know of it gets 404, and the
three administrators see no content anywhere. The row of the token stands last: it is used up.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from app import ids
from tests.routers.conftest import House, clip, house
from tests.routers.evidence import inspected
from tests.world import PASSWORD

__all__ = ["clip", "house"]

PEOPLE = ("liu", "chen", "zhao", "sun", "zhou", "wu", "qian")
VISITORS = ("nobody", *PEOPLE, "terminal", "stranger terminal")
EXPECTED = {
    # nobody, keeper, officer, leader, three administrators, keeper next door, two terminals
    "GET /openapi.json": "200 200 200 200 200 200 200 200 200 200",
    "HEAD /openapi.json": "200 200 200 200 200 200 200 200 200 200",
    "GET /healthz": "200 200 200 200 200 200 200 200 200 200",
    "POST /files": "401 201 201 201 403 403 403 201 201 201",
    "POST /files/": "401 201 201 201 403 403 403 201 201 201",
    "POST /files/{name:path}": "405 405 405 405 405 405 405 405 405 405",
    "GET /api/recordings/{recording_id}": "401 200 404 404 404 404 404 404 200 404",
    "GET /assets/{path}": "404 404 404 404 404 404 404 404 404 404",
    "HEAD /assets/{path}": "404 404 404 404 404 404 404 404 404 404",
    "GET /sign-in": "200 303 303 303 303 303 303 303 200 200",
    "POST /sign-in": "303 303 303 303 303 303 303 303 303 303",
    "POST /sign-out": "303 303 303 303 303 303 303 303 303 303",
    "GET /": "303 200 200 200 200 200 200 200 401 401",
    "GET /account": "303 200 200 200 200 200 200 200 401 401",
    "POST /account/sessions/{session_id}/revocation": "303 303 303 303 303 303 303 303 401 401",
    "POST /account/sessions/revocation": "303 303 303 303 303 303 303 303 401 401",
    "GET /inbox/stream": "303 200 200 200 200 200 200 200 401 401",
    "GET /inbox": "303 200 403 403 403 403 403 200 401 401",
    "GET /ledger": "303 403 403 403 403 403 200 403 401 401",
    "GET /devices": "303 200 200 200 200 200 200 200 401 401",
    "GET /devices/{device_id}": "303 404 404 404 404 404 404 404 401 401",
    "GET /recordings/{recording_id}/media": "303 200 404 404 404 404 404 404 403 404",
    "HEAD /recordings/{recording_id}/media": "303 200 404 404 404 404 404 404 403 404",
    "GET /recordings/{recording_id}/thumbnails/{number}.jpg": (
        "303 200 404 404 404 404 404 404 200 404"
    ),
    "GET /recordings/{recording_id}/storyboard.jpg": "303 200 404 404 404 404 404 404 403 404",
    "GET /recordings/{recording_id}/storyboard.vtt": "303 200 404 404 404 404 404 404 403 404",
    "GET /recordings/{recording_id}": "303 200 404 404 404 404 404 404 401 401",
    "GET /upload": "303 200 200 200 403 403 403 200 401 401",
    "POST /uploads/plain": "303 422 422 422 422 422 422 422 401 401",
    "GET /submissions": "303 200 200 200 200 200 200 200 401 401",
    "POST /api/token": "401 404 404 404 404 404 404 404 200 200",
}
ABOUT_A_RECORDING = [door for door in EXPECTED if "{recording_id}" in door]
REFERENCE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")


async def test_every_door_answers_everybody_as_the_table_says(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)

    found = {door: await answers_at(house, door, recording) for door in EXPECTED}

    assert found == EXPECTED


def test_every_door_has_a_row(house: House) -> None:
    assert set(doors_of(house.app)) == set(EXPECTED)


@pytest.mark.parametrize("door", ABOUT_A_RECORDING)
async def test_what_a_stranger_may_not_know_looks_like_what_never_was(
    house: House, clip: bytes, door: str
) -> None:
    recording = await inspected(house, clip)
    qian = await house.visit("qian")

    theirs = await ask(house, qian, door, recording)
    nothing = await ask(house, qian, door, ids.new_id())

    assert theirs == nothing
    assert theirs[0]["status"] == 404


def doors_of(app: FastAPI) -> Iterator[str]:
    """Every method and address; the upload door takes any method and stands for itself."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if hasattr(route, "original_router"):
            waiting += route.original_router.routes
        else:
            yield from (f"{method} {route.path}" for method in route.methods or {"POST"})


async def answers_at(house: House, door: str, recording: UUID) -> str:
    """What everybody is answered, as a row of the table."""
    answers = []
    for name in VISITORS:
        messages = await ask(house, await visitor(house, name), door, recording)
        answers.append(str(messages[0]["status"]))
    return " ".join(answers)


async def visitor(house: House, name: str) -> httpx.AsyncClient:
    tokens = {
        "terminal": house.town.terminal_token,
        "stranger terminal": house.town.stranger_terminal_token,
    }
    if name in tokens:
        return house.stranger(Authorization=f"Bearer {tokens[name]}")
    return await house.visit(name) if name in PEOPLE else house.stranger()


async def ask(
    house: House, browser: httpx.AsyncClient, door: str, recording: UUID
) -> list[Message]:
    """Return the answer, references masked; go away once it has begun, for one never ends."""
    scope, body = request_for(browser, door, recording)
    messages: list[Message] = []
    begun, is_read = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if is_read.is_set():
            await begun.wait()
            return {"type": "http.disconnect"}
        is_read.set()
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        messages.append(masked(message))
        begun.set()

    await house.app(scope, receive, send)
    return messages


def request_for(browser: httpx.AsyncClient, door: str, recording: UUID) -> tuple[Scope, bytes]:
    """Fill in a door's address, and what it needs to be asked at all."""
    method, address = door.split(" ")
    parts = {"recording_id": recording, "number": 0, "session_id": uuid4(), "device_id": uuid4()}
    path = re.sub(r"{([^}]+)}", lambda part: str(parts.get(part[1], "x")), address)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "1"} if "/files" in path else None
    form = {"username": "liu", "password": PASSWORD} if door == "POST /sign-in" else None
    request = browser.build_request(method, path, headers=headers, data=form)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("10.0.0.9", 50000),
        "server": ("127.0.0.1", 8000),
    }
    return scope, request.content


def masked(message: Message) -> Message:
    """Hide the reference, the only thing in which two refusals may differ."""
    if message["type"] == "http.response.start":
        headers = [pair for pair in message["headers"] if pair[0] != b"liuhen-reference"]
        return {**message, "headers": headers}
    body = message.get("body", b"").decode("utf-8", "replace")
    return {**message, "body": REFERENCE.sub("reference", body)}
