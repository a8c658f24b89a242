"""How much one untrusted document may cost us before we give up on it."""

from dataclasses import dataclass

from app.media.limits import MIB


@dataclass(frozen=True, slots=True)
class PageLimits:
    """Bounds of one reading; the defaults suit one small server."""

    wall_seconds: float = 300.0
    """After this long the child is killed, whatever it is doing."""
    cpu_seconds: int = 120
    text_seconds: float = 60.0
    """After this long no further page is read for its words; the pages are counted all the same."""
    address_space_bytes: int = 1024 * MIB
    max_pages: int = 10_000
    max_characters: int = 2_000_000
    """Words beyond these are not kept for the search."""
    max_unpacked_bytes: int = 256 * MIB
    """Of any one part of a document."""
    max_pixels: int = 64_000_000
    """Of one page of a scan; checked before it is decoded."""
    max_picture_bytes: int = 256 * MIB
    """Of a scan that is no PDF: it is decoded in memory."""
    max_picture_pages: int = 300
    """Each of them becomes a picture of its own."""
    picture_side: int = 2_000
    """Pixels of the longer side: A4 stays readable."""
    jpeg_quality: int = 80
