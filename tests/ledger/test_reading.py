"""The auditor's view: scoped to units, narrowed, paged by number, counted by day."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import REFUSALS, LedgerKind
from app.ledger.reading import (
    LedgerFilter,
    LedgerPage,
    count_kind,
    ledger_figures,
    list_events,
)
from app.policy.actor import ANONYMOUS, WORKER, Actor
from app.policy.vocabulary import ActorKind
from tests.world import NOW, Town

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
STARTED, REFUSED = LedgerKind.SESSION_STARTED, LedgerKind.SESSION_REFUSED
LATER = NOW + timedelta(days=1)


async def note(
    session: AsyncSession,
    kind: LedgerKind = STARTED,
    actor: Actor = WORKER,
    unit_id: UUID | None = HERE,
    now: datetime = NOW,
    **detail: str,
) -> None:
    await append(session, kind, actor, unit_id=unit_id, detail=detail, now=now)


def units_of(page: LedgerPage) -> list[UUID | None]:
    return [line.unit_id for line in page.lines]


async def test_only_events_of_these_units_and_of_none_are_read(session: AsyncSession) -> None:
    await note(session, unit_id=HERE)
    await note(session, unit_id=ELSEWHERE)
    await note(session, unit_id=None)

    page = await list_events(session, {HERE}, LedgerFilter())

    assert units_of(page) == [None, HERE]


async def test_pages_follow_one_another_both_ways(session: AsyncSession) -> None:
    for _ in range(5):
        await note(session)

    first = await list_events(session, {HERE}, LedgerFilter(), limit=2)
    second = await list_events(session, {HERE}, LedgerFilter(), older_than=first.older, limit=2)
    last = await list_events(session, {HERE}, LedgerFilter(), older_than=second.older, limit=2)
    back = await list_events(session, {HERE}, LedgerFilter(), newer_than=last.newer, limit=2)

    assert [len(page.lines) for page in (first, second, last)] == [2, 2, 1]
    assert (first.newer, last.older) == (None, None)
    assert back == second
    seqs = [line.seq for page in (first, second, last) for line in page.lines]
    assert seqs == sorted(seqs, reverse=True)


async def test_the_first_page_reached_from_below_has_nothing_newer(session: AsyncSession) -> None:
    for _ in range(3):
        await note(session)
    first = await list_events(session, {HERE}, LedgerFilter(), limit=2)
    last = await list_events(session, {HERE}, LedgerFilter(), older_than=first.older, limit=2)

    back = await list_events(session, {HERE}, LedgerFilter(), newer_than=last.newer, limit=2)

    assert back == first


async def test_kinds_narrow(session: AsyncSession) -> None:
    await note(session, STARTED)
    await note(session, REFUSED)

    page = await list_events(session, {HERE}, LedgerFilter(kinds=REFUSALS))

    assert [line.kind for line in page.lines] == [REFUSED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("陈", ["chen"]), ("rz-00", ["terminal"]), ("%", []), ("_", []), ("nobody", [])],
)
async def test_a_part_of_a_name_or_number_narrows(
    session: AsyncSession, town: Town, text: str, expected: list[str]
) -> None:
    await note(session, actor=town.chen)
    await note(session, actor=town.terminal)

    page = await list_events(
        session, {HERE}, LedgerFilter(actor_text=text, kinds=frozenset({STARTED}))
    )

    names = {town.chen.id: "chen", town.terminal.id: "terminal"}
    assert [names[line.actor_id] for line in page.lines] == expected


@pytest.mark.parametrize("kind", [ActorKind.WORKER, ActorKind.ANONYMOUS])
async def test_actors_without_a_name_are_found_by_what_they_are(
    session: AsyncSession, town: Town, kind: ActorKind
) -> None:
    for actor in (WORKER, ANONYMOUS, town.chen):
        await note(session, actor=actor, note='"kind":"worker" "kind":"anonymous"')

    page = await list_events(session, {HERE}, LedgerFilter(actor_kind=kind))

    assert [line.actor_kind for line in page.lines] == [kind]


async def test_a_day_holds_its_first_moment_and_not_the_next_day(session: AsyncSession) -> None:
    await note(session, now=NOW - timedelta(milliseconds=1))
    await note(session, now=NOW)
    await note(session, now=LATER)

    page = await list_events(session, {HERE}, LedgerFilter(since=NOW, before=LATER))

    assert [line.at for line in page.lines] == [NOW]


async def test_figures_count_a_day_and_its_refusals(session: AsyncSession) -> None:
    await note(session, REFUSED, now=NOW - timedelta(seconds=1))
    await note(session, REFUSED, unit_id=None)
    await note(session, STARTED)
    await note(session, STARTED, unit_id=ELSEWHERE)

    figures = await ledger_figures(session, {HERE}, since=NOW)

    assert (figures.events, figures.refusals) == (2, 1)


async def test_one_kind_is_counted_since_a_moment(session: AsyncSession) -> None:
    await note(session, REFUSED, now=NOW - timedelta(seconds=1))
    await note(session, REFUSED)
    await note(session, REFUSED, unit_id=ELSEWHERE)

    assert await count_kind(session, {HERE}, REFUSED, since=NOW) == 1


async def test_nobodys_units_hold_only_what_belongs_to_no_unit(session: AsyncSession) -> None:
    await note(session)

    page = await list_events(session, (), LedgerFilter(kinds=frozenset({STARTED})))

    assert page.lines == ()
