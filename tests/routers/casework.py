"""Cases behind the doors, and what is typed into their forms, for the tests of the pages."""

from uuid import UUID

from sqlalchemy import select

from app.db import transaction
from app.models import Case, LedgerEvent
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Assignment
from app.policy.case_words import CaseState
from app.policy.vocabulary import Role
from tests.cases.office import LI, open_sand_case
from tests.routers.conftest import House
from tests.world import NOW, PASSWORD_HASH

RARE = "𬭩㙓䶮𠮷𫖯"

NUMBER = "汝水罚〔2026〕1号"


async def sand_case_of(house: House, **other: object) -> UUID:
    async with transaction(house.sessions) as session:
        return await open_sand_case(session, house.town, **other)


async def case_in(house: House, state: CaseState) -> UUID:
    case_id = await sand_case_of(house)
    async with transaction(house.sessions) as session:
        (await session.get_one(Case, case_id)).state = state.value
    return case_id


def new_form(house: House, **other: str) -> dict[str, str]:
    return {
        "unit": str(house.town.brigade),
        "procedure": "ordinary",
        "title": "李大山采砂案",
        "cause": "未经许可在河道采砂",
        "case_no": NUMBER,
        "opened_on": "2026-11-20",
        "main_handler": str(house.town.chen.id),
        "security_class": "none",
        "name-0": LI.name,
        "role-0": "party",
        "kind-0": "person",
        **other,
    }


async def colleague_of_chen(house: House) -> UUID:
    held = (Assignment(house.town.brigade, Role.OFFICER),)
    guo = NewPerson("guo", "郭志强", "", PASSWORD_HASH)
    async with transaction(house.sessions) as session:
        return await register_person(
            session, WORKER, house.town.brigade, guo, assignments=held, now=NOW
        )


async def kinds_of(house: House) -> list[str]:
    async with house.sessions() as session:
        return list(await session.scalars(select(LedgerEvent.kind).order_by(LedgerEvent.seq)))
