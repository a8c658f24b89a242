"""Does the file hold all the bytes its own headers promise? Answered without a decoder.

A camera that loses power, or a copy that stops, leaves a file that often opens without complaint.
Only headers are read, so the cost does not depend on the size of the file.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

ReadAt = Callable[[int, int], bytes]
"""``read_at(size, offset)`` returns bytes as ``os.pread`` does: fewer at the end."""

_MOST_BOXES = 20_000
"""A ten-hour recording in two-second fragments has 36,000 boxes; half of it gives the verdict."""


@dataclass(frozen=True, slots=True)
class BoxWalk:
    """What the top level of an ISO file (MP4, MOV, 3GP) shows."""

    names: frozenset[bytes]
    overrun_name: bytes | None
    """The box that declares more bytes than the file has."""
    declared_bytes: int
    """Where the last box seen says it ends; beyond the file's size when it was cut."""

    @property
    def has_index(self) -> bool:
        """Whether a complete ``moov`` box is there."""
        return b"moov" in self.names and self.overrun_name != b"moov"


def walk_boxes(read_at: ReadAt, size_bytes: int) -> BoxWalk:
    """Walk the top-level boxes until the end, nonsense, or a box that overruns the file."""
    names: set[bytes] = set()
    offset = 0
    for _ in range(_MOST_BOXES):
        header = read_at(16, offset)
        if len(header) < 8:
            break
        length, name = struct.unpack_from(">I4s", header)
        if length == 1 and len(header) == 16:
            length = struct.unpack_from(">Q", header, 8)[0]
        elif length == 0:
            length = size_bytes - offset  # Allowed for the last box: "until the end".
        if length < 8 or not name.isascii():
            break
        names.add(name)
        offset += length
        if offset > size_bytes:
            return BoxWalk(frozenset(names), name, offset)
    return BoxWalk(frozenset(names), None, offset)


def declared_bytes(container: str, read_at: ReadAt, size_bytes: int) -> int:
    """Return how long the file says it is, or ``size_bytes`` where the format does not say."""
    match container:
        case "mp4" | "mov" | "3gp" | "m4a":
            return max(size_bytes, walk_boxes(read_at, size_bytes).declared_bytes)
        case "avi" | "wav":
            return max(size_bytes, _riff_bytes(read_at(12, 0)) or size_bytes)
        case "matroska" | "webm":
            return max(size_bytes, _segment_bytes(read_at(4096, 0)) or size_bytes)
        case _:
            return size_bytes


def _riff_bytes(head: bytes) -> int | None:
    if len(head) < 8 or head[:4] != b"RIFF":
        return None
    length: int = struct.unpack_from("<I", head, 4)[0]
    # A recorder that was cut off leaves 0 or all ones: it never came back to fill it in.
    return None if length in {0, 0xFFFFFFFF} else length + 8


def _segment_bytes(head: bytes) -> int | None:
    start = head.find(b"\x18\x53\x80\x67")
    if start < 0 or start + 12 > len(head) or head[start + 4] == 0:
        return None
    width = 9 - head[start + 4].bit_length()
    field = head[start + 4 : start + 4 + width]
    value = int.from_bytes(field, "big") - (1 << 7 * width)
    unknown = value == (1 << 7 * width) - 1
    return None if unknown else start + 4 + width + value
