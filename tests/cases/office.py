"""A case of the town, for every test that needs one."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.opening import NewCase, NewParty, open_case
from app.policy.case_words import CaseProcedure, PartyKind
from tests.world import NOW, Town

LI = NewParty("李大山", document_no="410482197001010011")
QUARRY = NewParty("汝州市河道砂石有限公司", PartyKind.ORGANISATION)
SAND = "未经许可在河道采砂"


def sand_case(town: Town, **other: object) -> NewCase:
    """Return what is known of a case of sand mining that Chen handles."""
    assert town.chen.id is not None
    new = NewCase(
        title="李大山未经许可在北汝河采砂案",
        cause=SAND,
        procedure=CaseProcedure.ORDINARY,
        opened_on=date(2026, 11, 20),
        main_handler_id=town.chen.id,
        case_no="汝水罚〔2026〕1号",
        place="北汝河温泉镇段",
        parties=(LI, QUARRY),
    )
    return replace(new, **other)  # type: ignore[arg-type]


async def open_sand_case(session: AsyncSession, town: Town, **other: object) -> UUID:
    """Open it in the brigade, by Chen."""
    opened = await open_case(session, town.chen, town.brigade, sand_case(town, **other), now=NOW)
    assert isinstance(opened, UUID)
    return opened
