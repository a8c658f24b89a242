"""Keepers and certificates for tests about people's files."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.certificate_form import NewQualification
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.vocabulary import ActorKind, QualificationKind, Role
from tests.world import NOW, PASSWORD_HASH, Town

TODAY = date(2026, 11, 21)
CARD = NewQualification(
    kind=QualificationKind.PROVINCIAL,
    certificate_no="豫D0412016",
    issuer="河南省人民政府",
    valid_from=TODAY - timedelta(days=400),
    valid_until=TODAY + timedelta(days=400),
)


def card(number: str = "豫D0412016", *, first: int = -400, last: int = 400) -> NewQualification:
    """A certificate whose days are counted from today."""
    return replace(
        CARD,
        certificate_no=number,
        valid_from=TODAY + timedelta(days=first),
        valid_until=TODAY + timedelta(days=last),
    )


async def hire(
    session: AsyncSession, unit: UUID, role: Role, username: str = "lin", full_name: str = "林晓燕"
) -> Actor:
    """Somebody with one role in one unit."""
    held = (Assignment(unit, role),)
    person = NewPerson(username, full_name, "", PASSWORD_HASH)
    person_id = await register_person(session, WORKER, unit, person, assignments=held, now=NOW)
    return Actor(ActorKind.PERSON, person_id, unit, assignments=held)


async def keeper_of(session: AsyncSession, town: Town) -> Actor:
    """Lin of the office, who keeps the files of the agency and of the units below it."""
    return await hire(session, town.agency, Role.INSPECTOR)
