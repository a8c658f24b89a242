"""Sittings: begun, bound, counted, kept alive, closed (汝州调阅 3, 4; promise P7)."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import viewing
from app.access.beginning import (
    IDLE,
    NotGrantedError,
    SittingElsewhereError,
    begin_viewing,
    open_for_visitor,
)
from app.access.closing import end_viewing, lock_viewing
from app.access.reading_terminals import KnownTerminal
from app.access.span_merging import MOST_KEPT, OPENED, merge_spans
from app.access.viewing import Shown, close_viewing, report_shown, sweep_viewings
from app.access.watching import Viewer, watch
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models import AccessItem, AccessPermit, ReadingTerminal, SignInSession, Viewing
from app.people.problems import NotAcceptableError
from app.people.sessions import sign_out
from app.policy.access_words import ViewingEnd
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from app.policy.vocabulary import ActorKind
from tests.access import desk, sitting
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

LATER = NOW + timedelta(minutes=5)
TWO_HOURS = 7_200_000


@pytest.fixture
async def case(session: AsyncSession, town: Town) -> UUID:
    return await open_sand_case(session, town)


@pytest.fixture
async def permit(session: AsyncSession, town: Town, case: UUID) -> AccessPermit:
    """Chen's, for one recording of two hours in her case."""
    recording = await desk.recording_in(session, town, case)
    await sitting.set_duration(session, recording, TWO_HOURS)
    return await sitting.permitted(session, town, case_id=case, recordings=[recording])


@pytest.fixture
async def chen(session: AsyncSession, town: Town) -> Actor:
    return await sitting.signed_in(session, town.chen)


async def begun(session: AsyncSession, actor: Actor, permit: AccessPermit) -> Viewing:
    viewing = await begin_viewing(session, actor, permit.request_id, address="10.0.0.9", now=NOW)
    assert isinstance(viewing, Viewing)
    return viewing


async def refused(session: AsyncSession, actor: Actor, permit: AccessPermit) -> Decision:
    decision = await begin_viewing(session, actor, permit.request_id, address="10.0.0.9", now=NOW)
    assert isinstance(decision, Decision)
    assert not decision.allowed
    return decision


async def item_of(session: AsyncSession, permit: AccessPermit) -> UUID:
    return (await sitting.items_of(session, permit))[0]


async def test_it_begins_bound_to_the_sign_in_and_counts_as_a_use(
    session: AsyncSession, chen: Actor, permit: AccessPermit
) -> None:
    viewing = await begun(session, chen, permit)

    assert (viewing.credential_id, viewing.terminal_id) == (chen.credential_id, None)
    assert permit.uses == 1
    assert await sitting.kinds_about(session, permit.request_id) == ["viewing:begun"]


async def test_begun_twice_at_the_same_place_it_is_one_sitting(
    session: AsyncSession, chen: Actor, permit: AccessPermit
) -> None:
    first, second = await begun(session, chen, permit), await begun(session, chen, permit)

    assert first.id == second.id
    assert permit.uses == 1


async def test_a_second_sitting_elsewhere_is_refused_until_the_first_is_ended(
    session: AsyncSession, town: Town, chen: Actor, permit: AccessPermit
) -> None:
    first = await begun(session, chen, permit)
    elsewhere = await sitting.signed_in(session, town.chen)
    with pytest.raises(SittingElsewhereError):
        await begin_viewing(session, elsewhere, permit.request_id, address="", now=NOW)

    await close_viewing(session, Viewer(elsewhere), first.id, now=NOW)

    second = await begun(session, elsewhere, permit)
    assert (first.end_kind, permit.uses) == ("closed", 2)
    assert second.credential_id == elsewhere.credential_id


async def test_signing_out_makes_room_for_another_sitting(
    session: AsyncSession, town: Town, chen: Actor, permit: AccessPermit
) -> None:
    first = await begun(session, chen, permit)
    await sign_out(session, chen, NOW)

    await begun(session, await sitting.signed_in(session, town.chen), permit)

    assert first.end_kind == ViewingEnd.SIGNED_OUT.value


