"""The only source of chance: identifiers and secrets.

Identifiers are UUIDv7 (RFC 9562 section 5.7): they sort by the time they were made, which keeps
index pages warm, and their 74 random bits make them hard to guess. They are never a permission.
"""

import hashlib
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Return a fresh UUIDv7 from the current millisecond and 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)


def new_secret(size_bytes: int = 32) -> str:
    """Return a URL-safe secret with ``size_bytes`` of randomness."""
    return secrets.token_urlsafe(size_bytes)


def digest_of_secret(secret: str) -> bytes:
    """Return the SHA-256 of a secret, the only form in which we store one.

    A plain digest is enough because our secrets carry 256 random bits; people's passwords do not
    and go through argon2id in ``app.people.passwords``.
    """
    return hashlib.sha256(secret.encode()).digest()
