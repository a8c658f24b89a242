"""How much one untrusted file may cost us before we give up on it."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Bounds of one inspection; the defaults suit one small server."""

    wall_seconds: float = 300.0
    """After this long the child is killed, whatever it is doing."""
    cpu_seconds: int = 120
    address_space_bytes: int = 1536 * MIB
    """Virtual memory, not resident: each thread of glibc reserves 64 MiB it never touches."""
    max_pixels: int = 64_000_000
    """Width times height; checked from the header, before anything is decoded."""
    max_streams: int = 16

    max_thumbnails: int = 12
    thumbnail_width: int = 320
    max_tiles: int = 100
    tile_width: int = 160
    tile_height: int = 90
    tile_interval_ms: int = 10_000
    """Smallest distance of storyboard tiles; long recordings get a larger one."""
    jpeg_quality: int = 80

    max_facts_bytes: int = 256 * 1024
    max_image_bytes: int = 4 * MIB
    """What the parent accepts from a child that may have been taken over."""
