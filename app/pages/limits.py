"""How much one untrusted document may cost us before we give up on it."""

from dataclasses import dataclass, replace

from app.media.limits import MIB

_SCAN_WALL_SECONDS, _SCAN_CPU_SECONDS = 3_600.0, 900


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
    max_picture_pages: int = 3_000
    """Each of them becomes a picture of its own, which is kept before the next one is drawn."""
    picture_side: int = 2_000
    """Pixels of the longer side: A4 stays readable."""
    jpeg_quality: int = 80

    def of_a_scan(self) -> "PageLimits":
        """Return the bounds of a scan that is no PDF: its time grows with its pages.

        A page of A4 takes about 40 ms, one in colours four times as long; a file of two thousand
        is read in some minutes and holds no more memory than one of two.
        """
        return replace(
            self,
            wall_seconds=max(self.wall_seconds, _SCAN_WALL_SECONDS),
            cpu_seconds=max(self.cpu_seconds, _SCAN_CPU_SECONDS),
        )
