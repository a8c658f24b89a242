"""The private authority of one installation: made once, kept for ten years, never replaced.

Whoever holds its key can pretend to be any web site to the telephones that trust it, so the key
lies in a folder of its own that only its owner may enter, and it signs for one thing alone: being
a server of TLS (docs/decisions/0019).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.certificates.files import private_folder, read_private, write_whole
from app.certificates.refusal import CertificateRefusedError
from app.clock import SHANGHAI

KEY_FILE, PUBLIC_FILE = "authority.pem", "authority.crt"
LIFETIME = timedelta(days=3652)
SKEW = timedelta(days=1)
"""Certificates begin a day early: the clock of a terminal is rarely right."""
COMMON_NAME = "留痕 自建根证书 {digits}"
ORGANIZATION = "留痕 Liuhen"

NOT_READABLE = (
    "请从备份恢复这个文件；如果没有备份，请移走整个 {folder} 目录后重新启动，程序会另建根证书，"
    "但所有终端都要重新安装，并应移除旧的根证书。"
)
AT_AN_END = (
    "请移走 {folder} 目录后重新启动，程序会另建根证书；所有终端都要重新安装，并移除旧的根证书。"
)


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificate and key of the authority."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def open_authority(folder: Path, now: datetime) -> Authority:
    """Return the authority kept in ``folder``, made at the first call.

    Raises:
        CertificateRefusedError: it is damaged, at its end, or cannot be stored. A damaged one is
            never replaced silently: every terminal would have to be set up again.
    """
    spot = folder / KEY_FILE
    try:
        private_folder(folder)
        if not spot.exists():
            write_whole(spot, _packed(_make_authority(now)))
        authority = _unpacked(read_private(spot))
        public = authority.certificate.public_bytes(Encoding.PEM)
        if not _holds(folder / PUBLIC_FILE, public):
            write_whole(folder / PUBLIC_FILE, public)
    except OSError as error:
        raise not_stored(folder, error) from error
    except (ValueError, TypeError) as error:
        raise CertificateRefusedError(
            f"无法读懂根证书文件 {spot}", NOT_READABLE.format(folder=folder)
        ) from error
    _refuse_outside_its_time(authority.certificate, folder, now)
    return authority


def _refuse_outside_its_time(certificate: x509.Certificate, folder: Path, now: datetime) -> None:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if end <= now:
        day = end.astimezone(SHANGHAI).date()
        raise CertificateRefusedError(f"根证书已于 {day} 到期", AT_AN_END.format(folder=folder))
    if now < begin:
        day = begin.astimezone(SHANGHAI).date()
        raise CertificateRefusedError(
            f"根证书从 {day} 起有效，而本机时钟还没有到这一天", "请校准服务器时间后重试。"
        )


def not_stored(folder: Path, error: OSError) -> CertificateRefusedError:
    """Return the refusal for a disk or a directory that does not take the files."""
    problem = f"无法在 {folder} 中保存证书（{error.strerror}）"
    return CertificateRefusedError(problem, "请检查磁盘空间与权限后重试。")


def _holds(spot: Path, content: bytes) -> bool:
    return spot.exists() and spot.read_bytes() == content


def _make_authority(now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    # People tell one installation's root from another's by these digits.
    common_name = COMMON_NAME.format(digits=f"{serial:040X}"[-8:])
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), serial)
        .not_valid_before(now - SKEW)
        .not_valid_after(now - SKEW + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
    )
    return Authority(builder.sign(key, SHA256()), key)


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
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


def _packed(authority: Authority) -> bytes:
    """Put key and certificate into one file, so that they can never be half replaced."""
    key = authority.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + authority.certificate.public_bytes(Encoding.PEM)


def _unpacked(content: bytes) -> Authority:
    """Read the one file; ``ValueError`` or ``TypeError`` when it is not a key and its own."""
    key = load_pem_private_key(content, password=None)
    certificate = x509.load_pem_x509_certificate(content)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic curve key")
    if key.public_key() != certificate.public_key():
        raise ValueError("the key is that of another certificate")
    return Authority(certificate, key)
