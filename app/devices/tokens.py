"""The rows behind a terminal's right to speak: issue a token, end tokens, end an unused code.

Each runs in the caller's transaction and writes no event; the verbs above them do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import EnrolmentCode, TerminalToken
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind, TokenEnd

LONGEST_WORD = 200
"""What a terminal says of itself is cut here; it is data, shown and never understood."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a terminal says of itself; nothing depends on it."""

    version: str = ""
    model: str = ""
    serial_no: str = ""


NOTHING_SAID = Said()


async def end_tokens(
    session: AsyncSession,
    which: ColumnElement[bool],
    *,
    end: TokenEnd,
    by: Actor | None = None,
    note: str = "",
    now: datetime,
) -> Sequence[UUID]:
    """End those of the tokens that are in force and return their ids."""
    is_person = by is not None and by.kind is ActorKind.PERSON
    ended = await session.scalars(
        update(TerminalToken)
        .where(which, TerminalToken.revoked_at.is_(None))
        .values(
            revoked_at=now,
            revoked_for=end.value,
            revoked_by_id=by.id if by is not None and is_person else None,
            revoked_note=note,
        )
        .returning(TerminalToken.id)
    )
    return ended.all()


async def end_codes(session: AsyncSession, device_id: UUID, now: datetime) -> None:
    """End the code of a device that nobody has used yet."""
    await session.execute(
        update(EnrolmentCode)
        .where(
            EnrolmentCode.device_id == device_id,
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


async def issue_token(
    session: AsyncSession,
    device_id: UUID,
    now: datetime,
    *,
    code_id: UUID | None = None,
    said: Said = NOTHING_SAID,
) -> str:
    """Add a fresh token to the transaction and return it; it is written down nowhere."""
    token = ids.new_secret()
    session.add(
        TerminalToken(
            id=ids.new_id(),
            device_id=device_id,
            code_id=code_id,
            token_hash=ids.digest_of_secret(token),
            version=said.version,
            model=said.model,
            serial_no=said.serial_no,
            created_at=now,
        )
    )
    await session.flush()
    return token
