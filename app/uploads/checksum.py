"""``Upload-Checksum``: the digest of one request's body, for the way over the wire only.

SHA-1 is obligatory in the protocol's extension. It guards against damage, not against malice; the
digests that serve as evidence are made when the recording is sealed.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass

from app.uploads.errors import UnknownChecksumError

_SIZES = {"sha1": 20, "sha256": 32}
ALGORITHMS = tuple(_SIZES)


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sender computed over the body; ``algorithm`` is a name of hashlib."""

    algorithm: str
    digest: bytes

    def matches(self, found: bytes | None) -> bool:
        """Return whether the received bytes have this digest."""
        return found is not None and hmac.compare_digest(self.digest, found)


def parse_checksum(text: str | None) -> Checksum | None:
    """Return the announced checksum, or ``None`` when there is none.

    >>> parse_checksum("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=").algorithm
    'sha1'

    Raises:
        UnknownChecksumError: another algorithm, or no digest of its size in base64.
    """
    if text is None:
        return None
    algorithm, _, encoded = text.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded.strip().encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise UnknownChecksumError from error
    if _SIZES.get(algorithm) != len(digest):
        raise UnknownChecksumError
    return Checksum(algorithm, digest)
