"""A new certificate is taken up by the running API: new greetings see it, open ones go on."""

import contextlib
import signal
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from socket import create_connection, create_server

import pytest

from app.certificates.authority import open_authority
from app.certificates.names import names_of
from app.certificates.server import keep_server_certificate
from app.cli.certificate import RELOAD
from app.cli.handshake import server_context
from app.clock import current_time

NAMES = names_of("127.0.0.1")


def renew(folder: Path, *, days: int = 0) -> None:
    now = current_time() + timedelta(days=days)
    keep_server_certificate(folder, open_authority(folder, current_time()), NAMES, now)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    renew(tmp_path / "tls")
    return tmp_path / "tls"


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """A server that echoes, with the settings of the API."""
    before = signal.getsignal(RELOAD)
    context = server_context(folder / "server.pem", folder / "server.pem")
    listener = create_server(("127.0.0.1", 0))

    def echo(connection: ssl.SSLSocket) -> None:
        # Whoever leaves without a word is no news here.
        with connection, contextlib.suppress(OSError):
            while words := connection.recv(100):
                connection.sendall(words)

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
                connection = context.wrap_socket(plain, server_side=True)
            except ssl.SSLError:
                continue
            except OSError:
                return
            threading.Thread(target=echo, args=[connection], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()
    signal.signal(RELOAD, before)


def greet(folder: Path, port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(folder / "authority.crt"))
    return context.wrap_socket(create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1")


def replies(connection: ssl.SSLSocket) -> bool:
    connection.sendall(b"still there?")
    return connection.recv(100) == b"still there?"


def serial(connection: ssl.SSLSocket) -> object:
    certificate = connection.getpeercert()
    assert certificate is not None
    return certificate["serialNumber"]


def replace(folder: Path, content: bytes) -> None:
    (folder / "server.pem").write_bytes(content)


def test_new_connections_see_it_and_open_ones_go_on(folder: Path, port: int) -> None:
    with greet(folder, port) as early:
        replace(folder, b"")
        renew(folder)

        signal.raise_signal(RELOAD)

        with greet(folder, port) as late:
            assert serial(late) != serial(early)
            assert replies(early)
            assert replies(late)


@pytest.mark.parametrize("content", [b"", b"rubbish"])
def test_a_file_that_cannot_be_used_leaves_the_old_one_in_force(
    folder: Path, port: int, content: bytes
) -> None:
    with greet(folder, port) as early:
        replace(folder, content)

        signal.raise_signal(RELOAD)

        with greet(folder, port) as late:
            assert serial(late) == serial(early)


@pytest.mark.parametrize(
    "version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"]
)
def test_old_terminals_and_new_ones_are_greeted(
    folder: Path, port: int, version: ssl.TLSVersion
) -> None:
    context = ssl.create_default_context(cafile=str(folder / "authority.crt"))
    context.minimum_version = context.maximum_version = version

    with context.wrap_socket(
        create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1"
    ) as connection:
        assert replies(connection)
