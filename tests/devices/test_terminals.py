"""Terminals: tokens are shown once, stored hashed, rotated, and revoked at once."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.codes import make_code_at_console
from app.devices.enrolment import EnrolmentRefused, redeem_code
from app.devices.terminals import enrol, identify_terminal, revoke_tokens, rotate_token
from app.devices.tokens import Said
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Device, TerminalToken
from app.policy.actor import WORKER
from app.policy.vocabulary import ActorKind, DeviceState
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town


async def is_revoked(session: AsyncSession, token: str) -> bool:
    actor = await identify_terminal(session, token, now=NOW)
    assert actor is not None
    return actor.is_revoked


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

    assert await is_revoked(session, town.terminal_token)
    assert not await is_revoked(session, fresh)
    assert (await whole_ledger(session))[0].kind is LedgerKind.TERMINAL_ROTATED


async def test_a_person_cannot_rotate(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await rotate_token(session, town.chen, NOW)


async def test_revoking_ends_every_token_of_the_device_and_no_other(
    session: AsyncSession, town: Town
) -> None:
    second = await enrol(session, WORKER, "RZ-0001", NOW)

    count = await revoke_tokens(session, WORKER, "RZ-0001", NOW)

    assert count == 1
    assert await is_revoked(session, town.terminal_token)
    assert await is_revoked(session, second.token)
    assert not await is_revoked(session, town.stranger_terminal_token)
    assert (await whole_ledger(session))[0].kind is LedgerKind.TERMINAL_REVOKED


async def test_enrolling_at_the_console_ends_the_earlier_tokens_and_codes(
    session: AsyncSession, town: Town
) -> None:
    code = await make_code_at_console(session, WORKER, "RZ-0001", minutes=15, now=NOW)

    fresh = await enrol(session, WORKER, "RZ-0001", NOW)

    event = (await whole_ledger(session))[0]
    assert await is_revoked(session, town.terminal_token)
    assert not await is_revoked(session, fresh.token)
    assert (event.kind, event.detail) == (LedgerKind.TERMINAL_ENROLLED, {"tokens": 1})
    redeemed = await redeem_code(session, code.typed, Said(), address="10.0.0.7", now=NOW)
    assert isinstance(redeemed, EnrolmentRefused)
    assert not await is_revoked(session, fresh.token)


@pytest.mark.parametrize("state", [DeviceState.LOST, DeviceState.SCRAPPED])
async def test_a_device_that_is_gone_is_not_enrolled_at_the_console(
    session: AsyncSession, town: Town, state: DeviceState
) -> None:
    await session.execute(
        update(Device).where(Device.id == town.terminal.id).values(state=state.value)
    )

    with pytest.raises(ConflictError, match="丢失或者报废"):
        await enrol(session, WORKER, "RZ-0001", NOW)

    tokens = select(func.count()).where(TerminalToken.device_id == town.terminal.id)
    assert await session.scalar(tokens) == 1


async def test_an_unknown_device_cannot_be_enrolled(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError, match="XX-9999"):
        await enrol(session, WORKER, "XX-9999", NOW)


async def test_a_terminal_is_remembered_with_its_version_and_address(
    session: AsyncSession, town: Town
) -> None:
    await identify_terminal(
        session, town.terminal_token, version="v" * 5000, address="10.0.0.7", now=NOW
    )

    row = await session.scalar(
        select(TerminalToken).where(TerminalToken.device_id == town.terminal.id)
    )
    assert row is not None
    assert (row.last_seen_at, row.last_address, row.version) == (NOW, "10.0.0.7", "v" * 200)


async def test_a_token_that_was_revoked_this_moment_cannot_be_rotated(
    session: AsyncSession, town: Town
) -> None:
    actor = await identify_terminal(session, town.terminal_token, now=NOW)
    assert actor is not None
    await revoke_tokens(session, WORKER, "RZ-0001", NOW)

    with pytest.raises(NotFoundError):
        await rotate_token(session, actor, NOW)
