"""设备台账: the registry as a list, narrowed by its address, for screen and print."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.devices.listing import DevicePage, DeviceRow, budget_years, list_devices, sections_in
from app.people.authority import Extent, extent_of, open_list
from app.people.queries import unit_names
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceState
from app.routers import labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.devices_filters import DeviceFields, ReadDeviceFilters, read_filters
from app.routers.errors import refusal
from app.routers.forms import Option
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
KINDS = tuple(Option(kind.value, words) for kind, words in labels.DEVICE_KINDS.items())
STATES = tuple(Option(state.value, labels.device_tag(state).text) for state in DeviceState)
HELD = (Option("held", "已领用"), Option("stock", "在库"))


@dataclass(frozen=True, slots=True)
class DevicesPage:
    """Context of ``devices/index.html``; ``scope`` names whose devices they are."""

    rows: tuple[DeviceRow, ...]
    filters: DeviceFields
    newer: str | None
    older: str | None
    kinds: tuple[Option, ...]
    states: tuple[Option, ...]
    units: tuple[Option, ...]
    sections: tuple[Option, ...]
    years: tuple[Option, ...]
    held: tuple[Option, ...]
    problems: tuple[str, ...]
    scope: str
    may_register: bool
    may_export: bool
    shown_at: datetime


@router.get("/devices", name="devices")
async def show_devices(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of the ledger of devices; the address holds filters and place."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_KNOW)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    read = read_filters(request.query_params)
    found = await list_devices(
        session, visitor.actor, opened, read.wanted, after=read.after, before=read.before
    )
    view = _view(
        read,
        found,
        units=await _units(session, opened),
        sections=tuple(
            Option(str(key), name) for _, key, name in await sections_in(session, opened.units)
        ),
        years=tuple(
            Option(str(year), f"{year} 年")
            for year in await budget_years(session, visitor.actor, opened)
        ),
        scope=visitor.person.unit_name,
        may_register=bool(await extent_of(session, visitor.actor, Act.DEVICE_REGISTER)),
        may_export=bool(await extent_of(session, visitor.actor, Act.DEVICE_READ_LEDGER)),
        now=now,
    )
    return pages.page(request, visitor.badge, "devices/index.html", view)


async def _units(session: SessionDep, extent: Extent) -> tuple[Option, ...]:
    names = await unit_names(session, extent.units)
    return tuple(
        Option(str(key), name) for key, name in sorted(names.items(), key=lambda it: it[1])
    )


def _view(
    read: ReadDeviceFilters,
    found: DevicePage,
    *,
    units: tuple[Option, ...],
    sections: tuple[Option, ...],
    years: tuple[Option, ...],
    scope: str,
    may_register: bool,
    may_export: bool,
    now: datetime,
) -> DevicesPage:
    shown = read.shown
    return DevicesPage(
        rows=found.rows,
        filters=shown,
        newer=f"/devices?{shown.query(before=found.before)}" if found.before else None,
        older=f"/devices?{shown.query(after=found.after)}" if found.after else None,
        kinds=KINDS,
        states=STATES,
        units=units,
        sections=sections,
        years=years,
        held=HELD,
        problems=read.problems,
        scope=scope,
        may_register=may_register,
        may_export=may_export,
        shown_at=now,
    )
