"""阅览终端: browsers enrolled for the reading room, each good only at its addresses (汝州调阅 4).

The system administrator signs in at the very browser and enrols it. It keeps a secret of 256 random
bits in a cookie; the row holds only the digest. A copied cookie is worth nothing elsewhere, because
each request is held to the networks of the row, and to the browser that was enrolled.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, ReadingTerminal, Unit, Viewing
from app.people.authority import authorise, open_list, permit, thing_in, within
from app.people.origin import Origin
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.units import units_above
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.signing_in import is_same_browser

LONGEST_NAME = 40
MOST_NETWORKS = 20
WIDEST_V4, WIDEST_V6 = 16, 48
_SEPARATORS = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class KnownTerminal:
    """A reading terminal by its cookie: where it is, and whether in the enrolled browser."""

    id: UUID
    unit_id: UUID
    name: str
    is_at_address: bool
    is_same_browser: bool

    @property
    def is_in_place(self) -> bool:
        """Whether something may be shown on it."""
        return self.is_at_address and self.is_same_browser


@dataclass(frozen=True, slots=True)
class EnrolledTerminal:
    """A fresh reading terminal; the only moment at which its secret can be read."""

    id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class TerminalLine:
    """One reading terminal as the list shows it."""

    id: UUID
    unit_id: UUID
    unit_name: str
    name: str
    networks: tuple[str, ...]
    enrolled_by: str
    enrolled_at: datetime
    retired_at: datetime | None
    is_in_use: bool


async def enrol_reading_terminal(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    *,
    name: str,
    networks: str,
    origin: Origin,
    shown: KnownTerminal | None,
    now: datetime,
) -> EnrolledTerminal | Decision:
    """Enrol the browser from which the request comes, or return the refusal.

    ``origin`` is where and what it is, ``shown`` what its cookie already makes it. Appends
    ``reading_terminal:enrolled``.

    Raises:
        ConflictError: this browser is a reading terminal already.
        NotAcceptableError: the name is missing or taken, or the networks cannot be or do not hold
            the address.
    """
    thing = await thing_in(session, unit_id)
    decision = await permit(
        session, actor, Act.READING_ROOM_KEEP, thing, subject_id=unit_id, now=now
    )
    if not decision.allowed:
        return decision
    if shown is not None:
        raise ConflictError(
            f"这个浏览器已经登记为阅览终端“{shown.name}”。需要另行登记的，请先停用。"
        )
    problems, allowed = await _problems(session, unit_id, name, networks)
    if not problems and not is_within(origin.address, allowed):
        problems.append(_elsewhere(origin.address))
    if problems:
        raise NotAcceptableError(*problems)
    token = ids.new_secret()
    row = ReadingTerminal(
        id=ids.new_id(),
        unit_id=unit_id,
        name=name,
        token_hash=ids.digest_of_secret(token),
        networks=list(allowed),
        user_agent=origin.user_agent,
        enrolled_by_id=actor.id,
        enrolled_at=now,
    )
    session.add(row)
    await session.flush()
    detail = {"name": name, "networks": allowed, **origin.detail()}
    await _note(session, LedgerKind.READING_TERMINAL_ENROLLED, actor, row, detail, now=now)
    return EnrolledTerminal(row.id, token)


async def change_networks(
    session: AsyncSession, actor: Actor, terminal_id: UUID, networks: str, *, now: datetime
) -> None:
    """Set from which addresses a terminal is good. Appends ``reading_terminal:changed``.

    Locks the terminal. Nothing is noted when they stay as they are.

    Raises:
        NotFoundError: there is none in this actor's keeping.
        ConflictError: it is out of service.
        NotAcceptableError: the networks cannot be.
    """
    row = await find_reading_terminal(session, actor, terminal_id, for_update=True)
    _require_in_service(row)
    allowed, problem = read_networks(networks)
    if problem:
        raise NotAcceptableError(FieldProblem("networks", problem))
    if list(allowed) == row.networks:
        return
    detail = {"before": row.networks, "networks": allowed}
    row.networks = list(allowed)
    await _note(session, LedgerKind.READING_TERMINAL_CHANGED, actor, row, detail, now=now)


async def retire_reading_terminal(
    session: AsyncSession, actor: Actor, terminal_id: UUID, *, now: datetime
) -> None:
    """Take a terminal out of service for good. Appends ``reading_terminal:retired``.

    A sitting before it is closed from now on and ends at its next request or by the sweep. Locks
    the terminal.

    Raises:
        NotFoundError: there is none in this actor's keeping.
        ConflictError: it is out of service already.
    """
    row = await find_reading_terminal(session, actor, terminal_id, for_update=True)
    _require_in_service(row)
    row.retired_at = now
    detail = {"name": row.name}
    await _note(session, LedgerKind.READING_TERMINAL_RETIRED, actor, row, detail, now=now)


async def find_reading_terminal(
    session: AsyncSession, actor: Actor, terminal_id: UUID, *, for_update: bool = False
) -> ReadingTerminal:
    """Return a terminal that the actor keeps; ``for_update`` locks its row.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    row = await session.get(
        ReadingTerminal, terminal_id, with_for_update=for_update, populate_existing=True
    )
    if row is None:
        raise NotFoundError
    thing = await thing_in(session, row.unit_id)
    if not (await authorise(session, actor, Act.READING_ROOM_KEEP, thing)).allowed:
        raise NotFoundError
    return row


