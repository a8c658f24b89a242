"""The only source of chance: identifiers and secrets.

Identifiers are UUIDv7 (RFC 9562 section 5.7): they sort by the time they were made, which keeps
index pages warm, and at least 64 random bits make them hard to guess. They are never a permission.
"""

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import UUID

TYPED_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 74
_STEP_BITS = 64
_MOST_MILLISECONDS_AHEAD = 1000


class _Maker:
    """Remembers the last id, for lists show what was entered together in the order of its ids."""

    def __init__(self) -> None:
        self._last = 0
        self._making = Lock()

    def next_after(self, milliseconds: int) -> UUID:
        """Begin the millisecond anywhere; go on in it by a step nobody can guess (section 6.2)."""
        with self._making:
            ahead = (self._last >> _RANDOM_BITS) - milliseconds
            if 0 <= ahead < _MOST_MILLISECONDS_AHEAD:
                self._last += 1 + secrets.randbits(_STEP_BITS)
            else:
                self._last = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
            made = self._last
        return _of_millisecond(made >> _RANDOM_BITS, made & (2**_RANDOM_BITS - 1))


_maker = _Maker()


def new_id() -> UUID:
    """Return a fresh UUIDv7 of now that sorts after all that this process made before.

    A clock that is set back by a second or more begins anew.
    """
    return _maker.next_after(time.time_ns() // 1_000_000)


def id_of_moment(moment: datetime) -> UUID:
    """Return a fresh UUIDv7 that carries ``moment``, so that its index finds days."""
    return _of_millisecond(_millisecond(moment), secrets.randbits(_RANDOM_BITS))


def first_id_of(moment: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment: the edge of a range of ids.

    >>> first_id_of(datetime(2026, 11, 21, tzinfo=UTC))
    UUID('01a1fb67-1800-7000-8000-000000000000')
    """
    return _of_millisecond(_millisecond(moment), 0)


def _millisecond(moment: datetime) -> int:
    """Before 1970 there are no ids, so the edge of any earlier moment is the first id of all."""
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1))


def _of_millisecond(milliseconds: int, chance: int) -> UUID:
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= (chance >> 62) << 64
    value |= 0b10 << 62
    value |= chance & (2**62 - 1)
    return UUID(int=value)


def new_secret(size_bytes: int = 32) -> str:
    """Return a URL-safe secret with ``size_bytes`` of randomness."""
    return secrets.token_urlsafe(size_bytes)


def new_code(alphabet: str, length: int) -> str:
    """Return ``length`` characters, each chosen from ``alphabet`` with equal chance."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def new_bytes(size_bytes: int) -> bytes:
    """Return random bytes, for a nonce."""
    return secrets.token_bytes(size_bytes)


def new_typed_code(length: int = 10) -> str:
    """Return a code a person can read out and type: 5 random bits in each character.

    The alphabet is Crockford's base 32, which leaves out I, L, O and U.
    """
    return new_code(TYPED_ALPHABET, length)


def digest_of_secret(secret: str) -> bytes:
    """Return the SHA-256 of a secret, the only form in which we store one.

    A plain digest is enough because our secrets carry 256 random bits; people's passwords do not
    and go through argon2id in ``app.people.passwords``.
    """
    return hashlib.sha256(secret.encode()).digest()
