"""Permits as a test wants them, and sittings under them; requests come from ``desk``."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import LedgerLine, history_of
from app.models import (
    AccessItem,
    AccessPermit,
    AccessRequest,
    ReadingTerminal,
    Recording,
    RegisterLine,
    SignInSession,
    Viewing,
)
from app.policy.access_words import AccessState, PermitEnd
from app.policy.actor import Actor
from app.policy.case_words import SecurityClass
from app.policy.law_words import ConsultAct, Requester, Scope
from tests.world import NOW, Town

SEAT = "127.0.0.0/24"
"""The network of the browsers without a screen."""


async def permitted(
    session: AsyncSession,
    town: Town,
    *,
    requester: Requester = Requester.HANDLER,
    person: Actor | None = None,
    case_id: UUID | None = None,
    recordings: Collection[UUID] = (),
    documents: Collection[UUID] = (),
    act: ConsultAct = ConsultAct.VIEW,
    from_at: datetime = NOW - timedelta(hours=1),
    until_at: datetime = NOW + timedelta(days=3),
    uses_allowed: int | None = None,
    ceiling: SecurityClass = SecurityClass.NONE,
    limit: Scope | None = None,
    in_reading_room: bool = False,
) -> AccessPermit:
    """Put a granted request with its permit there, whatever the rule would have said.

    Chen asks unless the requester comes from outside: then Liu has entered him.
    """
    staff = requester in {Requester.HANDLER, Requester.OTHER_STAFF}
    viewer = (person or town.chen).id if staff else None
    request = AccessRequest(
        id=ids.new_id(),
        unit_id=town.brigade,
        year=2026,
        serial=int.from_bytes(ids.new_bytes(3), "big"),
        requester=requester.value,
        act=act.value,
        wanted=Scope.WHOLE.value,
        purpose="核实情况",
        wanted_days=3,
        asked_by_id=viewer or town.liu.id,
        requester_id=viewer,
        applicant_name="" if staff else "何律师",
        applicant_unit="" if staff else "汝州法正律师事务所",
        case_id=case_id,
        state=AccessState.GRANTED.value,
        asked_at=NOW,
        basis={},
    )
    session.add(request)
    await session.flush()
    for recording_id in recordings:
        session.add(AccessItem(id=ids.new_id(), request_id=request.id, recording_id=recording_id))
    for document_id in documents:
        session.add(AccessItem(id=ids.new_id(), request_id=request.id, document_id=document_id))
    permit = AccessPermit(
        id=ids.new_id(),
        request_id=request.id,
        unit_id=town.brigade,
        person_id=viewer,
        act=act.value,
        from_at=from_at,
        until_at=until_at,
        uses_allowed=uses_allowed,
        uses=0,
        ceiling=ceiling.value,
        limit_scope=limit.value if limit else None,
        in_reading_room=in_reading_room,
        granted_at=NOW,
    )
    session.add(permit)
    await session.flush()
    return permit


async def items_of(session: AsyncSession, permit: AccessPermit) -> list[UUID]:
    """Return the items of a permit's request, recordings first."""
    rows = await session.scalars(
        select(AccessItem.id)
        .where(AccessItem.request_id == permit.request_id)
        .order_by(AccessItem.recording_id.is_(None), AccessItem.id)
    )
    return list(rows)


async def item_by_thing(session: AsyncSession, permit: AccessPermit) -> dict[UUID, UUID]:
    """Return the items of a permit's request by the recording or document that they are."""
    rows = await session.scalars(
        select(AccessItem).where(AccessItem.request_id == permit.request_id)
    )
    return {row.recording_id or row.document_id or row.id: row.id for row in rows}


async def signed_in(session: AsyncSession, actor: Actor, *, now: datetime = NOW) -> Actor:
    """Return a person with a sign-in of their own."""
    row = SignInSession(
        id=ids.new_id(),
        token_hash=ids.new_bytes(32),
        person_id=actor.id,
        address="10.0.0.9",
        user_agent="",
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=12),
    )
    session.add(row)
    await session.flush()
    return replace(actor, credential_id=row.id)


async def terminal_in(
    session: AsyncSession,
    town: Town,
    *,
    token: str = "room",
    networks: tuple[str, ...] = (SEAT,),
    name: str = "阅览室1号",
    unit_id: UUID | None = None,
) -> UUID:
    """Put a reading terminal into the brigade's room; its cookie holds ``token``."""
    row = ReadingTerminal(
        id=ids.new_id(),
        unit_id=unit_id or town.brigade,
        name=name,
        token_hash=ids.digest_of_secret(token),
        networks=list(networks),
        enrolled_by_id=town.sun.id,
        enrolled_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row.id


def seated(browser: httpx.AsyncClient, token: str = "room") -> httpx.AsyncClient:
    """Let a browser show the cookie of a reading terminal."""
    browser.cookies.set("liuhen-room", token, domain="127.0.0.1")
    return browser


async def viewing_of(session: AsyncSession, permit_id: UUID) -> Viewing:
    """Return the newest sitting under a permit."""
    rows = await session.scalars(
        select(Viewing).where(Viewing.permit_id == permit_id).order_by(Viewing.id.desc())
    )
    return rows.all()[0]


async def set_duration(session: AsyncSession, recording_id: UUID, duration_ms: int) -> None:
    """Say how long a recording is."""
    row = await session.get_one(Recording, recording_id)
    row.duration_ms = duration_ms
    await session.flush()


async def revoke(session: AsyncSession, town: Town, permit: AccessPermit) -> None:
    """Take a permit back, as Zhao."""
    row = await session.get_one(AccessPermit, permit.id)
    row.ended_at, row.ended_by_id = NOW, town.zhao.id
    row.end_kind, row.end_reason = PermitEnd.REVOKED.value, "不再需要"
    await session.flush()


def at(actor: Actor, terminal_id: UUID) -> Actor:
    """Let a person sit before a reading terminal, at its place."""
    return replace(actor, terminal_id=terminal_id)


async def events_about(session: AsyncSession, subject_id: UUID) -> list[LedgerLine]:
    """Return the events about a request, in order."""
    return await history_of(session, subject_id)


async def kinds_about(session: AsyncSession, subject_id: UUID) -> list[str]:
    """Return the kinds of the events about a request, in order."""
    return [line.kind.value for line in await events_about(session, subject_id)]


async def lines_of(session: AsyncSession, request_id: UUID) -> list[RegisterLine]:
    """Return the lines of the register about a request."""
    rows = await session.scalars(
        select(RegisterLine)
        .where(RegisterLine.request_id == request_id)
        .order_by(RegisterLine.line_no)
    )
    return list(rows)
