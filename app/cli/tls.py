"""Which certificate a start with ``--tls`` uses, and its upkeep while the product runs.

Loaded only when TLS is asked for; a plain start must not wait for ``cryptography``.
"""

import argparse
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from app import clock
from app.certificates.names import read_names
from app.certificates.refusal import CertificateRefusedError
from app.cli.agency_certificate import AgencyCertificate
from app.cli.certificate import Certificate
from app.cli.children import Chore, say
from app.cli.door import Way, open_door, usual_port
from app.cli.listener import address_of
from app.cli.own_certificate import OwnCertificate
from app.cli.surroundings import read_setting
from app.cli.wishes import Wishes
from app.clock import Clock
from app.embedded.directory import DataDirectory
from app.embedded.refusal import StartRefusedError

LOOK_SECONDS = 60.0
"""How often the certificate is looked at: an address that changed is served so soon after."""


def prepare_way(
    options: argparse.Namespace, directory: DataDirectory, listener: socket.socket
) -> Way:
    """Make or check the certificate and open the door beside it.

    Raises:
        StartRefusedError: with the sentence to show.
    """
    certificate = choose_certificate(directory.tls, options.host)
    for line in certificate.look(clock.current_time()).lines:
        say(line)
    address = address_of(listener, certificate.main_host(), "https")
    port = getattr(options, "setup_port", usual_port(options.port))
    if certificate.authority is None or port is None:
        return Way(address, certificate)
    required = "setup_port" in options
    door = open_door(options.host, port, certificate.main_host(), required=required)
    if isinstance(door, str):
        say(door)
        return Way(address, certificate)
    return Way(address, certificate, door)


def chore_of(way: Way, take_up: Callable[[], None]) -> Chore:
    """Return the upkeep of the certificate while the product runs."""
    assert way.certificate is not None
    return Chore(LOOK_SECONDS, Upkeep(way.certificate, clock.current_time, take_up, say).look)


def choose_certificate(
    folder: Path, host: str, environ: Mapping[str, str] = os.environ
) -> Certificate:
    """Return the certificate that ``--host`` and the settings ask for.

    Raises:
        StartRefusedError: the settings contradict each other.
    """
    read = partial(read_setting, environ=environ)
    public_url = read("LIUHEN_PUBLIC_URL")
    if public_url and not public_url.startswith("https://"):
        raise StartRefusedError(
            f"LIUHEN_PUBLIC_URL 是 {public_url}，与 --tls 不符，因此没有启动，"
            "请改为以 https:// 开头的网址，或取消这个变量。"
        )
    names = read_names(read("LIUHEN_TLS_NAMES"))
    wishes = Wishes(host.strip("[]"), names, urlsplit(public_url).hostname or "")
    certificate, key = read("LIUHEN_TLS_CERTIFICATE"), read("LIUHEN_TLS_KEY")
    if not certificate and not key:
        return OwnCertificate(folder, wishes)
    if not certificate or not key:
        raise StartRefusedError(
            "LIUHEN_TLS_CERTIFICATE 与 LIUHEN_TLS_KEY 须同时设置，因此没有启动，"
            "请补上另一个；如果要由本程序自建根证书，请取消两者。"
        )
    return AgencyCertificate(Path(certificate).absolute(), Path(key).absolute(), wishes)


@dataclass(slots=True)
class Upkeep:
    """Looks at the certificate now and then, and says what happened."""

    certificate: Certificate
    clock: Clock
    take_up: Callable[[], None]
    """Makes the API read the files again."""
    say: Callable[[str], None]
    _said: tuple[str, ...] = ()

    def look(self) -> None:
        """Renew what is due; a trouble is said once and leaves what is in use alone."""
        try:
            found = self.certificate.look(self.clock())
        except CertificateRefusedError as refusal:
            self._tell((refusal.while_running,))
            return
        if found.is_new:
            self.take_up()
        self._tell(found.lines)

    def _tell(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            if line not in self._said:
                self.say(line)
        self._said = lines
