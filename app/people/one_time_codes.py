"""Check what somebody types as a second factor: a code of the phone, or a recovery code.

TOTP as RFC 6238 has it: 30 seconds, six digits, SHA-1, because every authenticator knows that. A
code counts one step early or late, and each step once: the newest used step is stored with a
compare-and-set, so two requests at the same moment cannot both pass.
"""

import hashlib
import hmac
import unicodedata
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import pyotp
from pydantic import SecretStr
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import RecoveryCode, SecondFactor
from app.people.secret_box import take_out

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECOVERY_LENGTH = 16
_LOOKALIKES = str.maketrans("OIL", "011")


class CodeVerdict(StrEnum):
    """What a typed code turned out to be; the values stand in the ledger."""

    FITS = "fits"
    RECOVERY = "recovery"
    UNREADABLE = "unreadable"
    USED = "used"
    WRONG = "wrong"

    @property
    def is_right(self) -> bool:
        """Whether the person has proven to hold the second factor."""
        return self in {CodeVerdict.FITS, CodeVerdict.RECOVERY}


async def check_code(
    session: AsyncSession, person_id: UUID, typed: str, *, key: SecretStr, now: datetime
) -> CodeVerdict:
    """Check a code and use it up. A right one never counts a second time."""
    text = plain_code(typed)
    if len(text) == DIGITS and text.isdecimal():
        return await _check_phone(session, person_id, text, key, now)
    return await _check_recovery(session, person_id, text, now)


def plain_code(typed: str) -> str:
    """Return what was typed without the spaces and dashes in which codes are shown.

    >>> plain_code("123 456"), plain_code("7k2m-9qtz")
    ('123456', '7K2M9QTZ')
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


def step_that_fits(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is: the current one, or one beside it."""
    current = int(now.timestamp()) // STEP_SECONDS
    one_time = pyotp.TOTP(secret)
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(one_time.generate_otp(step), code):
            return step
    return None


def digest_of_recovery(person_id: UUID, code: str) -> bytes:
    """Return the form in which a recovery code is stored: its 80 random bits need no argon2."""
    plain = plain_code(code).translate(_LOOKALIKES)
    return hashlib.sha256(person_id.bytes + plain.encode()).digest()


async def _check_phone(
    session: AsyncSession, person_id: UUID, code: str, key: SecretStr, now: datetime
) -> CodeVerdict:
    factor = await session.get(SecondFactor, person_id)
    if factor is None or factor.secret is None:
        return CodeVerdict.WRONG
    secret = take_out(key, person_id, factor.secret)
    if secret is None:
        return CodeVerdict.UNREADABLE
    step = step_that_fits(secret, code, now)
    if step is None:
        return CodeVerdict.WRONG
    first = await session.scalar(
        update(SecondFactor)
        .where(SecondFactor.person_id == person_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.person_id)
    )
    return CodeVerdict.USED if first is None else CodeVerdict.FITS


async def _check_recovery(
    session: AsyncSession, person_id: UUID, code: str, now: datetime
) -> CodeVerdict:
    first = await session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == digest_of_recovery(person_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return CodeVerdict.WRONG if first is None else CodeVerdict.RECOVERY
