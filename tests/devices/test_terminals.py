"""Terminals: tokens are shown once, stored hashed, rotated, and revoked at once."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.terminals import enrol, identify_terminal, revoke_tokens, rotate_token
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import TerminalToken
from app.policy.actor import WORKER
from app.policy.vocabulary import ActorKind
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town


async def test_a_token_stands_for_its_device_and_unit(session: AsyncSession, town: Town) -> None:
    actor = await identify_terminal(session, town.terminal_token, now=NOW)

    assert actor is not None
    assert (actor.kind, actor.id, actor.unit_id) == (
        ActorKind.TERMINAL,
        town.terminal.id,
        town.brigade,
    )


async def test_a_registered_device_is_an_event(session: AsyncSession, town: Town) -> None:
    assert town.terminal.id is not None

    events = await history_of(session, town.terminal.id)

    assert [event.kind for event in events] == [
        LedgerKind.DEVICE_REGISTERED,
        LedgerKind.TERMINAL_ENROLLED,
    ]


async def test_the_token_itself_is_not_kept(session: AsyncSession, town: Town) -> None:
    hashes = await session.scalars(select(TerminalToken.token_hash))

    assert all(town.terminal_token.encode() not in stored for stored in hashes)


@pytest.mark.parametrize("token", ["", "wrong", "𬭩", "a" * 5000])
async def test_a_wrong_token_is_nobody(session: AsyncSession, town: Town, token: str) -> None:
    assert await identify_terminal(session, token, now=NOW) is None


async def test_rotation_ends_the_old_token_and_begins_the_new(
    session: AsyncSession, town: Town
) -> None:
    actor = await identify_terminal(session, town.terminal_token, now=NOW)
    assert actor is not None

    fresh = await rotate_token(session, actor, NOW)

    assert await identify_terminal(session, town.terminal_token, now=NOW) is None
    assert await identify_terminal(session, fresh, now=NOW) is not None
    assert (await whole_ledger(session))[0].kind is LedgerKind.TERMINAL_ROTATED


async def test_a_person_cannot_rotate(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await rotate_token(session, town.chen, NOW)


async def test_revoking_ends_every_token_of_the_device_and_no_other(
    session: AsyncSession, town: Town
) -> None:
    second = await enrol(session, WORKER, "RZ-0001", NOW)

    count = await revoke_tokens(session, WORKER, "RZ-0001", NOW)

    assert count == 2
    assert await identify_terminal(session, town.terminal_token, now=NOW) is None
    assert await identify_terminal(session, second.token, now=NOW) is None
    assert await identify_terminal(session, town.stranger_terminal_token, now=NOW) is not None
    assert (await whole_ledger(session))[0].kind is LedgerKind.TERMINAL_REVOKED


async def test_an_unknown_device_cannot_be_enrolled(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError, match="XX-9999"):
        await enrol(session, WORKER, "XX-9999", NOW)
