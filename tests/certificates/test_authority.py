"""The private authority: made once, safe where it lies, good for servers of TLS alone."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificates.authority import open_authority
from app.certificates.refusal import CertificateRefusedError
from tests.certificates.agency import certify
from tests.world import NOW


def mode(spot: Path) -> int:
    return stat.S_IMODE(spot.stat().st_mode)


def test_it_is_made_once_and_then_kept(tmp_path: Path) -> None:
    first = open_authority(tmp_path / "tls", NOW)

    second = open_authority(tmp_path / "tls", NOW + timedelta(days=3000))

    assert first.certificate == second.certificate


def test_each_installation_has_its_own(tmp_path: Path) -> None:
    one = open_authority(tmp_path / "one", NOW).certificate
    two = open_authority(tmp_path / "two", NOW).certificate

    assert one.subject != two.subject
    assert one.public_key() != two.public_key()


def test_it_may_sign_certificates_of_servers_and_nothing_else(tmp_path: Path) -> None:
    certificate = open_authority(tmp_path / "tls", NOW).certificate

    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    assert usage.critical
    assert (usage.value.key_cert_sign, usage.value.crl_sign) == (True, True)
    assert not usage.value.digital_signature
    assert list(purposes.value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_it_is_of_a_kind_that_old_telephones_know(tmp_path: Path) -> None:
    certificate = open_authority(tmp_path / "tls", NOW).certificate

    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert certificate.signature_hash_algorithm is not None
    assert certificate.signature_hash_algorithm.name == "sha256"


def test_it_lasts_ten_years_and_began_yesterday(tmp_path: Path) -> None:
    certificate = open_authority(tmp_path / "tls", NOW).certificate

    assert certificate.not_valid_before_utc == NOW - timedelta(days=1)
    assert (certificate.not_valid_after_utc - NOW).days in range(3640, 3660)


def test_its_key_is_for_the_owner_alone(tmp_path: Path) -> None:
    open_authority(tmp_path / "tls", NOW)

    assert mode(tmp_path / "tls") == 0o700
    assert mode(tmp_path / "tls" / "authority.pem") == 0o600
    assert {spot.name for spot in (tmp_path / "tls").iterdir()} == {
        "authority.crt",
        "authority.pem",
    }


def test_a_key_that_a_copy_opened_to_others_is_closed_again(tmp_path: Path) -> None:
    open_authority(tmp_path / "tls", NOW)
    (tmp_path / "tls").chmod(0o755)
    (tmp_path / "tls" / "authority.pem").chmod(0o644)

    open_authority(tmp_path / "tls", NOW)

    assert mode(tmp_path / "tls") == 0o700
    assert mode(tmp_path / "tls" / "authority.pem") == 0o600


def test_no_key_is_in_what_is_published(tmp_path: Path) -> None:
    open_authority(tmp_path / "tls", NOW)

    assert b"PRIVATE" not in (tmp_path / "tls" / "authority.crt").read_bytes()


def test_a_start_that_was_cut_between_both_files_is_mended(tmp_path: Path) -> None:
    authority = open_authority(tmp_path / "tls", NOW)
    (tmp_path / "tls" / "authority.crt").unlink()
    (tmp_path / "tls" / "authority.pem.new").write_text("half a k")

    again = open_authority(tmp_path / "tls", NOW)

    assert again.certificate == authority.certificate
    assert (tmp_path / "tls" / "authority.crt").exists()


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nxx", b"\0" * 400])
def test_a_damaged_one_is_never_replaced_silently(tmp_path: Path, content: bytes) -> None:
    open_authority(tmp_path / "tls", NOW)
    (tmp_path / "tls" / "authority.pem").write_bytes(content)

    with pytest.raises(CertificateRefusedError, match="从备份恢复"):
        open_authority(tmp_path / "tls", NOW)

    assert (tmp_path / "tls" / "authority.pem").read_bytes() == content


def test_the_key_of_another_certificate_is_no_authority(tmp_path: Path) -> None:
    authority = open_authority(tmp_path / "tls", NOW)
    other = certify("other", is_authority=True)
    mixed = other.key_pem() + authority.certificate.public_bytes(Encoding.PEM)
    (tmp_path / "tls" / "authority.pem").write_bytes(mixed)

    with pytest.raises(CertificateRefusedError, match="无法读懂根证书文件"):
        open_authority(tmp_path / "tls", NOW)


@pytest.mark.parametrize(
    ("later", "words"),
    [(timedelta(days=3700), "到期"), (timedelta(days=-30), "本机时钟")],
    ids=["at its end", "clock set back"],
)
def test_outside_its_time_the_start_is_refused(
    tmp_path: Path, later: timedelta, words: str
) -> None:
    open_authority(tmp_path / "tls", NOW)

    with pytest.raises(CertificateRefusedError, match=words):
        open_authority(tmp_path / "tls", NOW + later)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("a file")

    with pytest.raises(CertificateRefusedError, match="检查磁盘空间与权限"):
        open_authority(tmp_path / "tls", NOW)
