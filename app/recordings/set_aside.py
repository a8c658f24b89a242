"""来源待核: recordings whose device nobody knows, for the device keeper to find out.

The keeper sees what names the device (number, time, file name, size, sender) and no content.
Source: Ruzhou's management rule, article 4. Pack key ``device.keeper.role``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.deadlines.storing import keep_storing
from app.errors import NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import Device, Person, Recording, Unit
from app.people.authority import authorise, open_list, permit, thing_in, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceKind, DeviceSource
from app.recordings.attributing import Attribution, judge, note
from app.recordings.attribution_facts import line_of_units
from app.recordings.correcting import device_named, take_device
from app.searching.indexing import index_recordings

PAGE_SIZE = 50
_ACT = Act.RECORDING_SETTLE_DEVICE


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """One recording that waits; ``sender`` is a device number or a person's name."""

    id: UUID
    unit_id: UUID
    unit_name: str
    named_device_no: str
    named_officer_no: str
    file_name: str
    size_bytes: int
    recorded_at: datetime | None
    received_at: datetime
    sender: str


@dataclass(frozen=True, slots=True)
class SetAsidePage:
    """A page, newest first, and the key of the next one."""

    rows: tuple[SetAsideRow, ...]
    older: UUID | None


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A registered device that may be the one."""

    device_no: str
    kind: DeviceKind
    model: str


async def list_set_aside(
    session: AsyncSession, actor: Actor, *, older_than: UUID | None = None
) -> SetAsidePage | Decision:
    """Return what waits where the actor keeps the devices, or the refusal."""
    extent = await open_list(session, actor, _ACT)
    if isinstance(extent, Decision):
        return extent
    statement = (
        _rows()
        .where(within(extent, actor, Recording.unit_id))
        .order_by(Recording.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if older_than is not None:
        statement = statement.where(Recording.id < older_than)
    rows = [_row(found) for found in (await session.execute(statement)).all()]
    more, shown = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return SetAsidePage(tuple(shown), shown[-1].id if more else None)


async def find_set_aside(session: AsyncSession, actor: Actor, recording_id: UUID) -> SetAsideRow:
    """Return one that waits.

    Raises:
        NotFoundError: there is none, it waits no longer, or the actor may not know of it.
    """
    found = (await session.execute(_rows().where(Recording.id == recording_id))).one_or_none()
    if found is None:
        raise NotFoundError
    row = _row(found)
    known = await authorise(session, actor, _ACT, await thing_in(session, row.unit_id))
    if not known.allowed:
        raise NotFoundError
    return row


async def count_alike(session: AsyncSession, row: SetAsideRow) -> int:
    """Return how many others of the same unit name the same device."""
    return len(await _alike(session, row)) if row.named_device_no else 0


async def numbers_near(session: AsyncSession, row: SetAsideRow) -> tuple[KnownNumber, ...]:
    """Return the devices of the line of units that record, by number."""
    found = await session.execute(
        select(Device.device_no, Device.kind, Device.model)
        .where(
            Device.unit_id.in_(await line_of_units(session, row.unit_id)),
            Device.kind != DeviceKind.DOCK_STATION.value,
        )
        .order_by(Device.device_no)
    )
    return tuple(KnownNumber(number, DeviceKind(kind), model) for number, kind, model in found)


async def settle_device(
    session: AsyncSession,
    actor: Actor,
    row: SetAsideRow,
    *,
    device_no: str,
    reason: str,
    with_alike: bool,
    now: datetime,
) -> int | Decision:
    """Say which registered device it was, and judge the officer anew; return how many left.

    ``with_alike`` settles every other recording of the unit that names the same number.
    Locks the rows. Appends ``recording:device_settled`` about each.

    Raises:
        UnknownDeviceError: no such device records here; nothing was changed.
        NotFoundError: somebody else has settled it meanwhile.
    """
    return await _settle(session, actor, row, device_no, reason, with_alike=with_alike, now=now)


async def declare_foreign(
    session: AsyncSession,
    actor: Actor,
    row: SetAsideRow,
    *,
    reason: str,
    with_alike: bool,
    now: datetime,
) -> int | Decision:
    """Say that the device is none of ours, and why; otherwise as ``settle_device``."""
    return await _settle(session, actor, row, "", reason, with_alike=with_alike, now=now)


async def _settle(
    session: AsyncSession,
    actor: Actor,
    row: SetAsideRow,
    device_no: str,
    reason: str,
    *,
    with_alike: bool,
    now: datetime,
) -> int | Decision:
    thing = await thing_in(session, row.unit_id)
    decision = await permit(session, actor, _ACT, thing, subject_id=row.id, now=now)
    if not decision.allowed:
        return decision
    device = await device_named(session, row.unit_id, device_no) if device_no else None
    others = await _alike(session, row) if with_alike and row.named_device_no else []
    recordings = await _lock(session, [row.id, *others])
    if not any(recording.id == row.id for recording in recordings):
        raise NotFoundError
    for recording in recordings:
        before = Attribution.of(recording)
        if device is not None:
            take_device(recording, device, reason)
        else:
            recording.device_source = DeviceSource.FOREIGN.value
            recording.device_note = reason
            recording.set_aside_at = None
        findings = await judge(session, recording, now)
        await note(
            session,
            LedgerKind.RECORDING_DEVICE_SETTLED,
            actor,
            recording,
            before=before,
            findings=findings,
            why=reason,
            now=now,
        )
        await keep_storing(session, recording, now, actor=actor)
    await index_recordings(session, [recording.id for recording in recordings], now=now)
    return len(recordings)


async def _alike(session: AsyncSession, row: SetAsideRow) -> list[UUID]:
    found = await session.scalars(
        select(Recording.id).where(
            Recording.set_aside_at.is_not(None),
            Recording.unit_id == row.unit_id,
            Recording.named_device_no == row.named_device_no,
            Recording.id != row.id,
        )
    )
    return list(found)


async def _lock(session: AsyncSession, wanted: Sequence[UUID]) -> list[Recording]:
    """Lock those that still wait, in the order of their ids, so that two keepers never deadlock."""
    found = await session.scalars(
        select(Recording)
        .where(Recording.id.in_(wanted), Recording.set_aside_at.is_not(None))
        .order_by(Recording.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


@cache
def _rows() -> Select[Recording, str, str]:
    sender = aliased(Device)
    return (
        select(Recording, Unit.name, func.coalesce(sender.device_no, Person.full_name, ""))
        .join(Unit, Unit.id == Recording.unit_id)
        .outerjoin(sender, sender.id == Recording.submitted_by_device_id)
        .outerjoin(Person, Person.id == Recording.submitted_by_person_id)
        .where(Recording.set_aside_at.is_not(None))
    )


def _row(found: Row[Recording, str, str]) -> SetAsideRow:
    recording, unit_name, sender = found
    return SetAsideRow(
        id=recording.id,
        unit_id=recording.unit_id,
        unit_name=unit_name,
        named_device_no=recording.named_device_no or "",
        named_officer_no=recording.named_officer_no or "",
        file_name=recording.file_name,
        size_bytes=recording.size_bytes,
        recorded_at=recording.recorded_at,
        received_at=recording.received_at,
        sender=sender,
    )
