"""What one person should do next: the figures of each duty, gathered and put on cards."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approvals import count_for
from app.access.listing import count_at_desk, count_unanswered, desk_of
from app.access.mailing import count_to_mail
from app.access.telling import news_of
from app.agencies.outstanding import outstanding_for
from app.cases.unassigned import count_without_main
from app.clock import day_of
from app.deadlines.queries import figures_of_person, figures_of_units
from app.devices.overview import (
    devices_by_kind,
    service_figures,
    silent_terminals,
    terminal_figures,
)
from app.devices.waiting import count_waiting
from app.errors import StorageFailureError
from app.jobs.queries import work_figures
from app.ledger.kinds import LedgerKind
from app.ledger.reading import count_kind, ledger_figures
from app.people.career import lapsed_roles
from app.people.overview import account_figures
from app.people.queries import pack_of_unit
from app.people.units import with_units_below
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import may_have_use
from app.policy.duties import Duty, duties_awaited, units_of_duty
from app.recordings.overview import (
    count_set_aside,
    figures_in_custody,
    figures_of,
    own_figures,
)
from app.recordings.visibility import custody_of
from app.routers.access_cards import desk_steps, mail_steps, news_steps, question_steps
from app.routers.administrator_cards import (
    StorageRoom,
    account_steps,
    ledger_steps,
    system_steps,
)
from app.routers.agency_cards import awaited_steps, outstanding_steps
from app.routers.days import day_began
from app.routers.deadline_cards import deadline_steps, overdue_steps
from app.routers.duty_cards import (
    Step,
    catalogue_steps,
    hand_in_steps,
    lapsed_steps,
    no_role_steps,
    oversee_steps,
)
from app.routers.keeping_cards import keeping_steps
from app.routers.office_cards import (
    approval_steps,
    device_steps,
    inspect_steps,
    review_steps,
    unassigned_steps,
)
from app.routers.qualification_cards import kept_certificate_steps, own_certificate_steps
from app.routers.resources import Resources
from app.storage.threads import in_threads

_REFUSED_WITHIN = timedelta(hours=24)
_SILENT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the figures come from, for whom, and at which moment."""

    session: AsyncSession
    resources: Resources
    actor: Actor
    now: datetime

    @property
    def day_began(self) -> datetime:
        """Return the midnight at which today began."""
        return day_began(self.now)

    async def units_of(self, duty: Duty) -> frozenset[UUID]:
        """Return the units in which the duty is held, and the units below them."""
        return await with_units_below(self.session, units_of_duty(self.actor, duty))


async def next_steps(desk: Desk, duties: tuple[Duty, ...]) -> tuple[Step, ...]:
    """Return the cards of all duties, in their order; before them what ends for oneself."""
    own = [
        *await _awaited(desk),
        *await _lapsed(desk),
        *await own_certificate_steps(desk.session, desk.actor, desk.now),
        *question_steps(await count_unanswered(desk.session, desk.actor)),
        *mail_steps(await count_to_mail(desk.session, desk.actor, now=desk.now)),
        *news_steps(await news_of(desk.session, desk.actor, now=desk.now)),
        *unassigned_steps(await count_without_main(desk.session, desk.actor)),
    ]
    of_duties = [step for duty in duties for step in await GATHERED[duty](desk)]
    if not desk.actor.roles:
        of_duties = no_role_steps()
    kept = await kept_certificate_steps(desk.session, desk.actor, desk.now)
    return (*own, *of_duties, *kept)


async def _awaited(desk: Desk) -> list[Step]:
    """Return why somebody's role has no work: the agency has yet to say whose work it is."""
    if desk.actor.unit_id is None:
        return []
    pack = await pack_of_unit(desk.session, desk.actor.unit_id)
    keys = duties_awaited(desk.actor, pack)
    return awaited_steps(keys, may_read=may_have_use(desk.actor, Act.AGENCY_READ, pack))


async def _lapsed(desk: Desk) -> list[Step]:
    if desk.actor.id is None:
        return []
    return lapsed_steps(await lapsed_roles(desk.session, desk.actor.id, day_of(desk.now)))


