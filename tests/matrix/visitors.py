"""Everybody who comes to the doors, registered and signed in."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.terminals import enrol, register_device
from app.models import SignInSession, TerminalToken, Unit
from app.people.register import NewPerson, register_person
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.vocabulary import ActorKind, DeviceKind, Role
from tests.matrix.cast import ROOM, Place, Visitor
from tests.world import NOW, PASSWORD_HASH, Town


async def register_everybody(session: AsyncSession, town: Town, below: UUID) -> tuple[Visitor, ...]:
    """Register each role in each place, and who has none; ``below`` is a unit below ours."""
    place = {
        Place.HERE: town.brigade,
        Place.ABOVE: town.agency,
        Place.BELOW: below,
        Place.ELSEWHERE: town.stranger_agency,
    }
    visitors = [
        await _person(session, f"{role.value} {where.value}", unit, role)
        for role in Role
        for where, unit in place.items()
    ]
    visitors.append(await _person(session, "member without a role", town.brigade))
    visitors.append(Visitor("owner", town.chen, await _signed_in(session, town.chen)))
    visitors.append(Visitor("nobody", ANONYMOUS))
    visitors.append(Visitor("visitor in the reading room", ANONYMOUS, room=ROOM))
    visitors.append(Visitor("terminal", town.terminal, town.terminal_token))
    visitors.append(await _other_terminal(session, town))
    visitors.append(await _revoked_terminal(session, town))
    return tuple(visitors)


async def _person(
    session: AsyncSession, name: str, unit: UUID, role: Role | None = None
) -> Visitor:
    held = (Assignment(unit, role),) if role else ()
    person = NewPerson(name.replace(" ", "."), "某人", "", PASSWORD_HASH)
    person_id = await register_person(session, WORKER, unit, person, assignments=held, now=NOW)
    actor = Actor(ActorKind.PERSON, person_id, unit, assignments=held)
    unit_name = (await session.get_one(Unit, unit)).name
    kind = role.value if role else name
    return Visitor(name, actor, await _signed_in(session, actor), kind, unit_name)


async def _signed_in(session: AsyncSession, actor: Actor) -> str:
    token = ids.new_secret()
    session.add(
        SignInSession(
            id=ids.new_id(),
            token_hash=ids.digest_of_secret(token),
            person_id=actor.id,
            address="10.0.0.9",
            user_agent="",
            created_at=NOW,
            last_seen_at=NOW,
            expires_at=NOW + timedelta(hours=12),
            confirmed_at=NOW,
        )
    )
    await session.flush()
    return token


async def _other_terminal(session: AsyncSession, town: Town) -> Visitor:
    device_id = await register_device(
        session, WORKER, town.brigade, device_no="RZ-0002", kind=DeviceKind.BODY_CAMERA, now=NOW
    )
    token = (await enrol(session, WORKER, "RZ-0002", NOW)).token
    return Visitor("another terminal", Actor(ActorKind.TERMINAL, device_id, town.brigade), token)


async def _revoked_terminal(session: AsyncSession, town: Town) -> Visitor:
    """The sending device once more, with a second token that was revoked."""
    token = ids.new_secret()
    session.add(
        TerminalToken(
            id=ids.new_id(),
            device_id=town.terminal.id,
            token_hash=ids.digest_of_secret(token),
            created_at=NOW,
            revoked_at=NOW,
        )
    )
    await session.flush()
    return Visitor("revoked terminal", replace(town.terminal, is_revoked=True), token)
