"""An agency's own certificate: looked at closely before the start, so that no terminal has to."""

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificates.names import as_host, names_of
from app.certificates.refusal import CertificateRefusedError
from app.clock import SHANGHAI

CERTIFICATE_SETTING, KEY_SETTING = "LIUHEN_TLS_CERTIFICATE", "LIUHEN_TLS_KEY"
WARN_BEFORE = timedelta(days=30)
CERTIFICATE_MARK, KEY_MARK = b"-----BEGIN CERTIFICATE-----", b"PRIVATE KEY-----"
DER_MARK = b"\x30"


@dataclass(frozen=True, slots=True)
class Given:
    """What the agency's certificate says."""

    hosts: tuple[str, ...]
    """Names as they stand in it, wildcards included."""
    addresses: tuple[str, ...]
    until: datetime

    def covers(self, word: str) -> bool:
        """Whether browsers take the certificate for this name or address.

        A wildcard stands for exactly one label.
        """
        wanted = names_of(word)
        if wanted.addresses:
            return str(wanted.addresses[0]) in self.addresses
        host = wanted.hosts[0] if wanted.hosts else ""
        return bool(host) and (host in self.hosts or f"*.{host.partition('.')[2]}" in self.hosts)

    def first_name(self) -> str:
        """Return the name to tell people, empty when there are only wildcards."""
        plain = (name for name in (*self.hosts, *self.addresses) if not name.startswith("*"))
        return next(plain, "")

    def warning(self, now: datetime) -> str:
        """Return one line when the end is near, nothing otherwise."""
        if self.until - now >= WARN_BEFORE:
            return ""
        return (
            f"提醒：本单位的 TLS 证书将于 {_day(self.until)} 到期，"
            "请尽快换上新的证书文件，程序会自动启用。"
        )


def read_given(certificate: Path, key: Path, now: datetime) -> Given:
    """Read and try the two files.

    Raises:
        CertificateRefusedError: with what is wrong and what to do about it.
    """
    chain = _read_chain(certificate)
    _refuse_wrong_key(_read(key, KEY_SETTING), key, chain[0])
    _refuse_bad_chain(chain, certificate)
    given = _facts(chain[0], certificate)
    _refuse_outside_its_time(chain[0], certificate, now)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        _refuse(
            f"本机的 OpenSSL 不接受证书 {certificate}（{error.strerror or error}）",
            "请换用不弱于 2048 位 RSA 或 P-256 的证书。",
        )
    return given


def _read(spot: Path, setting: str) -> bytes:
    try:
        content = spot.read_bytes()
    except OSError as error:
        _refuse(
            f"读不到 {setting} 指定的文件 {spot}（{error.strerror}）",
            "请检查路径，以及当前用户是否有权读取。",
        )
    if not content.strip():
        _refuse(f"{setting} 指定的文件 {spot} 是空的", "请重新复制完整的文件。")
    return content


def _read_chain(spot: Path) -> list[x509.Certificate]:
    content = _read(spot, CERTIFICATE_SETTING)
    if CERTIFICATE_MARK not in content:
        if KEY_MARK in content:
            _refuse(
                f"{CERTIFICATE_SETTING} 指定的文件 {spot} 里是私钥，不是证书",
                f"请检查 {CERTIFICATE_SETTING} 与 {KEY_SETTING} 是否写反了。",
            )
        _refuse_unless_pem(content, spot, "证书", "openssl x509 -inform der")
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError:
        _refuse(f"证书文件 {spot} 已损坏或不完整", "请重新复制完整的文件。")


def _refuse_unless_pem(content: bytes, spot: Path, what: str, command: str) -> NoReturn:
    if content.startswith(DER_MARK):
        _refuse(
            f"{what}文件 {spot} 是 DER 格式",
            f"请转换为 PEM 格式后重试，例如：{command} -in 原文件 -out 新文件。",
        )
    _refuse(f"{what}文件 {spot} 不是 PEM 格式", "请换用以“-----BEGIN”开头的 PEM 文件。")


