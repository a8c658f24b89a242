"""Of a bound version everybody is shown what was locked, and nothing else (长子 9, 昌黎 8)."""

from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.choosing import Extract, wanted_of_case
from app.cases.contents import versions_of
from app.errors import ConflictError
from app.ledger.book import history_of
from app.models import Case, CaseDocument, EvidenceLink
from app.papers.changing import settle_document
from app.papers.contents import contents_of
from app.papers.holding import HeldDocument
from app.papers.sheets import facts_of_file
from app.policy.case_words import CaseState, DocumentState
from app.policy.vocabulary import MediaKind
from tests.access.desk import recording_in
from tests.cases.office import open_sand_case
from tests.cases.test_moving import LATER, file_document, move, put, reopen
from tests.world import Town

PUT_ASIDE = {"state": DocumentState.QUARANTINED.value, "page_count": None, "is_final": False}


async def closed(session: AsyncSession, town: Town) -> Case:
    """Return a closed case: two final documents, and between them a draft and one put aside."""
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "立案审批表")
    await file_document(session, town, case_id, "勘验笔录", position=2, is_final=False)
    await file_document(session, town, case_id, "坏扫描件", position=3, **PUT_ASIDE)
    await file_document(session, town, case_id, "处罚决定书", position=4, page_count=3)
    await put(session, case_id, CaseState.CLOSED)
    return await session.get_one(Case, case_id)


async def bound(session: AsyncSession, town: Town) -> Case:
    case = await closed(session, town)
    await recording_in(session, town, case.id)
    await move(session, town.liu, case.id, CaseState.FILE_BOUND)
    return case


async def id_of(session: AsyncSession, title: str) -> UUID:
    return (await session.scalars(select(CaseDocument.id).where(CaseDocument.title == title))).one()


@pytest.mark.parametrize("is_reopened", [False, True], ids=["bound", "reopened since"])
async def test_list_sheets_and_panel_of_a_bound_version_agree(
    session: AsyncSession, town: Town, is_reopened: bool
) -> None:
    case = await bound(session, town)
    if is_reopened:
        await reopen(session, town.liu, case.id)

    contents = await contents_of(session, case, 1)
    facts = await facts_of_file(session, case, 1)

    shown = [(line.number, line.title, line.first_page, line.last_page) for line in contents.lines]
    assert shown == [(1, "立案审批表", 1, 2), (2, "处罚决定书", 3, 5)]
    assert [line.title for line in contents.outside] == ["勘验笔录", "坏扫描件"]
    assert (contents.is_bound, contents.page_count) == (True, 5)
    assert facts.contents == contents
    version = (await versions_of(session, case.id))[-1]
    assert (version.documents, version.pages) == (2, 5)


async def test_the_desk_offers_of_a_bound_file_what_was_locked(
    session: AsyncSession, town: Town
) -> None:
    case = await bound(session, town)

    wanted = await wanted_of_case(session, case.id, Extract.WHOLE)

    assert wanted.documents == {line.id for line in (await contents_of(session, case)).lines}


async def test_what_was_locked_is_shown_whatever_becomes_of_its_rows(
    session: AsyncSession, town: Town
) -> None:
    case = await bound(session, town)
    before = await contents_of(session, case, 1)
    await session.execute(
        update(CaseDocument).values(title="改过的", is_final=False, page_count=99, position=7)
    )

    after = await contents_of(session, case, 1)

    assert [(line.title, line.last_page) for line in after.lines] == [
        (line.title, line.last_page) for line in before.lines
    ]
    assert [line.title for line in after.outside] == ["勘验笔录", "坏扫描件"]


