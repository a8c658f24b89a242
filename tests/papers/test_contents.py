"""The list of contents counts pages through the file (长子 9, 昌黎 8)."""

from dataclasses import replace

import pytest

from app.ids import new_id
from app.models import Case
from app.papers.contents import contents_of
from app.papers.lines import Contents, DocumentLine, numbered
from app.policy.case_words import DocumentState
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, read_all
from tests.world import NOW

LINE = DocumentLine(
    id=new_id(),
    kind="询问笔录",
    title="询问笔录",
    document_no="",
    author="",
    made_on=None,
    stage="",
    is_concluding=False,
    is_final=True,
    page_count=2,
    state=DocumentState.READY,
    problem="",
    media_type="application/pdf",
    file_name="a.pdf",
    size_bytes=1,
    sha256="",
    sm3="",
    replaces_id=None,
    position=1,
    added_by="陈立",
    added_at=NOW,
    struck_at=None,
    struck_by=None,
    strike_reason=None,
)
PUT_ASIDE = replace(LINE, state=DocumentState.QUARANTINED, page_count=None)
DRAFT = replace(LINE, is_final=False, page_count=9)
UNCOUNTED = replace(LINE, page_count=None)


@pytest.mark.parametrize(
    ("lines", "spans", "total"),
    [
        ([], [], 0),
        ([LINE, replace(LINE, page_count=3), LINE], [(1, 2), (3, 5), (6, 7)], 7),
        ([LINE, UNCOUNTED, LINE], [(1, 2), (3, None), (None, None)], None),
        ([LINE, PUT_ASIDE, LINE], [(1, 2), (None, None), (3, 4)], 4),
        ([LINE, DRAFT, LINE], [(1, 2), (None, None), (3, 4)], 4),
    ],
    ids=["nothing", "counted", "one is not counted", "one was put aside", "one is a draft"],
)
def test_pages_are_counted_on_through_the_file(
    lines: list[DocumentLine], spans: list[tuple[int | None, int | None]], total: int | None
) -> None:
    shown = numbered(lines)

    assert [(line.first_page, line.last_page) for line in shown] == spans
    assert [line.number for line in shown] == list(range(1, len(lines) + 1))
    assert Contents(1, 1, shown, (), ()).page_count == total


async def test_drafts_that_were_replaced_stand_apart(office: Office) -> None:
    older = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录1.pdf")
    newer = await add(
        office.desk,
        office.town.chen,
        office.case_id,
        files.pdf("x", pages=3),
        file_name="询问笔录2.pdf",
        replaces_id=older,
        is_final=True,
    )
    await read_all(office.desk)

    async with office.sessions() as session:
        contents = await contents_of(session, await session.get_one(Case, office.case_id))

    assert [line.id for line in contents.lines] == [newer]
    assert [line.id for line in contents.drafts] == [older]
    assert (contents.lines[0].first_page, contents.lines[0].last_page) == (1, 3)
    assert contents.lines[0].added_by == "陈立"
    assert not contents.is_waiting
