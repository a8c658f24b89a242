"""Register and correct certificates of enforcement.

Source: Zhangzi articles 3 and 7, and the corresponding article 6 of the second agency: only staff
with a valid certificate make records. Nobody touches their own certificate.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import InvalidInputError
from app.ledger.kinds import LedgerKind
from app.people.certificate_form import NewQualification
from app.people.certificate_keeping import (
    open_certificate_for_keeping,
    open_person_for_keeping,
)
from app.people.certificate_numbers import claim_number
from app.people.certificate_writing import as_new, lock, note, particulars, row_of, write
from app.policy.actor import Actor
from app.policy.decision import Decision


async def register(
    session: AsyncSession, actor: Actor, person_id: UUID, new: NewQualification, now: datetime
) -> UUID | Decision:
    """Add a certificate to a person's file. Appends ``qualification:registered``.

    Raises:
        NotFoundError: the actor may not know this person.
        NumberTakenError: see ``claim_number``.
    """
    holder = await open_person_for_keeping(session, actor, person_id, now)
    if isinstance(holder, Decision):
        return holder
    (qualification_id,) = await register_many(
        session, actor, [(holder.id, holder.unit_id, new)], now
    )
    return qualification_id


async def register_many(
    session: AsyncSession,
    actor: Actor,
    entries: Sequence[tuple[UUID, UUID, NewQualification]],
    now: datetime,
) -> list[UUID]:
    """Add certificates by person and unit without asking for a right: the caller has asked.

    Appends ``qualification:registered`` for each; all are registered or none.

    Raises:
        NumberTakenError: see ``claim_number``; also when two entries share a number.
    """
    rows = []
    for person_id, unit_id, new in sorted(entries, key=_by_number):
        await claim_number(session, actor, person_id, new)
        row = row_of(actor, person_id, new, now)
        session.add(row)
        await session.flush()
        detail = {"person": str(person_id), **particulars(new)}
        await note(
            session,
            LedgerKind.QUALIFICATION_REGISTERED,
            actor,
            row,
            unit_id=unit_id,
            detail=detail,
            now=now,
        )
        rows.append(row)
    return [row.id for row in rows]


async def correct(
    session: AsyncSession,
    actor: Actor,
    qualification_id: UUID,
    new: NewQualification,
    now: datetime,
) -> UUID | Decision:
    """Mend a typing mistake. Appends ``qualification:corrected`` with before and after.

    What is the same already is no change and no event. Locks the certificate.

    Raises:
        NotFoundError, NumberTakenError: as in ``register``.
        InvalidInputError: the certificate would begin after it has lost its effect.
    """
    opened = await open_certificate_for_keeping(session, actor, qualification_id, now)
    if isinstance(opened, Decision):
        return opened
    found, holder = opened
    row = await lock(session, found.id)
    before, after = particulars(as_new(row)), particulars(new)
    changed = [key for key, value in after.items() if before[key] != value]
    if not changed:
        return row.id
    if row.revoked_on is not None and row.revoked_on < new.valid_from:
        message = f"这份证件自 {row.revoked_on.isoformat()} 起失效，有效期起不能晚于这一天。"
        raise InvalidInputError(message, field="certificate_valid_from")
    await claim_number(session, actor, holder.id, new, changing=row)
    write(row, new)
    await session.flush()
    detail = {
        "person": str(holder.id),
        "before": {key: before[key] for key in changed},
        "after": {key: after[key] for key in changed},
    }
    await note(
        session,
        LedgerKind.QUALIFICATION_CORRECTED,
        actor,
        row,
        unit_id=holder.unit_id,
        detail=detail,
        now=now,
    )
    return row.id


def _by_number(entry: tuple[UUID, UUID, NewQualification]) -> tuple[str, str]:
    """Locks are taken in one order everywhere, so that two imports never wait for each other."""
    return entry[2].kind.value, entry[2].certificate_no
