"""Pages of a scan: kept beside the original, opened by right, one event for a reading."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import CaseHandler, Original
from app.papers.pages import ONE_READING, KeptPage, open_page, pages_of
from app.policy.actor import Actor
from app.policy.decision import Decision
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, read_all, row_of
from tests.world import NOW

SCAN = files.tiff(3)


async def scanned(office: Office, content: bytes = SCAN) -> UUID:
    document = await add(
        office.desk, office.town.chen, office.case_id, content, file_name="询问笔录.tif"
    )
    await read_all(office.desk)
    return document


async def opened(
    office: Office, actor: Actor, document: UUID, number: int = 1, later: timedelta = timedelta()
) -> KeptPage | Decision:
    async with office.sessions() as session, session.begin():
        return await open_page(session, actor, document, number, now=NOW + later)


async def test_a_scan_is_counted_and_each_page_lies_beside_the_original(office: Office) -> None:
    document = await scanned(office)

    row = await row_of(office.sessions, document)
    async with office.sessions() as session:
        pages = await pages_of(session, document)
        original = await session.get_one(Original, row.original_id)
    store = office.desk.store
    assert (row.state, row.page_count, row.media_type) == ("ready", 3, "image/tiff")
    assert [(page.width, page.height) for page in pages] == [(240, 340)] * 3
    assert all(store.read_derivative(page.key)[:3] == b"\xff\xd8\xff" for page in pages)
    assert store.digest_original(original.storage_key).sha256 == original.sha256


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (files.cut_tiff(), "damaged"),
        (files.tiff_bomb(), "too_costly"),
        (files.tiny_pages(3001), "too_many_pages"),
    ],
    ids=["cut", "bomb", "more than three thousand pages"],
)
async def test_a_scan_that_cannot_be_shown_is_put_aside_and_kept(
    office: Office, content: bytes, problem: str
) -> None:
    document = await scanned(office, content)

    row = await row_of(office.sessions, document)
    assert (row.state, row.problem) == ("quarantined", problem)
    with pytest.raises(ConflictError, match="已被隔离"):
        await opened(office, office.town.chen, document)


async def test_reading_a_whole_scan_is_one_event_and_the_next_reading_another(
    office: Office,
) -> None:
    document = await scanned(office)
    chen = office.town.chen

    for number in (1, 2, 3):
        assert isinstance(await opened(office, chen, document, number), KeptPage)
    await opened(office, chen, document, later=2 * ONE_READING)

    async with office.sessions() as session:
        kinds = [line.kind for line in await history_of(session, document)]
    assert kinds.count(LedgerKind.DOCUMENT_OPENED) == 2


async def test_a_leader_who_only_knows_the_case_reads_no_page(office: Office) -> None:
    document = await scanned(office)

    outcome = await opened(office, office.town.zhao, document)

    assert isinstance(outcome, Decision)
    async with office.sessions() as session:
        assert (await history_of(session, document))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_handler_who_was_taken_off_the_case_reads_no_further(office: Office) -> None:
    document = await scanned(office)
    chen = office.town.chen
    await opened(office, chen, document)
    async with office.sessions() as session, session.begin():
        await session.execute(
            update(CaseHandler).where(CaseHandler.person_id == chen.id).values(until=NOW)
        )

    with pytest.raises(NotFoundError):
        await opened(office, chen, document, 2)


@pytest.mark.parametrize("number", [0, 4, -1])
async def test_there_is_no_page_that_was_not_counted(office: Office, number: int) -> None:
    document = await scanned(office)

    with pytest.raises(NotFoundError):
        await opened(office, office.town.chen, document, number)


async def test_a_stranger_finds_no_page(office: Office) -> None:
    document = await scanned(office)

    with pytest.raises(NotFoundError):
        await opened(office, office.town.qian, document)
