"""How often an article was rested on: a row for each, in the transaction of its event."""

from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import append, append_all
from app.ledger.kinds import LedgerKind
from app.ledger.uses import MOST, uses_of
from app.models import ArticleUse
from tests.world import NOW, Town

REFUSED = LedgerKind.ACT_REFUSED
FIFTH = {"pack": "ruzhou", "version": 2, "sha256": "0", "article": "调阅监督制度第五条第一款"}
THIRD = {"pack": "ruzhou", "version": 2, "sha256": "0", "article": "调阅监督制度第三条"}
BOTH = ("调阅监督制度第三条", "调阅监督制度第五条")


async def refuse(session: AsyncSession, town: Town, *cited: dict[str, object]) -> UUID:
    return await append(
        session,
        REFUSED,
        town.chen,
        unit_id=town.agency,
        detail={"act": "recording:play", "citations": list(cited)},
        now=NOW,
    )


async def test_an_event_counts_once_for_each_article_that_it_cites(
    session: AsyncSession, town: Town
) -> None:
    await refuse(session, town, FIFTH, THIRD)
    await refuse(session, town, FIFTH, FIFTH)

    found = await uses_of(session, town.agency, "ruzhou", BOTH)

    assert found == {"调阅监督制度第三条": 1, "调阅监督制度第五条": 2}


async def test_many_events_at_once_are_counted_too(session: AsyncSession, town: Town) -> None:
    detail = {"citations": [FIFTH]}
    subjects = [(town.agency, detail), (town.brigade, detail)]
    await append_all(session, REFUSED, town.chen, subjects, unit_id=town.agency, now=NOW)

    found = await uses_of(session, town.agency, "ruzhou", BOTH)

    assert found == {"调阅监督制度第五条": 2}


async def test_another_unit_and_another_regulation_count_for_themselves(
    session: AsyncSession, town: Town
) -> None:
    await refuse(session, town, FIFTH)

    assert await uses_of(session, town.stranger_agency, "ruzhou", BOTH) == {}
    assert await uses_of(session, town.agency, "shanxi", BOTH) == {}
    assert await uses_of(session, town.agency, "ruzhou", ()) == {}


async def test_an_event_without_articles_counts_for_none(session: AsyncSession, town: Town) -> None:
    await append(session, REFUSED, town.chen, unit_id=town.agency, detail={"act": "x"}, now=NOW)

    assert list(await session.scalars(select(ArticleUse))) == []


async def test_what_is_undone_with_its_act_is_not_counted(
    session: AsyncSession, town: Town
) -> None:
    undone = await session.begin_nested()
    await refuse(session, town, FIFTH)
    await undone.rollback()

    assert await uses_of(session, town.agency, "ruzhou", BOTH) == {}


async def test_counting_stops_where_nobody_needs_more(session: AsyncSession, town: Town) -> None:
    session.add_all(
        ArticleUse(event_id=ids.new_id(), pack="ruzhou", article=BOTH[0], unit_id=town.agency)
        for _ in range(MOST + 5)
    )
    await session.flush()

    assert await uses_of(session, town.agency, "ruzhou", BOTH) == {BOTH[0]: MOST}


@pytest.mark.parametrize("act", ["UPDATE article_use SET article = 'x'", "DELETE FROM article_use"])
async def test_the_service_may_only_insert(session: AsyncSession, town: Town, act: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(act))
