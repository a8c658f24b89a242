"""A certificate authority of an agency's own, as tests need it: root, intermediate, servers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.world import NOW

YEAR = timedelta(days=365)
SIGNING = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def key_pem(self, password: str = "") -> bytes:
        how: KeySerializationEncryption = NoEncryption()
        if password:
            how = BestAvailableEncryption(password.encode())
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)

    def key_der(self) -> bytes:
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def certify(
    name: str,
    issuer: Holder | None = None,
    *,
    words: tuple[str, ...] = (),
    is_authority: bool = False,
    begin: datetime = NOW - YEAR,
    end: datetime = NOW + YEAR,
    usage: x509.ObjectIdentifier | None = None,
    public_key: rsa.RSAPublicKey | None = None,
) -> Holder:
    """Return a certificate of ``name``; ``words`` are its hosts and addresses.

    ``public_key`` stands in for that of the holder's own key.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.certificate.subject if issuer else subject
    builder = (
        x509.CertificateBuilder(signer, subject, public_key or key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(_identifier(key), critical=False)
    )
    if is_authority:
        builder = builder.add_extension(SIGNING, critical=True)
    if issuer is not None:
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(above, critical=False)
    if words:
        names = x509.SubjectAlternativeName([_general_name(word) for word in words])
        builder = builder.add_extension(names, critical=False)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return Holder(builder.sign(issuer.key if issuer else key, SHA256()), key)


def _identifier(key: ec.EllipticCurvePrivateKey) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _general_name(word: str) -> x509.GeneralName:
    is_address = word.replace(".", "").isdecimal() or ":" in word
    return x509.IPAddress(ip_address(word)) if is_address else x509.DNSName(word)


@dataclass(frozen=True, slots=True)
class Files:
    """Where an agency put its two files."""

    certificate: Path
    key: Path


def lay_out(folder: Path, *chain: Holder, key: bytes | None = None) -> Files:
    """Write a chain, server first, and the server's key."""
    files = Files(folder / "agency.crt", folder / "agency.key")
    files.certificate.write_bytes(b"".join(holder.pem for holder in chain))
    files.key.write_bytes(chain[0].key_pem() if key is None else key)
    return files
