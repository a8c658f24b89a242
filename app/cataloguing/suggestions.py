"""Gather what speaks for which case, for a whole page of the inbox in two statements.

Candidates are open cases of the recording's own unit: those the officer handles, those in which
a recording of the same day by the same device or officer lies, and those whose number the file
name holds. A state secret is never one of them (汝州调阅 10, 汝州音像 14): what is put there closes
to everybody, so somebody has to mean it. Which is likely is for ``app.policy.suggesting`` to say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.clock import SHANGHAI, day_of
from app.ids import first_id_of
from app.models import Case, CaseHandler, Device, EvidenceLink, Person, Recording
from app.people.authority import extent_of
from app.people.closures import is_state_secret
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import CaseState
from app.policy.suggesting import CaseClues, Suggestion, folded, suggest

_OVER = tuple(
    state.value
    for state in (
        CaseState.CLOSED,
        CaseState.FILE_BOUND,
        CaseState.ARCHIVED,
        CaseState.TRANSFERRED,
    )
)
_MOST_HANDLED = 5
"""Of an officer with hundreds of open cases the newest few are candidates, not all."""
_ARRIVES_WITHIN = timedelta(days=15)
"""How long after a day its recordings are looked for; those that arrive later are no clue."""
_BETWEEN = r"[\s〔〕\[\]()（）【】《》_.,，、·-]"
"""The same signs that ``folded`` leaves out."""

HANDLES, DEVICE, OFFICER, NAMED = "handles", "device", "officer", "named"


async def suggestions_for(
    session: AsyncSession, actor: Actor, recording_ids: Collection[UUID]
) -> dict[UUID, tuple[Suggestion, ...]]:
    """Return the likeliest case of each recording for which one is likely at all.

    Several where nothing tells them apart, the newest first.
    """
    extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
    if not recording_ids or not extent.units:
        return {}
    rows = (
        await session.execute(
            select(
                Recording.id,
                Recording.unit_id,
                Recording.device_id,
                Recording.officer_id,
                Recording.recorded_at,
                Recording.file_name,
            ).where(Recording.id.in_(recording_ids), Recording.unit_id.in_(extent.units))
        )
    ).all()
    if not rows:
        return {}
    clues = await _clues(session, rows)
    found = {}
    for row in rows:
        day = day_of(row.recorded_at) if row.recorded_at else None
        likely = suggest(row.file_name, day, clues.get(row.id, {}).values())
        if likely:
            found[row.id] = likely
    return found


async def _clues(
    session: AsyncSession, rows: Sequence[Any]
) -> Mapping[UUID, Mapping[UUID, CaseClues]]:
    """Return the candidates of each recording by the id of the case."""
    found: dict[UUID, dict[UUID, CaseClues]] = {}
    for record in (await session.execute(_candidates(rows))).all():
        recording_id, clue, is_main, officer, device_no, *known = tuple(record)
        cases = found.setdefault(recording_id, {})
        case = CaseClues(*known)
        case = cases.get(case.case_id, case)
        match clue:
            case "handles":
                case = replace(case, handled_by=officer or "", is_main=is_main)
            case "device":
                case = replace(case, same_device=device_no or "")
            case "officer":
                case = replace(case, same_officer=officer or "")
        cases[case.case_id] = case
    return found


def _candidates(rows: Sequence[Any]) -> Select[Any]:
    wanted = _page(rows)
    clues = union_all(_handled(wanted), *_of_the_day(wanted), _named(wanted)).subquery("clue")
    return (
        select(
            clues.c.recording_id,
            clues.c.clue,
            clues.c.is_main,
            Person.full_name,
            Device.device_no,
            Case.id,
            Case.case_no,
            Case.title,
            Case.cause,
            Case.opened_on,
        )
        .join(Case, Case.id == clues.c.case_id)
        .join(wanted, wanted.c.id == clues.c.recording_id)
        .outerjoin(Person, Person.id == wanted.c.officer_id)
        .outerjoin(Device, Device.id == wanted.c.device_id)
    )


_PAGE: Mapping[str, Any] = {
    "id": Uuid(),
    "unit_id": Uuid(),
    "device_id": Uuid(),
    "officer_id": Uuid(),
    "day_begins": TIMESTAMP(timezone=True),
    "day_ends": TIMESTAMP(timezone=True),
    "first_id": Uuid(),
    "last_id": Uuid(),
    "name": Text(),
}


def _page(rows: Sequence[Any]) -> Any:
    """Return the recordings as a table of parameters, whose types hold even where all are null."""
    columns = zip(*(_wanted(row) for row in rows), strict=True)
    arrays = (
        literal(list(column), ARRAY(kind))
        for column, kind in zip(columns, _PAGE.values(), strict=True)
    )
    table = (
        func.unnest(*arrays)
        .table_valued(*(Column(name, kind) for name, kind in _PAGE.items()))
        .render_derived(name="wanted")
    )
    return select(*table.c).cte("page")


def _wanted(row: Any) -> tuple[Any, ...]:
    begins: datetime | None = None
    if row.recorded_at is not None:
        begins = _midnight(day_of(row.recorded_at))
    return (
        row.id,
        row.unit_id,
        row.device_id,
        row.officer_id,
        begins,
        begins + timedelta(days=1) if begins else None,
        first_id_of(begins) if begins else None,
        first_id_of(begins + _ARRIVES_WITHIN) if begins else None,
        folded(row.file_name),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _is_open(wanted: Any) -> ColumnElement[bool]:
    return and_(Case.unit_id == wanted.c.unit_id, Case.state.not_in(_OVER), ~is_state_secret())


def _handled(wanted: Any) -> Select[Any]:
    days = _days_of(wanted, wanted.c.officer_id)
    newest = (
        select(CaseHandler.case_id, CaseHandler.is_main)
        .join(Case, Case.id == CaseHandler.case_id)
        .where(
            CaseHandler.person_id == days.c.officer_id,
            CaseHandler.until.is_(None),
            _is_open(days),
            Case.opened_on <= func.date(func.timezone("Asia/Shanghai", days.c.day_begins)),
        )
        .order_by(Case.id.desc())
        .limit(_MOST_HANDLED)
        .lateral("handled")
    )
    return (
        select(
            wanted.c.id.label("recording_id"),
            literal(HANDLES).label("clue"),
            newest.c.case_id.label("case_id"),
            newest.c.is_main.label("is_main"),
        )
        .select_from(days)
        .join(newest, literal(value=True))
        .join(wanted, _same_day(wanted, days, "officer_id"))
    )


def _of_the_day(wanted: Any) -> tuple[Select[Any], Select[Any]]:
    """Return the cases in which something of the same day lies, by device and by officer."""
    return (
        _linked(wanted, DEVICE, "device_id"),
        _linked(wanted, OFFICER, "officer_id"),
    )


def _linked(wanted: Any, clue: str, who: str) -> Select[Any]:
    other, days = aliased(Recording), _days_of(wanted, wanted.c[who])
    linked = (
        select(days.c[who], days.c.unit_id, days.c.day_begins, EvidenceLink.case_id)
        .join(
            other,
            and_(
                getattr(other, who) == days.c[who],
                other.recorded_at >= days.c.day_begins,
                other.recorded_at < days.c.day_ends,
                other.id >= days.c.first_id,
                other.id < days.c.last_id,
            ),
        )
        .join(
            EvidenceLink,
            and_(EvidenceLink.recording_id == other.id, EvidenceLink.ended_at.is_(None)),
        )
        .join(Case, and_(Case.id == EvidenceLink.case_id, _is_open(days)))
        .distinct()
        .subquery(clue)
    )
    return select(
        wanted.c.id.label("recording_id"),
        literal(clue).label("clue"),
        linked.c.case_id.label("case_id"),
        literal(value=False).label("is_main"),
    ).join(linked, _same_day(wanted, linked, who))


def _days_of(wanted: Any, who: Any) -> Any:
    """Return each day of each device or officer once: a page often is the work of one morning."""
    c = wanted.c
    return (
        select(who, c.unit_id, c.day_begins, c.day_ends, c.first_id, c.last_id)
        .where(who.is_not(None), c.day_begins.is_not(None))
        .distinct()
        .subquery()
    )


def _same_day(wanted: Any, days: Any, who: str) -> ColumnElement[bool]:
    return and_(
        wanted.c[who] == days.c[who],
        wanted.c.unit_id == days.c.unit_id,
        wanted.c.day_begins == days.c.day_begins,
    )


def _named(wanted: Any) -> Select[Any]:
    # Each number is folded once, not once for every recording of the page.
    numbered = (
        select(
            Case.id,
            Case.unit_id,
            func.lower(func.regexp_replace(Case.case_no, _BETWEEN, "", "g")).label("number"),
        )
        .where(
            Case.unit_id.in_(select(wanted.c.unit_id)),
            Case.state.not_in(_OVER),
            ~is_state_secret(),
        )
        .cte("numbered")
        .prefix_with("MATERIALIZED")
    )
    is_named = func.strpos(wanted.c.name, numbered.c.number) > 0
    return select(
        wanted.c.id.label("recording_id"),
        literal(NAMED).label("clue"),
        numbered.c.id.label("case_id"),
        literal(value=False).label("is_main"),
    ).join(numbered, and_(numbered.c.unit_id == wanted.c.unit_id, is_named))
