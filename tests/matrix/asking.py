"""Ask a door as everybody, and compare what each visitor meets with what the rules say."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.types import Message, Scope

from tests.matrix.cast import Visitor, World
from tests.matrix.entries import ENTRIES
from tests.matrix.expectations import SIGN_IN, Entry
from tests.savepoints import undone

ABOUT_A_THING = re.compile(
    r"{(case|deadline|device|document|hold|issue|line|person|qualification|recording|request|terminal"
    r"|training|viewing)_id(:uuid)?}"
)
HIDDEN = "404"
REFERENCE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")


@dataclass(frozen=True, slots=True)
class Stage:
    """The application over one connection whose changes are undone after each cell."""

    app: FastAPI
    connection: AsyncConnection
    world: World


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at a door; who asks comes to it."""

    scope: Scope
    body: bytes

    def of(self, visitor: Visitor) -> Scope:
        shown = [(name.lower().encode(), said.encode()) for name, said in visitor.headers.items()]
        return {**self.scope, "headers": [*self.scope["headers"], *shown]}


async def meets_what_the_rules_say(stage: Stage, door: str) -> None:
    """Send everybody to the door; hold each answer to the rules.

    Whoever may not know the thing must not be able to tell its answer from one about a thing that
    never was. One visitor of each role asks for that too; the others are answered like that one,
    whatever place they come from.
    """
    entry, visitors = ENTRIES[door], stage.world.visitors
    question = question_at(door, stage.world, of_nothing=False)
    expected = {visitor.name: entry.meets(stage.world, visitor) for visitor in visitors}

    answers = {visitor.name: await ask(stage, question, visitor) for visitor in visitors}

    found = {name: answer_of(answer) for name, answer in answers.items()}
    assert differing(found, expected) == {}
    if ABOUT_A_THING.search(door):
        hidden = [visitor for visitor in visitors if expected[visitor.name] == HIDDEN]
        assert hidden
        question = question_at(door, stage.world, of_nothing=True)
        nothing: dict[str, list[Message]] = {}
        for visitor in hidden:
            kind = visitor.kind or visitor.name
            if kind not in nothing:
                nothing[kind] = masked(await ask(stage, question, visitor), visitor)
            assert masked(answers[visitor.name], visitor) == nothing[kind]


def differing(found: dict[str, str], expected: dict[str, str]) -> dict[str, str]:
    """Return the cells that differ, each as what was found instead of what."""
    return {
        name: f"{answer} instead of {expected[name]}"
        for name, answer in found.items()
        if answer != expected[name]
    }


def doors_of(app: FastAPI) -> Iterator[str]:
    """Every method and address; the upload door takes any method and stands for itself."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if hasattr(route, "original_router"):
            waiting += route.original_router.routes
        else:
            yield from (f"{method} {route.path}" for method in route.methods or {"POST"})


async def ask(stage: Stage, question: Question, visitor: Visitor) -> list[Message]:
    """Return the answer; go away once it has begun, for one never ends."""
    async with undone(stage.connection):
        return await answered(stage.app, question.of(visitor), question.body)


async def answered(app: FastAPI, scope: Scope, body: bytes) -> list[Message]:
    messages: list[Message] = []
    begun, is_read = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if is_read.is_set():
            await begun.wait()
            return {"type": "http.disconnect"}
        is_read.set()
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        messages.append(message)
        begun.set()

    await app(scope, receive, send)
    return messages


def question_at(door: str, world: World, *, of_nothing: bool) -> Question:
    """Fill in the door's address, and what its entry says it needs to be asked at all."""
    method, address = door.split(" ")
    entry = ENTRIES[door]
    parts = parts_of(world, of_nothing)
    if address == "/access/{request_id}/viewings" and not of_nothing:
        parts["request_id"] = str(world.things.granted)
    path = re.sub(r"{(\w+)[^}]*}", lambda part: parts.get(part[1], "x"), address)
    request = httpx.Request(
        method,
        f"http://127.0.0.1:8000{path}{entry.query}",
        headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"} | dict(entry.headers),
        data=filled_in(entry, world),
        json=entry.json,
    )
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": entry.query.removeprefix("?").encode(),
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("10.0.0.9", 50000),
        "server": ("127.0.0.1", 8000),
    }
    return Question(scope, request.content)


def parts_of(world: World, of_nothing: bool) -> dict[str, str]:
    """Return what stands in the addresses: the things, or ids of nothing at all."""
    things = {
        "case_id": world.things.case,
        "recording_id": world.things.recording,
        "device_id": world.things.device,
        "deadline_id": world.things.deadline,
        "hold_id": world.things.hold,
        "line_id": world.things.line,
        "person_id": world.things.person,
        "unit_id": world.things.unit,
        "section_id": world.things.section,
        "assignment_id": world.things.assignment,
        "qualification_id": world.things.qualification,
        "scan_id": world.things.scan,
        "training_id": world.things.training,
        "document_id": world.things.document,
        "kind_id": world.things.kind,
        "request_id": world.things.request,
        "terminal_id": world.things.terminal,
        "viewing_id": world.things.viewing,
        "item_id": world.things.item,
        "issue_id": world.things.issue,
    }
    named: dict[str, UUID] = {name: uuid4() for name in things} if of_nothing else things
    unknown = (
        "batch_id",
        "browser_id",
        "code_id",
        "delegation_id",
        "link_id",
        "lookup_id",
        "paper_id",
        "party_id",
        "session_id",
        "shift_id",
        "view_id",
    )
    words = {"number": "0", "procedure": "ordinary", "state": "evidence"}
    others = {**words, **{name: str(uuid4()) for name in unknown}}
    return {name: str(value) for name, value in named.items()} | others


def filled_in(entry: Entry, world: World) -> dict[str, str] | None:
    """Return the form's fields; ``{person_id}`` and the like stand for the things."""
    if entry.form is None:
        return None
    parts = parts_of(world, of_nothing=False)
    return {
        name: re.sub(r"{(\w+)}", lambda part: parts[part[1]], value)
        for name, value in entry.form.items()
    }


def answer_of(messages: list[Message]) -> str:
    """Return the status, or that the visitor was sent to the entrance."""
    headers = dict(messages[0]["headers"])
    if headers.get(b"location", b"").startswith(b"/sign-in"):
        return SIGN_IN
    return str(messages[0]["status"])


def masked(messages: list[Message], visitor: Visitor) -> list[Message]:
    """Hide the reference and who asks, the only things in which two refusals may differ."""
    return [_masked(message, visitor) for message in messages]


def _masked(message: Message, visitor: Visitor) -> Message:
    if message["type"] == "http.response.start":
        hidden = {b"liuhen-reference", b"content-length"}
        headers = [pair for pair in message["headers"] if pair[0] not in hidden]
        return {**message, "headers": headers}
    body = message.get("body", b"").decode("utf-8", "replace")
    body = body.replace(visitor.unit_name or "nowhere", "unit")
    return {**message, "body": REFERENCE.sub("reference", body)}
