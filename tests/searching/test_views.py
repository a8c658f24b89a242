"""People keep searches under names, each for themselves."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.people.problems import NotAcceptableError
from app.searching.views import MOST_VIEWS, keep_view, remove_view, rename_view, views_of
from tests.world import NOW, Town

QUERY = "q=%E9%87%87%E7%A0%82"


async def test_a_view_is_kept_renamed_and_removed_and_each_is_an_event(
    session: AsyncSession, town: Town
) -> None:
    view = await keep_view(session, town.liu, "采砂", QUERY, now=NOW)
    await rename_view(session, town.liu, view, "本月采砂", now=NOW)
    (kept,) = await views_of(session, town.liu)
    await remove_view(session, town.liu, view, now=NOW)

    assert (kept.name, kept.query) == ("本月采砂", QUERY)
    assert await views_of(session, town.liu) == ()
    lines = await history_of(session, view)
    assert [line.kind for line in lines] == [
        LedgerKind.VIEW_KEPT,
        LedgerKind.VIEW_RENAMED,
        LedgerKind.VIEW_REMOVED,
    ]
    assert all(line.detail == {} for line in lines)


async def test_somebody_elses_view_never_was(session: AsyncSession, town: Town) -> None:
    view = await keep_view(session, town.liu, "采砂", QUERY, now=NOW)

    with pytest.raises(NotFoundError):
        await rename_view(session, town.chen, view, "我的", now=NOW)
    with pytest.raises(NotFoundError):
        await remove_view(session, town.chen, view, now=NOW)
    with pytest.raises(NotFoundError):
        await remove_view(session, town.chen, ids.new_id(), now=NOW)

    assert await views_of(session, town.chen) == ()
    assert [kept.name for kept in await views_of(session, town.liu)] == ["采砂"]


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "请填写"), ("长" * 41, "最长40个字"), ("采砂", "已经有一个")]
)
async def test_a_name_that_cannot_be_is_refused_in_words(
    session: AsyncSession, town: Town, name: str, sentence: str
) -> None:
    await keep_view(session, town.liu, "采砂", QUERY, now=NOW)
    other = await keep_view(session, town.liu, "取水", QUERY, now=NOW)

    with pytest.raises(NotAcceptableError, match=sentence):
        await keep_view(session, town.liu, name, QUERY, now=NOW)
    with pytest.raises(NotAcceptableError, match=sentence):
        await rename_view(session, town.liu, other, name, now=NOW)

    assert [view.name for view in await views_of(session, town.liu)] == ["取水", "采砂"]


async def test_two_people_may_use_the_same_name(session: AsyncSession, town: Town) -> None:
    await keep_view(session, town.liu, "采砂", QUERY, now=NOW)
    await keep_view(session, town.chen, "采砂", QUERY, now=NOW)

    assert len(await views_of(session, town.liu)) == 1


async def test_there_is_an_end_to_keeping(session: AsyncSession, town: Town) -> None:
    for number in range(MOST_VIEWS):
        await keep_view(session, town.liu, f"查询{number}", QUERY, now=NOW)

    with pytest.raises(NotAcceptableError, match="请先删除"):
        await keep_view(session, town.liu, "再一个", QUERY, now=NOW)
