"""The frames in which the media child answers: one letter, a length, the payload.

The parent trusts none of it. Every length is checked against a cap before the bytes are read, and
every number afterwards, because the child may be running somebody else's code by then.
"""

import json
import os
import struct
from dataclasses import asdict, dataclass

from app.media.facts import Storyboard, Thumbnail

FRAME_HEAD = struct.Struct(">cI")
_THUMBNAIL_HEAD = struct.Struct(">HQII")
_STORYBOARD_HEAD = struct.Struct(">HHHHIH")

EXIT_UNCONFINED = 77
"""The child's way to say that the sandbox could not be had; it has read nothing then."""

READY = b"R"
"""Empty: confined, and about to read the first byte. A death before it is our own fault."""
FACTS = b"F"
"""JSON with ``kind``, ``facts`` and ``findings``."""
THUMBNAIL = b"T"
STORYBOARD = b"S"
END = b"E"
"""JSON with ``findings`` met while making pictures, and ``rotation``; without it the child died."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks; it travels as the only argument of the child."""

    descriptor: int
    size_bytes: int
    container: str
    kind: str
    demuxer: str | None
    sandbox_required: bool
    address_space_bytes: int
    cpu_seconds: int
    max_pixels: int
    max_streams: int
    max_thumbnails: int
    thumbnail_width: int
    max_tiles: int
    tile_width: int
    tile_height: int
    tile_interval_ms: int
    jpeg_quality: int

    def to_argument(self) -> str:
        """Return the request as one command line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "Request":
        """Read what ``to_argument`` wrote; parent and child are the same version of the code."""
        return cls(**json.loads(argument))


def write_frame(kind: bytes, payload: bytes) -> None:
    """Write one whole frame to standard output."""
    data = memoryview(FRAME_HEAD.pack(kind, len(payload)) + payload)
    while data:
        data = data[os.write(1, data) :]


def to_json_bytes(value: dict[str, object]) -> bytes:
    """Return the payload of a ``FACTS`` or ``END`` frame."""
    return json.dumps(value, allow_nan=False).encode()


def pack_thumbnail(thumbnail: Thumbnail) -> bytes:
    """Return the payload of a ``THUMBNAIL`` frame."""
    t = thumbnail
    return _THUMBNAIL_HEAD.pack(t.ordinal, t.time_ms, t.width, t.height) + t.jpeg


def unpack_thumbnail(payload: bytes) -> Thumbnail:
    """Read a ``THUMBNAIL`` frame.

    Raises:
        ValueError: it is not a small JPEG with sensible numbers.
    """
    head, jpeg = _split(_THUMBNAIL_HEAD, payload)
    ordinal, time_ms, width, height = head
    if not (0 < width <= 4096 and 0 < height <= 16384 and time_ms < 2**53):
        raise ValueError("a thumbnail of impossible size")
    return Thumbnail(ordinal, time_ms, width, height, jpeg)


def pack_storyboard(storyboard: Storyboard) -> bytes:
    """Return the payload of a ``STORYBOARD`` frame."""
    s = storyboard
    head = (s.tile_width, s.tile_height, s.columns, s.rows, s.interval_ms, s.tiles)
    return _STORYBOARD_HEAD.pack(*head) + s.jpeg


def unpack_storyboard(payload: bytes) -> Storyboard:
    """Read a ``STORYBOARD`` frame.

    Raises:
        ValueError: it is not a JPEG with sensible numbers.
    """
    head, jpeg = _split(_STORYBOARD_HEAD, payload)
    if not all(head) or head[5] > head[2] * head[3]:
        raise ValueError("a storyboard of impossible shape")
    return Storyboard(jpeg, *head)


def _split(head: struct.Struct, payload: bytes) -> tuple[tuple[int, ...], bytes]:
    jpeg = payload[head.size :]
    if not (jpeg.startswith(b"\xff\xd8\xff") and jpeg.endswith(b"\xff\xd9")):
        raise ValueError("a picture that is no JPEG")
    return head.unpack_from(payload), jpeg
