"""The inbox's filters: from the address to the query, to the form, and back into addresses.

What cannot be understood is named in a sentence and left out, so a mistyped address still shows
a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from app.policy.vocabulary import MediaKind, RecordingState
from app.recordings.inbox import Direction, InboxFilter
from app.routers.days import midnight, read_day
from app.routers.forms import storable

ADDRESS_NAMES = {"day_from": "from", "day_to": "to"}
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FilterFields:
    """The filters as they stand in the address, for the form to show again."""

    name: str = ""
    state: str = ""
    kind: str = ""
    device: str = ""
    officer: str = ""
    unit: str = ""
    day_from: str = ""
    day_to: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == FilterFields()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list the reader stands."""

    cursor: UUID | None = None
    direction: Direction = Direction.OLDER


@dataclass(frozen=True, slots=True)
class ReadFilters:
    """Everything an address of the inbox says."""

    shown: FilterFields
    wanted: InboxFilter
    place: Place
    problems: tuple[str, ...]


def read_filters(params: Mapping[str, str]) -> ReadFilters:
    """Return what an address asks for; dates are days of Asia/Shanghai, both inclusive."""
    shown = FilterFields(
        **{
            field.name: storable(
                params.get(ADDRESS_NAMES.get(field.name, field.name), "").strip()[:100]
            )
            for field in fields(FilterFields)
        }
    )
    problems: list[str] = []
    first = read_day(shown.day_from, "开始日期", problems)
    last = read_day(shown.day_to, "结束日期", problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的资料。请调整日期。")
    wanted = InboxFilter(
        state=_member(RecordingState, shown.state),
        kind=_member(MediaKind, shown.kind),
        unit_id=_uuid(shown.unit),
        device_no=shown.device,
        officer=shown.officer,
        text=shown.name,
        received_from=midnight(first),
        received_before=midnight(last + timedelta(days=1) if last else None),
    )
    if len(wanted.text) == 1 and not (wanted.unit_id or first or last):
        problems.append("按一个字查文件名时，请同时选择单位或日期；这次没有按文件名筛选。")
        wanted = replace(wanted, text="")
    return ReadFilters(shown, wanted, read_place(params), tuple(problems))


def address_of(shown: FilterFields, **place: UUID) -> str:
    """Return the address of the list with these filters, open ones left out."""
    pairs = {
        ADDRESS_NAMES.get(field.name, field.name): getattr(shown, field.name)
        for field in fields(FilterFields)
        if getattr(shown, field.name)
    } | {name: str(key) for name, key in place.items()}
    return f"/inbox?{urlencode(pairs)}" if pairs else "/inbox"


def read_place(params: Mapping[str, str]) -> Place:
    """Return where in a keyset list an address stands; nonsense means the beginning."""
    newer = _uuid(params.get("newer_than", ""))
    if newer is not None:
        return Place(newer, Direction.NEWER)
    return Place(_uuid(params.get("older_than", "")), Direction.OLDER)


def _member(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
