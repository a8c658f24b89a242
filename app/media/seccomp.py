"""A seccomp filter for the media child: the few system calls a decoder needs, and no other.

It is a list of what is allowed. Whatever a later kernel invents is refused without our doing.
Refused calls answer EPERM, so that a library that merely asks goes on; nothing new can be opened,
connected, executed, traced or signalled. Memory can never become executable, so injected code
has no page to run from. Only prctl and ctypes are used: no library, no privilege.
"""
# ruff: noqa: C408 - tables of names and numbers read best as keywords

import ctypes
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass

_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_EPERM = 0x00050000 | 1
_ENOSYS = 0x00050000 | 38

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_IF_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K

_AT_NUMBER, _AT_ARCH, _AT_ARGUMENTS = 0, 4, 16
_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4
_X32_BIT = 0x40000000


@dataclass(frozen=True, slots=True)
class _Machine:
    audit_arch: int
    numbers: Mapping[str, int]


_PLAIN = (
    *("read", "readv", "pread64", "lseek", "close", "fstat"),
    *("munmap", "mremap", "madvise", "brk", "futex", "membarrier"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("set_robust_list", "set_tid_address", "rseq", "sched_yield", "sched_getaffinity", "getcpu"),
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday"),
    *("getrusage", "getrandom", "getpid", "gettid", "exit", "exit_group"),
)

_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        {
            **dict(read=0, write=1, close=3, fstat=5, lseek=8, mmap=9, mprotect=10, munmap=11),
            **dict(brk=12, rt_sigaction=13, rt_sigprocmask=14, rt_sigreturn=15, pread64=17),
            **dict(readv=19, writev=20, sched_yield=24, mremap=25, madvise=28, nanosleep=35),
            **dict(getpid=39, clone=56, exit=60, gettimeofday=96, getrusage=98, sigaltstack=131),
            **dict(gettid=186, futex=202, sched_getaffinity=204, set_tid_address=218),
            **dict(restart_syscall=219, clock_gettime=228, clock_getres=229, clock_nanosleep=230),
            **dict(exit_group=231, set_robust_list=273, getcpu=309, getrandom=318),
            **dict(membarrier=324, rseq=334, clone3=435),
        },
    ),
    "aarch64": _Machine(
        0xC00000B7,
        {
            **dict(close=57, lseek=62, read=63, write=64, readv=65, writev=66, pread64=67),
            **dict(fstat=80, exit=93, exit_group=94, set_tid_address=96, futex=98),
            **dict(set_robust_list=99, nanosleep=101, clock_gettime=113, clock_getres=114),
            **dict(clock_nanosleep=115, sched_getaffinity=123, sched_yield=124),
            **dict(restart_syscall=128, sigaltstack=132, rt_sigaction=134, rt_sigprocmask=135),
            **dict(rt_sigreturn=139, getrusage=165, getcpu=168, gettimeofday=169, getpid=172),
            **dict(gettid=178, brk=214, munmap=215, mremap=216, clone=220, mmap=222),
            **dict(mprotect=226, madvise=233, getrandom=278, membarrier=283, rseq=293),
            **dict(clone3=435),
        },
    ),
}


def install_filter() -> bool:
    """Put the filter on this thread and every later one; it can never be taken off again.

    Call it while there is one thread, after PR_SET_NO_NEW_PRIVS. Returns False where the
    machine is unknown or the kernel refuses; nothing is restricted then.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    program = _program(machine)
    code = ctypes.create_string_buffer(program, len(program))
    header = _Header(len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    result: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0)
    return result == 0


class _Header(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _program(machine: _Machine) -> bytes:
    numbers = machine.numbers
    steps = [
        _step(_LOAD, _AT_ARCH),
        _step(_IF_EQUAL, machine.audit_arch, then=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _AT_NUMBER),
        _step(_IF_AT_LEAST, _X32_BIT, otherwise=1),
        _step(_RETURN, _KILL),
    ]
    for name in _PLAIN:
        steps += [_step(_IF_EQUAL, numbers[name], otherwise=1), _step(_RETURN, _ALLOW)]
    # glibc falls back from clone3 to clone, whose flags a filter can read.
    steps += [_step(_IF_EQUAL, numbers["clone3"], otherwise=1), _step(_RETURN, _ENOSYS)]
    steps += _when(numbers["clone"], 0, _IF_ANY_BIT, _CLONE_THREAD, hit=_ALLOW, miss=_EPERM)
    steps += _when(numbers["mmap"], 2, _IF_ANY_BIT, _PROT_EXEC, hit=_EPERM, miss=_ALLOW)
    steps += _when(numbers["mprotect"], 2, _IF_ANY_BIT, _PROT_EXEC, hit=_EPERM, miss=_ALLOW)
    # Writing is for the answer on descriptor 1; the original is open for reading only anyway.
    steps += _when(numbers["write"], 0, _IF_EQUAL, 1, hit=_ALLOW, miss=_EPERM)
    steps += _when(numbers["writev"], 0, _IF_EQUAL, 1, hit=_ALLOW, miss=_EPERM)
    return b"".join([*steps, _step(_RETURN, _EPERM)])


def _when(
    number: int, argument: int, test: int, operand: int, *, hit: int, miss: int
) -> list[bytes]:
    """For one call, look at the low word of an argument (both machines are little-endian)."""
    return [
        _step(_IF_EQUAL, number, otherwise=4),
        _step(_LOAD, _AT_ARGUMENTS + 8 * argument),
        _step(test, operand, otherwise=1),
        _step(_RETURN, hit),
        _step(_RETURN, miss),
    ]


def _step(code: int, operand: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, operand)