async def _catalogue(desk: Desk) -> list[Step]:
    figures = await figures_in_custody(desk.session, desk.actor, day_began=desk.day_began)
    custody = await custody_of(desk.session, desk.actor)
    deadlines = await figures_of_units(desk.session, custody, desk.now)
    waiting = await count_at_desk(desk.session, await desk_of(desk.session, desk.actor))
    return [
        *catalogue_steps(figures, desk.day_began),
        *desk_steps(waiting),
        *deadline_steps(deadlines),
        *await keeping_steps(desk.session, desk.actor, desk.now),
    ]


async def _hand_in(desk: Desk) -> list[Step]:
    figures = await own_figures(desk.session, desk.actor, day_began=desk.day_began)
    deadlines = await figures_of_person(desk.session, desk.actor.id, desk.now)
    return [*hand_in_steps(figures), *deadline_steps(deadlines)]


async def _oversee(desk: Desk) -> list[Step]:
    units = await desk.units_of(Duty.OVERSEE)
    steps = oversee_steps(
        await figures_of(desk.session, units, day_began=desk.day_began),
        await count_waiting(desk.session, desk.actor),
    )
    approvals = approval_steps(await count_for(desk.session, desk.actor, now=desk.now))
    return [*approvals, *steps, *await overdue_steps(desk.session, units, desk.now)]


async def _inspect(desk: Desk) -> list[Step]:
    units = await desk.units_of(Duty.INSPECT)
    return inspect_steps(await figures_of(desk.session, units, day_began=desk.day_began))


async def _keep_devices(desk: Desk) -> list[Step]:
    units = await desk.units_of(Duty.KEEP_DEVICES)
    return device_steps(
        await devices_by_kind(desk.session, units),
        await silent_terminals(desk.session, units, since=desk.now - _SILENT_FOR),
        await service_figures(desk.session, units),
        await count_set_aside(desk.session, units),
    )


async def _review(desk: Desk) -> list[Step]:
    del desk
    return review_steps()


async def _read_ledger(desk: Desk) -> list[Step]:
    units = await desk.units_of(Duty.READ_LEDGER)
    figures = await ledger_figures(desk.session, units, since=desk.day_began)
    return ledger_steps(figures, desk.day_began)


async def _run_accounts(desk: Desk) -> list[Step]:
    units = await desk.units_of(Duty.RUN_ACCOUNTS)
    idle = timedelta(minutes=desk.resources.settings.session_idle_minutes)
    refused = await count_kind(
        desk.session, units, LedgerKind.SESSION_REFUSED, since=desk.now - _REFUSED_WITHIN
    )
    return account_steps(
        await account_figures(desk.session, units, idle=idle, now=desk.now), refused
    )


async def _run_system(desk: Desk) -> list[Step]:
    units = await desk.units_of(Duty.RUN_SYSTEM)
    return [
        *outstanding_steps(await outstanding_for(desk.session, desk.actor)),
        *system_steps(
            await _room(desk.resources),
            await work_figures(desk.session, units),
            await terminal_figures(desk.session, units),
        ),
    ]


async def _room(resources: Resources) -> StorageRoom:
    """A disk that does not answer is what this person must learn first, not an error page."""
    reserve = resources.settings.storage_reserve_bytes
    try:
        free = await in_threads(resources.store, resources.store.free_bytes)
    except StorageFailureError:
        return StorageRoom(None, reserve)
    return StorageRoom(free, reserve)


GATHERED: Mapping[Duty, Callable[[Desk], Awaitable[list[Step]]]] = MappingProxyType(
    {
        Duty.CATALOGUE: _catalogue,
        Duty.HAND_IN: _hand_in,
        Duty.INSPECT: _inspect,
        Duty.KEEP_DEVICES: _keep_devices,
        Duty.OVERSEE: _oversee,
        Duty.READ_LEDGER: _read_ledger,
        Duty.REVIEW_LEGALITY: _review,
        Duty.RUN_ACCOUNTS: _run_accounts,
        Duty.RUN_SYSTEM: _run_system,
    }
)
"""Every duty has its cards; a missing one is an error at the first visit, and a test finds it."""
