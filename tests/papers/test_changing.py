"""What may be changed of a document, by whom, and that it leaves an event (汝州调阅 9)."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, DocumentKind
from app.papers.changing import (
    DocumentFacts,
    Move,
    correct_document,
    move_document,
    settle_document,
    strike_document,
)
from app.papers.contents import contents_of
from app.papers.holding import CaseChangedError, HeldDocument
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, read_all, row_of
from tests.world import NOW

Act = Callable[[AsyncSession, Actor, UUID], Awaitable[HeldDocument | Decision]]
FACTS = DocumentFacts("勘验笔录", "勘验笔录（北汝河）", "汝水勘〔2026〕1号", "", date(2026, 11, 20))
ACTS: dict[str, Act] = {
    "move": lambda session, actor, it: move_document(session, actor, it, Move.UP, now=NOW),
    "settle": lambda session, actor, it: settle_document(
        session, actor, it, is_final=True, now=NOW
    ),
    "correct": lambda session, actor, it: correct_document(session, actor, it, FACTS, now=NOW),
    "strike": lambda session, actor, it: strike_document(session, actor, it, "放错案卷", now=NOW),
}
KINDS = {
    "move": LedgerKind.DOCUMENT_MOVED,
    "settle": LedgerKind.DOCUMENT_MADE_FINAL,
    "correct": LedgerKind.DOCUMENT_CORRECTED,
    "strike": LedgerKind.DOCUMENT_STRUCK,
}
every_act = pytest.mark.parametrize("name", ACTS)


async def do(office: Office, name: str, actor: Actor, document: UUID) -> HeldDocument | Decision:
    async with office.sessions() as session, session.begin():
        return await ACTS[name](session, actor, document)


async def order(office: Office) -> list[UUID]:
    async with office.sessions() as session:
        contents = await contents_of(session, await session.get_one(Case, office.case_id))
    return [line.id for line in contents.lines]


@pytest.fixture
async def two(office: Office) -> tuple[UUID, UUID]:
    first = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录1.pdf")
    second = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录2.pdf")
    await read_all(office.desk)
    return first, second


@every_act
async def test_a_handler_does_it_on_the_record(
    office: Office, two: tuple[UUID, UUID], name: str
) -> None:
    outcome = await do(office, name, office.town.chen, two[1])

    assert isinstance(outcome, HeldDocument)
    async with office.sessions() as session:
        event = (await history_of(session, two[1]))[-1]
        case = await session.get_one(Case, office.case_id)
    assert event.kind is KINDS[name]
    assert event.actor_id == office.town.chen.id
    assert event.detail["case"] == str(office.case_id)
    assert case.revision == 4


@every_act
async def test_a_stranger_finds_no_document(
    office: Office, two: tuple[UUID, UUID], name: str
) -> None:
    with pytest.raises(NotFoundError):
        await do(office, name, office.town.qian, two[1])


@every_act
async def test_a_leader_changes_nothing(office: Office, two: tuple[UUID, UUID], name: str) -> None:
    outcome = await do(office, name, office.town.zhao, two[1])

    assert isinstance(outcome, Decision)
    async with office.sessions() as session:
        assert (await history_of(session, office.case_id))[-1].kind is LedgerKind.ACT_REFUSED
    assert await order(office) == list(two)


@every_act
async def test_a_bound_file_does_not_change(
    office: Office, two: tuple[UUID, UUID], name: str
) -> None:
    async with office.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    outcome = await do(office, name, office.town.liu, two[1])

    assert isinstance(outcome, Decision)
    assert "不得增加、抽取或者改动" in outcome.reason
    assert await order(office) == list(two)


async def test_two_clerks_at_once_the_second_is_told(
    office: Office, two: tuple[UUID, UUID]
) -> None:
    async with office.sessions() as session, session.begin():
        seen = (await session.get_one(Case, office.case_id)).revision
        await move_document(session, office.town.chen, two[1], Move.UP, now=NOW, seen_revision=seen)

    async with office.sessions() as session, session.begin():
        with pytest.raises(CaseChangedError, match="本案已有改动"):
            await move_document(
                session, office.town.liu, two[1], Move.DOWN, now=NOW, seen_revision=seen
            )

    assert await order(office) == [two[1], two[0]]


async def test_at_the_end_of_the_list_nothing_moves(office: Office, two: tuple[UUID, UUID]) -> None:
    await do(office, "move", office.town.chen, two[0])

    assert await order(office) == list(two)
    async with office.sessions() as session:
        assert (await history_of(session, two[0]))[-1].kind is LedgerKind.DOCUMENT_READ


async def test_a_correction_says_what_was_before(office: Office, two: tuple[UUID, UUID]) -> None:
    await do(office, "correct", office.town.chen, two[0])

    row = await row_of(office.sessions, two[0])
    async with office.sessions() as session:
        event = (await history_of(session, two[0]))[-1]
    assert (row.kind, row.title, row.document_no) == (
        "勘验笔录",
        "勘验笔录（北汝河）",
        "汝水勘〔2026〕1号",
    )
    assert event.detail["title"] == ["询问笔录1", "勘验笔录（北汝河）"]
    assert row.author == "汝州市水利局"
    assert row.page_count == 1


async def test_a_correction_takes_what_the_list_of_kinds_says_of_it_today(
    office: Office, two: tuple[UUID, UUID]
) -> None:
    """An agency that names a kind concluding later can put right what lies in open files."""
    async with office.sessions() as session, session.begin():
        await session.execute(
            update(DocumentKind).where(DocumentKind.name == "询问笔录").values(is_concluding=True)
        )
        facts = DocumentFacts("询问笔录", "询问笔录1")
        await correct_document(session, office.town.chen, two[0], facts, now=NOW)

    row = await row_of(office.sessions, two[0])
    async with office.sessions() as session:
        event = (await history_of(session, two[0]))[-1]
    assert row.is_concluding
    assert event.detail["is_concluding"] == [False, True]


async def test_pages_of_a_word_document_are_counted_by_hand(office: Office) -> None:
    document = await add(
        office.desk, office.town.chen, office.case_id, files.docx(), file_name="询问笔录.docx"
    )
    await read_all(office.desk)
    facts = DocumentFacts("询问笔录", "询问笔录", page_count=3)

    async with office.sessions() as session, session.begin():
        await correct_document(session, office.town.chen, document, facts, now=NOW)

    assert (await row_of(office.sessions, document)).page_count == 3


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (DocumentFacts("没有的种类", "x"), "kind"),
        (DocumentFacts("询问笔录", ""), "title"),
        (DocumentFacts("询问笔录", "长" * 201), "title"),
        (DocumentFacts("询问笔录", "x", author="长" * 201), "author"),
        (DocumentFacts("询问笔录", "x", made_on=date(2026, 11, 22)), "made_on"),
    ],
    ids=["unknown kind", "no title", "long title", "long author", "tomorrow"],
)
async def test_what_cannot_be_is_told_by_field(
    office: Office, two: tuple[UUID, UUID], facts: DocumentFacts, field: str
) -> None:
    async with office.sessions() as session, session.begin():
        with pytest.raises(NotAcceptableError) as refused:
            await correct_document(session, office.town.chen, two[0], facts, now=NOW)
        await session.rollback()

    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize("reason", ["", "长" * 501], ids=["none", "too long"])
async def test_striking_out_needs_a_reason(
    office: Office, two: tuple[UUID, UUID], reason: str
) -> None:
    async with office.sessions() as session:
        with pytest.raises(NotAcceptableError, match="请写明划去的原因"):
            await strike_document(session, office.town.chen, two[0], reason, now=NOW)


async def test_what_was_struck_out_stays_and_changes_no_more(
    office: Office, two: tuple[UUID, UUID]
) -> None:
    await do(office, "strike", office.town.chen, two[0])

    row = await row_of(office.sessions, two[0])
    assert (row.strike_reason, row.struck_by_id) == ("放错案卷", office.town.chen.id)
    assert await order(office) == [two[1]]
    with pytest.raises(ConflictError, match="已经划去"):
        await do(office, "settle", office.town.chen, two[0])


async def test_a_draft_comes_back_when_its_successor_is_struck_out(
    office: Office, two: tuple[UUID, UUID]
) -> None:
    newer = await add(
        office.desk, office.town.chen, office.case_id, file_name="询问笔录3.pdf", replaces_id=two[0]
    )
    with pytest.raises(ConflictError, match="已经由新的一稿代替"):
        await do(office, "settle", office.town.chen, two[0])
    await do(office, "strike", office.town.chen, newer)

    await do(office, "settle", office.town.chen, two[0])

    assert (await row_of(office.sessions, two[0])).is_final


async def test_what_was_put_aside_is_not_made_final(office: Office) -> None:
    document = await add(office.desk, office.town.chen, office.case_id, files.encrypted_pdf())
    await read_all(office.desk)

    with pytest.raises(ConflictError, match="已被隔离"):
        await do(office, "settle", office.town.chen, document)


async def test_a_final_document_becomes_a_draft_again(
    office: Office, two: tuple[UUID, UUID]
) -> None:
    await do(office, "settle", office.town.chen, two[0])
    async with office.sessions() as session, session.begin():
        await settle_document(session, office.town.chen, two[0], is_final=False, now=NOW)

    async with office.sessions() as session:
        kinds = [line.kind for line in (await history_of(session, two[0]))[-2:]]
    assert kinds == [LedgerKind.DOCUMENT_MADE_FINAL, LedgerKind.DOCUMENT_MADE_DRAFT]


@pytest.mark.parametrize(
    ("to", "order_then", "told"),
    [
        (Move.FIRST, (2, 0, 1), {"from": 3, "to": 1}),
        (2, (0, 2, 1), {"from": 3, "to": 2}),
        (0, (2, 0, 1), {"from": 3, "to": 1}),
        (99, (0, 1, 2), None),
        (Move.LAST, (0, 1, 2), None),
    ],
    ids=["to the top", "to a place", "before the first", "beyond the end", "where it lies"],
)
async def test_a_document_goes_to_an_end_or_to_a_place(
    office: Office,
    two: tuple[UUID, UUID],
    to: Move | int,
    order_then: tuple[int, ...],
    told: dict[str, int] | None,
) -> None:
    three = (*two, await add(office.desk, office.town.chen, office.case_id))
    async with office.sessions() as session, session.begin():
        await move_document(session, office.town.chen, three[2], to, now=NOW)

    assert await order(office) == [three[place] for place in order_then]
    async with office.sessions() as session:
        event = (await history_of(session, three[2]))[-1]
    moved = event.kind is LedgerKind.DOCUMENT_MOVED
    assert moved is (told is not None)
    assert told is None or {name: event.detail[name] for name in told} == told
