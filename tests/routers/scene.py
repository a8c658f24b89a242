"""A case with a recording and a document, and whoever sits before them with a permit."""

from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from app.models import AccessPermit
from app.policy.law_words import Requester
from tests.access import desk, sitting
from tests.access.shelf import kept_paper, kept_recording
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.routers.conftest import ORIGIN, House

CLIP = bytes(range(256)) * 8


@dataclass(slots=True)
class Scene:
    """Chen's case with one recording and one document in it."""

    house: House
    case: UUID
    recording: UUID
    paper: UUID

    async def permit(self, **said: object) -> tuple[AccessPermit, list[UUID]]:
        """Return a permit with its items: the recording, then the document."""
        filled = {
            "case_id": self.case,
            "recordings": [self.recording],
            "documents": [self.paper],
            **said,
        }
        async with self.house.sessions() as session, session.begin():
            permit = await sitting.permitted(session, self.house.town, **filled)  # type: ignore[arg-type]
            return permit, await sitting.items_of(session, permit)

    async def change(self, *statements: object) -> None:
        async with self.house.sessions() as session, session.begin():
            for statement in statements:
                await session.execute(statement)  # type: ignore[call-overload]

    async def kinds(self, permit: AccessPermit) -> list[str]:
        async with self.house.sessions() as session:
            return await sitting.kinds_about(session, permit.request_id)


@dataclass(slots=True)
class Sitting:
    """Somebody before an open viewing; ``paper`` is the first page of the document."""

    browser: httpx.AsyncClient
    permit: AccessPermit
    address: str
    recording: str
    paper: str


@pytest.fixture
async def scene(house: House) -> Scene:
    town, store = house.town, house.resources.store
    async with house.sessions() as session, session.begin():
        case = await open_sand_case(session, town)
        recording = await kept_recording(session, store, town, CLIP)
        await desk.link(session, town, recording, case)
        paper = await kept_paper(session, store, town, case, files.pdf("Decision", pages=2))
    return Scene(house, case, recording, paper)


@pytest.fixture
async def chen(scene: Scene) -> Sitting:
    """Chen before her own case."""
    permit, items = await scene.permit()
    return await sit_down(scene, await scene.house.visit("chen"), permit, items)


async def sit_down(
    scene: Scene, browser: httpx.AsyncClient, permit: AccessPermit, items: list[UUID]
) -> Sitting:
    begun = await browser.post(f"/access/{permit.request_id}/viewings")
    assert begun.status_code == 303, begun.text
    return _sitting(browser, permit, begun.headers["Location"], items)


def _sitting(
    browser: httpx.AsyncClient, permit: AccessPermit, address: str, items: list[UUID]
) -> Sitting:
    base = f"{address}/items"
    return Sitting(
        browser, permit, address, f"{base}/{items[0]}/media", f"{base}/{items[1]}/pages/1.jpg"
    )


async def lawyer_at(
    scene: Scene, *, networks: tuple[str, ...] = (sitting.SEAT,), **said: object
) -> Sitting:
    """Seat a lawyer at the terminal of the reading room, by Liu."""
    permit, items = await scene.permit(requester=Requester.LAWYER, **said)
    async with scene.house.sessions() as session, session.begin():
        terminal = await sitting.terminal_in(session, scene.house.town, networks=networks)
    keeper = await scene.house.visit("liu")
    opened = await keeper.post(
        f"/access/{permit.request_id}/viewings", data={"terminal": str(terminal)}
    )
    assert opened.status_code == 303, opened.text
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    browser = sitting.seated(scene.house.stranger())
    return _sitting(browser, permit, f"/viewings/{viewing.id}", items)


async def statuses(sitting_: Sitting) -> list[int]:
    return [
        (await sitting_.browser.get(address)).status_code
        for address in (sitting_.recording, sitting_.paper)
    ]


async def revoke(scene: Scene, sitting_: Sitting) -> None:
    async with scene.house.sessions() as session, session.begin():
        await sitting.revoke(session, scene.house.town, sitting_.permit)


def elsewhere(house: House) -> httpx.AsyncClient:
    """Return a browser at an address outside every room."""
    transport = httpx.ASGITransport(
        house.app, raise_app_exceptions=False, client=("203.0.113.9", 1)
    )
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
    house.visitors.append(client)
    return client
