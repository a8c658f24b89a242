"""The calls by which bytes reach the disk, in one object, so that a test can fail each of them.

Everything that decides durability goes through here: a test hands ``DiskStore`` a subclass that
refuses the N-th call, and walks N over a whole upload.
"""

import os
from collections.abc import Sequence
from pathlib import Path


class Syscalls:
    """The real ones."""

    def create(self, path: Path) -> int:
        """Open a new file for writing; fail if it exists or is a link."""
        return os.open(
            path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )

    def write(self, descriptor: int, pieces: Sequence[bytes | memoryview]) -> int:
        """Write some of the pieces and return how many bytes were taken."""
        return os.writev(descriptor, pieces)

    def copy(self, source: int, target: int, count: int) -> int:
        """Move up to ``count`` bytes between files inside the kernel, from where each stands."""
        try:
            return os.copy_file_range(source, target, count)
        except OSError:
            # Not every filesystem can; sendfile only needs a source that can be mapped. A real
            # failure such as a full disk comes back from it as well.
            return os.sendfile(target, source, None, count)

    def fdatasync(self, descriptor: int) -> None:
        """Flush the data of a file, and its size, to the medium."""
        os.fdatasync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Give a finished file its name; unlike a rename this never replaces another file."""
        os.link(source, target, follow_symlinks=False)

    def replace(self, source: Path, target: Path) -> None:
        """Give a finished file its name, replacing an older one."""
        source.replace(target)

    def make_directory(self, path: Path) -> None:
        """Create one directory; fail if it exists."""
        path.mkdir(mode=0o700)

    def sync_directory(self, path: Path) -> None:
        """Flush the names in a directory to the medium."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
