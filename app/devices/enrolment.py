"""Enrol a terminal by a one-time code, so that guessing one is hopeless.

A code has two forms: 256 bits for a camera to read (QR), and ten characters for a person to type
into a terminal that has none. Either is good once, within minutes, for one device, and both are
stored hashed. Guessing is made hopeless by the counters of ``app.people.throttle``; the brake over
all addresses holds up typed codes only, because the other form cannot be guessed and must not be
kept from anybody by strangers who try. Reasons stand in decision page 0023.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.codes import TYPED_LENGTH
from app.devices.terminals import GONE, Enrolment, enrol_device
from app.devices.tokens import Said, end_tokens
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, EnrolmentCode, TerminalToken
from app.people.refusals import Source, is_to_be_written
from app.people.throttle import (
    Allowance,
    Counter,
    count_failure,
    counter_of,
    one_at_a_time,
    wait_until,
)
from app.policy.actor import ANONYMOUS, Actor
from app.policy.vocabulary import ActorKind, TokenEnd

AT_ADDRESS = Allowance(free=5, longest=timedelta(minutes=15))
EVERYWHERE = Allowance(free=30, longest=timedelta(seconds=30))
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\u3000": ""})


@dataclass(frozen=True, slots=True)
class EnrolmentRefused:
    """No token was given. ``retry_at`` is set when the next try has to wait."""

    retry_at: datetime | None = None


def typed_form(text: str) -> str | None:
    """Return what a person typed as the code was made, or ``None`` when it cannot be one.

    >>> typed_form(" 7k3mq-o2xyl ")
    '7K3MQ02XY1'
    """
    plain = text.strip().upper().translate(_LOOK_ALIKES)
    is_code = len(plain) == TYPED_LENGTH and set(plain) <= set(ids.TYPED_ALPHABET)
    return plain if is_code else None


async def redeem_code(
    session: AsyncSession, code: str, said: Said, *, address: str, now: datetime
) -> Enrolment | EnrolmentRefused:
    """Give a terminal its token for a living code; every earlier token of the device ends.

    Appends ``terminal:enrolled``, or ``terminal:enrolment_refused`` for a code that is wrong, used
    or too old; past ten a minute these are only counted. Of two uses at once exactly one wins: the
    code's row decides. A refusal is returned, so its event and its counters commit.
    """
    typed = typed_form(code)
    counters = _counters(address, is_typed=typed is not None)
    for counter in sorted(counters, key=lambda item: item.key):
        await one_at_a_time(session, [counter])
    until = await wait_until(session, counters, now)
    if until is not None:
        return EnrolmentRefused(until)
    hashes = [ids.digest_of_secret(form) for form in (code.strip(), typed or "") if form]
    used = await _use(session, hashes, address, now)
    device = await session.get_one(Device, used.device_id, with_for_update=True) if used else None
    if used is None or device is None or device.state in GONE:
        await _refuse(session, hashes, counters, address=address, now=now)
        return EnrolmentRefused()
    return await enrol_device(
        session,
        Actor(ActorKind.TERMINAL, device.id, device.unit_id),
        device,
        code_id=used.id,
        said=said,
        detail={"made_by": used.made_by_id, "address": address},
        now=now,
    )


async def _use(
    session: AsyncSession, hashes: list[bytes], address: str, now: datetime
) -> EnrolmentCode | None:
    """Use the code up, in one statement that only the first of two callers gets through."""
    row: EnrolmentCode | None = await session.scalar(
        update(EnrolmentCode)
        .where(
            _is_one_of(hashes),
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.ended_at.is_(None),
            EnrolmentCode.expires_at > now,
        )
        .values(used_at=now, used_from=address)
        .returning(EnrolmentCode)
    )
    return row


async def _refuse(
    session: AsyncSession,
    hashes: list[bytes],
    counters: list[Counter],
    *,
    address: str,
    now: datetime,
) -> None:
    await count_failure(session, counters, now)
    known = (
        await session.execute(
            select(EnrolmentCode, Device)
            .join(Device, Device.id == EnrolmentCode.device_id)
            .where(_is_one_of(hashes))
        )
    ).one_or_none()
    code, device = known if known is not None else (None, None)
    source = Source(
        key=f"enrolment:{device.id if device else 'unknown'}",
        kind=LedgerKind.TERMINAL_ENROLMENT_REFUSED,
        device_id=device.id if device else None,
    )
    if await is_to_be_written(session, source, now):
        await append(
            session,
            LedgerKind.TERMINAL_ENROLMENT_REFUSED,
            ANONYMOUS,
            unit_id=device.unit_id if device else None,
            subject_id=device.id if device else None,
            detail={"address": address},
            now=now,
        )
    if code is not None and device is not None and _is_replay(code, address, now):
        await _distrust(session, code, device, now)


def _is_replay(code: EnrolmentCode, address: str, now: datetime) -> bool:
    """Return whether a second user elsewhere shows a code that somebody used lately.

    From the address of the first use it may be the same terminal that lost its answer; later than
    the code's own life it would let an old slip of paper end a terminal for good.
    """
    return code.used_at is not None and code.used_from != address and now < code.expires_at


async def _distrust(
    session: AsyncSession, code: EnrolmentCode, device: Device, now: datetime
) -> None:
    """End what the first use was given: which of the two is the terminal, nobody can tell."""
    given = TerminalToken.code_id == code.id
    ended = await end_tokens(session, given, end=TokenEnd.CODE_REPLAYED, now=now)
    if ended:
        await append(
            session,
            LedgerKind.TERMINAL_REVOKED,
            ANONYMOUS,
            unit_id=device.unit_id,
            subject_id=device.id,
            detail={"tokens": len(ended), "end": TokenEnd.CODE_REPLAYED.value},
            now=now,
        )


def _is_one_of(hashes: list[bytes]) -> ColumnElement[bool]:
    return or_(EnrolmentCode.scanned_hash.in_(hashes), EnrolmentCode.typed_hash.in_(hashes))


def _counters(address: str, *, is_typed: bool) -> list[Counter]:
    counters = [counter_of("enrolment-at-address", "", address, AT_ADDRESS)]
    if is_typed:
        counters.append(counter_of("enrolment", "", "", EVERYWHERE))
    return counters
