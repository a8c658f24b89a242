"""The small file system inside older Office files (OLE): what is stored in it, and one stream.

Only what a reader of words needs: the list of names, and the bytes of a stream, within a limit.
Every chain of sectors ends at the latest after as many sectors as the file has.
"""

import struct
from dataclasses import dataclass

from app.media.source import DescriptorReader

_HEAD_BYTES, _ENTRY_BYTES, _MINI_BYTES = 512, 128, 64
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are marks: free, end of chain, table of sectors."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class BrokenOleError(Exception):
    """The file contradicts itself or ends too early."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A storage or a stream: its name, where it begins, how long it is."""

    name: str
    kind: int
    start: int
    size_bytes: int


class OleFile:
    """An opened file; ``entries`` are all its storages and streams, whoever holds them."""

    def __init__(self, source: DescriptorReader, size_bytes: int) -> None:
        """Read the tables and the directory.

        Raises:
            BrokenOleError: they do not hold together.
        """
        self._source = source
        head = source.read_at(_HEAD_BYTES, 0)
        if len(head) < _HEAD_BYTES:
            raise BrokenOleError
        shift, mini_shift = struct.unpack_from("<HH", head, 30)
        if shift not in {9, 12} or 1 << mini_shift != _MINI_BYTES:
            raise BrokenOleError
        self._sector_bytes = 1 << shift
        self._sectors = size_bytes // self._sector_bytes + 1
        directory, _, self._cutoff, mini_start = struct.unpack_from("<IIII", head, 48)
        self._following = self._table(head)
        self.entries = self._directory(directory)
        self._mini_following = _numbers(self._chain(mini_start))
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        self._mini_stream = self._chain(root.start) if root else b""

    def names(self) -> frozenset[str]:
        """Return the names of everything that is stored, in small letters."""
        return frozenset(entry.name.lower() for entry in self.entries)

    def stream(self, name: str, most_bytes: int) -> bytes:
        """Return the first bytes of a stream; empty when there is none of this name."""
        named = (one for one in self.entries if one.kind == _STREAM and one.name == name)
        entry = next(named, None)
        if entry is None:
            return b""
        length = min(entry.size_bytes, most_bytes)
        if entry.size_bytes < self._cutoff:
            return self._mini_chain(entry.start)[:length]
        return self._chain(entry.start, length)[:length]

    def _table(self, head: bytes) -> tuple[int, ...]:
        """Return which sector follows which; the table's own places stand in a list of lists."""
        places = [each for each in struct.unpack_from("<109I", head, 76) if each < _LAST]
        following = struct.unpack_from("<I", head, 68)[0]
        for _ in range(self._sectors):
            if following >= _LAST:
                break
            *more, following = _numbers(self._sector(following))
            places += [each for each in more if each < _LAST]
        if len(places) > self._sectors:
            raise BrokenOleError
        return _numbers(b"".join(self._sector(place) for place in places))

    def _directory(self, start: int) -> tuple[Entry, ...]:
        content = self._chain(start)
        found = []
        for place in range(0, len(content) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", content, place + 64)
            begins, size_bytes = struct.unpack_from("<II", content, place + 116)
            if kind in {_STORAGE, _STREAM, _ROOT}:
                raw = content[place : place + min(max(length - 2, 0), 62)]
                found.append(Entry(raw.decode("utf-16-le", "replace"), kind, begins, size_bytes))
        if not found:
            raise BrokenOleError
        return tuple(found)

    def _chain(self, start: int, most_bytes: int | None = None) -> bytes:
        pieces: list[bytes] = []
        sector = start
        while sector < _LAST:
            if most_bytes is not None and len(pieces) * self._sector_bytes >= most_bytes:
                break
            if sector >= len(self._following) or len(pieces) >= self._sectors:
                raise BrokenOleError
            pieces.append(self._sector(sector))
            sector = self._following[sector]
        return b"".join(pieces)

    def _mini_chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        sector = start
        while sector < _LAST:
            if sector >= len(self._mini_following) or len(pieces) > len(self._mini_following):
                raise BrokenOleError
            pieces.append(self._mini_stream[sector * _MINI_BYTES : (sector + 1) * _MINI_BYTES])
            sector = self._mini_following[sector]
        return b"".join(pieces)

    def _sector(self, number: int) -> bytes:
        content = self._source.read_at(self._sector_bytes, (number + 1) * self._sector_bytes)
        if not content:
            raise BrokenOleError
        # The last sector may end with the file.
        return content.ljust(self._sector_bytes, b"\0")


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
