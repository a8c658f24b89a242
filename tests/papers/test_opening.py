"""Who reads a document, and that each reading is on the record (调阅 4)."""

import pytest
from sqlalchemy import update

from app.errors import ConflictError, NotFoundError
from app.ids import new_id
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseDocument, CaseFile, CaseHandler
from app.papers.opening import OpenedDocument, open_document, open_file, still_may_read
from app.policy.case_words import CaseState, SecurityClass
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


async def bind(office: Office, state: CaseState) -> None:
    """Bind the first version as far as reading looks at it."""
    async with office.sessions() as session, session.begin():
        await session.execute(
            update(CaseFile).values(
                bound_at=NOW, bound_by_id=office.town.liu.id, contents={}, contents_sha256="0" * 64
            )
        )
        await session.execute(update(Case).values(state=state.value))


@pytest.mark.parametrize("state", [CaseState.FILE_BOUND, CaseState.ARCHIVED])
async def test_a_bound_file_is_closed_to_its_handlers_and_not_to_its_keeper(
    office: Office, state: CaseState
) -> None:
    """长子 15, 昌黎 14, 汝州调阅 4: from binding on it is consulted, by a request and a sitting."""
    document = await add(office.desk, office.town.chen, office.case_id)
    await read_all(office.desk)
    await bind(office, state)

    async with office.sessions() as session, session.begin():
        refused = await open_document(session, office.town.chen, document, now=NOW)
        sheets = await open_file(session, office.town.chen, office.case_id, now=NOW)
        going_on = await still_may_read(session, office.town.chen, document, now=NOW)
        kept = await open_document(session, office.town.liu, document, now=NOW)

    assert isinstance(refused, Decision)
    assert isinstance(sheets, Decision)
    assert "申请查阅" in refused.reason
    assert not going_on
    assert isinstance(kept, OpenedDocument)
    async with office.sessions() as session:
        events = await history_of(session, document)
    by_chen = [event.kind for event in events if event.actor_id == office.town.chen.id]
    assert by_chen[-1] is LedgerKind.ACT_REFUSED
    assert LedgerKind.DOCUMENT_OPENED not in by_chen


async def test_of_a_reopened_file_the_new_version_is_worked_on_and_the_bound_one_stays_closed(
    office: Office,
) -> None:
    old = await add(office.desk, office.town.chen, office.case_id)
    await read_all(office.desk)
    await bind(office, CaseState.EVIDENCE)
    async with office.sessions() as session, session.begin():
        session.add(
            CaseFile(
                id=new_id(),
                case_id=office.case_id,
                version=2,
                begun_at=NOW,
                begun_by_id=office.town.liu.id,
                reopen_reason="复议撤销",
            )
        )
    new = await add(
        office.desk, office.town.chen, office.case_id, file_name="现场检查笔录.pdf", kind="询问笔录"
    )
    await read_all(office.desk)

    async with office.sessions() as session, session.begin():
        assert (await session.get_one(CaseDocument, new)).file_version == 2
        opened = await open_document(session, office.town.chen, new, now=NOW)
        refused = await open_document(session, office.town.chen, old, now=NOW)

    assert isinstance(opened, OpenedDocument)
    assert isinstance(refused, Decision)


async def test_a_state_secret_is_opened_to_nobody_and_unknown_to_most(office: Office) -> None:
    """汝州调阅 10: also to whoever handles it, and to whoever keeps it."""
    document = await add(office.desk, office.town.chen, office.case_id)
    await read_all(office.desk)
    secret = update(Case).values(security_class=SecurityClass.CONFIDENTIAL.value)
    async with office.sessions() as session, session.begin():
        await session.execute(secret)

    async with office.sessions() as session, session.begin():
        for name in ("chen", "liu"):
            outcome = await open_document(session, getattr(office.town, name), document, now=NOW)
            assert isinstance(outcome, Decision)
            assert "保密规定" in outcome.reason
        with pytest.raises(NotFoundError):
            await open_document(session, office.town.zhao, document, now=NOW)