async def test_when_the_uses_are_gone_no_further_sitting_begins(
    session: AsyncSession, town: Town, chen: Actor, case: UUID
) -> None:
    paper = await desk.paper_in(session, town, case)
    permit = await sitting.permitted(session, town, case_id=case, documents=[paper], uses_allowed=1)
    first = await begun(session, chen, permit)
    await close_viewing(session, Viewer(chen, address="10.0.0.9"), first.id, now=NOW)

    decision = await refused(session, chen, permit)

    assert "1次已经用完" in decision.reason
    assert (await sitting.kinds_about(session, permit.request_id))[-1] == "viewing:refused"


async def test_a_permit_to_copy_opens_no_sitting(
    session: AsyncSession, town: Town, chen: Actor, case: UUID
) -> None:
    permit = await sitting.permitted(session, town, case_id=case, act=ConsultAct.COPY)

    assert "不是查阅" in (await refused(session, chen, permit)).reason


async def test_what_may_not_leave_the_room_begins_at_its_own_terminal_alone(
    session: AsyncSession, town: Town, chen: Actor, case: UUID
) -> None:
    """Neither outside nor at a terminal in somebody else's room (汝州调阅 4)."""
    permit = await sitting.permitted(session, town, case_id=case, in_reading_room=True)
    ours = await sitting.terminal_in(session, town)
    theirs = await sitting.terminal_in(session, town, token="theirs", unit_id=town.stranger_agency)

    outside = await refused(session, chen, permit)
    strange = await refused(session, sitting.at(chen, theirs), permit)
    viewing = await begun(session, sitting.at(chen, ours), permit)

    assert outside.reason == strange.reason
    assert "阅览终端上查阅" in outside.reason
    assert any("第四条" in str(cite) for cite in outside.citations)
    assert viewing.terminal_id == ours


async def test_without_a_permit_nothing_begins(
    session: AsyncSession, town: Town, chen: Actor, case: UUID
) -> None:
    request = await desk.received(
        session, town, Requester.PUBLIC_ORGAN, case_id=case, material="本案的询问笔录"
    )

    with pytest.raises(NotGrantedError):
        await open_for_visitor(
            session,
            town.liu,
            request,
            await sitting.terminal_in(session, town),
            address="",
            now=NOW,
        )


async def test_nobody_begins_what_is_not_theirs(
    session: AsyncSession, town: Town, permit: AccessPermit
) -> None:
    """The keeper knows the request and still cannot sit down for Chen; the neighbour knows none."""
    with pytest.raises(ConflictError, match="由申请人本人开始"):
        await begin_viewing(session, town.liu, permit.request_id, address="", now=NOW)
    with pytest.raises(NotFoundError):
        await begin_viewing(session, town.qian, permit.request_id, address="", now=NOW)


async def test_a_keeper_seats_a_visitor_at_a_free_terminal_of_the_unit(
    session: AsyncSession, town: Town, case: UUID
) -> None:
    permit = await sitting.permitted(session, town, requester=Requester.LAWYER, case_id=case)
    terminal = await sitting.terminal_in(session, town)

    viewing = await open_for_visitor(
        session, town.liu, permit.request_id, terminal, address="", now=NOW
    )

    assert isinstance(viewing, Viewing)
    assert (viewing.person_id, viewing.credential_id) == (None, None)
    assert (viewing.terminal_id, viewing.served_by_id) == (terminal, town.liu.id)


async def test_nobody_is_seated_where_somebody_sits_or_where_nothing_stands(
    session: AsyncSession, town: Town, case: UUID
) -> None:
    first, second = [
        await sitting.permitted(session, town, requester=Requester.LAWYER, case_id=case)
        for _ in range(2)
    ]
    taken = await sitting.terminal_in(session, town)
    foreign = await sitting.terminal_in(session, town, token="theirs", unit_id=town.stranger_agency)
    await open_for_visitor(session, town.liu, first.request_id, taken, address="", now=NOW)

    for terminal in (taken, foreign, None):
        with pytest.raises(NotAcceptableError, match="请另选一台"):
            await open_for_visitor(
                session, town.liu, second.request_id, terminal, address="", now=NOW
            )


