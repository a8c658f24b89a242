"""What becomes of a document when the worker has read it."""

from collections.abc import Callable

import pytest

from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, read_all, row_of


async def test_a_pdf_becomes_ready_with_pages_and_words(office: Office) -> None:
    content = files.pdf("SL2026 bill", pages=4)
    document_id = await add(office.desk, office.town.chen, office.case_id, content)

    await read_all(office.desk)

    row = await row_of(office.sessions, document_id)
    async with office.sessions() as session:
        read = (await history_of(session, document_id))[-1]
    assert (row.state, row.page_count, row.problem) == ("ready", 4, "")
    assert row.content_text.startswith("SL2026 bill")
    assert row.facts["tool"].startswith("liuhen")
    assert read.kind is LedgerKind.DOCUMENT_READ
    assert read.detail["page_count"] == 4


async def test_words_are_kept_as_they_are_typed_when_they_are_looked_for(office: Office) -> None:
    """A program that makes a PDF may write a radical for a character, 人⺠ for 人民."""
    body = files.BODY.replace("询问笔录", "中华人\u2ea0共和国\u200b，\u2ee2某\u2f83述，第1\u2eda")
    document_id = await add(
        office.desk,
        office.town.chen,
        office.case_id,
        files.docx(body=body),
        file_name="询问笔录.docx",
    )

    await read_all(office.desk)

    row = await row_of(office.sessions, document_id)
    assert row.content_text.startswith("中华人民共和国，马某自述，第1页\n被询问人")


async def test_blanks_leave_the_words_of_the_next_document_their_room(office: Office) -> None:
    """Only so much of a case is looked through: a bomb of blanks would fill all of it."""
    for content, name in ((files.docx_bomb(), "勘验笔录.docx"), (files.scan(300), "询问笔录.pdf")):
        document_id = await add(
            office.desk, office.town.chen, office.case_id, content, file_name=name
        )
        await read_all(office.desk)

        row = await row_of(office.sessions, document_id)
        assert (row.content_text, row.facts["characters"]) == ("", 0)


@pytest.mark.parametrize(
    ("content", "name", "pages"),
    [
        (files.picture("JPEG"), "送达回证.jpg", 1),
        (files.picture("PNG"), "送达回证.png", 1),
        (files.docx(), "询问笔录.docx", None),
        (files.doc(), "询问笔录.doc", None),
    ],
    ids=["jpeg", "png", "docx", "doc"],
)
async def test_pictures_have_one_page_and_word_documents_are_not_counted(
    office: Office, content: bytes, name: str, pages: int | None
) -> None:
    document_id = await add(office.desk, office.town.chen, office.case_id, content, file_name=name)

    await read_all(office.desk)

    row = await row_of(office.sessions, document_id)
    assert (row.state, row.page_count) == ("ready", pages)


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (files.bomb_pdf, "询问笔录.pdf", "too_costly"),
        (files.encrypted_pdf, "询问笔录.pdf", "encrypted"),
        (files.hidden_macro_docx, "询问笔录.docx", "has_program"),
        (lambda: files.picture("PNG")[:60] + b"IEND", "送达回证.png", "damaged"),
    ],
    ids=["bomb", "password", "hidden program", "spoiled picture"],
)
async def test_what_must_not_be_shown_is_put_aside_and_the_next_one_is_read(
    office: Office, content: Callable[[], bytes], name: str, problem: str
) -> None:
    """The worker lives on; the original is kept."""
    bad = await add(office.desk, office.town.chen, office.case_id, content(), file_name=name)
    good = await add(office.desk, office.town.chen, office.case_id, file_name="勘验笔录.pdf")

    await read_all(office.desk)

    row = await row_of(office.sessions, bad)
    async with office.sessions() as session:
        event = (await history_of(session, bad))[-1]
    assert (row.state, row.problem) == ("quarantined", problem)
    assert event.kind is LedgerKind.DOCUMENT_QUARANTINED
    assert (await row_of(office.sessions, good)).state == "ready"


async def test_reading_again_changes_nothing(office: Office) -> None:
    document_id = await add(office.desk, office.town.chen, office.case_id)
    await read_all(office.desk)

    await read_all(office.desk)

    async with office.sessions() as session:
        kinds = [line.kind for line in await history_of(session, document_id)]
    assert kinds == [LedgerKind.DOCUMENT_ADDED, LedgerKind.DOCUMENT_READ]
