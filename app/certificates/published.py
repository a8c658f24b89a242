"""The authority as terminals get it: bytes to install, and the digest to compare by eye."""

import hashlib
import plistlib
import ssl
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class PublishedAuthority:
    """What may be known to everybody, and what people have to be able to compare."""

    name: str
    """As telephones list it."""
    der: bytes
    pem: str
    until: datetime

    @property
    def sha256(self) -> str:
        """Return the digest that telephones call the fingerprint, in capitals."""
        return hashlib.sha256(self.der).hexdigest().upper()

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """Return the digest in groups of four, as people can compare them."""
        digits = self.sha256
        return tuple(digits[start : start + 4] for start in range(0, len(digits), 4))

    def profile(self) -> bytes:
        """Return a configuration profile, which Apple's devices install.

        It is not signed: nothing that the terminal trusts already could sign it.
        """
        number = hashlib.sha256(self.der).digest()
        # Two installations must not replace each other's profile on one telephone.
        identifier = f"liuhen.authority.{number.hex()[:16]}"
        root = {
            "PayloadType": "com.apple.security.root",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"{identifier}.root",
            "PayloadUUID": str(uuid.UUID(bytes=number[:16])).upper(),
            "PayloadDisplayName": self.name,
            "PayloadCertificateFileName": "liuhen-authority.crt",
            "PayloadContent": self.der,
        }
        return plistlib.dumps(
            {
                "PayloadType": "Configuration",
                "PayloadVersion": 1,
                "PayloadIdentifier": identifier,
                "PayloadUUID": str(uuid.UUID(bytes=number[16:])).upper(),
                "PayloadDisplayName": self.name,
                "PayloadDescription": "安装后，请到“证书信任设置”中开启对它的信任。",
                "PayloadRemovalDisallowed": False,
                "PayloadContent": [root],
            }
        )


def read_authority(spot: Path) -> PublishedAuthority:
    """Read a certificate in PEM.

    Raises:
        OSError, ValueError: it cannot be read, or holds no certificate of an authority.
    """
    der = ssl.PEM_cert_to_DER_cert(spot.read_text(encoding="ascii"))
    # The standard library tells what is in a certificate only of those it has come to trust.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=der)
    found = context.get_ca_certs()
    if not found:
        message = f"{spot} is not the certificate of an authority"
        raise ValueError(message)
    parts: Any = found[0]["subject"]
    subject = {name: word for part in parts for name, word in part}
    seconds = ssl.cert_time_to_seconds(str(found[0]["notAfter"]))
    return PublishedAuthority(
        name=subject.get("commonName", "根证书"),
        der=der,
        pem=ssl.DER_cert_to_PEM_cert(der),
        until=datetime.fromtimestamp(seconds, UTC),
    )
