"""Read the consultation register (查阅登记簿): page by page, one line, as a file.

Who may read it stands in ``app.policy.accessing``; the list asks the same rule (promise P13). A
line names who saw what; nothing of it leads into content by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.materials import materials_of_request
from app.access.register_columns import RegisterColumns
from app.access.register_filter import Order, RegisterFilter, beyond, narrow, sorting
from app.access.requests import thing_of_request
from app.access.spans import Span, pages_of, spans_of, was_opened
from app.errors import InvalidInputError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest, RegisterLine, Unit, Viewing
from app.people.authority import Extent, authorise, thing_in, within
from app.people.queries import pack_of_unit
from app.policy.access_words import RegisterKind
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Citation

PAGE_SIZE = 50
MOST_PRINTED = 500
MOST_EXPORTED = 10_000
TOO_MANY = f"符合条件的登记超过 {MOST_EXPORTED} 行，不能导出到一份表格。请按单位或日期分开导出。"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line; ``subject_id`` is what a refused attempt was after."""

    id: UUID
    unit_id: UUID
    unit_name: str
    year: int
    line_no: int
    at: datetime
    kind: RegisterKind
    columns: RegisterColumns
    request_id: UUID | None
    viewing_id: UUID | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some lines in their order, and the id after which the next ones follow."""

    rows: tuple[RegisterRow, ...]
    following: UUID | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of a viewing, with what of it was on the screen.

    ``pages`` are those of a document that were sent singly, of ``page_count``.
    """

    name: str
    is_recording: bool
    duration_ms: int
    spans: tuple[Span, ...]
    pages: tuple[int, ...]
    page_count: int = 0


@dataclass(frozen=True, slots=True)
class LineDetail:
    """A line with what was shown; ``request_id`` only for whoever may know the request."""

    row: RegisterRow
    shown: tuple[Shown, ...]
    request_id: UUID | None


async def list_lines(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: RegisterFilter,
    *,
    order: Order = Order.NEWEST,
    after: UUID | None = None,
    limit: int = PAGE_SIZE,
) -> RegisterPage:
    """Return a page of the register within ``extent``, that of ``access:read_register``.

    ``after`` is the last line of the page before; one that cannot be seen begins anew.
    """
    mine = within(extent, actor, RegisterLine.unit_id)
    conditions = [mine, *narrow(wanted)]
    if after is not None:
        edge = await session.scalar(select(RegisterLine).where(RegisterLine.id == after, mine))
        if edge is not None:
            conditions.append(beyond(edge, order))
    rows = await session.execute(
        select(RegisterLine, Unit.name)
        .join(Unit, Unit.id == RegisterLine.unit_id)
        .where(*conditions)
        .order_by(*sorting(order))
        .limit(limit + 1)
    )
    found = tuple(_row(*row) for row in rows)
    following = found[limit - 1].id if len(found) > limit else None
    return RegisterPage(found[:limit], following)


async def find_line(session: AsyncSession, actor: Actor, line_id: UUID) -> LineDetail:
    """Return one line, and of a viewing what of each item was on the screen.

    Raises:
        NotFoundError: there is no such line, or it is in no register that the actor may read.
    """
    found = (
        await session.execute(
            select(RegisterLine, Unit.name)
            .join(Unit, Unit.id == RegisterLine.unit_id)
            .where(RegisterLine.id == line_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError
    row = _row(*found)
    thing = await thing_in(session, row.unit_id)
    if not (await authorise(session, actor, Act.ACCESS_READ_REGISTER, thing)).allowed:
        raise NotFoundError
    viewing = await session.get(Viewing, row.viewing_id) if row.viewing_id else None
    return LineDetail(
        row,
        await shown_in(session, viewing) if viewing else (),
        await known_request(session, actor, row.request_id),
    )


async def shown_in(session: AsyncSession, viewing: Viewing) -> tuple[Shown, ...]:
    """Return the items of a viewing of which something was on the screen."""
    return tuple(
        Shown(
            material.name,
            material.is_recording,
            material.duration_ms or 0,
            spans_of(viewing.spans, material.item_id),
            pages_of(viewing.spans, material.item_id),
            material.page_count or 0,
        )
        for material in await materials_of_request(session, viewing.request_id)
        if was_opened(viewing.spans, material.item_id)
    )


async def known_request(
    session: AsyncSession, actor: Actor, request_id: UUID | None
) -> UUID | None:
    """Return the id of a request when the actor may know of it."""
    request = await session.get(AccessRequest, request_id) if request_id else None
    if request is None:
        return None
    thing = await thing_of_request(session, request)
    allowed = (await authorise(session, actor, Act.ACCESS_KNOW, thing)).allowed
    return request_id if allowed else None


async def export_lines(
    session: AsyncSession, actor: Actor, extent: Extent, wanted: RegisterFilter, *, now: datetime
) -> tuple[RegisterRow, ...]:
    """Return the lines of a file that leaves the house, by number. Appends ``register:exported``.

    Raises:
        InvalidInputError: there are more lines than one file should hold.
    """
    found = await list_lines(
        session, actor, extent, wanted, order=Order.NUMBER, limit=MOST_EXPORTED
    )
    if found.following is not None:
        raise InvalidInputError(TOO_MANY)
    await append(
        session,
        LedgerKind.REGISTER_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={"rows": len(found.rows), **_said(wanted)},
        now=now,
    )
    return found.rows


async def register_basis(session: AsyncSession, unit_id: UUID) -> tuple[Citation, ...]:
    """Return the article that wants this register, nothing where the unit's law is silent."""
    return (await pack_of_unit(session, unit_id)).citation("access.register")


def _said(wanted: RegisterFilter) -> Mapping[str, object]:
    """Return by what an export was narrowed, without the words, which may be people's names."""
    return {
        "unit": wanted.unit_id,
        "year": wanted.year,
        "kind": wanted.kind,
        "since": wanted.since,
        "before": wanted.before,
    }


def _row(line: RegisterLine, unit_name: str) -> RegisterRow:
    return RegisterRow(
        id=line.id,
        unit_id=line.unit_id,
        unit_name=unit_name,
        year=line.year,
        line_no=line.line_no,
        at=line.at,
        kind=RegisterKind(line.kind),
        columns=RegisterColumns.from_json(line.columns),
        request_id=line.request_id,
        viewing_id=line.viewing_id,
    )
