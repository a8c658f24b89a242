"""Keep small secrets so that a stolen database alone does not reveal them.

AES-256-GCM under a key derived from ``LIUHEN_SECRET_KEY``; the owner's id is authenticated along,
so a secret copied to somebody else's row does not open.
"""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from app import ids

_NONCE_BYTES = 12
_PURPOSE = b"liuhen second factor 1"


def lock_away(key: SecretStr, owner: UUID, secret: str) -> bytes:
    """Return nonce and ciphertext of a secret of ``owner``."""
    nonce = ids.new_bytes(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, secret.encode(), owner.bytes)


def take_out(key: SecretStr, owner: UUID, locked: bytes) -> str | None:
    """Return the secret, or ``None`` when this key did not lock it or the bytes were changed."""
    try:
        nonce, text = locked[:_NONCE_BYTES], locked[_NONCE_BYTES:]
        return _cipher(key).decrypt(nonce, text, owner.bytes).decode()
    except (InvalidTag, ValueError):
        return None


def _cipher(key: SecretStr) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key.get_secret_value().encode())
    return AESGCM(derived)
