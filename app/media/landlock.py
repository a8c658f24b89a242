"""Landlock for the media child: no file and no TCP port at all, by a second, separate mechanism.

seccomp already refuses to open anything; Landlock still holds if a call was forgotten there. Old
kernels (before 5.13, as on some domestic distributions) do not have it, and then it is left out.
"""

import ctypes
import os
import struct

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every machine
_VERSION_FLAG = 1
# How many rights over files each ABI knows, from the first bit upwards.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_FILE_RIGHTS = 16
_TCP_RIGHTS = 0b11
_SCOPES = 0b11  # abstract UNIX sockets, signals


def landlock_abi() -> int:
    """Return the version the kernel offers, 0 for none."""
    return max(0, _syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG))


def forbid_everything() -> int:
    """Handle every right of the kernel's ABI and grant none; returns the ABI used, 0 for none.

    Call it after PR_SET_NO_NEW_PRIVS, while there is one thread and a descriptor may be opened.
    """
    abi = landlock_abi()
    if abi == 0:
        return 0
    files = (1 << _FILE_RIGHTS.get(abi, _NEWEST_FILE_RIGHTS)) - 1
    attributes = struct.pack(
        "=QQQ", files, _TCP_RIGHTS if abi >= 4 else 0, _SCOPES if abi >= 6 else 0
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _syscall(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return 0
    restricted = _syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return abi if restricted else 0


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = libc.syscall(ctypes.c_long(number), *wide)
    return result
