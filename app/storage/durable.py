"""Directories and names that survive a power cut, and the translation of disk errors."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from app.errors import StorageFailureError, StorageFullError
from app.storage.syscalls import Syscalls

log = structlog.get_logger()
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn the kernel's refusals into ours; the log keeps the number, people read a sentence."""
    try:
        yield
    except OSError as error:
        log.warning("storage.failed", step=what, errno=error.errno)
        if error.errno in _NO_ROOM:
            raise StorageFullError from error
        raise StorageFailureError from error


def ensure_directory(calls: Syscalls, root: Path, wanted: Path) -> None:
    """Create ``wanted`` below ``root``, one level after the other, each name flushed.

    The parent is flushed even when the directory exists already: whoever made it may have been
    killed before its own flush.
    """
    for level in reversed([wanted, *wanted.parents]):
        if not level.is_relative_to(root) or level == root:
            continue
        try:
            calls.make_directory(level)
        except FileExistsError:
            if level.is_symlink() or not level.is_dir():
                raise
        calls.sync_directory(level.parent)


def write_all(calls: Syscalls, descriptor: int, pieces: list[bytes]) -> None:
    """Write every byte of ``pieces``; a short write is continued, not taken for success."""
    rest: list[bytes | memoryview] = list(pieces)
    while rest:
        written = calls.write(descriptor, rest[:_MOST_PIECES])
        while rest and written >= len(rest[0]):
            written -= len(rest.pop(0))
        if written:
            rest[0] = memoryview(rest[0])[written:]


def write_once(calls: Syscalls, root: Path, target: Path, temporary: Path, data: bytes) -> None:
    """Give ``data`` the name ``target``, flushed and read-only; fail if the name is taken.

    A name whose own flush failed is taken back: whoever asked was told that nothing is kept.
    """
    ensure_directory(calls, root, target.parent)
    try:
        descriptor = calls.create(temporary)
        try:
            write_all(calls, descriptor, [data])
            os.fchmod(descriptor, 0o400)
            calls.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        calls.link(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    try:
        calls.sync_directory(target.parent)
    except OSError:
        target.unlink(missing_ok=True)
        raise


_MOST_PIECES = 512
"""Below the kernel's limit of vectors in one call (IOV_MAX, 1024)."""
