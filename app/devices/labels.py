"""标签: give devices a code for their label, find a device by it, draw it as a QR code.

The label holds an address with the opaque code and nothing else: level M, so that a scratched
label is still read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import segno
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.label_code import read_code
from app.devices.listing import MOST_IN_A_SHEET, DeviceFilter, list_devices
from app.devices.queries import DeviceDetail, find_device
from app.devices.registry import new_label_code
from app.errors import InvalidInputError, NotFoundError
from app.models import Device
from app.people.authority import Extent
from app.policy.actor import Actor
from app.policy.vocabulary import DeviceKind

_QUIET_ZONE = 2


@dataclass(frozen=True, slots=True)
class DeviceLabel:
    """What one label shows."""

    device_no: str
    kind: DeviceKind
    unit_name: str
    code: str


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """A QR code as one SVG path over a square of ``side`` units."""

    side: int
    path: str


async def device_of_label(session: AsyncSession, actor: Actor, typed: str) -> UUID:
    """Return the device to which a label leads, for whoever may know it.

    Raises:
        InvalidInputError: the check part is wrong, so it is a slip and not a label.
        NotFoundError: there is no such label, or the actor may not know its device.
    """
    code = read_code(typed)
    if code is None:
        raise InvalidInputError("标签录入有误，校验位不符。请对照标签重新录入，或者重新扫描。")
    device_id = await session.scalar(select(Device.id).where(Device.label_code == code))
    if device_id is None:
        raise NotFoundError
    return (await find_device(session, actor, device_id)).id


async def labels_of(
    session: AsyncSession, actor: Actor, extent: Extent, wanted: DeviceFilter
) -> tuple[DeviceLabel, ...]:
    """Return the labels of the devices that are wanted; what has no code yet gets one here."""
    found = await list_devices(session, actor, extent, wanted, limit=MOST_IN_A_SHEET)
    codes = await _codes(session, [row.id for row in found.rows])
    return tuple(
        DeviceLabel(row.device_no, row.kind, row.unit_name, codes[row.id]) for row in found.rows
    )


async def label_of(session: AsyncSession, detail: DeviceDetail) -> DeviceLabel:
    """Return the label of one device."""
    code = (await _codes(session, [detail.id]))[detail.id]
    return DeviceLabel(detail.device_no, detail.kind, detail.unit_name, code)


def draw(text: str) -> QrDrawing:
    """Return a QR code of level M that says ``text``, its quiet zone included."""
    rows = tuple(segno.make(text, error="m", micro=False).matrix_iter(border=_QUIET_ZONE))
    path = "".join(
        f"M{begin} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for begin, length in _runs(row)
    )
    return QrDrawing(len(rows), path)


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins and how long it is."""
    begin = None
    for x, is_dark in enumerate((*row, 0)):
        if is_dark and begin is None:
            begin = x
        elif not is_dark and begin is not None:
            yield begin, x - begin
            begin = None


async def _codes(session: AsyncSession, device_ids: list[UUID]) -> dict[UUID, str]:
    """Return the codes; rows older than labels are locked and get theirs now."""
    bare = await session.scalars(
        select(Device)
        .where(Device.id.in_(device_ids), Device.label_code.is_(None))
        .with_for_update()
    )
    for device in bare:
        device.label_code = new_label_code()
    await session.flush()
    rows = await session.execute(
        select(Device.id, Device.label_code).where(Device.id.in_(device_ids))
    )
    return {row[0]: row[1] or "" for row in rows}