async def test_before_binding_the_sheets_say_what_binding_would_take(
    session: AsyncSession, town: Town
) -> None:
    case = await closed(session, town)

    listed = await contents_of(session, case)
    printed = (await facts_of_file(session, case)).contents

    assert [line.number for line in listed.lines] == [1, 2, 3, 4]
    assert [(line.number, line.title, line.last_page) for line in printed.lines] == [
        (1, "立案审批表", 2),
        (2, "处罚决定书", 5),
    ]
    assert [line.title for line in printed.outside] == ["勘验笔录", "坏扫描件"]
    assert (listed.page_count, printed.page_count) == (5, 5)


async def test_reopening_carries_what_stayed_outside_into_the_new_version(
    session: AsyncSession, town: Town
) -> None:
    case = await bound(session, town)

    await reopen(session, town.liu, case.id)

    lines = (await contents_of(session, case)).lines
    assert [line.title for line in lines] == ["勘验笔录", "坏扫描件"]
    event = (await history_of(session, case.id))[-1]
    assert (event.detail["file_version"], event.detail["documents"]) == (2, 2)


async def test_work_goes_on_with_a_draft_that_came_over_but_not_with_what_is_bound(
    session: AsyncSession, town: Town
) -> None:
    """汝州调阅 9."""
    case = await bound(session, town)
    draft, decision = await id_of(session, "勘验笔录"), await id_of(session, "处罚决定书")
    await reopen(session, town.liu, case.id)

    settled = await settle_document(session, town.chen, draft, is_final=True, now=LATER)

    assert isinstance(settled, HeldDocument)
    assert settled.document.is_final
    with pytest.raises(ConflictError, match="属于第 1 版案卷，立卷后保持原样"):
        await settle_document(session, town.chen, decision, is_final=False, now=LATER)
    assert [line.title for line in (await contents_of(session, case, 1)).outside] == [
        "勘验笔录",
        "坏扫描件",
    ]


async def test_an_earlier_draft_stays_with_what_replaced_it(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "决定书第一稿", is_final=False)
    await file_document(session, town, case_id, "笔录第一稿", is_final=False)
    first, record = await id_of(session, "决定书第一稿"), await id_of(session, "笔录第一稿")
    await file_document(session, town, case_id, "处罚决定书", replaces_id=first)
    await file_document(session, town, case_id, "勘验笔录", replaces_id=record, is_final=False)
    await put(session, case_id, CaseState.CLOSED)
    case = await session.get_one(Case, case_id)
    await move(session, town.liu, case.id, CaseState.FILE_BOUND)

    await reopen(session, town.liu, case.id)

    assert [line.id for line in (await contents_of(session, case, 1)).drafts] == [first]
    assert [line.id for line in (await contents_of(session, case)).drafts] == [record]


async def test_a_version_that_was_never_bound_goes_over_whole(
    session: AsyncSession, town: Town
) -> None:
    case = await closed(session, town)
    await recording_in(session, town, case.id)

    await reopen(session, town.liu, case.id)

    former, newest = await contents_of(session, case, 1), await contents_of(session, case)
    assert (former.lines, former.is_bound) == ((), False)
    assert len(newest.lines) == 4
    assert await session.scalar(select(EvidenceLink.file_version)) == 2


async def test_a_bound_document_stays_in_its_version_even_in_the_database(
    session: AsyncSession, town: Town
) -> None:
    await bound(session, town)

    with pytest.raises(DBAPIError, match="a bound document stays in its version"):
        await session.execute(
            update(CaseDocument).where(CaseDocument.title == "处罚决定书").values(file_version=2)
        )


async def test_the_recordings_of_a_file_are_locked_with_it(
    session: AsyncSession, town: Town
) -> None:
    """长子 9, 昌黎 8: sheets name what cannot be bound in."""
    case = await bound(session, town)
    before = (await facts_of_file(session, case)).recordings
    await session.execute(
        update(EvidenceLink).values(ended_at=LATER, ended_by_id=town.liu.id, end_reason="取出")
    )

    after = (await facts_of_file(session, case)).recordings

    assert [each.kind for each in after] == [MediaKind.OTHER]
    assert before == after
    assert len(after[0].sha256) == 64