async def test_only_the_keeper_seats_visitors(
    session: AsyncSession, town: Town, case: UUID
) -> None:
    """The leader knows the request; seating is the keeper's work."""
    permit = await sitting.permitted(session, town, requester=Requester.LAWYER, case_id=case)
    terminal = await sitting.terminal_in(session, town)

    decision = await open_for_visitor(
        session, town.zhao, permit.request_id, terminal, address="", now=NOW
    )

    assert isinstance(decision, Decision)
    assert await sitting.kinds_about(session, permit.request_id) == ["act:refused"]


async def test_what_was_shown_is_merged_within_the_length_and_stands_in_the_ledger(
    session: AsyncSession, chen: Actor, permit: AccessPermit
) -> None:
    viewing, item = await begun(session, chen, permit), await item_of(session, permit)
    for spans in (((0, 15_000),), ((14_000, 30_000), (TWO_HOURS - 500, TWO_HOURS + 9_000))):
        shown = Shown(item, spans)
        told = await report_shown(
            session, Viewer(chen, address="10.0.0.9"), viewing.id, shown, is_active=True, now=LATER
        )
        assert told.decision.allowed

    await close_viewing(session, Viewer(chen, address="10.0.0.9"), viewing.id, now=LATER)

    expected = {str(item): [[0, 30_000], [TWO_HOURS - 500, TWO_HOURS]]}
    assert viewing.spans == expected
    assert viewing.last_seen_at == LATER
    ended = (await sitting.events_about(session, permit.request_id))[-1]
    assert (ended.kind, ended.detail["spans"]) == ("viewing:ended", expected)
    (line,) = await sitting.lines_of(session, permit.request_id)
    assert (line.viewing_id, line.kind) == (viewing.id, "viewed")


async def test_a_report_of_more_than_a_player_can_show_is_refused(
    session: AsyncSession, chen: Actor, permit: AccessPermit
) -> None:
    viewing, item = await begun(session, chen, permit), await item_of(session, permit)

    with pytest.raises(InvalidInputError):
        await report_shown(
            session,
            Viewer(chen, address="10.0.0.9"),
            viewing.id,
            Shown(item, ((0, 1),) * 101),
            is_active=True,
            now=NOW,
        )


