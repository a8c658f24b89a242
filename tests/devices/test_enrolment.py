"""A one-time code: good once, within minutes, for one device; guessing it is hopeless."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.codes import FreshCode, make_code, make_code_at_console, revoke_terminal
from app.devices.enrolment import EVERYWHERE, EnrolmentRefused, redeem_code, typed_form
from app.devices.terminals import Enrolment, identify_terminal
from app.devices.tokens import Said
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Device, EnrolmentCode, TerminalToken
from app.people.refusals import write_old_tallies
from app.policy.actor import ANONYMOUS, WORKER
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceState, TokenEnd
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

HERE, ELSEWHERE = "10.0.0.7", "10.0.0.8"
SAID = Said(version="4.2.1", model="DSJ-9", serial_no="SN-1")


def device_of(town: Town) -> UUID:
    assert town.terminal.id is not None
    return town.terminal.id


async def made(session: AsyncSession, town: Town) -> FreshCode:
    fresh = await make_code(session, town.sun, device_of(town), minutes=15, now=NOW)
    assert isinstance(fresh, FreshCode)
    return fresh


async def redeemed(
    session: AsyncSession, code: str, *, address: str = HERE, after: timedelta = timedelta()
) -> Enrolment | EnrolmentRefused:
    return await redeem_code(session, code, SAID, address=address, now=NOW + after)


async def token_in_force(session: AsyncSession, token: str) -> bool:
    actor = await identify_terminal(session, token, now=NOW)
    return actor is not None and not actor.is_revoked


async def kinds_about(session: AsyncSession, town: Town) -> list[LedgerKind]:
    return [line.kind for line in await history_of(session, device_of(town))]


@pytest.mark.parametrize("form", ["scanned", "typed", "as a person types it"])
async def test_a_code_gives_the_device_its_token(
    session: AsyncSession, town: Town, form: str
) -> None:
    fresh = await made(session, town)
    typed = f" {fresh.typed[:5].lower()}-{fresh.typed[5:]}".replace("0", "o").replace("1", "l")
    code = {"scanned": fresh.scanned, "typed": fresh.typed}.get(form, typed)

    enrolment = await redeemed(session, code)

    assert isinstance(enrolment, Enrolment)
    assert enrolment.device_no == "RZ-0001"
    actor = await identify_terminal(session, enrolment.token, now=NOW)
    assert actor is not None
    assert (actor.id, actor.is_revoked) == (town.terminal.id, False)
    row = await session.get_one(TerminalToken, actor.credential_id)
    assert (row.version, row.model, row.serial_no) == ("4.2.1", "DSJ-9", "SN-1")


async def test_making_and_using_a_code_are_events(session: AsyncSession, town: Town) -> None:
    fresh = await made(session, town)

    await redeemed(session, fresh.typed)

    assert (await kinds_about(session, town))[-2:] == [
        LedgerKind.TERMINAL_CODE_MADE,
        LedgerKind.TERMINAL_ENROLLED,
    ]


async def test_neither_form_of_a_code_is_kept(session: AsyncSession, town: Town) -> None:
    fresh = await made(session, town)

    row = await session.get_one(EnrolmentCode, fresh.id)

    kept = row.scanned_hash + row.typed_hash
    assert fresh.typed.encode() not in kept
    assert fresh.scanned.encode() not in kept


async def test_enrolling_again_ends_the_earlier_tokens(session: AsyncSession, town: Town) -> None:
    fresh = await made(session, town)
    assert await token_in_force(session, town.terminal_token)

    await redeemed(session, fresh.scanned)

    assert not await token_in_force(session, town.terminal_token)
    ends = await session.scalars(
        select(TerminalToken.revoked_for).where(TerminalToken.revoked_at.is_not(None))
    )
    assert list(ends) == [TokenEnd.REPLACED.value]


async def test_a_newer_code_ends_the_older_one(session: AsyncSession, town: Town) -> None:
    older = await made(session, town)
    newer = await made(session, town)

    assert isinstance(await redeemed(session, older.typed), EnrolmentRefused)
    assert isinstance(await redeemed(session, newer.typed), Enrolment)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(timedelta(minutes=15, seconds=-1), Enrolment, id="in the last second"),
        pytest.param(timedelta(minutes=15), EnrolmentRefused, id="when the time is over"),
    ],
)
async def test_a_code_lives_fifteen_minutes(
    session: AsyncSession, town: Town, after: timedelta, expected: type
) -> None:
    fresh = await made(session, town)

    assert isinstance(await redeemed(session, fresh.scanned, after=after), expected)


@pytest.mark.parametrize("code", ["", " ", "wrong", "0000000000", "𬭩", "a" * 200, "7K3MQ-02XY"])
async def test_a_wrong_code_gives_nothing_and_is_an_event(
    session: AsyncSession, town: Town, code: str
) -> None:
    await made(session, town)

    refused = await redeemed(session, code)

    assert refused == EnrolmentRefused()
    newest = (await whole_ledger(session))[0]
    assert newest.kind is LedgerKind.TERMINAL_ENROLMENT_REFUSED
    assert newest.detail["address"] == HERE


async def test_a_second_use_from_elsewhere_ends_what_the_first_was_given(
    session: AsyncSession, town: Town
) -> None:
    fresh = await made(session, town)
    first = await redeemed(session, fresh.scanned)
    assert isinstance(first, Enrolment)

    second = await redeemed(session, fresh.typed, address=ELSEWHERE)

    assert second == EnrolmentRefused()
    assert not await token_in_force(session, first.token)
    assert (await kinds_about(session, town))[-2:] == [
        LedgerKind.TERMINAL_ENROLMENT_REFUSED,
        LedgerKind.TERMINAL_REVOKED,
    ]


@pytest.mark.parametrize(
    ("address", "after"),
    [
        pytest.param(HERE, timedelta(seconds=5), id="the same terminal tries again"),
        pytest.param(ELSEWHERE, timedelta(minutes=16), id="an old slip of paper"),
    ],
)
async def test_a_second_use_that_proves_nothing_only_gets_nothing(
    session: AsyncSession, town: Town, address: str, after: timedelta
) -> None:
    fresh = await made(session, town)
    first = await redeemed(session, fresh.scanned)
    assert isinstance(first, Enrolment)

    second = await redeemed(session, fresh.scanned, address=address, after=after)

    assert second == EnrolmentRefused()
    assert await token_in_force(session, first.token)


async def test_guessing_at_one_address_is_slowed_down(session: AsyncSession, town: Town) -> None:
    fresh = await made(session, town)
    for number in range(8):
        last = await redeemed(session, f"wrong {number}")

    assert isinstance(last, EnrolmentRefused)
    assert last.retry_at is not None
    assert last.retry_at > NOW
    refused = await redeemed(session, fresh.scanned)
    assert isinstance(refused, EnrolmentRefused), "also a right code waits at this address"
    assert isinstance(await redeemed(session, fresh.scanned, address=ELSEWHERE), Enrolment)


async def test_guessing_from_everywhere_holds_up_typed_codes_and_no_scanned_one(
    session: AsyncSession, town: Town
) -> None:
    fresh = await made(session, town)
    for number in range(EVERYWHERE.free + 1):
        await redeemed(session, f"{number:010d}", address=f"10.1.0.{number}")

    typed = await redeemed(session, fresh.typed, address="10.2.0.1")
    scanned = await redeemed(session, fresh.scanned, address="10.2.0.2")

    assert isinstance(typed, EnrolmentRefused)
    assert typed.retry_at is not None
    assert isinstance(scanned, Enrolment)


async def test_a_try_that_has_to_wait_is_no_event(session: AsyncSession, town: Town) -> None:
    for number in range(7):
        await redeemed(session, f"wrong {number}")
    before = len(await whole_ledger(session))

    await redeemed(session, "wrong again")

    assert len(await whole_ledger(session)) == before


@pytest.mark.parametrize("state", [DeviceState.LOST, DeviceState.SCRAPPED])
async def test_a_device_that_is_gone_is_not_enrolled(
    session: AsyncSession, town: Town, state: DeviceState
) -> None:
    fresh = await made(session, town)
    device = Device.id == town.terminal.id
    await session.execute(update(Device).where(device).values(state=state.value))

    assert isinstance(await redeemed(session, fresh.typed), EnrolmentRefused)
    with pytest.raises(ConflictError, match="丢失或者报废"):
        await made(session, town)


@pytest.mark.parametrize("name", ["liu", "zhao"])
async def test_whoever_knows_the_device_and_may_not_enrol_it_is_refused(
    session: AsyncSession, town: Town, name: str
) -> None:
    refused = await make_code(session, getattr(town, name), device_of(town), minutes=15, now=NOW)

    assert isinstance(refused, Decision)
    assert not refused.allowed
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("name", ["qian", "chen", "zhou", "wu", "nobody"])
async def test_to_an_outsider_the_device_does_not_exist(
    session: AsyncSession, town: Town, name: str
) -> None:
    actor = ANONYMOUS if name == "nobody" else getattr(town, name)

    with pytest.raises(NotFoundError):
        await make_code(session, actor, device_of(town), minutes=15, now=NOW)
    with pytest.raises(NotFoundError):
        await revoke_terminal(session, actor, device_of(town), end=TokenEnd.LOST, note="", now=NOW)


async def test_the_console_makes_a_code_by_number(session: AsyncSession, town: Town) -> None:
    fresh = await make_code_at_console(session, WORKER, "RZ-0001", minutes=15, now=NOW)

    assert isinstance(await redeemed(session, fresh.typed), Enrolment)
    with pytest.raises(NotFoundError, match="XX-9999"):
        await make_code_at_console(session, WORKER, "XX-9999", minutes=15, now=NOW)


async def test_revoking_ends_tokens_and_the_open_code_and_says_why(
    session: AsyncSession, town: Town
) -> None:
    fresh = await made(session, town)

    count = await revoke_terminal(
        session, town.sun, device_of(town), end=TokenEnd.LOST, note="巡查途中遗失", now=NOW
    )

    assert count == 1
    assert not await token_in_force(session, town.terminal_token)
    assert isinstance(await redeemed(session, fresh.scanned), EnrolmentRefused)
    row = await session.scalar(
        select(TerminalToken).where(TerminalToken.device_id == town.terminal.id)
    )
    assert row is not None
    assert (row.revoked_for, row.revoked_by_id, row.revoked_note) == (
        "lost",
        town.sun.id,
        "巡查途中遗失",
    )


async def test_a_terminal_without_a_token_has_nothing_to_revoke(
    session: AsyncSession, town: Town
) -> None:
    device = device_of(town)
    await revoke_terminal(session, town.sun, device, end=TokenEnd.LOST, note="", now=NOW)

    with pytest.raises(ConflictError, match="没有有效的令牌"):
        await revoke_terminal(session, town.sun, device, end=TokenEnd.LOST, note="", now=NOW)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7K3MQ02XY1", "7K3MQ02XY1"),
        ("7k3mq-o2xyl", "7K3MQ02XY1"),
        ("7K3MQ 02XYi\n", "7K3MQ02XY1"),
        ("7K3MQ02XYU", None),
        ("7K3MQ02XY", None),
        ("7K3MQ02XY12", None),
        ("", None),
    ],
)
def test_look_alikes_case_and_gaps_do_not_count(text: str, code: str | None) -> None:
    assert typed_form(text) == code


async def test_wrong_codes_from_many_addresses_write_ten_events_a_minute(
    session: AsyncSession, town: Town
) -> None:
    del town
    for number in range(50):
        await redeemed(session, "no such code", address=f"2001:db8::{number:x}")

    await write_old_tallies(session, NOW + timedelta(minutes=1))

    kind = LedgerKind.TERMINAL_ENROLMENT_REFUSED
    written = [line for line in await whole_ledger(session) if line.kind is kind]
    assert [line.detail.get("times", 1) for line in reversed(written)] == [1] * 10 + [40]
