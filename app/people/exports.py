"""Write down that personal data left the system as a sheet."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.people.listing import PeopleFilter
from app.policy.actor import Actor


async def note_people_exported(
    session: AsyncSession, actor: Actor, wanted: PeopleFilter, people: int, now: datetime
) -> None:
    """Write down who took how many rows of the roster. Appends ``people:exported``.

    The typed text may be a name and is not written, only that there was one.
    """
    chosen = {
        "unit": wanted.unit_id,
        "section": wanted.section_id,
        "role": wanted.role,
        "employment": wanted.employment,
        "standing": wanted.standing,
    }
    detail = {key: str(value) for key, value in chosen.items() if value is not None}
    await append(
        session,
        LedgerKind.PEOPLE_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={**detail, "by_text": bool(wanted.text), "people": people},
        now=now,
    )


async def note_qualifications_exported(
    session: AsyncSession, actor: Actor, *, rows: int, filters: Mapping[str, str], now: datetime
) -> None:
    """Append ``qualifications:exported`` with the filters and how many rows there were."""
    await _note(session, LedgerKind.QUALIFICATIONS_EXPORTED, actor, rows, filters, now=now)


async def note_training_exported(
    session: AsyncSession, actor: Actor, *, rows: int, filters: Mapping[str, str], now: datetime
) -> None:
    """Append ``training:exported`` with the filters and how many rows there were."""
    await _note(session, LedgerKind.TRAINING_EXPORTED, actor, rows, filters, now=now)


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    rows: int,
    filters: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    used = {key: value for key, value in filters.items() if value}
    detail = {"rows": rows, "filters": used}
    await append(session, kind, actor, unit_id=actor.unit_id, detail=detail, now=now)
