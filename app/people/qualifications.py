"""Register, correct, renew and withdraw certificates of enforcement.

Source: Zhangzi articles 3 and 7, and the corresponding article 6 of the second agency: only staff
with a valid certificate make records. Nobody touches their own certificate.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Qualification
from app.people.certificate_form import NewQualification
from app.people.certificate_keeping import (
    open_certificate_for_keeping,
    open_person_for_keeping,
)
from app.people.certificate_numbers import claim_number
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import QualificationEnd, QualificationKind

REPLACED_WHY = "换发新证"
_MOST_REASON = 200


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
        row = _row(actor, person_id, new, now)
        session.add(row)
        await session.flush()
        detail = {"person": str(person_id), **particulars(new)}
        await _note(
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
    row = await _locked(session, found.id)
    before, after = particulars(_as_new(row)), particulars(new)
    changed = [key for key, value in after.items() if before[key] != value]
    if not changed:
        return row.id
    if row.revoked_on is not None and row.revoked_on < new.valid_from:
        message = f"这份证件自 {row.revoked_on.isoformat()} 起失效，有效期起不能晚于这一天。"
        raise InvalidInputError(message, field="certificate_valid_from")
    await claim_number(session, actor, holder.id, new, changing=row)
    _write(row, new)
    await session.flush()
    detail = {
        "person": str(holder.id),
        "before": {key: before[key] for key in changed},
        "after": {key: after[key] for key in changed},
    }
    await _note(
        session,
        LedgerKind.QUALIFICATION_CORRECTED,
        actor,
        row,
        unit_id=holder.unit_id,
        detail=detail,
        now=now,
    )
    return row.id


async def withdraw(
    session: AsyncSession,
    actor: Actor,
    qualification_id: UUID,
    *,
    end: QualificationEnd,
    on: date,
    why: str,
    now: datetime,
) -> UUID | Decision:
    """Write down that a certificate has no effect from ``on``. Appends ``qualification:withdrawn``.

    Locks the certificate.

    Raises:
        NotFoundError: as in ``register``.
        ConflictError: it is withdrawn already.
        InvalidInputError: the day lies outside its validity, or the reason is missing or too long.
    """
    opened = await open_certificate_for_keeping(session, actor, qualification_id, now)
    if isinstance(opened, Decision):
        return opened
    found, holder = opened
    row = await _locked(session, found.id)
    _require_in_effect(row)
    if not row.valid_from <= on <= row.valid_until:
        days = f"{row.valid_from.isoformat()} 至 {row.valid_until.isoformat()}"
        message = f"失效日期应当在证件的有效期内（{days}），请核对。"
        raise InvalidInputError(message, field="revoked_on")
    if not why or len(why) > _MOST_REASON:
        message = f"请写明失效的原因和依据的文书，不超过 {_MOST_REASON} 个字。"
        raise InvalidInputError(message, field="why")
    row.revoked_on, row.revoked_as, row.revoked_why = on, end.value, why
    await session.flush()
    detail = {"person": str(holder.id), "revoked_on": on.isoformat(), "as": end.value, "why": why}
    await _note(
        session,
        LedgerKind.QUALIFICATION_WITHDRAWN,
        actor,
        row,
        unit_id=holder.unit_id,
        detail=detail,
        now=now,
    )
    return row.id


async def renew(
    session: AsyncSession,
    actor: Actor,
    qualification_id: UUID,
    new: NewQualification,
    now: datetime,
) -> UUID | Decision:
    """Add the certificate that follows this one; the old row stays. Appends ``…:renewed``.

    Where their days overlap the old one ends on the day before the new one begins, as
    ``replaced``, so that the number may stay the same. Locks the old certificate.

    Raises:
        NotFoundError, NumberTakenError: as in ``register``.
        ConflictError: the old one was replaced already.
        InvalidInputError: the new one is of another kind, or does not follow the old one.
    """
    opened = await open_certificate_for_keeping(session, actor, qualification_id, now)
    if isinstance(opened, Decision):
        return opened
    found, holder = opened
    old = await _locked(session, found.id)
    _require_follows(old, new)
    if old.revoked_on is None and new.valid_from <= old.valid_until:
        old.revoked_on, old.revoked_as = new.valid_from, QualificationEnd.REPLACED.value
        old.revoked_why = REPLACED_WHY
        await session.flush()
    await claim_number(session, actor, holder.id, new)
    row = _row(actor, holder.id, new, now)
    session.add(row)
    await session.flush()
    detail = {"person": str(holder.id), "replaces": str(old.id), **particulars(new)}
    await _note(
        session,
        LedgerKind.QUALIFICATION_RENEWED,
        actor,
        row,
        unit_id=holder.unit_id,
        detail=detail,
        now=now,
    )
    return row.id


def particulars(new: NewQualification) -> dict[str, str]:
    """Return what the ledger keeps of a certificate."""
    return {
        key: value.isoformat() if isinstance(value, date) else str(value)
        for key, value in asdict(new).items()
    }


def _by_number(entry: tuple[UUID, UUID, NewQualification]) -> tuple[str, str]:
    """Locks are taken in one order everywhere, so that two imports never wait for each other."""
    return entry[2].kind.value, entry[2].certificate_no


def _row(actor: Actor, person_id: UUID, new: NewQualification, now: datetime) -> Qualification:
    row = Qualification(
        id=ids.new_id(), person_id=person_id, registered_by_id=actor.id, registered_at=now
    )
    _write(row, new)
    return row


def _write(row: Qualification, new: NewQualification) -> None:
    row.kind, row.certificate_no, row.issuer = new.kind.value, new.certificate_no, new.issuer
    row.valid_from, row.valid_until = new.valid_from, new.valid_until


def _as_new(row: Qualification) -> NewQualification:
    return NewQualification(
        QualificationKind(row.kind), row.certificate_no, row.issuer, row.valid_from, row.valid_until
    )


async def _locked(session: AsyncSession, qualification_id: UUID) -> Qualification:
    """Return the row, held until the end of the transaction and read again."""
    row = await session.scalar(
        select(Qualification)
        .where(Qualification.id == qualification_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert row is not None
    return row


def _require_in_effect(row: Qualification) -> None:
    if row.revoked_on is not None:
        message = (
            f"这份证件自 {row.revoked_on.isoformat()} 起已经登记为失效，不能再次办理。"
            "重新取得证件的，请办理换发。"
        )
        raise ConflictError(message)


def _require_follows(old: Qualification, new: NewQualification) -> None:
    if old.revoked_as == QualificationEnd.REPLACED.value:
        raise ConflictError("这份证件已经换发过。请打开换发后的证件，在那里继续办理。")
    if new.kind.value != old.kind:
        message = "换发的证件应当与原证件种类相同；新取得的其他证件请另行登记。"
        raise InvalidInputError(message, field="certificate_kind")
    if new.valid_from <= old.valid_from:
        message = f"新证的有效期起应当晚于原证件的有效期起（{old.valid_from.isoformat()}）。"
        raise InvalidInputError(message, field="certificate_valid_from")
    if old.revoked_on is not None and new.valid_from < old.revoked_on:
        message = f"新证的有效期起不能早于原证件失效的日期（{old.revoked_on.isoformat()}）。"
        raise InvalidInputError(message, field="certificate_valid_from")


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    row: Qualification,
    *,
    unit_id: UUID,
    detail: dict[str, Any],
    now: datetime,
) -> None:
    await append(session, kind, actor, unit_id=unit_id, subject_id=row.id, detail=detail, now=now)
