"""The roster's filters: from the address to the query, to the form, and back into addresses.

What is no choice is left out, so a mistyped address still shows a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from app.people.listing import Direction, PeopleFilter, Standing
from app.policy.vocabulary import Employment, Role
from app.routers.forms import storable

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PeopleFields:
    """The filters as they stand in the address, for the form to show again."""

    q: str = ""
    unit: str = ""
    section: str = ""
    role: str = ""
    employment: str = ""
    state: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == PeopleFields()


@dataclass(frozen=True, slots=True)
class ReadPeopleFilters:
    """Everything an address of the roster says."""

    shown: PeopleFields
    wanted: PeopleFilter
    cursor: UUID | None
    direction: Direction


def read_filters(params: Mapping[str, str]) -> ReadPeopleFilters:
    """Return what an address asks for."""
    shown = PeopleFields(
        **{
            field.name: storable(params.get(field.name, "").strip()[:100])
            for field in fields(PeopleFields)
        }
    )
    wanted = PeopleFilter(
        text=shown.q,
        unit_id=_uuid(shown.unit),
        section_id=_uuid(shown.section),
        role=_member(Role, shown.role),
        employment=_member(Employment, shown.employment),
        standing=_member(Standing, shown.state),
    )
    before = _uuid(params.get("before", ""))
    if before is not None:
        return ReadPeopleFilters(shown, wanted, before, Direction.BACK)
    return ReadPeopleFilters(shown, wanted, _uuid(params.get("after", "")), Direction.FORWARD)


def address_of(path: str, shown: PeopleFields, **place: UUID) -> str:
    """Return an address with these filters, open ones left out."""
    pairs = {
        field.name: getattr(shown, field.name)
        for field in fields(PeopleFields)
        if getattr(shown, field.name)
    } | {name: str(key) for name, key in place.items()}
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _member(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