def _refuse_wrong_key(content: bytes, spot: Path, leaf: x509.Certificate) -> None:
    if KEY_MARK not in content:
        if CERTIFICATE_MARK in content:
            _refuse(
                f"{KEY_SETTING} 指定的文件 {spot} 里是证书，不是私钥",
                f"请检查 {CERTIFICATE_SETTING} 与 {KEY_SETTING} 是否写反了。",
            )
        _refuse_unless_pem(content, spot, "私钥", "openssl pkey -inform der")
    try:
        fits = load_pem_private_key(content, password=None).public_key() == leaf.public_key()
    except TypeError:
        _refuse(
            f"私钥文件 {spot} 带有口令，程序无法在无人值守时打开",
            "请去掉口令，例如：openssl pkey -in 原文件 -out 新文件，并只允许本程序的用户读取。",
        )
    except (ValueError, UnsupportedAlgorithm):
        _refuse(f"私钥文件 {spot} 已损坏，或是不支持的算法", "请重新复制完整的文件。")
    if not fits:
        _refuse(
            f"私钥文件 {spot} 与证书不是一对",
            "请找到申请这张证书时生成的私钥，或重新申请证书。",
        )


def _refuse_bad_chain(chain: list[x509.Certificate], spot: Path) -> None:
    leaf = chain[0]
    if leaf.issuer == leaf.subject:
        _refuse(
            f"证书 {spot} 是自签名的，终端不会信任",
            f"请向签发机构申请证书；或去掉 {CERTIFICATE_SETTING} 与 {KEY_SETTING}，"
            "由本程序自建根证书。",
        )
    if _is_authority(leaf):
        _refuse(
            f"证书文件 {spot} 的第一张是签发机构的证书",
            "请把服务器证书放在最前面，签发机构的证书依次放在后面。",
        )
    for lower, upper in pairwise(chain):
        if not _has_issued(upper, lower):
            _refuse(
                f"证书文件 {spot} 中的证书不是一条依次签发的链",
                "请按服务器证书、中间机构、根机构的顺序放置，每张只放一次。",
            )
    if len(chain) == 1 and not _is_known_root(leaf.issuer):
        _refuse(
            f"证书文件 {spot} 中缺少签发机构的证书，终端可能因此不信任",
            "请把签发机构的证书（PEM 格式）依次附在服务器证书之后。",
        )


def _has_issued(upper: x509.Certificate, lower: x509.Certificate) -> bool:
    try:
        lower.verify_directly_issued_by(upper)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _is_known_root(issuer: x509.Name) -> bool:
    """Whether this machine's list of roots has the issuer; terminals mostly have it too then."""
    roots = ssl.create_default_context().get_ca_certs(binary_form=True)
    # Some old roots are too oddly made to be parsed; the name as it is encoded tells enough.
    return any(issuer.public_bytes() in root for root in roots)


def _facts(leaf: x509.Certificate, spot: Path) -> Given:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        _refuse(
            f"证书 {spot} 没有写明网址（缺少 SAN 扩展），浏览器不会接受",
            "请重新申请写明域名或 IP 地址的证书。",
        )
    usage = [use for found in leaf.extensions for use in _uses(found.value)]
    if usage and ExtendedKeyUsageOID.SERVER_AUTH not in usage:
        _refuse(f"证书 {spot} 不是服务器证书（用途不含服务器身份验证）", "请换用服务器证书。")
    return Given(
        hosts=tuple(_spelled(host) for host in names.get_values_for_type(x509.DNSName)),
        addresses=tuple(map(str, names.get_values_for_type(x509.IPAddress))),
        until=leaf.not_valid_after_utc,
    )


def _uses(value: x509.ExtensionType) -> list[x509.ObjectIdentifier]:
    return list(value) if isinstance(value, x509.ExtendedKeyUsage) else []


def _spelled(host: str) -> str:
    wildcard, rest = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    return wildcard + (as_host(rest) or rest.lower())


def _refuse_outside_its_time(leaf: x509.Certificate, spot: Path, now: datetime) -> None:
    if leaf.not_valid_after_utc <= now:
        _refuse(f"证书 {spot} 已于 {_day(leaf.not_valid_after_utc)} 到期", "请换上新的证书文件。")
    if leaf.not_valid_before_utc > now:
        _refuse(
            f"证书 {spot} 从 {_day(leaf.not_valid_before_utc)} 起才有效",
            "请检查服务器时间，或到那一天再启用。",
        )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d}"


def _refuse(problem: str, remedy: str) -> NoReturn:
    raise CertificateRefusedError(problem, remedy)
