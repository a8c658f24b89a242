"""Whom a row of a sheet means, among the people whose files somebody keeps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person
from app.people.authority import Extent

_NOBODY = (
    "在您负责登记的人员中没有找到这个人。请核对姓名、用户名和执法人员编号；"
    "还没有登记的人员，请先由安全管理员登记。"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """One person who may be meant."""

    id: UUID
    unit_id: UUID
    full_name: str
    username: str
    officer_no: str


@dataclass(frozen=True, slots=True)
class Holders:
    """Everybody who may be meant, to be found by what a row says."""

    by_id: Mapping[UUID, Holder]
    _by_word: Mapping[tuple[str, str], Sequence[Holder]] = field(init=False)

    def __post_init__(self) -> None:
        """Index people by each of the three columns."""
        found: dict[tuple[str, str], list[Holder]] = defaultdict(list)
        for holder in self.by_id.values():
            for key in ("full_name", "username", "officer_no"):
                found[key, getattr(holder, key)].append(holder)
        object.__setattr__(self, "_by_word", dict(found))

    def find(self, values: Mapping[str, object]) -> Holder | str:
        """Return the one person whom everything filled in fits, or what is wrong in words."""
        said = {
            "full_name": _text(values, "full_name"),
            "username": _text(values, "username").lower(),
            "officer_no": _text(values, "officer_no"),
        }
        words = [(key, value) for key, value in said.items() if value]
        if not words:
            return "请填写姓名、用户名或者执法人员编号，说明这份证件是谁的。"
        fitting = [
            holder
            for holder in self._by_word.get(words[0], ())
            if all(getattr(holder, key) == value for key, value in words)
        ]
        if not fitting:
            return _NOBODY
        if len(fitting) > 1:
            return f"有 {len(fitting)} 名人员叫这个名字，请加填用户名或者执法人员编号。"
        return fitting[0]


async def holders_within(session: AsyncSession, extent: Extent) -> Holders:
    """Return the people of these units, whether they serve or have left."""
    rows = await session.execute(
        select(
            Person.id, Person.unit_id, Person.full_name, Person.username, Person.officer_no
        ).where(Person.unit_id.in_(extent.units))
    )
    people = (Holder(*row[:4], officer_no=row[4] or "") for row in rows)
    return Holders({holder.id: holder for holder in people})


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""
