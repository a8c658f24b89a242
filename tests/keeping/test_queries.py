"""The board: its SQL agrees with the pure rules, and shows each person what is theirs."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.holds.actions import NewHold, place_hold
from app.keeping.deciding import decide_disposal_of
from app.keeping.queries import COUNTED, Place, figures_of, list_keeping
from app.keeping.states import AHEAD, Shelf, in_state, on_shelf
from app.models import Hold, RecordingKeeping
from app.packs.load import read_pack
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.clocks import last_day_of_months
from app.policy.decision import Ruling
from app.policy.disposing import HoldFacts, decide_disposal
from app.policy.grounds import Thing
from app.policy.keeping import Afterwards, Kept
from app.policy.keeping_states import KeepingState, state_of
from app.policy.values import Keeping
from app.policy.vocabulary import ActorKind, HoldGround
from app.searching.shelves import Shelf as FoundShelf
from app.searching.shelves import Sight, sight_of
from tests.arrivals import arrive
from tests.keeping.acts import ruled, sealed
from tests.world import NOW, Settled, Town, sessions_on

TODAY = date(2026, 11, 21)
LAWSUIT = NewHold(HoldGround.LITIGATION, "第十三条", "原告已提起行政诉讼")
MONTHS = st.sampled_from([0, *AHEAD.values()]).map(lambda ahead: last_day_of_months(TODAY, ahead))
DAYS = st.builds(lambda day, off: day + timedelta(days=off), MONTHS, st.integers(-1, 1))
PERIODS = st.one_of(
    st.just((None, None)),
    st.just((Keeping.LONG_TERM, None)),
    st.just((Keeping.AS_CASE_FILE, None)),
    st.tuples(st.sampled_from([Keeping.FIXED, Keeping.AT_LEAST, Keeping.AS_CASE_FILE]), DAYS),
)
HOLDS = st.lists(
    st.builds(
        HoldFacts,
        reason=st.just("诉讼"),
        until_on=st.one_of(st.none(), DAYS),
        is_lifted=st.booleans(),
    ),
    max_size=2,
)
AFTERWARDS = {Keeping.FIXED: Afterwards.APPRAISAL, Keeping.AT_LEAST: Afterwards.DECISION}


async def sight(session: AsyncSession, town: Town, name: str = "liu") -> Sight:
    return await sight_of(session, getattr(town, name), FoundShelf.RECORDINGS)


async def given_period(
    session: AsyncSession, town: Town, keeping: Keeping | None, through: date | None
) -> UUID:
    """Return a recording with a period that nobody has computed."""
    key = await sealed(session, town)
    await session.execute(
        update(RecordingKeeping)
        .where(RecordingKeeping.recording_id == key)
        .values(keeping=keeping, keep_through=through)
    )
    return key


async def held(session: AsyncSession, town: Town, recording_id: UUID, hold: HoldFacts) -> None:
    lifted = {"lifted_by_id": town.zhao.id, "lifted_at": NOW, "lift_reason": "判决生效"}
    session.add(
        Hold(
            id=ids.new_id(),
            unit_id=town.brigade,
            recording_id=recording_id,
            ground="litigation",
            article="第十三条",
            reason=hold.reason,
            placed_by_id=town.liu.id,
            placed_at=NOW,
            until_on=hold.until_on,
            **(lifted if hold.is_lifted else {}),
        )
    )
    await session.flush()


def unset_period(key: UUID, unit_id: UUID, sender: Actor) -> RecordingKeeping:
    """Return the row of something that has arrived, as the trigger makes it."""
    person = sender.id if sender.kind is ActorKind.PERSON else None
    return RecordingKeeping(recording_id=key, unit_id=unit_id, submitted_by_person_id=person)


async def shown_of(
    session: AsyncSession, seen: Sight, shelf: Shelf = Shelf.UNSET, unit_id: UUID | None = None
) -> list[UUID]:
    page = await list_keeping(session, seen, shelf, day=TODAY, unit_id=unit_id)
    return [line.recording_id for line in page.lines]


def shelves_of(kept: Kept, *, is_held: bool) -> set[Shelf]:
    """Return the shelves on which a recording has to stand, by the pure rule alone."""
    state = state_of(kept, TODAY, is_held=is_held)
    if state is not KeepingState.RUNNING:
        return {Shelf(state.value)}
    assert kept.through_on is not None
    ends = {
        shelf
        for shelf, months in AHEAD.items()
        if kept.through_on <= last_day_of_months(TODAY, months)
    }
    return ends or {Shelf.LATER}


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases=st.lists(st.tuples(PERIODS, HOLDS), min_size=1, max_size=8))
async def test_the_board_finds_exactly_what_the_rule_says(
    engine: AsyncEngine,
    settled: Settled,
    cases: list[tuple[tuple[Keeping | None, date | None], list[HoldFacts]]],
) -> None:
    """Due is what decide_disposal would allow after appraisal, and nothing else (promise P4)."""
    states: dict[KeepingState, set[UUID]] = {state: set() for state in KeepingState}
    shelves: dict[Shelf, set[UUID]] = {shelf: set() for shelf in Shelf}
    disposable = set()
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            for (keeping, through), holds in cases:
                key = await given_period(session, town, keeping, through)
                for hold in holds:
                    await held(session, town, key, hold)
                after = AFTERWARDS.get(keeping, Afterwards.REVIEW) if keeping else Afterwards.NEVER
                kept = Kept(keeping, after, through_on=through)
                is_held = any(hold.stands_on(TODAY) for hold in holds)
                states[state_of(kept, TODAY, is_held=is_held)].add(key)
                for shelf in shelves_of(kept, is_held=is_held):
                    shelves[shelf].add(key)
                ruling = Ruling(kept, "")
                if decide_disposal(tuple(holds), ruling, day=TODAY, is_appraised=True).allowed:
                    disposable.add(key)
            row = RecordingKeeping.recording_id
            found = {
                state: set(await session.scalars(select(row).where(in_state(state, TODAY))))
                for state in KeepingState
            }
            stood = {
                shelf: set(await session.scalars(select(row).where(on_shelf(shelf, TODAY))))
                for shelf in Shelf
            }
        await outer.rollback()
    assert found == states
    assert stood == shelves
    assert found[KeepingState.DUE] == disposable


READERS = st.sampled_from(["liu", "chen", "zhao", "sun", "zhou", "wu", "qian"])
UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
SENDERS = st.sampled_from(["chen", "liu", "qian", "terminal"])


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(things=st.lists(st.tuples(UNITS, SENDERS), min_size=1, max_size=6), reader=READERS)
async def test_the_board_shows_exactly_what_the_rule_allows(
    engine: AsyncEngine, settled: Settled, things: list[tuple[str, str]], reader: str
) -> None:
    """Whoever may know of a recording may know how long it is kept, and nobody else (P13)."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            keys = {}
            for unit, sender in things:
                unit_id, actor = getattr(town, unit), getattr(town, sender)
                key = await arrive(session, actor, unit_id)
                session.add(unset_period(key, unit_id, actor))
                keys[key] = (unit_id, actor)
            await session.flush()
            seen = await sight(session, town, reader)
            shown = await shown_of(session, seen)
            of_units = {
                unit_id: await shown_of(session, seen, unit_id=unit_id)
                for unit_id in (town.agency, town.brigade, town.stranger_agency)
            }
            figures = await figures_of(session, seen, day=TODAY)
        await outer.rollback()
    above = {town.brigade: frozenset({town.agency})}
    allowed = {
        key
        for key, (unit_id, sender_) in keys.items()
        if authorise(
            getattr(town, reader),
            Act.RECORDING_KNOW_FACTS,
            Thing(
                unit_id,
                above.get(unit_id, frozenset()),
                person_id=None if sender_ is town.terminal else sender_.id,
                device_id=sender_.id if sender_ is town.terminal else None,
            ),
            read_pack("ruzhou"),
        ).allowed
    }
    assert shown == sorted(allowed, reverse=True)
    assert figures[Shelf.UNSET] == len(allowed)
    for unit_id, there in of_units.items():
        assert there == [key for key in shown if keys[key][0] == unit_id]


