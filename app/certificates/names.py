"""The names and addresses under which terminals may reach this machine."""

import functools
import ipaddress
import re
import socket
import threading
from dataclasses import dataclass

from app.certificates.addresses import Address, own_addresses
from app.embedded.refusal import StartRefusedError

ALWAYS = ("localhost", "127.0.0.1", "::1")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST_NAME = 253
LOOKUP_SECONDS = 1.0
BAD_NAME = (
    "LIUHEN_TLS_NAMES 中的“{word}”不是主机名或 IP 地址，因此没有启动，"
    "请填写如 liuhen.example.gov.cn,192.168.1.5 的名称，用逗号分隔，不带 https:// 和端口。"
)


@dataclass(frozen=True, slots=True)
class Names:
    """DNS names in lower case, and IP addresses; each once, in order."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]

    def __contains__(self, word: str) -> bool:
        """Whether a typed name or address is one of these."""
        address = as_address(word)
        return address in self.addresses if address else word.lower().rstrip(".") in self.hosts

    def missing_from(self, others: "Names") -> tuple[str, ...]:
        """Return what of these the others lack."""
        return tuple(word for word in self.words() if word not in others)

    def words(self) -> tuple[str, ...]:
        """Return all of them as people write them."""
        return (*self.hosts, *(str(address) for address in self.addresses))


def names_of(*words: str) -> Names:
    """Sort words into host names and addresses; what is neither is left out."""
    hosts: dict[str, None] = {}
    addresses: dict[Address, None] = {}
    for word in words:
        address, host = as_address(word), as_host(word)
        if address is not None and not address.is_unspecified:
            addresses[address] = None
        elif address is None and host:
            hosts[host] = None
    return Names(tuple(hosts), tuple(addresses))


def names_of_this_machine(*more: str) -> Names:
    """Return every name under which the machine may be reached, ``more`` (as typed) first."""
    host = socket.gethostname()
    addresses = (str(address) for address in own_addresses())
    return names_of(*more, host, _full_name(host), *addresses, *ALWAYS)


def read_names(setting: str) -> tuple[str, ...]:
    """Split the setting ``LIUHEN_TLS_NAMES``.

    Raises:
        StartRefusedError: a word is neither a host name nor an address.
    """
    words = tuple(word for word in re.split(r"[\s,，、]+", setting) if word)
    for word in words:
        address = as_address(word)
        if address.is_unspecified if address else not as_host(word):
            raise StartRefusedError(BAD_NAME.format(word=word))
    return words


def as_address(word: str) -> Address | None:
    """Return the IP address that a word is, if it is one.

    >>> as_address("[::1]")
    IPv6Address('::1')
    """
    try:
        return ipaddress.ip_address(word.strip("[]"))
    except ValueError:
        return None


def as_host(word: str) -> str:
    """Return a host name as certificates spell it, or nothing when browsers could not use it.

    >>> as_host("执法.example.CN")
    'xn--dqu15u.example.cn'
    >>> as_host("not_a_name")
    ''
    """
    try:
        name = word.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return ""
    labels = name.split(".")
    # A name that ends in figures would be read as an address that is none.
    is_name = len(name) <= LONGEST_NAME and all(LABEL.fullmatch(label) for label in labels)
    return name if is_name and not labels[-1].isdecimal() else ""


@functools.cache
def _full_name(host: str) -> str:
    """Ask for the qualified name, but not for longer than a start can wait for a dead resolver."""
    found: list[str] = []

    def ask() -> None:
        try:
            answer = socket.getaddrinfo(host, None, flags=socket.AI_CANONNAME)
        except (OSError, UnicodeError):
            return
        found.extend(entry[3] for entry in answer)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(LOOKUP_SECONDS)
    return next((name for name in found if "." in name), "")
