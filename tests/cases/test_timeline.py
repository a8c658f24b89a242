"""时间轴: what is said of a document on it, and where a click leads."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.marks import Lane, Mark
from app.cases.timeline import timeline_of
from app.policy.case_words import DocumentState
from tests.cases.office import open_sand_case
from tests.cases.test_moving import file_document
from tests.world import NOW, Town


async def document_on(session: AsyncSession, town: Town, **said: object) -> Mark:
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "现场笔录", **said)
    line = await timeline_of(session, town.chen, case_id, NOW)
    (mark,) = (mark for mark in line.marks if mark.lane is Lane.DOCUMENT)
    return mark


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "定稿"),
        ({"is_final": False}, "草稿"),
        ({"state": DocumentState.RECEIVED.value}, "正在检查"),
        ({"is_final": False, "state": DocumentState.QUARANTINED.value}, "已隔离"),
        ({"is_final": False, "made_on": None}, "草稿（文书日期未填，按放入时间排列）"),
    ],
    ids=["final", "draft", "being read", "put aside", "of no day"],
)
async def test_a_document_is_called_what_it_is(
    session: AsyncSession, town: Town, said: dict[str, object], told: str
) -> None:
    assert (await document_on(session, town, **said)).detail == told


async def test_a_click_leads_to_the_page_of_the_document(session: AsyncSession, town: Town) -> None:
    """Its bare file is downloaded where it is a Word document, and refused where put aside."""
    mark = await document_on(session, town, made_on=date(2026, 11, 20))

    assert mark.href == f"/documents/{mark.id}"
