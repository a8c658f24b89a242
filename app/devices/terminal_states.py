"""What is known of terminals as technical objects: enrolled or not, last seen, version."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.devices.queries import find_device, thing_of_device
from app.errors import NotFoundError
from app.models import Device, EnrolmentCode, Person, TerminalToken, Unit
from app.people.authority import authorise, open_list, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceKind, TokenEnd

MOST = 200
"""Terminals on one page; whoever has more searches by number."""


class TerminalState(StrEnum):
    """Whether a device has a token in force."""

    ENROLLED = "enrolled"
    NEVER = "never"
    REVOKED = "revoked"


class CodeState(StrEnum):
    """What has become of an enrolment code."""

    ENDED = "ended"
    EXPIRED = "expired"
    USED = "used"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class TerminalDetail:
    """One device as a terminal, by its newest token."""

    device_id: UUID
    device_no: str
    kind: DeviceKind
    unit_name: str
    state: TerminalState
    enrolled_at: datetime | None
    enrolled_by: str
    last_seen_at: datetime | None
    last_address: str
    version: str
    model: str
    serial_no: str
    registered_serial_no: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_for: TokenEnd | None
    revoked_note: str

    @property
    def serial_differs(self) -> bool:
        """Whether the terminal says another number than the register."""
        both = self.serial_no and self.registered_serial_no
        return bool(both) and self.serial_no != self.registered_serial_no


@dataclass(frozen=True, slots=True)
class TerminalList:
    """The terminals of a list, and whether there are more than it shows."""

    rows: tuple[TerminalDetail, ...]
    is_cut: bool


async def find_terminal(
    session: AsyncSession, actor: Actor, device_id: UUID
) -> tuple[TerminalDetail, Decision]:
    """Return a device as a terminal, and whether the actor may enrol and revoke it.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    device = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, device)
    decision = await authorise(session, actor, Act.TERMINAL_ENROL, thing)
    row = (await session.execute(_rows().where(Device.id == device_id))).one()
    return _detail(row), decision


async def list_terminals(
    session: AsyncSession, actor: Actor, *, text: str = ""
) -> TerminalList | Decision:
    """Return terminals the actor may enrol: those in force first, the longest silent at the top."""
    extent = await open_list(session, actor, Act.TERMINAL_ENROL)
    if isinstance(extent, Decision):
        return extent
    statement = _rows().where(
        within(extent, actor, Device.unit_id),
        exists().where(TerminalToken.device_id == Device.id).correlate(Device)
        | exists().where(EnrolmentCode.device_id == Device.id).correlate(Device),
    )
    if text:
        statement = statement.where(Device.device_no.icontains(text, autoescape=True))
    found = (await session.execute(statement.limit(MOST + 1))).all()
    return TerminalList(tuple(_detail(row) for row in found[:MOST]), is_cut=len(found) > MOST)


async def code_state(
    session: AsyncSession, actor: Actor, device_id: UUID, code_id: UUID, *, now: datetime
) -> tuple[CodeState, datetime]:
    """Return what has become of a code, and until when it could be used.

    Raises:
        NotFoundError: there is none, or the actor may not enrol this device.
    """
    _, decision = await find_terminal(session, actor, device_id)
    code = await session.get(EnrolmentCode, code_id)
    if not decision.allowed or code is None or code.device_id != device_id:
        raise NotFoundError
    return _code_state(code, now), code.expires_at


def _code_state(code: EnrolmentCode, now: datetime) -> CodeState:
    if code.used_at is not None:
        return CodeState.USED
    if code.ended_at is not None:
        return CodeState.ENDED
    return CodeState.EXPIRED if code.expires_at <= now else CodeState.WAITING


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    """Every device with its newest token; one in force comes before one that has ended."""
    token, made_by, revoked_by = aliased(TerminalToken), aliased(Person), aliased(Person)
    newest = (
        select(TerminalToken.id)
        .where(TerminalToken.device_id == Device.id)
        .order_by(TerminalToken.revoked_at.is_(None).desc(), TerminalToken.id.desc())
        .limit(1)
        .correlate(Device)
        .scalar_subquery()
    )
    in_force: ColumnElement[bool] = and_(token.id.is_not(None), token.revoked_at.is_(None))
    return (
        select(Device, Unit.name, token, EnrolmentCode, made_by.full_name, revoked_by.full_name)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(token, token.id == newest)
        .outerjoin(EnrolmentCode, EnrolmentCode.id == token.code_id)
        .outerjoin(made_by, made_by.id == EnrolmentCode.made_by_id)
        .outerjoin(revoked_by, revoked_by.id == token.revoked_by_id)
        .order_by(
            case((in_force, 0), else_=1),
            func.coalesce(token.last_seen_at, token.created_at).asc().nulls_first(),
            Device.device_no,
        )
    )


def _detail(row: Row[Any]) -> TerminalDetail:
    device, unit_name, token, code, made_by, revoked_by = tuple(row)
    return TerminalDetail(
        device_id=device.id,
        device_no=device.device_no,
        kind=DeviceKind(device.kind),
        unit_name=unit_name,
        state=_state(token),
        enrolled_at=(code.used_at if code else token.created_at) if token else None,
        enrolled_by=made_by or "",
        last_seen_at=token.last_seen_at if token else None,
        last_address=token.last_address if token else "",
        version=token.version if token else "",
        model=token.model if token else "",
        serial_no=token.serial_no if token else "",
        registered_serial_no=device.serial_no,
        revoked_at=token.revoked_at if token else None,
        revoked_by=revoked_by or "",
        revoked_for=TokenEnd(token.revoked_for) if token and token.revoked_for else None,
        revoked_note=token.revoked_note if token else "",
    )


def _state(token: TerminalToken | None) -> TerminalState:
    if token is None:
        return TerminalState.NEVER
    return TerminalState.ENROLLED if token.revoked_at is None else TerminalState.REVOKED
