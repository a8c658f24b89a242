"""What parent and child of the reader say to each other; the frames are those of ``app.media``.

The parent trusts none of it: the child may be running somebody else's code by then.
"""

import json
import struct
from dataclasses import asdict, dataclass

COUNT = b"C"
"""JSON with ``pages``, and ``told``, which is what the file says of itself.

Sent before any word is read, so that the count survives what follows.
"""
SIZES = b"S"
"""JSON with ``sheets``, a list of ``[pages, width, height]``: so many of one size in a row.

In points, as they are read; what comes after the last of ``MOST_STRETCHES`` is not told.
"""
MOST_STRETCHES, MOST_POINTS = 1_000, 1_000_000
TEXT = b"W"
"""Some words in UTF-8."""
PAGE = b"P"
"""A page as a picture: ``PAGE_HEAD`` with width and height, then a JPEG; the first comes first."""
PAGE_HEAD = struct.Struct(">II")
DONE = b"D"
"""JSON with ``problem``, empty when there is none, and ``has_more``; without it the child died."""
MOST_FRAME_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page of a scan, drawn for the browser; sizes in pixels."""

    width: int
    height: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks; it travels as the only argument of the child."""

    descriptor: int
    size_bytes: int
    media_type: str
    sandbox_required: bool
    address_space_bytes: int
    cpu_seconds: int
    text_seconds: float
    max_pages: int
    max_characters: int
    max_unpacked_bytes: int
    max_pixels: int
    max_picture_bytes: int
    max_picture_pages: int
    picture_side: int
    jpeg_quality: int

    def to_argument(self) -> str:
        """Return the request as one command line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "Request":
        """Read what ``to_argument`` wrote; parent and child are the same version of the code."""
        return cls(**json.loads(argument))
