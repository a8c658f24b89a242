"""Reopening adds to a file and hides nothing of what was bound (汝州调阅 9)."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.choosing import Extract, wanted_of_case
from app.errors import NotFoundError
from app.models import Case
from app.papers.contents import contents_of
from app.papers.sheets import facts_of_file
from app.policy.case_words import CaseState
from tests.cases.office import open_sand_case
from tests.cases.test_moving import LATER, file_document, move, put, reopen
from tests.world import Town


async def reopened(session: AsyncSession, town: Town, *, is_bound: bool) -> Case:
    """Return a case with a document in its first version and another in its second."""
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "处罚决定书", is_concluding=True)
    await put(session, case_id, CaseState.CLOSED)
    if is_bound:
        await move(session, town.liu, case_id, CaseState.FILE_BOUND)
    await reopen(session, town.liu, case_id)
    await file_document(session, town, case_id, "补充调查报告", file_version=2)
    return await session.get_one(Case, case_id)


@pytest.mark.parametrize(
    ("is_bound", "first", "second"),
    [
        (True, ["处罚决定书"], ["补充调查报告"]),
        (False, [], ["处罚决定书", "补充调查报告"]),
    ],
    ids=["bound before", "only closed before"],
)
async def test_a_version_lists_what_binding_it_takes(
    session: AsyncSession, town: Town, is_bound: bool, first: list[str], second: list[str]
) -> None:
    case = await reopened(session, town, is_bound=is_bound)

    older, newest = await contents_of(session, case, 1), await contents_of(session, case)

    assert [line.title for line in older.lines] == first
    assert [line.title for line in newest.lines] == second
    assert (older.is_newest, newest.is_newest, newest.version) == (False, True, 2)


async def test_a_bound_version_keeps_its_cover_and_its_day(
    session: AsyncSession, town: Town
) -> None:
    case = await reopened(session, town, is_bound=True)

    facts = await facts_of_file(session, case, 1)

    assert (facts.bound_at, facts.contents.page_count) == (LATER, 2)
    assert (await facts_of_file(session, case)).bound_at is None


@pytest.mark.parametrize("version", [-1, 0, 3, 2**31])
async def test_a_version_that_never_was_is_not_found(
    session: AsyncSession, town: Town, version: int
) -> None:
    case = await reopened(session, town, is_bound=True)

    with pytest.raises(NotFoundError):
        await contents_of(session, case, version)


async def test_what_was_served_can_be_asked_for_after_reopening(
    session: AsyncSession, town: Town
) -> None:
    case = await reopened(session, town, is_bound=True)
    decision = (await contents_of(session, case, 1)).lines[0].id
    report = (await contents_of(session, case)).lines[0].id

    whole = await wanted_of_case(session, case.id, Extract.WHOLE)
    concluding = await wanted_of_case(session, case.id, Extract.CONCLUDING)

    assert whole.documents == {decision, report}
    assert concluding.documents == {decision}
