"""How a certificate ends: withdrawn by an authority, or followed by the next one.

Source: Zhangzi articles 3 and 7. Nobody touches their own certificate.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, InvalidInputError
from app.ledger.kinds import LedgerKind
from app.models import Qualification
from app.people.certificate_form import NewQualification
from app.people.certificate_keeping import open_certificate_for_keeping
from app.people.certificate_numbers import claim_number
from app.people.certificate_writing import lock, note, particulars, row_of
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import QualificationEnd

REPLACED_WHY = "换发新证"
_MOST_REASON = 200


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
    row = await lock(session, found.id)
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
    await note(
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
    old = await lock(session, found.id)
    _require_follows(old, new)
    if old.revoked_on is None and new.valid_from <= old.valid_until:
        old.revoked_on, old.revoked_as = new.valid_from, QualificationEnd.REPLACED.value
        old.revoked_why = REPLACED_WHY
        await session.flush()
    await claim_number(session, actor, holder.id, new)
    row = row_of(actor, holder.id, new, now)
    session.add(row)
    await session.flush()
    detail = {"person": str(holder.id), "replaces": str(old.id), **particulars(new)}
    await note(
        session,
        LedgerKind.QUALIFICATION_RENEWED,
        actor,
        row,
        unit_id=holder.unit_id,
        detail=detail,
        now=now,
    )
    return row.id


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
