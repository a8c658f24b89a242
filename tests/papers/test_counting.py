"""Pages of Word documents: told by the file, confirmed by a person (长子 9)."""

from uuid import UUID

import pytest
from sqlalchemy import update

from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case
from app.papers.contents import contents_of
from app.papers.counting import count_pages
from app.papers.holding import CaseChangedError, HeldDocument
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, read_all, row_of
from tests.world import NOW

WORD = files.docx(told_pages="3")


async def kept(office: Office, content: bytes = WORD, name: str = "询问笔录.docx") -> UUID:
    document = await add(
        office.desk, office.town.chen, office.case_id, content, file_name=name, is_final=True
    )
    await read_all(office.desk)
    return document


async def count(
    office: Office, actor: Actor, document: UUID, pages: int | None, seen: int | None = None
) -> HeldDocument | Decision:
    async with office.sessions() as session, session.begin():
        return await count_pages(session, actor, document, pages, now=NOW, seen_revision=seen)


@pytest.mark.parametrize(
    ("content", "name"),
    [(WORD, "询问笔录.docx"), (files.doc(pages=3), "询问笔录.doc")],
    ids=["docx", "doc"],
)
async def test_what_the_file_tells_is_proposed_and_not_counted(
    office: Office, content: bytes, name: str
) -> None:
    await kept(office, content, name)

    async with office.sessions() as session:
        contents = await contents_of(session, await session.get_one(Case, office.case_id))
    (line,) = contents.lines
    assert (line.told_pages, line.page_count, line.has_words) == (3, None, True)
    assert contents.page_count is None


async def test_a_clerk_confirms_the_pages_and_the_event_says_what_was_before(
    office: Office,
) -> None:
    document = await kept(office)

    outcome = await count(office, office.town.liu, document, 3)

    assert isinstance(outcome, HeldDocument)
    assert (await row_of(office.sessions, document)).page_count == 3
    async with office.sessions() as session:
        event = (await history_of(session, document))[-1]
    assert event.kind is LedgerKind.DOCUMENT_CORRECTED
    assert event.detail["page_count"] == [None, 3]


@pytest.mark.parametrize("pages", [None, 0, -1, 10_001])
async def test_a_number_that_cannot_be_is_refused_in_words(
    office: Office, pages: int | None
) -> None:
    document = await kept(office)

    with pytest.raises(NotAcceptableError) as refused:
        await count(office, office.town.chen, document, pages)

    assert refused.value.problems[0].field == "page_count"
    assert "打印稿" in refused.value.problems[0].message


async def test_the_pages_of_a_pdf_are_for_nobody_to_say(office: Office) -> None:
    document = await kept(office, files.pdf("x"), "询问笔录.pdf")

    with pytest.raises(ConflictError, match="由系统清点"):
        await count(office, office.town.chen, document, 9)


async def test_a_bound_file_is_counted_no_more_and_the_refusal_is_noted(office: Office) -> None:
    """汝州调阅 9."""
    document = await kept(office)
    async with office.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    outcome = await count(office, office.town.liu, document, 3)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed


async def test_a_leader_counts_nothing_and_a_stranger_finds_nothing(office: Office) -> None:
    document = await kept(office)

    assert isinstance(await count(office, office.town.zhao, document, 3), Decision)
    with pytest.raises(NotFoundError):
        await count(office, office.town.qian, document, 3)


async def test_whoever_saw_an_older_page_is_told(office: Office) -> None:
    document = await kept(office)

    with pytest.raises(CaseChangedError):
        await count(office, office.town.chen, document, 3, seen=0)
