"""``bin/serve --tls`` as a person starts it: real processes, real certificates, real handshakes."""

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.certificates.authority import open_authority
from app.certificates.names import names_of_this_machine
from app.certificates.server import keep_server_certificate
from app.cli.certificate import RELOAD
from app.clock import current_time
from app.settings import PROJECT_ROOT
from tests.certificates.agency import Files, certify, lay_out
from tests.cli.furnishing import without_a_clip
from tests.cli.running import (
    PATIENCE_SECONDS,
    Running,
    copied,
    descendants,
    eventually,
    living,
    refused,
    running,
)

YEAR = timedelta(days=365)


@contextlib.contextmanager
def connected(
    product: Running, trusted: Path | None = None
) -> Iterator[http.client.HTTPSConnection]:
    """Connect, believing one certificate only."""
    port = urlsplit(product.url).port
    context = ssl.create_default_context(cafile=str(trusted or product.trusted))
    connection = http.client.HTTPSConnection(
        "127.0.0.1", port, context=context, timeout=PATIENCE_SECONDS
    )
    with contextlib.closing(connection):
        connection.connect()
        yield connection


@contextlib.contextmanager
def in_clear(port: int | None) -> Iterator[http.client.HTTPConnection]:
    """Speak plain HTTP."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    with contextlib.closing(connection):
        yield connection


def ask(connection: http.client.HTTPConnection, path: str) -> http.client.HTTPResponse:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer


def serial(connection: http.client.HTTPSConnection) -> object:
    """Return the number of the certificate that the server showed."""
    shown = connection.sock.getpeercert()
    assert shown is not None
    return shown["serialNumber"]


def serial_now(product: Running) -> object:
    with connected(product) as connection:
        return serial(connection)


@pytest.fixture(scope="module")
def tls_product(used_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = copied(used_once, tmp_path_factory.mktemp("tls") / "data")
    with running(data, "--tls") as product:
        yield product


@pytest.fixture(scope="module")
def named_product(used_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that has a name on the network, and no door beside it."""
    data = copied(used_once, tmp_path_factory.mktemp("named") / "data")
    settings = {"LIUHEN_TLS_NAMES": "liuhen.example.cn"}
    with running(data, "--tls", "--setup-port", "off", settings=settings) as product:
        yield product


def test_it_answers_over_https_to_whoever_trusts_the_authority_alone(
    tls_product: Running,
) -> None:
    assert tls_product.url.startswith("https://127.0.0.1:")
    assert tls_product.health() == 200


def test_it_is_not_believed_by_anybody_else(tmp_path: Path, tls_product: Running) -> None:
    other = tmp_path / "other.crt"
    other.write_bytes(certify("other", is_authority=True).pem)

    with pytest.raises(ssl.SSLCertVerificationError), connected(tls_product, other):
        pass


def test_a_stop_is_orderly_while_somebody_is_connected(data: Path) -> None:
    with running(data, "--tls") as product, connected(product) as connection:
        assert ask(connection, "/healthz").status == 200
        ours = descendants(product.process.pid)

        status = product.stop()

        assert status == 0
        assert living(ours) == set()


def test_plain_http_at_the_port_of_tls_is_answered_in_words(tls_product: Running) -> None:
    with in_clear(urlsplit(tls_product.url).port) as plain:
        plain.request("GET", "/inbox", headers={"Host": "evil.example"})
        answer = plain.getresponse()
        words = answer.read().decode()

    assert tls_product.health() == 200
    assert answer.status == 400
    assert f'href="{tls_product.url}"' in words
    assert "终端设置" in words
    assert "evil.example" not in words
    assert answer.headers["Location"] is None


def knock(product: Running, *, sending: bytes) -> bytes:
    """Connect, send these bytes, and return what comes back before the end."""
    with socket.create_connection(("127.0.0.1", urlsplit(product.url).port or 0)) as visitor:
        visitor.settimeout(PATIENCE_SECONDS)
        received = b""
        # A quick server has hung up before we have said all.
        with contextlib.suppress(ConnectionError):
            visitor.sendall(sending)
            with contextlib.suppress(OSError):
                visitor.shutdown(socket.SHUT_WR)
            while more := visitor.recv(4096):
                received += more
    return received