async def test_pages_of_last_days_follow_one_another_without_a_gap(
    session: AsyncSession, town: Town
) -> None:
    """Equal last days are where keys go wrong."""
    ends = [TODAY, TODAY, TODAY, TODAY + timedelta(days=9)]
    keys = [await given_period(session, town, Keeping.FIXED, end) for end in ends]
    shown, after = [], None
    seen = await sight(session, town)

    for _ in ends:
        page = await list_keeping(session, seen, Shelf.MONTH, day=TODAY, after=after, limit=1)
        shown += [line.recording_id for line in page.lines]
        after = page.after

    assert after is None
    assert shown == [*sorted(keys[:3]), keys[3]]


async def test_pages_without_last_days_begin_with_the_newest(
    session: AsyncSession, town: Town
) -> None:
    keys = [await given_period(session, town, None, None) for _ in range(3)]
    seen = await sight(session, town)

    first = await list_keeping(session, seen, Shelf.UNSET, day=TODAY, limit=2)
    second = await list_keeping(session, seen, Shelf.UNSET, day=TODAY, after=first.after, limit=2)

    assert first.after == Place(None, keys[1])
    assert [line.recording_id for line in (*first.lines, *second.lines)] == keys[::-1]


async def test_a_unit_narrows_the_board_and_its_figures(session: AsyncSession, town: Town) -> None:
    await sealed(session, town)
    other = await sealed(session, town, unit=town.agency)
    await ruled(session, other)
    seen = await sight(session, town)

    page = await list_keeping(session, seen, Shelf.DUE, day=TODAY, unit_id=town.agency)
    figures = await figures_of(session, seen, day=TODAY, unit_id=town.agency)

    assert [line.recording_id for line in page.lines] == [other]
    assert (figures[Shelf.DUE], sum(figures.values())) == (1, 1)


