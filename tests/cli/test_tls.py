"""Which certificate a start uses, and how it is looked after while the product runs."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.certificates.refusal import CertificateRefusedError
from app.cli.agency_certificate import AgencyCertificate
from app.cli.certificate import Certificate
from app.cli.own_certificate import OwnCertificate
from app.cli.tls import Upkeep, choose_certificate
from app.embedded.refusal import StartRefusedError
from tests.certificates.agency import Files, certify, lay_out
from tests.routers.conftest import HandClock
from tests.world import NOW

DAY = timedelta(days=1)
ROOT = certify("root", is_authority=True)
SERVER = certify("server", ROOT, words=("liuhen.example.cn", "zf.example.cn"))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return lay_out(tmp_path, SERVER, ROOT)


def settings_for(files: Files, **more: str) -> dict[str, str]:
    return {
        "LIUHEN_TLS_CERTIFICATE": str(files.certificate),
        "LIUHEN_TLS_KEY": str(files.key),
        **more,
    }


def watched(certificate: Certificate, clock: HandClock) -> tuple[Upkeep, list[str]]:
    """Return the upkeep, and what it does and says in order."""
    done: list[str] = []
    return Upkeep(certificate, clock, lambda: done.append("taken up"), done.append), done


def own(folder: Path, host: str = "0.0.0.0", **settings: str) -> Certificate:
    return choose_certificate(folder / "tls", host, settings)


def test_nothing_set_means_an_authority_of_our_own(tmp_path: Path) -> None:
    certificate = own(tmp_path)

    certificate.look(NOW)

    assert isinstance(certificate, OwnCertificate)
    assert certificate.authority == tmp_path / "tls" / "authority.crt"
    assert all(spot.exists() for spot in certificate.files)


def test_both_settings_mean_the_agency_s_certificate(tmp_path: Path, files: Files) -> None:
    certificate = choose_certificate(tmp_path / "tls", "0.0.0.0", settings_for(files))

    certificate.look(NOW)

    assert isinstance(certificate, AgencyCertificate)
    assert certificate.authority is None
    assert certificate.trust.exactly
    assert certificate.main_host() == "liuhen.example.cn"
    assert not (tmp_path / "tls").exists()


@pytest.mark.parametrize("name", ["LIUHEN_TLS_CERTIFICATE", "LIUHEN_TLS_KEY"])
def test_one_of_the_two_settings_is_not_enough(tmp_path: Path, files: Files, name: str) -> None:
    with pytest.raises(StartRefusedError, match="须同时设置"):
        own(tmp_path, **{name: str(files.key)})


def test_a_published_address_in_clear_contradicts_tls(tmp_path: Path) -> None:
    with pytest.raises(StartRefusedError, match="与 --tls 不符"):
        own(tmp_path, LIUHEN_PUBLIC_URL="http://liuhen.example.cn")


@pytest.mark.parametrize(
    ("host", "settings", "shown"),
    [
        ("127.0.0.1", {}, "127.0.0.1"),
        ("10.1.2.3", {}, "10.1.2.3"),
        ("0.0.0.0", {"LIUHEN_TLS_NAMES": "zf.cn,10.9.9.9"}, "zf.cn"),
        ("10.1.2.3", {"LIUHEN_TLS_NAMES": "zf.cn"}, "zf.cn"),
        ("[::]", {"LIUHEN_PUBLIC_URL": "https://a.cn:9", "LIUHEN_TLS_NAMES": "b.cn"}, "a.cn"),
    ],
    ids=["this machine", "one address", "named", "named at one address", "published"],
)
def test_people_are_told_the_name_that_was_asked_for(
    tmp_path: Path, host: str, settings: dict[str, str], shown: str
) -> None:
    assert own(tmp_path, host, **settings).main_host() == shown


def test_without_a_name_people_are_told_an_address_that_others_reach(tmp_path: Path) -> None:
    assert own(tmp_path).main_host() not in {"0.0.0.0", ""}


def test_a_renewal_while_running_is_taken_up_and_said(tmp_path: Path) -> None:
    certificate, clock = own(tmp_path), HandClock()
    certificate.look(clock())
    upkeep, done = watched(certificate, clock)

    upkeep.look()
    clock.advance(days=370)
    upkeep.look()
    upkeep.look()

    assert [line[:7] for line in done] == ["taken up"[:7], "服务器证书即将"]


def test_a_new_address_while_running_is_taken_up_and_said(tmp_path: Path) -> None:
    clock = HandClock()
    own(tmp_path).look(clock())
    moved = own(tmp_path, LIUHEN_TLS_NAMES="10.7.7.7")
    upkeep, done = watched(moved, clock)

    upkeep.look()

    assert done[0] == "taken up"
    assert "10.7.7.7" in done[1]
    assert "终端无需操作" in done[1]


def test_a_failing_renewal_is_said_once_and_keeps_what_is_in_use(tmp_path: Path) -> None:
    certificate, clock = own(tmp_path), HandClock()
    certificate.look(clock())
    before = certificate.files[0].read_bytes()
    upkeep, done = watched(certificate, clock)
    (tmp_path / "tls" / "server.pem.new").mkdir()
    clock.advance(days=370)

    upkeep.look()
    upkeep.look()

    assert len(done) == 1
    assert "目前仍使用原来的证书" in done[0]
    assert certificate.files[0].read_bytes() == before


def test_a_folder_that_somebody_removed_is_said_and_ends_nothing(tmp_path: Path) -> None:
    certificate, clock = own(tmp_path), HandClock()
    certificate.look(clock())
    upkeep, done = watched(certificate, clock)

    shutil.rmtree(tmp_path / "tls")
    upkeep.look()

    assert len(done) == 1
    assert "无法在" in done[0]


def test_the_last_year_of_the_authority_is_announced(tmp_path: Path) -> None:
    certificate = own(tmp_path)
    certificate.look(NOW)

    (line,) = certificate.look(NOW + 3300 * DAY).lines[1:]

    assert "根证书将于" in line


def test_files_that_the_agency_replaces_are_taken_up(tmp_path: Path, files: Files) -> None:
    certificate, clock = choose_certificate(tmp_path, "0.0.0.0", settings_for(files)), HandClock()
    certificate.look(clock())
    upkeep, done = watched(certificate, clock)
    upkeep.look()

    lay_out(tmp_path, certify("server", ROOT, words=("liuhen.example.cn",)), ROOT)
    upkeep.look()
    upkeep.look()

    assert done == ["taken up"]


def test_half_replaced_files_are_said_once_and_taken_up_when_whole(
    tmp_path: Path, files: Files
) -> None:
    certificate, clock = choose_certificate(tmp_path, "0.0.0.0", settings_for(files)), HandClock()
    certificate.look(clock())
    upkeep, done = watched(certificate, clock)
    fresh = certify("server", ROOT, words=("liuhen.example.cn",))

    files.key.write_bytes(fresh.key_pem())
    upkeep.look()
    upkeep.look()
    lay_out(tmp_path, fresh, ROOT)
    upkeep.look()

    assert len(done) == 2
    assert "不是一对，目前仍使用原来的证书" in done[0]
    assert done[1] == "taken up"


def test_the_near_end_of_the_agency_s_certificate_is_said_once_a_day(
    tmp_path: Path, files: Files
) -> None:
    certificate, clock = choose_certificate(tmp_path, "0.0.0.0", settings_for(files)), HandClock()
    clock.advance(days=340)
    upkeep, done = watched(certificate, clock)
    certificate.look(clock())

    upkeep.look()
    clock.advance(days=1)
    upkeep.look()
    upkeep.look()

    assert len([line for line in done if "到期" in line]) == 1


@pytest.mark.parametrize(
    ("host", "settings"),
    [
        ("0.0.0.0", {"LIUHEN_PUBLIC_URL": "https://other.example.cn"}),
        ("0.0.0.0", {"LIUHEN_TLS_NAMES": "liuhen.example.cn,other.example.cn"}),
        ("10.1.2.3", {}),
    ],
    ids=["published", "named", "the address listened at"],
)
def test_a_certificate_for_other_names_is_refused(
    tmp_path: Path, files: Files, host: str, settings: dict[str, str]
) -> None:
    certificate = choose_certificate(tmp_path, host, settings_for(files, **settings))

    with pytest.raises(CertificateRefusedError, match=r"不适用于 .*它写明的是 liuhen"):
        certificate.look(NOW)


def test_an_address_listened_at_is_not_typed_when_a_name_is_published(
    tmp_path: Path, files: Files
) -> None:
    given = settings_for(files, LIUHEN_PUBLIC_URL="https://zf.example.cn")
    certificate = choose_certificate(tmp_path, "10.1.2.3", given)

    certificate.look(NOW)

    assert certificate.main_host() == "zf.example.cn"


def test_wildcards_alone_do_not_tell_the_address(tmp_path: Path) -> None:
    files = lay_out(tmp_path, certify("server", ROOT, words=("*.example.cn",)), ROOT)
    certificate = choose_certificate(tmp_path, "0.0.0.0", settings_for(files))

    with pytest.raises(CertificateRefusedError, match=r"只有通配名称.*LIUHEN_PUBLIC_URL"):
        certificate.look(NOW)