async def list_reading_terminals(
    session: AsyncSession, actor: Actor
) -> tuple[TerminalLine, ...] | Decision:
    """Return the terminals that the actor keeps, those in service first, or the refusal."""
    extent = await open_list(session, actor, Act.READING_ROOM_KEEP)
    if isinstance(extent, Decision):
        return extent
    in_use = exists().where(Viewing.terminal_id == ReadingTerminal.id, Viewing.ended_at.is_(None))
    rows = await session.execute(
        select(ReadingTerminal, Unit.name, Person.full_name, in_use)
        .join(Unit, Unit.id == ReadingTerminal.unit_id)
        .join(Person, Person.id == ReadingTerminal.enrolled_by_id)
        .where(within(extent, actor, ReadingTerminal.unit_id))
        .order_by(ReadingTerminal.retired_at.is_not(None), Unit.name, ReadingTerminal.name)
    )
    return tuple(_line(*row) for row in rows)


async def free_terminals(session: AsyncSession, unit_id: UUID) -> tuple[ReadingTerminal, ...]:
    """Return the terminals on which a keeper of this unit can open a viewing for a visitor.

    They stand in the reading room of the unit or of one above it, and nobody sits there.
    """
    rooms = {unit_id} | await units_above(session, unit_id)
    taken = exists().where(
        Viewing.terminal_id == ReadingTerminal.id,
        Viewing.person_id.is_(None),
        Viewing.ended_at.is_(None),
    )
    rows = await session.scalars(
        select(ReadingTerminal)
        .where(ReadingTerminal.unit_id.in_(rooms), ReadingTerminal.retired_at.is_(None), ~taken)
        .order_by(ReadingTerminal.name, ReadingTerminal.id)
    )
    return tuple(rows)


