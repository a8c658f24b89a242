"""The filters of the device ledger: from the address to the query, to the form, and back.

What cannot be understood is named in a sentence and left out, so a mistyped address still shows
a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from app.devices.listing import DeviceFilter
from app.policy.vocabulary import DeviceKind, DeviceState
from app.routers.forms import storable

HELD = {"held": True, "stock": False}
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class DeviceFields:
    """The filters as they stand in the address, for the form to show again."""

    q: str = ""
    kind: str = ""
    state: str = ""
    unit: str = ""
    section: str = ""
    year: str = ""
    held: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == DeviceFields()

    def query(self, **more: str) -> str:
        """Return the query of an address with these filters, open ones left out."""
        pairs = {field.name: getattr(self, field.name) for field in fields(DeviceFields)} | more
        return urlencode({name: value for name, value in pairs.items() if value})


@dataclass(frozen=True, slots=True)
class ReadDeviceFilters:
    """Everything an address of the device ledger says."""

    shown: DeviceFields
    wanted: DeviceFilter
    after: str
    before: str
    problems: tuple[str, ...]


def read_filters(params: Mapping[str, str]) -> ReadDeviceFilters:
    """Return what an address asks for."""
    shown = DeviceFields(
        **{field.name: _text(params, field.name) for field in fields(DeviceFields)}
    )
    problems: list[str] = []
    if shown.year and _year(shown.year) is None:
        problems.append("预算年度没有写成四位数字，这次没有按它筛选。")
    wanted = DeviceFilter(
        text=shown.q,
        kind=_member(DeviceKind, shown.kind),
        state=_member(DeviceState, shown.state),
        unit_id=_uuid(shown.unit),
        section_id=_uuid(shown.section),
        budget_year=_year(shown.year),
        is_held=HELD.get(shown.held),
    )
    return ReadDeviceFilters(
        shown, wanted, _text(params, "after"), _text(params, "before"), tuple(problems)
    )


def _text(params: Mapping[str, str], name: str) -> str:
    return storable(params.get(name, "").strip()[:100])


def _member(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
