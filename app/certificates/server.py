"""The server's own certificate: signed by the private authority, remade before anybody notices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.certificates.authority import SKEW, Authority, not_stored
from app.certificates.files import read_private, write_whole
from app.certificates.names import Names, names_of

SERVER_FILE = "server.pem"
LIFETIME = timedelta(days=397)
"""The longest that Apple's systems take for new certificates is 398 days."""
RENEW_BEFORE = timedelta(days=30)
COMMON_NAME = "留痕 服务器"
"""Names of hosts stand among the alternative names alone, where browsers look for them."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A fresh certificate, and why the one before it would not do."""

    until: datetime
    is_first: bool
    new_names: tuple[str, ...]
    """What the one before lacked; nothing when only its time was near."""


def keep_server_certificate(
    folder: Path, authority: Authority, names: Names, now: datetime
) -> Renewal | None:
    """Make the certificate of ``names`` unless the one in ``folder`` still serves.

    It serves while it is this authority's, holds for another month and has every name. A name
    that is gone from the machine is left in it: nothing fails by it, and networks come and go.

    Raises:
        CertificateRefusedError: the new one cannot be stored.
    """
    spot = folder / SERVER_FILE
    present = _present(spot, authority)
    missing = names.words() if present is None else names.missing_from(covered_by(present))
    until = min(now - SKEW + LIFETIME, authority.certificate.not_valid_after_utc)
    if present is not None and not missing and not _is_due(present, until, now):
        return None
    try:
        write_whole(spot, _issued(authority, names, now, until))
    except OSError as error:
        raise not_stored(folder, error) from error
    return Renewal(until, present is None, () if present is None else missing)


def covered_by(certificate: x509.Certificate) -> Names:
    """Return the names and addresses a certificate is for, wildcards left out."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return names_of()
    addresses = map(str, extension.value.get_values_for_type(x509.IPAddress))
    return names_of(*extension.value.get_values_for_type(x509.DNSName), *addresses)


def _is_due(present: x509.Certificate, until: datetime, now: datetime) -> bool:
    end = present.not_valid_after_utc
    if present.not_valid_before_utc > now:
        # Made while the clock of this machine was ahead.
        return True
    # In the authority's last month a new certificate would end no later than this one.
    return end - now < RENEW_BEFORE and end < until


def _present(spot: Path, authority: Authority) -> x509.Certificate | None:
    """Return the certificate at hand; one that is damaged or another authority's does not count."""
    try:
        content = read_private(spot)
        certificate = x509.load_pem_x509_certificate(content)
        fits = load_pem_private_key(content, None).public_key() == certificate.public_key()
        certificate.verify_directly_issued_by(authority.certificate)
    except (OSError, ValueError, TypeError, InvalidSignature):
        return None
    return certificate if fits else None


def _issued(authority: Authority, names: Names, now: datetime, until: datetime) -> bytes:
    """Return key and certificate in one file, which is replaced at one stroke."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
    issuer_key = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    alternatives = [
        *(x509.DNSName(host) for host in names.hosts),
        *(x509.IPAddress(address) for address in names.addresses),
    ]
    certificate = (
        x509.CertificateBuilder(
            issuer.subject, subject, key.public_key(), x509.random_serial_number()
        )
        .not_valid_before(now - SKEW)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signatures_only(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key),
            critical=False,
        )
        .sign(authority.key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _signatures_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
