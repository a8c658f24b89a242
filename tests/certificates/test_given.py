"""An agency's own certificate: each mistake that people make with it has its sentence."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificates.given import read_given
from app.certificates.refusal import CertificateRefusedError
from tests.certificates.agency import Files, Holder, certify, lay_out
from tests.world import NOW

DAY = timedelta(days=1)
ROOT = certify("root", is_authority=True)
MIDDLE = certify("middle", ROOT, is_authority=True)
WORDS = ("liuhen.example.cn", "*.ruzhou.example.cn", "10.1.2.3")
SERVER = certify("server", MIDDLE, words=WORDS)
END = SERVER.certificate.not_valid_after_utc
OTHER = certify("other", MIDDLE, words=WORDS)


@pytest.mark.parametrize(
    "chain", [(SERVER, MIDDLE), (SERVER, MIDDLE, ROOT)], ids=["with middle", "with root"]
)
def test_a_sound_chain_is_taken(tmp_path: Path, chain: tuple[Holder, ...]) -> None:
    files = lay_out(tmp_path, *chain)

    given = read_given(files.certificate, files.key, NOW)

    assert given.hosts == ("liuhen.example.cn", "*.ruzhou.example.cn")
    assert given.addresses == ("10.1.2.3",)
    assert given.warning(NOW) == ""


def test_both_may_stand_in_one_file(tmp_path: Path) -> None:
    spot = tmp_path / "both.pem"
    spot.write_bytes(SERVER.key_pem() + SERVER.pem + MIDDLE.pem)

    assert read_given(spot, spot, NOW).first_name() == "liuhen.example.cn"


@pytest.mark.parametrize(
    ("word", "covered"),
    [
        ("liuhen.example.cn", True),
        ("LIUHEN.example.cn", True),
        ("zf.ruzhou.example.cn", True),
        ("ruzhou.example.cn", False),
        ("a.b.ruzhou.example.cn", False),
        ("example.cn", False),
        ("10.1.2.3", True),
        ("10.1.2.4", False),
    ],
)
def test_it_covers_what_browsers_take_it_for(tmp_path: Path, word: str, *, covered: bool) -> None:
    files = lay_out(tmp_path, SERVER, MIDDLE)

    assert read_given(files.certificate, files.key, NOW).covers(word) is covered


def test_a_near_end_is_a_warning(tmp_path: Path) -> None:
    files = lay_out(tmp_path, SERVER, MIDDLE)

    given = read_given(files.certificate, files.key, END - 29 * DAY)

    assert "到期" in given.warning(END - 29 * DAY)
    assert given.warning(END - 31 * DAY) == ""


def swapped(folder: Path) -> Files:
    files = lay_out(folder, SERVER, MIDDLE)
    return Files(files.key, files.certificate)


def certificate_twice(folder: Path) -> Files:
    files = lay_out(folder, SERVER, MIDDLE)
    return Files(files.certificate, files.certificate)


def with_content(content: bytes) -> Callable[[Path], Files]:
    def lay(folder: Path) -> Files:
        files = lay_out(folder, SERVER, MIDDLE)
        files.certificate.write_bytes(content)
        return files

    return lay


def with_key(content: bytes) -> Callable[[Path], Files]:
    return lambda folder: lay_out(folder, SERVER, MIDDLE, key=content)


def with_chain(*chain: Holder) -> Callable[[Path], Files]:
    return lambda folder: lay_out(folder, *chain)


def no_such_certificate(folder: Path) -> Files:
    files = lay_out(folder, SERVER, MIDDLE)
    return Files(folder / "nowhere.crt", files.key)


def folder_for_key(folder: Path) -> Files:
    return Files(lay_out(folder, SERVER, MIDDLE).certificate, folder)


def weak(folder: Path) -> Files:
    """A pair that fits, of a length that OpenSSL no longer takes."""
    key = rsa.generate_private_key(65537, 1024)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    weak = certify("weak", MIDDLE, words=WORDS, public_key=key.public_key())
    return lay_out(folder, weak, MIDDLE, key=private)


def until(end: datetime) -> Holder:
    return certify("server", MIDDLE, words=WORDS, end=end)


MISTAKES: dict[str, tuple[Callable[[Path], Files], str]] = {
    "no such file": (no_such_certificate, "读不到 LIUHEN_TLS_CERTIFICATE 指定的文件"),
    "a folder": (folder_for_key, "读不到 LIUHEN_TLS_KEY 指定的文件"),
    "empty certificate": (with_content(b" \n"), "是空的"),
    "empty key": (with_key(b""), "LIUHEN_TLS_KEY 指定的文件 .* 是空的"),
    "swapped": (swapped, "里是私钥，不是证书.*写反了"),
    "certificate for a key": (certificate_twice, "里是证书，不是私钥.*写反了"),
    "certificate in DER": (with_content(SERVER.der), "DER 格式.*openssl x509"),
    "key in DER": (with_key(SERVER.key_der()), "DER 格式.*openssl pkey"),
    "not PEM": (with_content("证书".encode()), "不是 PEM 格式"),
    "cut": (with_content(SERVER.pem[:200]), "已损坏或不完整"),
    "key cut": (with_key(SERVER.key_pem()[:100]), "已损坏，或是不支持的算法"),
    "key with a password": (with_key(SERVER.key_pem("secret")), "带有口令.*openssl pkey"),
    "key of another": (with_key(OTHER.key_pem()), "不是一对"),
    "authority missing": (with_chain(SERVER), "缺少签发机构的证书"),
    "authority first": (
        lambda folder: lay_out(folder, MIDDLE, SERVER),
        "第一张是签发机构的证书",
    ),
    "chain out of order": (with_chain(SERVER, ROOT, MIDDLE), "不是一条依次签发的链"),
    "chain of others": (with_chain(SERVER, certify("x", is_authority=True)), "不是一条"),
    "self-signed": (with_chain(certify("own", words=WORDS)), "自签名.*自建根证书"),
    "no names": (with_chain(certify("server", MIDDLE), MIDDLE), "缺少 SAN"),
    "for clients": (
        with_chain(
            certify("c", MIDDLE, words=WORDS, usage=ExtendedKeyUsageOID.CLIENT_AUTH), MIDDLE
        ),
        "不是服务器证书",
    ),
    "at its end": (with_chain(until(NOW - DAY), MIDDLE), "到期.*换上新的证书"),
    "not yet": (
        with_chain(certify("s", MIDDLE, words=WORDS, begin=NOW + DAY), MIDDLE),
        "起才有效",
    ),
    "too weak": (weak, "不接受证书.*2048"),
}


@pytest.mark.parametrize(("lay", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_refused_in_words(
    tmp_path: Path, lay: Callable[[Path], Files], words: str
) -> None:
    files = lay(tmp_path)

    with pytest.raises(CertificateRefusedError, match=words) as refusal:
        read_given(files.certificate, files.key, NOW)

    assert "因此没有启动" in str(refusal.value)
    assert str(refusal.value).endswith("。")
    assert "没有启动" not in refusal.value.while_running