@pytest.mark.parametrize(
    "sending",
    [b"", b"\x16", b"\x16\x03\x01\x00\x05rubbish", b"\x16" * 5000],
    ids=["nothing", "one byte", "no handshake", "much of it"],
)
def test_a_visitor_who_speaks_nothing_sensible_harms_nobody(
    tls_product: Running, sending: bytes
) -> None:
    answer = knock(tls_product, sending=sending)

    assert b"HTTP/1.1 200" not in answer
    assert tls_product.health() == 200


def test_visitors_who_say_nothing_keep_nobody_waiting(tls_product: Running) -> None:
    port = urlsplit(tls_product.url).port or 0
    with contextlib.ExitStack() as silent:
        for _ in range(200):
            silent.enter_context(socket.create_connection(("127.0.0.1", port)))

        assert tls_product.health() == 200


def test_a_browser_is_told_to_come_back_over_https_by_name_only(
    tls_product: Running, named_product: Running
) -> None:
    with connected(named_product) as connection:
        by_name = ask(connection, "/sign-in")
    with connected(tls_product) as connection:
        by_loopback = ask(connection, "/sign-in")

    assert by_name.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in by_loopback.headers


def test_the_plain_door_offers_the_authority_and_nothing_else(tls_product: Running) -> None:
    address = tls_product.line_with("设置页").partition("：")[2].partition("（")[0]
    with in_clear(urlsplit(address).port) as door:
        assert ask(door, "/setup").status == 200

        door.request("GET", "/setup/authority.crt")
        offered = door.getresponse().read()
        elsewhere = {path: ask(door, path) for path in ("/", "/sign-in", "/files", "/healthz")}

    assert tls_product.trusted is not None
    assert offered == ssl.PEM_cert_to_DER_cert(tls_product.trusted.read_text())
    assert {answer.status for answer in elsewhere.values()} == {303}
    assert {answer.headers["Location"] for answer in elsewhere.values()} == {"/setup"}
    assert [answer.headers["Set-Cookie"] for answer in elsewhere.values()] == [None] * 4


def test_the_door_has_no_secret_to_lose(tls_product: Running) -> None:
    door = tls_product.child("app.cli.setup_door")

    surroundings = Path(f"/proc/{door}/environ").read_bytes()

    assert b"DATABASE_URL" not in surroundings
    assert b"REDIS_URL" not in surroundings
    assert b"STORAGE_URL" not in surroundings


@pytest.mark.parametrize("words", ["app.cli.setup_door", "app.cli api"], ids=["door", "api"])
def test_a_killed_child_speaks_again(tls_product: Running, words: str) -> None:
    first = eventually(lambda: tls_product.child(words))
    assert first

    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: tls_product.child(words) not in {0, first})
    assert eventually(lambda: tls_product.health() == 200)


def test_the_door_can_be_left_out(named_product: Running) -> None:
    said = named_product.line_with("设置页")

    assert said.endswith("未开设")
    assert named_product.child("app.cli.setup_door") == 0


def test_the_fingerprint_on_the_console_is_that_of_the_authority(tls_product: Running) -> None:
    _, *shown = tls_product.lines_from("SHA-256", 3)

    assert tls_product.trusted is not None
    der = ssl.PEM_cert_to_DER_cert(tls_product.trusted.read_text())
    assert "".join(" ".join(shown).split()) == hashlib.sha256(der).hexdigest().upper()


def test_the_authority_stays_and_the_certificate_follows_the_names(
    tls_product: Running, data: Path
) -> None:
    first = serial_now(tls_product)
    shutil.copytree(tls_product.data / "tls", data / "tls")
    authority = (data / "tls" / "authority.crt").read_bytes()

    with running(data, "--tls") as product:
        unchanged = serial_now(product)
    with running(data, "--tls", settings={"LIUHEN_TLS_NAMES": "10.7.7.7"}) as product:
        moved = serial_now(product)

    assert unchanged == first
    assert moved != first
    assert product.trusted is not None
    assert product.trusted.read_bytes() == authority


