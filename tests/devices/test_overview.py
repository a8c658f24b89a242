"""Figures of devices: by kind, enrolled, heard, silent; only of the units asked for."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.overview import (
    DeviceCount,
    ServiceFigures,
    SilentTerminals,
    TerminalFigures,
    devices_by_kind,
    service_figures,
    silent_terminals,
    terminal_figures,
)
from app.devices.terminals import identify_terminal, register_device, revoke_tokens, rotate_token
from app.models import Device
from app.policy.actor import WORKER
from app.policy.vocabulary import DeviceKind, DeviceState
from tests.arrivals import arrive
from tests.devices.people import equip, hold
from tests.world import NOW, Town

WEEK = timedelta(days=7)
LATER = NOW + WEEK + timedelta(hours=1)
NONE_SILENT = SilentTerminals(0, ())


async def test_devices_are_counted_by_kind(session: AsyncSession, town: Town) -> None:
    for number in ("A", "B"):
        await register_device(
            session,
            WORKER,
            town.brigade,
            device_no=number,
            kind=DeviceKind.DOCK_STATION,
            now=NOW,
        )

    found = await devices_by_kind(session, {town.agency, town.brigade})

    assert found == (
        DeviceCount(DeviceKind.DOCK_STATION, 2),
        DeviceCount(DeviceKind.BODY_CAMERA, 1),
    )


async def test_a_terminal_counts_while_its_token_is_in_force(
    session: AsyncSession, town: Town
) -> None:
    await identify_terminal(session, town.terminal_token, now=NOW)
    before = await terminal_figures(session, {town.brigade})

    await revoke_tokens(session, WORKER, "RZ-0001", NOW)

    assert before == TerminalFigures(enrolled=1, last_heard_at=NOW)
    assert await terminal_figures(session, {town.brigade}) == TerminalFigures(0, None)


async def test_a_terminal_that_handed_nothing_in_for_a_week_is_named(
    session: AsyncSession, town: Town
) -> None:
    found = await silent_terminals(session, {town.brigade}, since=LATER - WEEK)

    assert found == SilentTerminals(1, ("RZ-0001",))


async def test_a_fresh_token_does_not_make_a_silent_terminal_new(
    session: AsyncSession, town: Town
) -> None:
    terminal = await identify_terminal(session, town.terminal_token, now=NOW)
    assert terminal is not None
    await rotate_token(session, terminal, LATER)

    found = await silent_terminals(session, {town.brigade}, since=LATER - WEEK)

    assert found.count == 1


async def test_a_terminal_that_handed_in_is_not_silent(session: AsyncSession, town: Town) -> None:
    await arrive(session, town.terminal, town.brigade, now=LATER - WEEK)

    assert await silent_terminals(session, {town.brigade}, since=LATER - WEEK) == NONE_SILENT


async def test_a_terminal_enrolled_within_the_week_is_too_new(
    session: AsyncSession, town: Town
) -> None:
    assert await silent_terminals(session, {town.brigade}, since=NOW - WEEK) == NONE_SILENT


async def test_a_terminal_whose_token_was_ended_is_missed_by_nobody(
    session: AsyncSession, town: Town
) -> None:
    await revoke_tokens(session, WORKER, "RZ-0001", NOW)

    assert await silent_terminals(session, {town.brigade}, since=LATER - WEEK) == NONE_SILENT


async def test_no_unit_has_no_devices(session: AsyncSession, town: Town) -> None:
    assert await devices_by_kind(session, ()) == ()
    assert await terminal_figures(session, ()) == TerminalFigures(0, None)


async def test_a_device_out_is_counted_and_one_of_another_unit_is_not(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, await equip(session, town.brigade), town.chen)
    broken = await equip(session, town.brigade, "RZ-0901")
    (await session.get_one(Device, broken)).state = DeviceState.FAULTY
    await session.flush()

    assert await service_figures(session, {town.brigade}) == ServiceFigures(out=1, faulty=1)
    assert await service_figures(session, set()) == ServiceFigures()