async def recognise_terminal(
    session: AsyncSession, token: str, origin: Origin
) -> KnownTerminal | None:
    """Return the terminal in service behind a cookie; ``None`` for one that never was.

    Of terminals that were enrolled before browsers were compared any browser is the one.
    """
    row = await session.scalar(
        select(ReadingTerminal)
        .where(
            ReadingTerminal.token_hash == ids.digest_of_secret(token),
            ReadingTerminal.retired_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    return KnownTerminal(
        row.id,
        row.unit_id,
        row.name,
        is_at_address=is_within(origin.address, tuple(row.networks)),
        is_same_browser=row.user_agent is None
        or is_same_browser(row.user_agent, origin.user_agent),
    )


def read_networks(text: str) -> tuple[tuple[str, ...], str]:
    r"""Return the networks that somebody typed, as they are written, or what is wrong with them.

    >>> read_networks("192.168.8.20， 10.1.2.9/24")
    (('10.1.2.0/24', '192.168.8.20/32'), '')
    >>> read_networks("\uff11\uff12\uff10.\uff10.\uff10.\uff19\uff0f\uff12\uff14")
    (('120.0.0.0/24',), '')
    >>> read_networks("0.0.0.0/0")[1]
    '网段“0.0.0.0/0”太大，阅览室的网段最大为/16（IPv6为/48）。请填写阅览室的网段。'
    """
    found = []
    for word in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", text))):
        try:
            network = ip_network(word, strict=False)
        except ValueError:
            example = "例如 192.168.8.20 或者 192.168.8.0/24"
            return (), f"“{word[:60]}”不是网络地址。请填写地址或者网段，{example}。"
        if network.prefixlen < (WIDEST_V6 if isinstance(network, IPv6Network) else WIDEST_V4):
            limits = f"阅览室的网段最大为/{WIDEST_V4}（IPv6为/{WIDEST_V6}）"
            return (), f"网段“{word[:60]}”太大，{limits}。请填写阅览室的网段。"
        found.append(str(network))
    if not found:
        return (), "请填写阅览终端所在的地址或者网段。"
    if len(found) > MOST_NETWORKS:
        return (), f"最多填写{MOST_NETWORKS}个网段，请合并。"
    return tuple(sorted(set(found))), ""


def is_within(address: str, networks: tuple[str, ...]) -> bool:
    """Return whether an address lies in one of the networks; what is no address lies in none.

    >>> is_within("::ffff:10.1.2.9", ("10.1.2.0/24",)), is_within("", ("10.1.2.0/24",))
    (True, False)
    """
    try:
        place: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    return any(place in ip_network(network) for network in networks)


async def _problems(
    session: AsyncSession, unit_id: UUID, name: str, networks: str
) -> tuple[list[FieldProblem], tuple[str, ...]]:
    problems = []
    if not name:
        problems.append(FieldProblem("name", "请给这台阅览终端起一个名称，例如“阅览室1号”。"))
    elif len(name) > LONGEST_NAME:
        problems.append(FieldProblem("name", f"名称最长{LONGEST_NAME}个字，请缩短。"))
    elif await _is_taken(session, unit_id, name):
        problems.append(FieldProblem("name", "本单位已有同名的阅览终端，请换一个名称。"))
    allowed, problem = read_networks(networks)
    if problem:
        problems.append(FieldProblem("networks", problem))
    return problems, allowed


async def _is_taken(session: AsyncSession, unit_id: UUID, name: str) -> bool:
    found = await session.scalar(
        select(ReadingTerminal.id).where(
            ReadingTerminal.unit_id == unit_id,
            ReadingTerminal.name == name,
            ReadingTerminal.retired_at.is_(None),
        )
    )
    return found is not None


def _elsewhere(address: str) -> FieldProblem:
    where = f"这个浏览器现在的地址是{address or '未知'}，不在所填的网段之内"
    return FieldProblem("networks", f"{where}，登记后也不能使用。请核对网段。")


def _require_in_service(row: ReadingTerminal) -> None:
    if row.retired_at is not None:
        raise ConflictError("这台阅览终端已经停用。需要继续使用的，请在该浏览器上重新登记。")


def _line(row: ReadingTerminal, unit_name: str, enrolled_by: str, is_in_use: bool) -> TerminalLine:  # noqa: FBT001 - a column.
    return TerminalLine(
        id=row.id,
        unit_id=row.unit_id,
        unit_name=unit_name,
        name=row.name,
        networks=tuple(row.networks),
        enrolled_by=enrolled_by,
        enrolled_at=row.enrolled_at,
        retired_at=row.retired_at,
        is_in_use=is_in_use,
    )


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    row: ReadingTerminal,
    detail: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    await append(
        session, kind, actor, unit_id=row.unit_id, subject_id=row.id, detail=detail, now=now
    )
