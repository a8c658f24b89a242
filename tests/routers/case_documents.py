"""Documents put into a case by its page, for the tests of its documents."""

from uuid import UUID

import httpx
from sqlalchemy import select

from app.models import CaseDocument
from tests.cases.office import open_sand_case
from tests.papers.desk import set_up_kinds
from tests.routers.conftest import House
from tests.routers.evidence import settle_everything

File = tuple[str, bytes]


async def case_with_kinds(house: House) -> UUID:
    """Open a case in an agency that has its kinds of documents."""
    async with house.sessions() as session, session.begin():
        await set_up_kinds(session, house.town)
        return await open_sand_case(session, house.town)


async def put(browser: httpx.AsyncClient, case: UUID, *chosen: File, **said: str) -> httpx.Response:
    """Post the form; its fields travel before its files, as in a browser."""
    files_ = [("files", (name, content)) for name, content in chosen]
    return await browser.post(f"/cases/{case}/documents", data=said, files=files_)


async def documents(house: House) -> list[CaseDocument]:
    async with house.sessions() as session:
        rows = await session.scalars(select(CaseDocument).order_by(CaseDocument.position))
        return list(rows)


async def added(
    house: House, browser: httpx.AsyncClient, case: UUID, *chosen: File, **said: str
) -> list[UUID]:
    answer = await put(browser, case, *chosen, **said)
    assert answer.status_code == 303, answer.text
    await settle_everything(house)
    return [row.id for row in await documents(house)]
