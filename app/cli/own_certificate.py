"""HTTPS by the private authority in the data directory."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.certificates.addresses import main_address
from app.certificates.authority import PUBLIC_FILE, Authority, open_authority
from app.certificates.names import Names, names_of_this_machine
from app.certificates.server import SERVER_FILE, Renewal, keep_server_certificate
from app.certificates.trust import Trust
from app.cli.certificate import Look
from app.cli.listener import is_loopback
from app.cli.wishes import Wishes
from app.clock import SHANGHAI

ANY_IPV4 = "0.0.0.0"  # noqa: S104 - compared, not bound.
LAST_YEAR = timedelta(days=365)


@dataclass(slots=True)
class OwnCertificate:
    """Signed by the private authority in the data directory."""

    folder: Path
    wishes: Wishes
    _authority: Authority | None = None

    @property
    def files(self) -> tuple[Path, Path]:
        """One file holds both, so that they change at one stroke."""
        return self.folder / SERVER_FILE, self.folder / SERVER_FILE

    @property
    def trust(self) -> Trust:
        """Our helpers believe the authority, and check the name they dialled."""
        return Trust(self.folder / PUBLIC_FILE)

    @property
    def authority(self) -> Path | None:
        """The authority's certificate."""
        return self.folder / PUBLIC_FILE

    def main_host(self) -> str:
        """Return the first name asked for, else the address that faces the network."""
        facing = main_address()
        return next(iter(self.wishes.typed()), str(facing) if facing else "localhost")

    def hosts(self) -> tuple[str, ...]:
        """Return every other name under which the listening address can be reached."""
        found = names_of_this_machine(*self.wishes.typed())
        words = self.wishes.typed() if self.wishes.is_specific else found.words()
        others = (word for word in words if word != self.main_host() and not is_loopback(word))
        # A socket of IPv4 is not reached by IPv6; the other way round it is.
        return tuple(word for word in others if self.wishes.host != ANY_IPV4 or ":" not in word)

    def look(self, now: datetime) -> Look:
        """Make the authority once, and the certificate whenever it is due."""
        if self._authority is None:
            self._authority = open_authority(self.folder, now)
        names = self._names()
        renewal = keep_server_certificate(self.folder, self._authority, names, now)
        if renewal is None:
            return Look(lines=self._warning(now))
        return Look(is_new=True, lines=(_said(renewal), *self._warning(now)))

    def _names(self) -> Names:
        return names_of_this_machine(*self.wishes.typed())

    def _warning(self, now: datetime) -> tuple[str, ...]:
        assert self._authority is not None
        end = self._authority.certificate.not_valid_after_utc
        if end - now >= LAST_YEAR:
            return ()
        return (
            (
                f"提醒：根证书将于 {_day(end)} 到期，请安排在此之前移走 {self.folder} 目录，"
                "重新启动并为所有终端重新安装。"
            ),
        )


def _said(renewal: Renewal) -> str:
    end = _day(renewal.until)
    if renewal.is_first:
        return f"已签发服务器证书，有效期至 {end}，到期前自动更换。"
    if renewal.new_names:
        return (
            f"本机新增了名称或地址 {'、'.join(renewal.new_names)}，已更换服务器证书，终端无需操作。"
        )
    return f"服务器证书即将到期，已自动更换，有效期至 {end}，终端无需操作。"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d}"
