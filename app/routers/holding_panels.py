"""Who holds a device, and what a person holds: parts of their pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.holding_queries import HoldingLine, holdings_of_device, holdings_of_person
from app.devices.prechecks import last_checks
from app.devices.queries import DeviceDetail, known_devices, thing_of_device
from app.people.authority import authorise
from app.people.finding import PersonDetail, known_people
from app.policy.acts import Act
from app.policy.issuing import CARRIED
from app.policy.vocabulary import DeviceState
from app.routers.holding_words import ENDS, UNCHECKED, check_tag
from app.routers.labels import DEVICE_KINDS, Tag
from app.routers.panels import Panel
from app.routers.references import person_href
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One holding of a device, or of a person; ``end`` is how it ended, in words.

    A reference is empty where the visitor may not open the page behind it.
    """

    device_no: str
    device_href: str
    kind: str
    person_name: str
    person_href: str
    from_at: datetime
    until_at: datetime | None
    end: str
    content: str
    check: Tag


@dataclass(frozen=True, slots=True)
class DeviceHoldingPanel:
    """Context of ``devices/_holding.html``."""

    device_id: UUID
    holder_name: str
    holder_href: str
    held_since: datetime | None
    state: DeviceState
    is_carried: bool
    may_hand_over: bool
    may_check: bool
    reads_ledger: bool
    rows: tuple[HoldingRow, ...]


@dataclass(frozen=True, slots=True)
class PersonDevicesPanel:
    """Context of ``people/_devices.html``; the account page shows it too."""

    rows: tuple[HoldingRow, ...]
    is_own: bool


async def device_holding_panel(
    session: AsyncSession, visitor: Visitor, device: DeviceDetail, now: datetime
) -> Panel | None:
    """Show the holder of this moment, and to whoever may read the ledger, all before."""
    del now
    thing = await thing_of_device(session, device)
    may = {
        act: (await authorise(session, visitor.actor, act, thing)).allowed
        for act in (Act.DEVICE_HAND_OVER, Act.DEVICE_CHECK, Act.DEVICE_READ_LEDGER)
    }
    if not any(may.values()):
        return None
    reads = may[Act.DEVICE_READ_LEDGER]
    is_held, is_usable = device.holder_id is not None, device.state is DeviceState.SERVICEABLE
    view = DeviceHoldingPanel(
        device_id=device.id,
        holder_name=device.holder_name,
        holder_href=await person_href(session, visitor, device.holder_id),
        held_since=device.held_since,
        state=device.state,
        is_carried=device.kind in CARRIED,
        may_hand_over=may[Act.DEVICE_HAND_OVER] and (is_held or is_usable),
        may_check=may[Act.DEVICE_CHECK],
        reads_ledger=reads,
        rows=await _rows(session, visitor, await holdings_of_device(session, device.id))
        if reads
        else (),
    )
    return Panel("devices/_holding.html", view)


async def person_devices_panel(
    session: AsyncSession, visitor: Visitor, person: PersonDetail, now: datetime
) -> Panel | None:
    """Show what a person holds and held, as far as the visitor may read the devices' ledger."""
    del now
    lines = await holdings_of_person(session, visitor.actor, person.id)
    is_own = person.id == visitor.actor.id
    if not lines and not is_own:
        return None
    view = PersonDevicesPanel(rows=await _rows(session, visitor, lines), is_own=is_own)
    return Panel("people/_devices.html", view)


async def own_devices(session: AsyncSession, visitor: Visitor) -> PersonDevicesPanel | None:
    """Show the visitor what they hold and held; nothing to whoever is never given a device."""
    lines = await holdings_of_person(session, visitor.actor, visitor.person.id)
    if not lines and "my_devices" not in visitor.badge.rooms:
        return None
    return PersonDevicesPanel(rows=await _rows(session, visitor, lines), is_own=True)


async def _rows(
    session: AsyncSession, visitor: Visitor, lines: tuple[HoldingLine, ...]
) -> tuple[HoldingRow, ...]:
    checks = await last_checks(session, {line.id for line in lines})
    devices = await known_devices(session, visitor.actor, {line.device_id for line in lines})
    people = await known_people(session, visitor.actor, {line.person_id for line in lines})
    return tuple(
        HoldingRow(
            device_no=line.device_no,
            device_href=f"/devices/{line.device_id}" if line.device_id in devices else "",
            kind=DEVICE_KINDS[line.kind],
            person_name=line.person_name,
            person_href=f"/people/{line.person_id}" if line.person_id in people else "",
            from_at=line.from_at,
            until_at=line.until_at,
            end=ENDS[line.ended] if line.ended else "领用中",
            content=line.content,
            check=check_tag(checks[line.id]) if line.id in checks else UNCHECKED,
        )
        for line in lines
    )
