"""The desk's lists: what lies in stock, what is out, and which device a scanner typed."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.label_code import read_code
from app.devices.queries import DeviceDetail, find_device
from app.errors import NotFoundError
from app.models import Device, DeviceHolding, Person, Unit
from app.people.authority import Extent, extent_of, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.issuing import CARRIED
from app.policy.vocabulary import DeviceKind, DeviceState

MOST = 100
"""How many devices a list shows; beyond it the label or the number finds one."""
_LABEL_PATH = "/d/"


@dataclass(frozen=True, slots=True)
class StockLine:
    """One device of the desk: in stock, or with its holder."""

    id: UUID
    device_no: str
    kind: DeviceKind
    model: str
    unit_name: str
    state: DeviceState
    holder_name: str
    held_since: datetime | None


async def find_scanned(session: AsyncSession, actor: Actor, typed: str) -> DeviceDetail:
    """Return the device behind a label's code, a label's address or a device number.

    A scanner types what the label says, sometimes in full width when an input method is on; a
    person types the code in the groups that the label prints.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    code = unicodedata.normalize("NFKC", typed).strip()
    code = code.rpartition(_LABEL_PATH)[2].strip("/")
    label = read_code(code)
    wanted = (code, code.upper(), code.lower())
    device_id = await session.scalar(
        select(Device.id)
        .where(or_(Device.label_code == label, Device.device_no.in_(wanted)))
        # A label says what it means; a number typed like somebody else's code does not.
        .order_by(
            case((Device.label_code == label, 0), (Device.device_no == code, 1), else_=2),
            Device.id,
        )
        .limit(1)
    )
    if device_id is None:
        raise NotFoundError
    return await find_device(session, actor, device_id)


async def desk_of(session: AsyncSession, actor: Actor) -> Extent:
    """Return where the actor hands devices out and takes them back."""
    return await extent_of(session, actor, Act.DEVICE_HAND_OVER)


async def devices_in_stock(
    session: AsyncSession, actor: Actor, extent: Extent
) -> tuple[StockLine, ...]:
    """Return the serviceable devices that nobody holds, at most one more than ``MOST``."""
    return await _stock(
        session,
        _stock_select(actor, extent).where(
            DeviceHolding.id.is_(None), Device.state == DeviceState.SERVICEABLE.value
        ),
    )


async def devices_out(session: AsyncSession, actor: Actor, extent: Extent) -> tuple[StockLine, ...]:
    """Return the devices that somebody holds, the longest first, at most one more than ``MOST``."""
    statement = _stock_select(actor, extent).where(DeviceHolding.id.is_not(None))
    return await _stock(session, statement.order_by(None).order_by(DeviceHolding.from_at))


def _stock_select(actor: Actor, extent: Extent) -> Select[Device, str, str, datetime]:
    return (
        select(Device, Unit.name, Person.full_name, DeviceHolding.from_at)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(
            DeviceHolding,
            (DeviceHolding.device_id == Device.id) & DeviceHolding.until_at.is_(None),
        )
        .outerjoin(Person, Person.id == DeviceHolding.person_id)
        .where(
            within(extent, actor, Device.unit_id, person=DeviceHolding.person_id),
            Device.kind.in_(sorted(kind.value for kind in CARRIED)),
        )
        .order_by(Unit.name, Device.device_no)
        .limit(MOST + 1)
    )


async def _stock(
    session: AsyncSession, statement: Select[Device, str, str, datetime]
) -> tuple[StockLine, ...]:
    return tuple(
        StockLine(
            id=device.id,
            device_no=device.device_no,
            kind=DeviceKind(device.kind),
            model=device.model,
            unit_name=unit_name,
            state=DeviceState(device.state),
            holder_name=holder_name or "",
            held_since=since,
        )
        for device, unit_name, holder_name, since in await session.execute(statement)
    )