async def test_what_was_ready_when_somebody_ended_the_sitting_is_not_shown(
    session: AsyncSession, chen: Actor, permit: AccessPermit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line in the register is written by then, and would not name it (汝州调阅 3)."""
    begun_, item = await begun(session, chen, permit), await item_of(session, permit)

    async def ended_meanwhile(session: AsyncSession, viewing_id: UUID) -> Viewing:
        found = await lock_viewing(session, viewing_id)
        await end_viewing(session, chen, found, ViewingEnd.CLOSED, now=NOW)
        return found

    monkeypatch.setattr(viewing, "lock_viewing", ended_meanwhile)

    asked = await viewing.open_item(
        session, Viewer(chen, address="10.0.0.9"), begun_.id, item, page=1, now=NOW
    )

    assert not asked.decision.allowed
    assert begun_.spans == {}


async def test_an_open_page_before_which_nobody_sits_keeps_no_sitting_alive(
    session: AsyncSession, chen: Actor, permit: AccessPermit
) -> None:
    viewing = await begun(session, chen, permit)
    await report_shown(
        session, Viewer(chen, address="10.0.0.9"), viewing.id, None, is_active=False, now=LATER
    )

    ended = await sweep_viewings(session, NOW + IDLE)

    assert (ended, viewing.end_kind) == (1, ViewingEnd.LEFT.value)
    assert len(await sitting.lines_of(session, permit.request_id)) == 1


@pytest.mark.parametrize("cause", ["signed out", "revoked", "expired", "retired", "nothing"])
async def test_the_sweep_ends_what_nothing_holds_open(
    session: AsyncSession, town: Town, chen: Actor, case: UUID, cause: str
) -> None:
    permit = await sitting.permitted(session, town, case_id=case, in_reading_room=True)
    terminal = await sitting.terminal_in(session, town)
    viewing = await begun(session, sitting.at(chen, terminal), permit)
    now = permit.until_at if cause == "expired" else LATER
    viewing.last_seen_at = now
    match cause:
        case "signed out":
            await sign_out(session, chen, NOW)
        case "revoked":
            await sitting.revoke(session, town, permit)
        case "retired":
            row = await session.get_one(ReadingTerminal, terminal)
            row.retired_at = NOW
    await session.execute(update(SignInSession).values(expires_at=now + timedelta(hours=1)))
    await session.flush()

    await sweep_viewings(session, now)

    expected = {"signed out": "signed_out", "nothing": None}.get(cause, "right_ended")
    assert viewing.end_kind == expected


async def test_a_keeper_may_end_it_and_an_outsider_may_not_know_it(
    session: AsyncSession, town: Town, chen: Actor, permit: AccessPermit
) -> None:
    viewing = await begun(session, chen, permit)
    for stranger in (town.qian, town.sun, Actor(ActorKind.ANONYMOUS)):
        with pytest.raises(NotFoundError):
            await close_viewing(session, Viewer(stranger), viewing.id, now=NOW)

    await close_viewing(session, Viewer(town.liu), viewing.id, now=NOW)
    await close_viewing(session, Viewer(town.liu), viewing.id, now=LATER)

    assert (viewing.end_kind, viewing.ended_at) == (ViewingEnd.KEEPER.value, NOW)
    kinds = await sitting.kinds_about(session, permit.request_id)
    assert kinds == ["viewing:begun", "viewing:ended"]


async def test_guessed_items_and_sittings_are_not_there(
    session: AsyncSession, town: Town, chen: Actor, permit: AccessPermit, case: UUID
) -> None:
    """Neither an item of another request, nor a sitting of somebody else, nor one on a terminal."""
    viewing = await begun(session, chen, permit)
    paper = await desk.paper_in(session, town, case)
    other = await sitting.permitted(session, town, case_id=case, documents=[paper])
    foreign = await item_of(session, other)
    seat = KnownTerminal(case, town.brigade, "x", is_at_address=True, is_same_browser=True)
    visitor = Viewer(Actor(ActorKind.VISITOR, terminal_id=case), seat)

    for viewer, item in (
        (Viewer(chen, address="10.0.0.9"), foreign),
        (Viewer(chen, address="10.0.0.9"), case),
        (Viewer(town.liu), None),
        (visitor, None),
    ):
        with pytest.raises(NotFoundError):
            await watch(session, viewer, viewing.id, item, now=NOW)


async def test_what_an_approver_left_out_is_refused_and_registered_once(
    session: AsyncSession, chen: Actor, permit: AccessPermit
) -> None:
    viewing, item = await begun(session, chen, permit), await item_of(session, permit)
    await session.execute(update(AccessItem).where(AccessItem.id == item).values(is_granted=False))

    asked = [
        await watch(session, Viewer(chen, address="10.0.0.9"), viewing.id, item, now=NOW)
        for _ in range(12)
    ]

    assert not any(each.decision.allowed for each in asked)
    kinds = await sitting.kinds_about(session, permit.request_id)
    assert kinds.count("viewing:refused") == 10
    assert len(await sitting.lines_of(session, permit.request_id)) == 1


SPANS = st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)), max_size=MOST_KEPT + 20)


@given(known=SPANS, shown=SPANS, length=st.integers(1, 2_500))
def test_merged_spans_lie_in_order_within_the_length_and_lose_nothing(
    known: list[tuple[int, int]], shown: list[tuple[int, int]], length: int
) -> None:
    merged = merge_spans(known, shown, length)

    assert len(merged) <= MOST_KEPT
    assert all(0 <= start <= stop <= length for start, stop in merged)
    assert all(before[1] < after[0] for before, after in pairwise(merged))
    told = {ms for start, stop in (*known, *shown) for ms in range(start, min(stop, length))}
    kept = {ms for start, stop in merged for ms in range(start, stop)}
    assert told <= kept
    assert told == kept or len(merged) == MOST_KEPT


def test_what_was_opened_and_not_yet_shown_is_kept_as_opened() -> None:
    assert merge_spans([OPENED], [], 1_000) == (OPENED,)
    assert merge_spans([OPENED], [(10, 20)], 1_000) == ((10, 20),)
