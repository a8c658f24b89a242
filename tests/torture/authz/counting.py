"""Lists, counts and facets: nothing on one's own pages moves when others get one thing more."""

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.db import make_engine, transaction
from app.devices.terminals import register_device
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Assignment
from app.policy.vocabulary import DeviceKind, Role
from app.searching.sweeping import index_missing
from tests.access import desk
from tests.arrivals import arrive
from tests.cases.office import open_sand_case
from tests.matrix.cast import Visitor
from tests.torture.authz.doors import Door
from tests.torture.authz.exchanges import differences, exchange
from tests.torture.authz.knocking import Knocker
from tests.world import NOW, PASSWORD_HASH, Town, sessions_on

OPEN = 200


async def add_one_of_each(database_url: str, town: Town) -> None:
    """Let our own agency get one more of what is listed and counted."""
    engine = make_engine(database_url)
    async with transaction(sessions_on(engine)) as session:
        await _add(session, town)
    await engine.dispose()


async def _add(session: AsyncSession, town: Town) -> None:
    await open_sand_case(session, town, case_no="汝水罚〔2026〕77号")
    await arrive(session, town.terminal, town.brigade, file_name="RZ0077.mp4")
    await register_device(
        session, WORKER, town.brigade, device_no="RZ-0077", kind=DeviceKind.BODY_CAMERA, now=NOW
    )
    person = NewPerson("rz.more", "尤某", "", PASSWORD_HASH)
    held = (Assignment(town.brigade, Role.OFFICER),)
    await register_person(session, WORKER, town.brigade, person, assignments=held, now=NOW)
    await desk.ask(session, town.chen, material="又一件")
    await index_missing(session, NOW)


def compare_before_and_after(
    knocker: Knocker,
    doors: Sequence[Door],
    visitors: Sequence[Visitor],
    change: Callable[[], None],
) -> None:
    """Open every list, let something happen elsewhere, and open it again."""
    every = [(visitor, door.ask(visitor, {})) for visitor in visitors for door in doors]
    # A refusal is an event, and of one's own events some pages show how many there are.
    asks = [(who, ask) for who, ask in every if knocker.alone(ask, who).status == OPEN]
    before = [knocker.alone(ask, visitor) for visitor, ask in asks]
    change()
    for (visitor, ask), first in zip(asks, before, strict=True):
        second = knocker.alone(ask, visitor)
        knocker.tally.pairs += 1
        if first.blanked() != second.blanked():
            what = f"it moved with things of others:\n{differences(first, second, ())}"
            raise exchange(what, visitor.name, (ask, first), (ask, second))
