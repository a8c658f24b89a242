"""Ask the kernel which addresses this machine has; the standard library cannot say."""

import ipaddress
import socket
import struct
from collections.abc import Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_RTM_NEWADDR, _RTM_GETADDR = 20, 22
_NLM_F_REQUEST_DUMP = 0x301
_NLMSG_ERROR, _NLMSG_DONE = 2, 3
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
_IFA_F_TEMPORARY = 0x01
_MESSAGE = struct.Struct("=LHHLL")
_INTERFACE = struct.Struct("=BBBBL")
_ATTRIBUTE = struct.Struct("=HH")


def own_addresses() -> tuple[Address, ...]:
    """Return the addresses at which others can reach this machine, IPv4 first.

    Loopback and link-local addresses are left out, and so are the temporary ones that IPv6
    changes every day. A machine whose kernel cannot be asked has none.
    """
    try:
        found = {address for address in _all_addresses() if not _is_local(address)}
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda address: (address.version, int(address))))


def main_address() -> Address | None:
    """Return the address that faces the default route; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = ipaddress.ip_address(probe.getsockname()[0])
        except OSError:
            return None
    return None if _is_local(address) else address


def _is_local(address: Address) -> bool:
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _all_addresses() -> Iterator[Address]:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        question = _INTERFACE.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
        size = _MESSAGE.size + len(question)
        kernel.send(_MESSAGE.pack(size, _RTM_GETADDR, _NLM_F_REQUEST_DUMP, 1, 0) + question)
        while True:
            answer = kernel.recv(65536)
            while answer:
                size, kind, *_ = _MESSAGE.unpack_from(answer)
                if kind in {_NLMSG_DONE, _NLMSG_ERROR}:
                    return
                if kind == _RTM_NEWADDR:
                    yield from _address_in(answer[_MESSAGE.size : size])
                answer = answer[_aligned(size) :]


def _address_in(message: bytes) -> Iterator[Address]:
    _, _, flags, _, _ = _INTERFACE.unpack_from(message)
    if flags & _IFA_F_TEMPORARY:
        return
    found: dict[int, bytes] = {}
    rest = message[_INTERFACE.size :]
    while len(rest) >= _ATTRIBUTE.size:
        size, kind = _ATTRIBUTE.unpack_from(rest)
        found[kind] = rest[_ATTRIBUTE.size : size]
        rest = rest[_aligned(size) :]
    # On a point-to-point line the plain address is that of the other end.
    packed = found.get(_IFA_LOCAL) or found.get(_IFA_ADDRESS)
    if packed:
        yield ipaddress.ip_address(packed)


def _aligned(size: int) -> int:
    return (size + 3) & ~3
