"""Who reads a document, and that each reading is on the record (调阅 4)."""

import pytest
from sqlalchemy import update

from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import CaseHandler
from app.papers.opening import OpenedDocument, open_document, still_may_read
from app.policy.decision import Decision
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, read_all
from tests.world import NOW


@pytest.mark.parametrize("name", ["chen", "liu"])
async def test_handler_and_custodian_open_it_on_the_record(office: Office, name: str) -> None:
    document = await add(office.desk, office.town.chen, office.case_id)
    await read_all(office.desk)
    actor = getattr(office.town, name)

    async with office.sessions() as session, session.begin():
        opened = await open_document(session, actor, document, now=NOW)

    assert isinstance(opened, OpenedDocument)
    assert opened.media_type == "application/pdf"
    async with office.sessions() as session:
        event = (await history_of(session, document))[-1]
    assert (event.kind, event.actor_id) == (LedgerKind.DOCUMENT_OPENED, actor.id)


async def test_a_leader_knows_the_case_but_does_not_read_it(office: Office) -> None:
    document = await add(office.desk, office.town.chen, office.case_id)
    await read_all(office.desk)

    async with office.sessions() as session, session.begin():
        outcome = await open_document(session, office.town.zhao, document, now=NOW)

    assert isinstance(outcome, Decision)
    async with office.sessions() as session:
        assert (await history_of(session, document))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_stranger_finds_nothing(office: Office) -> None:
    document = await add(office.desk, office.town.chen, office.case_id)

    async with office.sessions() as session:
        with pytest.raises(NotFoundError):
            await open_document(session, office.town.qian, document, now=NOW)


async def test_what_nobody_has_looked_at_is_not_shown(office: Office) -> None:
    document = await add(office.desk, office.town.chen, office.case_id)

    async with office.sessions() as session:
        with pytest.raises(ConflictError, match="正在检查"):
            await open_document(session, office.town.chen, document, now=NOW)


async def test_what_was_put_aside_is_not_shown(office: Office) -> None:
    document = await add(office.desk, office.town.chen, office.case_id, files.encrypted_pdf())
    await read_all(office.desk)

    async with office.sessions() as session:
        with pytest.raises(ConflictError, match="已被隔离"):
            await open_document(session, office.town.chen, document, now=NOW)


async def test_a_right_that_ends_is_noticed_while_bytes_are_on_their_way(office: Office) -> None:
    document = await add(office.desk, office.town.chen, office.case_id)
    async with office.sessions() as session, session.begin():
        assert await still_may_read(session, office.town.chen, document, now=NOW)
        await session.execute(update(CaseHandler).values(until=NOW))

    async with office.sessions() as session, session.begin():
        with pytest.raises(NotFoundError):
            await still_may_read(session, office.town.chen, document, now=NOW)
        assert not await still_may_read(session, office.town.zhao, document, now=NOW)
