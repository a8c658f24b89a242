"""The choices that forms about people offer: units, sections, roles, kinds of staff."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.queries import unit_names
from app.people.sections import sections_of
from app.policy.vocabulary import Role
from app.routers import labels
from app.routers.forms import Option

ROLES = tuple(Option(role.value, words) for role, words in labels.ROLES.items())
EMPLOYMENTS = tuple(Option(kind.value, words) for kind, words in labels.EMPLOYMENTS.items())
ROLE_WORDS: dict[str, Role] = {words: role for role, words in labels.ROLES.items()}


async def unit_choices(session: AsyncSession, unit_ids: Collection[UUID]) -> tuple[Option, ...]:
    """Return units by name."""
    return named_choices(await unit_names(session, unit_ids))


def named_choices(names: Mapping[UUID, str]) -> tuple[Option, ...]:
    """Return these units by name."""
    return _in_order(tuple(names), tuple(names.values()))


@lru_cache(maxsize=256)
def _in_order(units: tuple[UUID, ...], names: tuple[str, ...]) -> tuple[Option, ...]:
    in_order = sorted(zip(names, units, strict=True))
    return tuple(Option(str(unit), name) for name, unit in in_order)


async def section_choices(
    session: AsyncSession, units: tuple[Option, ...], *, with_closed: bool = False
) -> tuple[Option, ...]:
    """Return the sections of these units, under the units' names when there are several."""
    names = {UUID(unit.value): unit.text for unit in units}
    lines = await sections_of(session, names)
    return tuple(
        Option(str(line.id), _words(line.name, is_closed=line.closed_on is not None), heading)
        for line in lines
        if with_closed or line.closed_on is None
        for heading in [names[line.unit_id] if len(names) > 1 else ""]
    )


def _words(name: str, *, is_closed: bool) -> str:
    return f"{name}（已撤销）" if is_closed else name
