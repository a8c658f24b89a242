"""审计台账: every act that was written down, for the audit administrator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.naming import names_of_things
from app.cases.visibility import state_secrets_among
from app.ledger.kinds import LABELS, REFUSALS
from app.ledger.reading import LedgerPage, list_events
from app.people.authority import open_list
from app.people.queries import names_of, unit_names
from app.people.units import topmost_of
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import Option
from app.routers.ledger_filters import (
    ALL_REFUSALS,
    LedgerFields,
    ReadLedgerFilters,
    address_of,
    read_filters,
)
from app.routers.ledger_words import IDS, ids_in, summary_of, who
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
KINDS = (
    Option(ALL_REFUSALS, "全部拒绝"),
    *(Option(kind.value, words) for kind, words in LABELS.items()),
)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One event as the list shows it.

    ``subject`` is empty where the auditor has no name for it; ``ids`` are those of what the
    summary names.
    """

    seq: int
    at: datetime
    act: str
    is_refusal: bool
    who: str
    unit_name: str
    subject: str
    subject_id: UUID | None
    summary: str
    ids: tuple[tuple[str, UUID], ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerView:
    """Context of ``ledger/index.html``; ``scope`` names the units at the head of the print."""

    rows: tuple[LedgerRow, ...]
    filters: LedgerFields
    kinds: tuple[Option, ...]
    newer: str | None
    older: str | None
    problems: tuple[str, ...]
    scope: str
    shown_at: datetime


@router.get("/ledger", name="ledger")
async def show_ledger(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of the ledger; the address holds filters and place."""
    opened = await open_list(session, visitor.actor, Act.LEDGER_READ)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    units = opened.units
    read = read_filters(request.query_params)
    found = await list_events(
        session, units, read.wanted, older_than=read.older_than, newer_than=read.newer_than
    )
    names = await names_of(session, [line.actor_id for line in found.lines])
    of_units = await unit_names(session, units)
    ids = _ids_in(found)
    secret = await state_secrets_among(session, ids)
    things = await names_of_things(session, units, ids - secret)
    scope = "、".join(sorted(of_units[unit] for unit in await topmost_of(session, units)))
    return pages.page(
        request,
        visitor.badge,
        "ledger/index.html",
        _view(read, found, names | of_units, things, scope=scope, secret=secret, now=now),
    )


def _view(
    read: ReadLedgerFilters,
    found: LedgerPage,
    names: dict[UUID, str],
    things: dict[UUID, str],
    *,
    scope: str,
    secret: frozenset[UUID],
    now: datetime,
) -> LedgerView:
    return LedgerView(
        rows=tuple(
            LedgerRow(
                seq=line.seq,
                at=line.at,
                act=LABELS[line.kind],
                is_refusal=line.kind in REFUSALS,
                who=who(line, names),
                unit_name=names[line.unit_id] if line.unit_id else "",
                subject=things.get(line.subject_id, "") if line.subject_id else "",
                subject_id=line.subject_id,
                summary=summary_of(line, things, is_secret=line.subject_id in secret),
                ids=tuple((IDS[key], of) for key, of in ids_in(line) if of in things),
            )
            for line in found.lines
        ),
        filters=read.shown,
        kinds=KINDS,
        newer=address_of(read.shown, newer_than=found.newer) if found.newer else None,
        older=address_of(read.shown, older_than=found.older) if found.older else None,
        problems=read.problems,
        scope=scope,
        shown_at=now,
    )


def _ids_in(found: LedgerPage) -> set[UUID]:
    """Return everything of a page that may have a name."""
    subjects = {line.subject_id for line in found.lines if line.subject_id is not None}
    return subjects | {of for line in found.lines for _, of in ids_in(line)}
