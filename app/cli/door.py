"""The plain door beside TLS, where a terminal gets the authority that it does not trust yet."""

import argparse
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from app.cli.certificate import Certificate
from app.cli.listener import IMPLIED, address_of, bind
from app.embedded.refusal import StartRefusedError

HIGHEST_PORT = 2**16 - 1


@dataclass(frozen=True, slots=True)
class Door:
    """A bound socket, and the address by which terminals find it."""

    listener: socket.socket
    address: str

    def command(self, authority: str, environ: Mapping[str, str]) -> list[str]:
        """Return the command of the process that serves it; ``environ`` is that of the API."""
        words = {
            "--fd": str(self.listener.fileno()),
            "--authority": authority,
            "--public-url": environ["LIUHEN_PUBLIC_URL"],
            "--setup-url": environ["LIUHEN_SETUP_URL"],
            "--node-modules": environ.get("LIUHEN_NODE_MODULES", ""),
        }
        given = [part for option, word in words.items() if word for part in (option, word)]
        return [sys.executable, "-m", "app.cli.setup_door", *given]


@dataclass(frozen=True, slots=True)
class Way:
    """How people reach the product."""

    address: str
    certificate: Certificate | None = None
    """How we speak TLS; ``None`` for plain HTTP."""
    door: Door | None = None
    """Where terminals get the authority of ``certificate``."""


def setup_port(word: str) -> int | None:
    """Parse ``--setup-port``; ``None`` for no door at all."""
    if word == "off":
        return None
    if word.isdecimal() and int(word) <= HIGHEST_PORT:
        return int(word)
    raise argparse.ArgumentTypeError("端口应是 0 到 65535 之间的整数，或 off（不开设）")


def usual_port(port: int) -> int:
    """Return the door's port for a product asked to listen at ``port``.

    Beside 443 it is 80, where people arrive who type an address without ``https``.
    """
    return IMPLIED["http"] if port == IMPLIED["https"] else port and min(port + 1, HIGHEST_PORT)


def open_door(host: str, port: int, shown_host: str, *, required: bool) -> Door | str:
    """Bind the door, or return why there is none; only one that was asked for is required.

    Raises:
        StartRefusedError: it is required and cannot be bound.
    """
    try:
        listener = bind(host, port)
    except StartRefusedError as refusal:
        if required:
            raise
        return f"提醒：{refusal}终端设置页因此没有另开端口（可用 --setup-port 指定）。"
    return Door(listener, address_of(listener, shown_host))
