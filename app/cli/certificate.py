"""What a start with ``--tls`` wants of a certificate, whoever signs it."""

import signal
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.certificates.trust import Trust

RELOAD = signal.SIGHUP
"""Sent to the API when the files have changed."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the certificate found."""

    is_new: bool = False
    """The files have changed and have to be taken up."""
    lines: tuple[str, ...] = ()


class Certificate(Protocol):
    """A certificate of the server, whoever signed it."""

    @property
    def files(self) -> tuple[Path, Path]:
        """Certificate chain and key, in PEM."""
        ...

    @property
    def trust(self) -> Trust:
        """What our own helpers believe."""
        ...

    @property
    def authority(self) -> Path | None:
        """What terminals have to install first, if anything."""
        ...

    def main_host(self) -> str:
        """Return the name or address to tell people."""
        ...

    def hosts(self) -> tuple[str, ...]:
        """Return the further names and addresses that work."""
        ...

    def look(self, now: datetime) -> Look:
        """Make or check what is due.

        Raises:
            CertificateRefusedError: it cannot be used.
        """
        ...