async def test_figures_stop_where_they_are_only_a_lower_bound(
    session: AsyncSession, town: Town
) -> None:
    for _ in range(COUNTED + 5):
        key = await arrive(session, town.chen, town.brigade)
        session.add(RecordingKeeping(recording_id=key, unit_id=town.brigade))
    await session.flush()

    figures = await figures_of(session, await sight(session, town), day=TODAY)

    assert figures[Shelf.UNSET] == COUNTED + 1


async def test_a_hold_beats_a_period_that_has_passed_at_once(
    session: AsyncSession, town: Town
) -> None:
    """No sweep has to come by first (promise P4)."""
    recording = await sealed(session, town)
    await ruled(session, recording)
    seen = await sight(session, town)
    before = await figures_of(session, seen, day=TODAY)

    await place_hold(session, town.liu, recording, LAWSUIT, now=NOW)

    after = await figures_of(session, seen, day=TODAY)
    assert (before[Shelf.DUE], before[Shelf.HELD]) == (1, 0)
    assert (after[Shelf.DUE], after[Shelf.HELD]) == (0, 1)
    decision = await decide_disposal_of(session, recording, TODAY)
    assert "资料已冻结" in decision.reason


async def test_a_period_that_has_passed_still_waits_for_a_person(
    session: AsyncSession, town: Town
) -> None:
    """汝州音像 15: a keeper clears what has no keeping value; nothing goes by itself."""
    recording = await sealed(session, town)

    decision = await decide_disposal_of(session, recording, TODAY)

    assert not decision.allowed
    assert "保存期限已满，尚未鉴定" in decision.reason
    assert [str(each.article) for each in decision.citations] == ["音像记录管理制度第十五条"]