def test_a_renewed_certificate_is_taken_up_without_losing_a_connection(
    tls_product: Running,
) -> None:
    with connected(tls_product) as early:
        first = serial(early)
        assert ask(early, "/healthz").status == 200

        renew(tls_product.data / "tls")
        os.kill(tls_product.child("app.cli api"), RELOAD)

        assert eventually(lambda: serial_now(tls_product) != first)
        assert ask(early, "/healthz").status == 200


def renew(folder: Path) -> None:
    """Make the certificate again, as the upkeep does when its end is near."""
    (folder / "server.pem").unlink()
    now = current_time()
    keep_server_certificate(folder, open_authority(folder, now), names_of_this_machine(), now)


@pytest.fixture(scope="module")
def incomplete(furnished_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the demonstration is complete but for one clip, still to be sent."""
    return without_a_clip(copied(furnished_once, tmp_path_factory.mktemp("incomplete") / "data"))


@pytest.fixture
def office_data(incomplete: Path, tmp_path: Path) -> Path:
    """The same, for one test to complete."""
    return copied(incomplete, tmp_path / "data")


def test_the_demonstration_is_handed_in_over_tls(office_data: Path) -> None:
    with running(office_data, "--tls", "--demo") as product:
        demo = json.loads((office_data / "demo.json").read_text())

        assert eventually(lambda: "clip_sent" in (office_data / "logs/demo.log").read_text())

    assert demo["url"] == product.url
    assert demo["upload_url"] == f"{product.url}/files"


def agency_files(folder: Path, *words: str) -> tuple[Files, Path]:
    """Return an agency's files, valid by this machine's clock, and the root that clients trust."""
    now = current_time()
    root = certify("root", is_authority=True, begin=now - YEAR, end=now + YEAR)
    server = certify("server", root, words=words, begin=now - YEAR, end=now + YEAR)
    (folder / "root.crt").write_bytes(root.pem)
    return lay_out(folder, server, root), folder / "root.crt"


def test_the_agency_s_own_certificate_takes_the_place_of_ours(
    tmp_path: Path, office_data: Path
) -> None:
    files, root = agency_files(tmp_path, "liuhen.example.cn", "127.0.0.1")
    settings = {
        "LIUHEN_TLS_CERTIFICATE": str(files.certificate),
        "LIUHEN_TLS_KEY": str(files.key),
    }
    with running(office_data, "--tls", "--demo", settings=settings) as product:
        with connected(product, root) as connection:
            setup = ask(connection, "/setup")

        assert eventually(lambda: "clip_sent" in (office_data / "logs/demo.log").read_text())

    assert setup.status == 200
    assert product.url.startswith("https://liuhen.example.cn:")
    assert not (office_data / "tls").exists()


def test_a_bad_certificate_of_the_agency_is_refused(tmp_path: Path) -> None:
    files, _ = agency_files(tmp_path, "liuhen.example.cn")

    sentence = refused(
        *("--data", tmp_path / "data", "--port", "0", "--tls"),
        LIUHEN_TLS_CERTIFICATE=str(files.key),
        LIUHEN_TLS_KEY=str(files.certificate),
    )

    assert "写反了" in sentence


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("--tls",), {"LIUHEN_TLS_NAMES": "https://a.cn"}, "“https://a.cn”不是主机名"),
        ((), {"LIUHEN_TLS_CERTIFICATE": "a.crt"}, "请加上 --tls"),
        (("--setup-port", "8080"), {}, "请加上 --tls"),
    ],
    ids=["a name that is none", "a certificate without --tls", "a door without --tls"],
)
def test_wishes_that_make_no_sense_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], words: str
) -> None:
    sentence = refused("--data", tmp_path / "data", "--port", "0", *arguments, **settings)

    assert words in sentence


def test_a_door_that_was_asked_for_at_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        sentence = refused(
            "--data", tmp_path / "data", "--port", "0", "--tls", "--setup-port", port
        )

    assert f"端口 {port} 已被其他程序占用" in sentence


def test_a_plain_start_does_not_wait_for_cryptography() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import sys, app.cli.serve, app.routers.setup;"
                "print([name for name in sys.modules if name.startswith('cryptography')])"
            ),
        ],
        cwd=PROJECT_ROOT,
        env={"PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "[]"
