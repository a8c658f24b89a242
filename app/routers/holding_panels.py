"""Who holds a device, and what a person holds: parts of their pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.holding_queries import HoldingLine, holdings_of_device, holdings_of_person
from app.devices.prechecks import last_checks
from app.devices.queries import DeviceDetail, thing_of_device
from app.people.authority import authorise
from app.people.finding import PersonDetail
from app.policy.acts import Act
from app.policy.vocabulary import DeviceState
from app.routers.holding_words import ENDS, UNCHECKED, check_tag
from app.routers.labels import DEVICE_KINDS, Tag
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One holding of a device, or of a person; ``end`` is how it ended, in words."""

    device_id: UUID
    device_no: str
    kind: str
    person_id: UUID
    person_name: str
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
    held_since: datetime | None
    state: DeviceState
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
        held_since=device.held_since,
        state=device.state,
        may_hand_over=may[Act.DEVICE_HAND_OVER] and (is_held or is_usable),
        may_check=may[Act.DEVICE_CHECK],
        reads_ledger=reads,
        rows=await _rows(session, await holdings_of_device(session, device.id)) if reads else (),
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
    view = PersonDevicesPanel(rows=await _rows(session, lines), is_own=is_own)
    return Panel("people/_devices.html", view)


async def _rows(session: AsyncSession, lines: tuple[HoldingLine, ...]) -> tuple[HoldingRow, ...]:
    checks = await last_checks(session, {line.id for line in lines})
    return tuple(
        HoldingRow(
            device_id=line.device_id,
            device_no=line.device_no,
            kind=DEVICE_KINDS[line.kind],
            person_id=line.person_id,
            person_name=line.person_name,
            from_at=line.from_at,
            until_at=line.until_at,
            end=ENDS[line.ended] if line.ended else "领用中",
            content=line.content,
            check=check_tag(checks[line.id]) if line.id in checks else UNCHECKED,
        )
        for line in lines
    )
