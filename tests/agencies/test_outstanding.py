"""What nobody has set, told to whoever sets it and to whoever it shuts out."""

from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.outstanding import outstanding_for
from app.models import Unit
from app.packs.load import read_pack, shipped_packs
from app.policy.acts import Act
from app.policy.adopting import RULES
from app.policy.asking import WHO_SETS
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS, Key
from app.policy.vocabulary import Role
from app.routers.labels import ROLES
from tests.world import Town

GENERAL = Key.__dataclass_fields__["unset"].default


async def live_by(session: AsyncSession, pack_id: str, *units: UUID) -> None:
    await session.execute(update(Unit).where(Unit.id.in_(units)).values(pack_id=pack_id))


async def test_whoever_sets_it_is_told_of_each_agency_with_something_unset(
    session: AsyncSession, town: Town
) -> None:
    await live_by(session, "zhangying", town.agency, town.brigade)

    found = await outstanding_for(session, town.sun)

    assert [(each.unit_id, each.keys) for each in found] == [
        (town.agency, needed_settings(read_pack("zhangying")))
    ]


@pytest.mark.parametrize("who", ["liu", "zhao", "zhou", "qian"])
async def test_nobody_else_is_told(session: AsyncSession, town: Town, who: str) -> None:
    assert await outstanding_for(session, getattr(town, who)) == []


def test_whatever_a_regulation_leaves_unset_says_what_is_shut_until_it_is_set() -> None:
    unset = {key for pack_id in shipped_packs() for key in needed_settings(read_pack(pack_id))}

    assert [key for key in sorted(unset) if KEYS[key].unset == GENERAL] == []


def test_the_words_name_whoever_the_rule_lets_set_it() -> None:
    roles = [role for ground in RULES[Act.AGENCY_ADOPT].grounds for role in ground.roles]

    assert roles == [Role.SYSTEM_ADMINISTRATOR]
    assert ROLES[Role.SYSTEM_ADMINISTRATOR] in WHO_SETS
