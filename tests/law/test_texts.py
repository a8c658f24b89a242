"""Official texts: kept edition by edition, found where an article is cited. Texts are invented."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from app.law.shelf import Shelf
from app.law.texts import TextKnownError, clauses, load_text
from app.ledger.kinds import LedgerKind
from app.models import LawText, LedgerEvent
from app.packs.load import read_text
from app.packs.official_text import TextError
from app.policy.actor import WORKER
from app.policy.decision import Citation
from tests.world import NOW, Town

SHANXI = read_text("shanxi")
FIRST = f"{SHANXI.title}\n第一条 试验一。\n第二条 试验二。\n".encode()
SECOND = f"{SHANXI.title}\n第一条 改后的试验一。\n".encode()


async def test_a_file_is_kept_by_article_and_that_is_an_event(
    session: AsyncSession, town: Town
) -> None:
    text = await load_text(session, WORKER, SHANXI, FIRST, now=NOW)

    rows = list(await session.scalars(select(LawText).order_by(LawText.article)))
    assert [(row.edition, row.article, row.clause) for row in rows] == [
        (1, "第一条", "第一条 试验一。"),
        (1, "第二条", "第二条 试验二。"),
    ]
    assert "第三条" in text.missing
    kinds = await session.scalars(select(LedgerEvent.kind))
    assert LedgerKind.LAW_TEXT_LOADED.value in set(kinds)


async def test_the_newest_edition_counts_and_the_older_one_stays(session: AsyncSession) -> None:
    await load_text(session, WORKER, SHANXI, FIRST, now=NOW)
    await load_text(session, WORKER, SHANXI, SECOND, now=NOW)

    assert await clauses(session) == {("shanxi", "第一条"): "第一条 改后的试验一。"}
    assert len(list(await session.scalars(select(LawText)))) == 3


async def test_the_same_file_twice_is_told_and_an_older_one_may_come_back(
    session: AsyncSession,
) -> None:
    await load_text(session, WORKER, SHANXI, FIRST, now=NOW)
    with pytest.raises(TextKnownError):
        await load_text(session, WORKER, SHANXI, FIRST, now=NOW)
    await load_text(session, WORKER, SHANXI, SECOND, now=NOW)

    await load_text(session, WORKER, SHANXI, FIRST, now=NOW)

    assert set(await clauses(session)) == {("shanxi", "第一条"), ("shanxi", "第二条")}


async def test_a_file_of_another_regulation_leaves_nothing_behind(session: AsyncSession) -> None:
    with pytest.raises(TextError, match="不是《张营镇"):
        await load_text(session, WORKER, read_text("zhangying"), FIRST, now=NOW)

    assert await clauses(session) == {}


@pytest.mark.parametrize("act", ["UPDATE law_text SET clause = 'x'", "DELETE FROM law_text"])
async def test_the_service_changes_no_text(session: AsyncSession, town: Town, act: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(act))


async def test_a_citation_finds_its_clauses_with_and_without_title(session: AsyncSession) -> None:
    await load_text(session, WORKER, SHANXI, FIRST, now=NOW)
    shelf = Shelf()
    await shelf.refresh(session, NOW)

    alone = Citation("shanxi", "第一条第二款、第二条", "概要")
    titled = Citation("shanxi", f"《{SHANXI.title}》第二条", "概要")
    other = Citation("shanxi", "《某法》第一条", "概要")
    own = Citation("agency", "第一条", "概要")

    assert shelf.clauses_of(alone) == ("第一条 试验一。", "第二条 试验二。")
    assert shelf.clauses_of(titled) == ("第二条 试验二。",)
    assert shelf.clauses_of(other) == shelf.clauses_of(own) == ()


async def test_a_process_shows_a_new_edition_after_a_minute(session: AsyncSession) -> None:
    shelf = Shelf()
    await shelf.refresh(session, NOW)
    await load_text(session, WORKER, SHANXI, FIRST, now=NOW)

    await shelf.refresh(session, NOW + timedelta(seconds=59))
    before = shelf.clause("shanxi", "第一条")
    await shelf.refresh(session, NOW + timedelta(seconds=60))

    assert (before, shelf.clause("shanxi", "第一条")) == ("", "第一条 试验一。")
