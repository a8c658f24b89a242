"""The board: its SQL agrees with the pure rules, and shows each person what is theirs."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.deadlines.queries import (
    SOON,
    DeadlineFilter,
    figures_of_person,
    figures_of_units,
    in_state,
    list_deadlines,
    visible,
)
from app.models import Deadline
from app.packs.load import read_pack
from app.people.authority import extent_of
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.deadlines import DeadlineFacts, DeadlineState, state_of
from app.policy.grounds import Thing
from tests.deadlines.acts import arrived
from tests.deadlines.law import moment
from tests.world import NOW, Settled, Town, sessions_on

EDGES = st.sampled_from([timedelta(0), SOON, -SOON, timedelta(seconds=1), timedelta(seconds=-1)])
MOMENTS = st.one_of(
    EDGES.map(lambda ahead: NOW + ahead),
    st.integers(-72, 72).map(lambda hours: NOW + timedelta(hours=hours)),
)
ENDS = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(MOMENTS, st.none()),
    st.tuples(st.none(), MOMENTS),
)


def row_of(
    town: Town, due_at: datetime | None, *, unit: str = "brigade", person: str = "chen"
) -> Deadline:
    """Return a row of a deadline that nothing computed."""
    return Deadline(
        id=ids.new_id(),
        unit_id=getattr(town, unit),
        subject_kind="recording",
        subject_id=ids.new_id(),
        key="store.deadline.normal",
        person_id=getattr(town, person).id,
        starts_at=NOW,
        due_at=due_at,
        reason="",
        facts={},
        basis={"citations": []},
        opened_at=NOW,
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases=st.lists(st.tuples(st.one_of(st.none(), MOMENTS), ENDS), min_size=1, max_size=12))
async def test_the_filter_finds_exactly_what_the_rule_says(
    engine: AsyncEngine,
    settled: Settled,
    cases: list[tuple[datetime | None, tuple[datetime | None, datetime | None]]],
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            rows = []
            for due_at, (met_at, cancelled_at) in cases:
                row = row_of(town, due_at)
                row.met_at, row.cancelled_at = met_at, cancelled_at
                row.cancel_reason = "取消" if cancelled_at else None
                rows.append(row)
            session.add_all(rows)
            await session.flush()
            found = {
                state: set(await session.scalars(select(Deadline.id).where(in_state(state, NOW))))
                for state in DeadlineState
            }
        await outer.rollback()
    expected: dict[DeadlineState, set[object]] = {state: set() for state in DeadlineState}
    for row in rows:
        facts = DeadlineFacts(row.due_at, row.met_at, row.cancelled_at)
        expected[state_of(facts, NOW, SOON)].add(row.id)
    assert found == expected


READERS = st.sampled_from(["liu", "chen", "zhao", "sun", "zhou", "wu", "qian", "terminal"])
UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
PEOPLE = st.sampled_from(["chen", "liu", "qian"])


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(things=st.lists(st.tuples(UNITS, PEOPLE), min_size=1, max_size=6), reader=READERS)
async def test_the_board_shows_exactly_what_the_rule_allows(
    engine: AsyncEngine, settled: Settled, things: list[tuple[str, str]], reader: str
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            rows = [row_of(town, NOW, unit=unit, person=person) for unit, person in things]
            session.add_all(rows)
            await session.flush()
            actor = getattr(town, reader)
            extent = await extent_of(session, actor, Act.DEADLINE_KNOW)
            shown = set(await session.scalars(select(Deadline.id).where(visible(actor, extent))))
        await outer.rollback()
    above = {town.brigade: frozenset({town.agency})}
    allowed = {
        row.id
        for row in rows
        if authorise(
            actor,
            Act.DEADLINE_KNOW,
            Thing(row.unit_id, above.get(row.unit_id, frozenset()), person_id=row.person_id),
            read_pack("ruzhou"),
        ).allowed
    }
    assert shown == allowed


async def test_pages_follow_one_another_without_a_gap(session: AsyncSession, town: Town) -> None:
    """Equal ends and ends that are not known yet are where keys go wrong."""
    ends = [NOW, NOW, NOW, NOW + SOON, None, None]
    rows = [row_of(town, end) for end in ends]
    session.add_all(rows)
    await session.flush()
    extent = await extent_of(session, town.liu, Act.DEADLINE_KNOW)
    seen, after = [], None

    for _ in ends:
        page = await list_deadlines(
            session, town.liu, extent, DeadlineFilter(), now=NOW, after=after, limit=1
        )
        seen += [line.id for line in page.lines]
        after = page.after

    assert after is None
    assert seen == [row.id for row in sorted(rows[:3], key=lambda row: row.id)] + [
        rows[3].id,
        *sorted(row.id for row in rows[4:]),
    ]


async def test_filters_narrow_by_unit_person_and_mark(session: AsyncSession, town: Town) -> None:
    own = row_of(town, NOW)
    own.is_provisional = True
    other = row_of(town, NOW, unit="agency", person="liu")
    session.add_all([own, other])
    await session.flush()
    extent = await extent_of(session, town.liu, Act.DEADLINE_KNOW)

    found = [
        [line.id for line in page.lines]
        for page in [
            await list_deadlines(session, town.liu, extent, wanted, now=NOW)
            for wanted in (
                DeadlineFilter(unit_id=town.agency),
                DeadlineFilter(person="陈"),
                DeadlineFilter(is_provisional=True),
            )
        ]
    ]

    assert found == [[other.id], [own.id], [own.id]]


async def test_figures_count_what_is_due_soon_and_what_is_overdue(
    session: AsyncSession, town: Town
) -> None:
    await arrived(session, town, moment("2026-11-20T09:00"))
    await arrived(session, town, moment("2026-11-21T09:00"))

    of_unit = await figures_of_units(session, [town.brigade], NOW)
    of_chen = await figures_of_person(session, town.chen.id, NOW)
    of_liu = await figures_of_person(session, town.liu.id, NOW)

    assert (of_unit.due_soon, of_unit.overdue) == (1, 1)
    assert (of_chen.due_soon, of_chen.overdue) == (1, 1)
    assert (of_liu.due_soon, of_liu.overdue) == (0, 0)
