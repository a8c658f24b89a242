"""The one descriptor of the original, as a file object for libav and PIL."""

import io
import os


class DescriptorReader(io.RawIOBase):
    """Reads by position, so several threads can each hold a reader on one descriptor.

    libav sees only this object: it never learns a path, so no demuxer can open a neighbour.
    """

    def __init__(self, descriptor: int, size_bytes: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._size_bytes = size_bytes
        self._position = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes from the current position."""
        if size is None or size < 0:
            size = max(0, self._size_bytes - self._position)
        data = os.pread(self._descriptor, size, self._position)
        self._position += len(data)
        return data

    def readinto(self, buffer: object, /) -> int:
        """Fill ``buffer`` from the current position."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def read_at(self, size: int, offset: int) -> bytes:
        """Return bytes from a place, leaving the position alone."""
        return os.pread(self._descriptor, size, offset)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move; the descriptor's own offset stays untouched."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size_bytes}
        self._position = max(0, base[whence] + offset)
        return self._position

    def tell(self) -> int:
        """Return the position."""
        return self._position
