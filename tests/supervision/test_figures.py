"""Figures of units equal what one would count by hand, and never say whose they are."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.holds.actions import NewHold, place_hold
from app.models import Qualification, Recording
from app.people.register import register_unit
from app.policy.actor import WORKER
from app.policy.vocabulary import HoldGround, QualificationKind, RecordingState, UnitKind
from app.supervision.figures import Figures, Span, figures_by_unit, span_of
from tests.arrivals import arrive
from tests.deadlines.acts import arrived
from tests.world import NOW, Settled, Town, sessions_on

TODAY = date(2026, 11, 21)
FIRST, AFTER = datetime(2026, 11, 1, tzinfo=SHANGHAI), datetime(2026, 12, 1, tzinfo=SHANGHAI)
SPAN = span_of(FIRST, AFTER, NOW, TODAY)
ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from(["agency", "brigade"]),
        st.sampled_from([state.value for state in RecordingState if state.value != "sealed"]),
        st.integers(min_value=-40, max_value=5),
        st.booleans(),
    ),
    max_size=8,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arrivals=ARRIVALS)
async def test_recordings_are_counted_as_one_would_by_hand(
    engine: AsyncEngine, settled: Settled, arrivals: list[tuple[str, str, int, bool]]
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            rows = [await recorded(session, town, arrival) for arrival in arrivals]
            units = {town.agency, town.brigade}

            found = {
                row.unit_id: row.figures for row in await figures_by_unit(session, units, SPAN)
            }

        await outer.rollback()
    for unit in units:
        mine = [row for row in rows if row.unit_id == unit]
        arrived = [row for row in mine if FIRST <= row.received_at < AFTER]
        waiting = [row for row in mine if row.catalogued_at is None]
        figures = found[unit]
        assert figures.arrived == len(arrived)
        assert figures.quarantined == sum(row.state == "quarantined" for row in arrived)
        assert figures.unsettled == sum(row.settled_at is None for row in waiting)
        assert figures.uncatalogued == len(waiting)
        assert figures.oldest_uncatalogued_at == min(
            (row.received_at for row in waiting), default=None
        )


async def recorded(
    session: AsyncSession, town: Town, arrival: tuple[str, str, int, bool]
) -> Recording:
    unit, state, days, is_catalogued = arrival
    moment = NOW + timedelta(days=days)
    recording_id = await arrive(session, town.terminal, getattr(town, unit), now=moment)
    row = await session.get_one(Recording, recording_id)
    # Only these two states need no original behind them.
    row.state = state if state in {"received", "quarantined"} else "received"
    row.settled_at = moment if row.state == "quarantined" else None
    row.catalogued_at = moment if is_catalogued else None
    await session.flush()
    return row


async def figures_of(session: AsyncSession, unit: UUID, span: Span = SPAN) -> Figures:
    return (await figures_by_unit(session, {unit}, span))[0].figures


async def certify(session: AsyncSession, town: Town, number: str, until: date) -> None:
    session.add(
        Qualification(
            id=ids.new_id(),
            person_id=town.chen.id,
            kind=QualificationKind.PROVINCIAL.value,
            certificate_no=number,
            issuer="河南省司法厅",
            valid_from=date(2020, 1, 1),
            valid_until=until,
            registered_at=NOW,
        )
    )
    await session.flush()


async def test_a_renewed_certificate_hides_the_one_that_ran_out(
    session: AsyncSession, town: Town
) -> None:
    await certify(session, town, "1", TODAY - timedelta(days=1))
    before = await figures_of(session, town.brigade)

    await certify(session, town, "2", TODAY + timedelta(days=30))
    after = await figures_of(session, town.brigade)

    assert (before.certificates_expired, before.certificates_expiring) == (1, 0)
    assert (after.certificates_expired, after.certificates_expiring) == (0, 1)


async def test_a_terminal_is_silent_until_it_hands_something_in(
    session: AsyncSession, town: Town
) -> None:
    before = await figures_of(session, town.brigade)

    await arrive(session, town.terminal, town.brigade)
    after = await figures_of(session, town.brigade)

    assert (before.terminals, before.terminals_silent) == (1, 1)
    assert (after.terminals, after.terminals_silent) == (1, 0)


async def test_a_standing_hold_is_counted(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    hold = NewHold(HoldGround.AUDIT, "审计通知书", "审计组要求保留", TODAY)
    await place_hold(session, town.liu, recording, hold, now=NOW)

    assert (await figures_of(session, town.brigade)).holds == 1
    tomorrow = span_of(FIRST, AFTER, NOW, TODAY + timedelta(days=1))
    assert (await figures_of(session, town.brigade, tomorrow)).holds == 0


async def test_units_stand_in_the_order_of_the_tree(session: AsyncSession, town: Town) -> None:
    station = await register_unit(
        session,
        WORKER,
        code="A-STATION",
        name="一中队驻点",
        kind=UnitKind.SUB_UNIT,
        pack_id="ruzhou",
        parent_id=town.brigade,
        now=NOW,
    )

    rows = await figures_by_unit(session, {station, town.brigade, town.agency}, SPAN)

    assert [(row.name, row.depth) for row in rows] == [
        ("汝州市水利局", 0),
        ("水政监察大队", 1),
        ("一中队驻点", 2),
    ]


async def test_a_province_costs_as_many_statements_as_a_town(
    engine: AsyncEngine, session: AsyncSession, town: Town
) -> None:
    many = {
        await register_unit(
            session,
            WORKER,
            code=f"U{number}",
            name=f"第{number}大队",
            kind=UnitKind.SUB_UNIT,
            pack_id="ruzhou",
            parent_id=town.agency,
            now=NOW,
        )
        for number in range(200)
    }
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        await figures_by_unit(session, {town.agency}, SPAN)
        of_one = len(statements)
        await figures_by_unit(session, many, SPAN)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)

    assert len(statements) - of_one == of_one


def test_no_figure_names_anybody() -> None:
    assert {item.type for item in fields(Figures)} <= {int, datetime | None}


async def test_overdue_deadlines_are_counted_and_nothing_more_is_said(
    session: AsyncSession, town: Town
) -> None:
    """山西 5: superiors supervise by figures."""
    await arrived(session, town, NOW - timedelta(days=3))
    await arrived(session, town, NOW)

    assert (await figures_of(session, town.brigade)).deadlines_overdue == 1
