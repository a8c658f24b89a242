"""Whatever is issued, handed over and taken back at whatever moments: never two holders at once."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.devices.holding import hand_over_device, issue_device, return_device
from app.devices.holding_queries import holder_at
from app.devices.holding_rows import HandOver
from app.errors import ConflictError, InvalidInputError
from app.policy.actor import Actor
from tests.devices.holders import (
    REASON_AFTER,
    camera_of,
    hire_keeper,
    hire_officer,
    qualify,
    spans_of,
)
from tests.world import NOW, Settled, sessions_on

MINUTES = st.integers(min_value=-3, max_value=8).map(lambda number: -number)
STEPS = st.lists(
    st.tuples(st.sampled_from(["issue", "hand over", "take back"]), st.integers(0, 1), MINUTES),
    max_size=8,
)


@dataclass
class Model:
    """The simplest thing that could be true: spans in order, the last one perhaps open."""

    spans: list[tuple[UUID, datetime, datetime | None]] = field(default_factory=list)

    def take(self, what: str, person: UUID, at: datetime) -> None:
        if at > NOW + timedelta(minutes=1):
            return
        at = min(at, NOW)
        is_held = bool(self.spans) and self.spans[-1][2] is None
        if what == "issue":
            if not is_held and (not self.spans or at >= (self.spans[-1][2] or at)):
                self.spans.append((person, at, None))
        elif is_held and at > self.spans[-1][1]:
            holder, since, _ = self.spans[-1]
            if what == "take back":
                self.spans[-1] = (holder, since, at)
            elif holder != person:
                self.spans[-1] = (holder, since, at)
                self.spans.append((person, at, None))

    def holder_at(self, moment: datetime) -> UUID | None:
        for person, since, until in self.spans:
            if since <= moment and (until is None or moment < until):
                return person
        return None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
async def test_the_database_holds_what_the_simple_model_holds(
    engine: AsyncEngine, settled: Settled, steps: list[tuple[str, int, int]]
) -> None:
    model = Model()
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            await qualify(session, town.chen)
            keeper, people = (
                await hire_keeper(session, town),
                (town.chen, await hire_officer(session, town)),
            )
            for what, number, minutes in steps:
                at, person = NOW + timedelta(minutes=minutes), people[number]
                assert person.id is not None
                await attempt(session, keeper, camera_of(town), (what, person), at)
                model.take(what, person.id, at)

            found = await spans_of(session, camera_of(town))
            moments = [NOW + timedelta(seconds=30 * half) for half in range(-20, 3)]
            holders = [await holder_at(session, camera_of(town), moment) for moment in moments]
        await outer.rollback()

    assert found == model.spans
    assert [holder and holder.person_id for holder in holders] == [
        model.holder_at(moment) for moment in moments
    ]


async def attempt(
    session: AsyncSession, keeper: Actor, device: UUID, step: tuple[str, Actor], at: datetime
) -> None:
    """Do it at the desk, where what is impossible is said and nothing is written."""
    what, to = step
    said = HandOver(at=at, content="巡查", remark="补登")
    with suppress(InvalidInputError, ConflictError):
        async with session.begin_nested():
            match what:
                case "issue":
                    await issue_device(
                        session, keeper, device, to.id, said, reason_after=REASON_AFTER, now=NOW
                    )
                case "hand over":
                    await hand_over_device(
                        session, keeper, device, to.id, said, reason_after=REASON_AFTER, now=NOW
                    )
                case _:
                    await return_device(
                        session, keeper, device, said, reason_after=REASON_AFTER, now=NOW
                    )
