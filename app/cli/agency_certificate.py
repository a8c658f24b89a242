"""HTTPS by a certificate of the agency's own, in two files that it replaces in time."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from app.certificates.given import Given, read_given
from app.certificates.refusal import CertificateRefusedError
from app.certificates.trust import Trust
from app.cli.certificate import Look
from app.cli.listener import is_loopback
from app.cli.wishes import Wishes
from app.clock import SHANGHAI


@dataclass(slots=True)
class AgencyCertificate:
    """The agency's own, in two files that the agency replaces when their time is over."""

    certificate: Path
    key: Path
    wishes: Wishes
    _given: Given | None = None
    _content: tuple[bytes, ...] = field(default=(), repr=False)
    _warned_on: date | None = None

    @property
    def files(self) -> tuple[Path, Path]:
        """As the settings name them."""
        return self.certificate, self.key

    @property
    def trust(self) -> Trust:
        """Our helpers believe this very certificate; they dial the machine, not its name."""
        return Trust(self.certificate, exactly=True)

    @property
    def authority(self) -> Path | None:
        """Nothing to install: terminals know whoever signed it."""
        return None

    def main_host(self) -> str:
        """Return the first name asked for, else the first of the certificate."""
        typed = self._asked_for()
        return typed[0] if typed else self._given.first_name() if self._given else ""

    def hosts(self) -> tuple[str, ...]:
        """Return the further names asked for."""
        return self._asked_for()[1:]

    def look(self, now: datetime) -> Look:
        """Check the files when they have changed, and warn once a day when their end is near."""
        content = self._read()
        is_new = self._given is None or content != self._content
        if is_new:
            given = read_given(self.certificate, self.key, now)
            self._refuse_uncovered(given)
            self._given, self._content = given, content
        assert self._given is not None
        warning, today = self._given.warning(now), now.astimezone(SHANGHAI).date()
        if not warning or self._warned_on == today:
            return Look(is_new)
        self._warned_on = today
        return Look(is_new, (warning,))

    def _read(self) -> tuple[bytes, ...]:
        try:
            return self.certificate.read_bytes(), self.key.read_bytes()
        except OSError:
            # The closer look that follows says which one, and why.
            return ()

    def _asked_for(self) -> tuple[str, ...]:
        """Return the names asked for; a bare listening address on this machine is not one."""
        return tuple(
            word
            for word in self.wishes.typed()
            if word != self.wishes.host or not is_loopback(word)
        )

    def _refuse_uncovered(self, given: Given) -> None:
        stated = (self.wishes.public_host, *self.wishes.names)
        wanted = tuple(word for word in stated if word) or self._asked_for()
        uncovered = [word for word in wanted if not given.covers(word)]
        if uncovered:
            raise CertificateRefusedError(
                f"证书 {self.certificate} 不适用于 {'、'.join(uncovered)}"
                f"（它写明的是 {'、'.join((*given.hosts, *given.addresses)) or '空'}）",
                "请用 LIUHEN_PUBLIC_URL 写明证书中的网址，或换用包含这些名称的证书。",
            )
        if not wanted and not given.first_name():
            raise CertificateRefusedError(
                f"证书 {self.certificate} 只有通配名称，无法得知终端使用的网址",
                "请用 LIUHEN_PUBLIC_URL 写明网址，例如 https://liuhen.example.gov.cn。",
            )
