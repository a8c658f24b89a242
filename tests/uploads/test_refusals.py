"""Refused uploads in the ledger: a dead token writes little, a person is heard each time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.terminals import identify_terminal, revoke_tokens
from app.ledger.book import LedgerLine
from app.ledger.kinds import LedgerKind
from app.models import RefusalTally
from app.people.refusals import write_old_tallies
from app.policy.actor import WORKER, Actor
from app.policy.vocabulary import ActorKind
from app.uploads.intruders import note_refused_token
from app.uploads.refusals import WRITTEN_PER_WINDOW, note_refusal
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ENDED, FULL = "revoked_upload_ended", "revoked_upload_full"


async def terminal_of(session: AsyncSession, town: Town) -> Actor:
    actor = await identify_terminal(session, town.terminal_token, now=NOW)
    assert actor is not None
    return actor


@pytest.fixture
async def dead(session: AsyncSession, town: Town) -> Actor:
    """The terminal with a token that was revoked."""
    await revoke_tokens(session, WORKER, "RZ-0001", NOW)
    return await terminal_of(session, town)


async def refuse(
    session: AsyncSession, actor: Actor, times: int, code: str = ENDED, later: timedelta = MINUTE
) -> None:
    for _ in range(times):
        await note_refusal(session, actor, code, upload_id=None, now=NOW + later)


async def lines(
    session: AsyncSession, kind: LedgerKind = LedgerKind.UPLOAD_REFUSED
) -> list[LedgerLine]:
    """Return the refusals, oldest first."""
    return [line for line in reversed(await whole_ledger(session)) if line.kind is kind]


async def test_a_revoked_token_writes_one_event_an_hour_and_loses_no_count(
    session: AsyncSession, dead: Actor
) -> None:
    await refuse(session, dead, 100)

    await write_old_tallies(session, NOW + MINUTE + HOUR)

    first, rest = await lines(session)
    assert first.detail == {"code": ENDED}
    assert rest.detail == {"code": ENDED, "times": 99}
    assert (rest.actor_id, rest.unit_id) == (dead.id, dead.unit_id)


async def test_the_hour_is_not_closed_before_it_is_over(session: AsyncSession, dead: Actor) -> None:
    await refuse(session, dead, 3)

    await write_old_tallies(session, NOW + HOUR)

    assert len(await lines(session)) == 1


async def test_a_flood_that_goes_on_is_written_down_hour_by_hour(
    session: AsyncSession, dead: Actor
) -> None:
    await refuse(session, dead, 5)
    await refuse(session, dead, 5, later=MINUTE + HOUR)

    assert [line.detail.get("times", 1) for line in await lines(session)] == [1, 4, 1]


async def test_each_reason_has_an_event_of_its_own(session: AsyncSession, dead: Actor) -> None:
    await refuse(session, dead, 5)
    await refuse(session, dead, 5, FULL)

    assert [line.detail["code"] for line in await lines(session)] == [ENDED, FULL]


async def test_a_token_in_force_is_heard_longer_but_not_for_ever(
    session: AsyncSession, town: Town
) -> None:
    living = await terminal_of(session, town)

    await refuse(session, living, WRITTEN_PER_WINDOW + 5, "checksum_mismatch")

    assert len(await lines(session)) == WRITTEN_PER_WINDOW


async def test_the_revocation_is_heard_although_the_hour_was_full(
    session: AsyncSession, town: Town
) -> None:
    living = await terminal_of(session, town)
    await refuse(session, living, WRITTEN_PER_WINDOW + 5)

    await refuse(session, replace(living, is_revoked=True), 5)

    assert len(await lines(session)) == WRITTEN_PER_WINDOW + 1


async def test_each_refusal_of_a_person_is_an_event(session: AsyncSession, town: Town) -> None:
    assert town.sun.kind is ActorKind.PERSON

    await refuse(session, town.sun, WRITTEN_PER_WINDOW + 5, "not_allowed")

    assert len(await lines(session)) == WRITTEN_PER_WINDOW + 5


async def test_strangers_with_many_addresses_write_ten_events_a_minute(
    session: AsyncSession, town: Town
) -> None:
    del town
    for number in range(50):
        await note_refused_token(session, f"2001:db8::{number:x}", NOW)

    await write_old_tallies(session, NOW + MINUTE)

    written = await lines(session, LedgerKind.TERMINAL_REFUSED)
    assert [line.detail.get("times", 1) for line in written] == [1] * 10 + [40]
    assert await session.get(RefusalTally, "terminal:unknown") is None
