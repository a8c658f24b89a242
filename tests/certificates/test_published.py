"""What terminals get of the authority: the same certificate in each form, never its key."""

import hashlib
import plistlib
import ssl
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.certificates.authority import open_authority
from app.certificates.code import draw_code
from app.certificates.published import PublishedAuthority, read_authority
from tests.certificates.agency import certify
from tests.world import NOW


@pytest.fixture
def published(tmp_path: Path) -> PublishedAuthority:
    open_authority(tmp_path / "tls", NOW)
    return read_authority(tmp_path / "tls" / "authority.crt")


def test_it_says_what_telephones_show(tmp_path: Path) -> None:
    certificate = open_authority(tmp_path / "tls", NOW).certificate

    published = read_authority(tmp_path / "tls" / "authority.crt")

    assert f"CN={published.name}" in certificate.subject.rfc4514_string()
    assert published.until == certificate.not_valid_after_utc


def test_the_fingerprint_is_the_digest_of_what_is_installed(published: PublishedAuthority) -> None:
    digest = hashlib.sha256(published.der).hexdigest().upper()

    assert "".join(published.fingerprint) == digest
    assert [len(group) for group in published.fingerprint] == [4] * 16


def test_both_forms_are_the_same_certificate(published: PublishedAuthority) -> None:
    assert ssl.PEM_cert_to_DER_cert(published.pem) == published.der
    assert "PRIVATE" not in published.pem


def test_the_profile_installs_this_root(published: PublishedAuthority) -> None:
    profile = plistlib.loads(published.profile())

    (root,) = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration"
    assert root["PayloadType"] == "com.apple.security.root"
    assert root["PayloadContent"] == published.der


def test_a_second_download_of_the_profile_is_no_second_profile(
    published: PublishedAuthority,
) -> None:
    assert published.profile() == published.profile()


def test_profiles_of_two_installations_do_not_replace_each_other(tmp_path: Path) -> None:
    profiles = []
    for name in ("one", "two"):
        open_authority(tmp_path / name, NOW)
        published = read_authority(tmp_path / name / "authority.crt")
        profiles.append(plistlib.loads(published.profile()))

    assert profiles[0]["PayloadIdentifier"] != profiles[1]["PayloadIdentifier"]
    assert profiles[0]["PayloadUUID"] != profiles[1]["PayloadUUID"]


def test_the_certificate_of_a_server_is_no_authority(tmp_path: Path) -> None:
    spot = tmp_path / "server.crt"
    spot.write_bytes(certify("server", words=("a.cn",)).pem)

    with pytest.raises(ValueError, match="not the certificate of an authority"):
        read_authority(spot)


def test_the_square_is_a_picture_without_scripts_or_styles() -> None:
    picture = ET.fromstring(draw_code("http://192.168.1.5:8001"))

    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert {part.tag.rpartition("}")[2] for part in picture.iter()} == {"svg", "g", "path"}
    assert not any("style" in part.attrib for part in picture.iter())
