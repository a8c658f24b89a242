"""The server's certificate: believed by whoever believes the authority alone, remade in time."""

import socket
import ssl
import threading
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    PolicyBuilder,
    Store,
    Subject,
    VerificationError,
)

from app.certificates.authority import Authority, open_authority
from app.certificates.names import names_of
from app.certificates.server import Renewal, keep_server_certificate
from app.clock import current_time
from tests.world import NOW

NAMES = names_of("liuhen.example.cn", "192.168.1.5", "localhost", "127.0.0.1", "::1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


@pytest.fixture
def authority(folder: Path) -> Authority:
    return open_authority(folder, NOW)


@pytest.fixture
def today_authority(folder: Path) -> Authority:
    """One that counts by the clock of this machine, which OpenSSL asks."""
    return open_authority(folder, current_time())


def present(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())


def subject_of(word: str) -> Subject:
    try:
        return x509.IPAddress(ip_address(word))
    except ValueError:
        return x509.DNSName(word)


@pytest.mark.parametrize("word", NAMES.words())
def test_it_is_verified_for_each_name_by_the_authority_alone(
    folder: Path, authority: Authority, word: str
) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)

    policy = PolicyBuilder().store(Store([authority.certificate])).time(NOW)
    chain = policy.build_server_verifier(subject_of(word)).verify(present(folder), [])

    assert chain[-1] == authority.certificate


def test_it_is_not_verified_for_another_name(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)
    policy = PolicyBuilder().store(Store([authority.certificate])).time(NOW)

    with pytest.raises(VerificationError):
        policy.build_server_verifier(x509.DNSName("bank.example")).verify(present(folder), [])


def greet(folder: Path, trusted: Path, name: str) -> str:
    """Shake hands over a real socket; return the version of TLS that both chose."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    client = ssl.create_default_context(cafile=str(trusted))
    # What Python demands by itself from 3.13 on.
    client.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            server.wrap_socket(ours, server_side=True).close()
        except (ssl.SSLError, ConnectionError):
            ours.close()

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        with client.wrap_socket(theirs, server_hostname=name) as connection:
            return connection.version() or ""
    finally:
        theirs.close()
        answering.join()


@pytest.mark.parametrize("name", NAMES.words())
def test_a_client_that_trusts_only_the_authority_connects(
    folder: Path, name: str, today_authority: Authority
) -> None:
    keep_server_certificate(folder, today_authority, NAMES, current_time())

    assert greet(folder, folder / "authority.crt", name) == "TLSv1.3"


def test_a_client_that_trusts_another_authority_does_not(
    folder: Path, tmp_path: Path, today_authority: Authority
) -> None:
    keep_server_certificate(folder, today_authority, NAMES, current_time())
    open_authority(tmp_path / "other", current_time())

    with pytest.raises(ssl.SSLCertVerificationError):
        greet(folder, tmp_path / "other" / "authority.crt", "localhost")


def test_it_is_a_certificate_that_telephones_accept(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)

    certificate = present(folder)
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert lifetime <= timedelta(days=397)
    assert certificate.not_valid_before_utc == NOW - timedelta(days=1)
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not any(word in certificate.subject.rfc4514_string() for word in NAMES.words())


def test_the_key_is_for_the_owner_alone(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)

    assert (folder / "server.pem").stat().st_mode & 0o777 == 0o600


def test_the_first_one_says_so(folder: Path, authority: Authority) -> None:
    renewal = keep_server_certificate(folder, authority, NAMES, NOW)

    assert renewal == Renewal(NOW + timedelta(days=396), is_first=True, new_names=())


def test_one_that_serves_is_kept(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)
    before = present(folder)

    renewal = keep_server_certificate(folder, authority, NAMES, NOW + timedelta(days=365))

    assert renewal is None
    assert present(folder) == before


def test_it_is_remade_a_month_before_its_end(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)
    later = NOW + timedelta(days=367)

    renewal = keep_server_certificate(folder, authority, NAMES, later)

    assert renewal == Renewal(later + timedelta(days=396), is_first=False, new_names=())
    assert present(folder).not_valid_after_utc == later + timedelta(days=396)


def test_a_new_name_is_taken_in_and_the_authority_stays(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)
    moved = names_of("liuhen.example.cn", "10.1.2.3", "localhost")

    renewal = keep_server_certificate(folder, authority, moved, NOW)

    assert renewal is not None
    assert renewal.new_names == ("10.1.2.3",)
    present(folder).verify_directly_issued_by(authority.certificate)
    assert open_authority(folder, NOW).certificate == authority.certificate


def test_a_name_that_is_gone_changes_nothing(folder: Path, authority: Authority) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)

    assert keep_server_certificate(folder, authority, names_of("localhost"), NOW) is None


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----"]
)
def test_a_damaged_one_is_made_anew(folder: Path, authority: Authority, content: bytes) -> None:
    (folder / "server.pem").write_bytes(content)

    renewal = keep_server_certificate(folder, authority, NAMES, NOW)

    assert renewal is not None
    present(folder).verify_directly_issued_by(authority.certificate)


def test_one_of_an_authority_that_was_removed_is_made_anew(
    folder: Path, authority: Authority, tmp_path: Path
) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW)
    other = open_authority(tmp_path / "other", NOW)

    renewal = keep_server_certificate(folder, other, NAMES, NOW)

    assert renewal is not None
    present(folder).verify_directly_issued_by(other.certificate)


def test_one_made_while_the_clock_was_ahead_is_made_anew(
    folder: Path, authority: Authority
) -> None:
    keep_server_certificate(folder, authority, NAMES, NOW + timedelta(days=90))

    renewal = keep_server_certificate(folder, authority, NAMES, NOW)

    assert renewal is not None
    assert present(folder).not_valid_before_utc < NOW


def test_it_never_outlives_the_authority(folder: Path, authority: Authority) -> None:
    end = authority.certificate.not_valid_after_utc
    keep_server_certificate(folder, authority, NAMES, end - timedelta(days=20))

    again = keep_server_certificate(folder, authority, NAMES, end - timedelta(days=19))

    assert present(folder).not_valid_after_utc == end
    assert again is None
