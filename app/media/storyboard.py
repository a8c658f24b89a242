"""The seek bar's sheet of stills: its geometry, and the WebVTT file a player reads."""

from app.media.facts import Storyboard

COLUMNS = 10


def storyboard_interval_ms(duration_ms: int, *, smallest_ms: int, max_tiles: int) -> int:
    """Return the distance of tiles in whole seconds, so that at most ``max_tiles`` are needed.

    >>> storyboard_interval_ms(600_000, smallest_ms=10_000, max_tiles=100)
    10000
    >>> storyboard_interval_ms(7_200_000, smallest_ms=10_000, max_tiles=100)
    72000
    """
    needed_ms = -(-duration_ms // max_tiles)
    return max(smallest_ms, -(-needed_ms // 1000) * 1000)


def storyboard_vtt(storyboard: Storyboard, image_url: str) -> str:
    """Return WebVTT that maps each span of time to its tile of ``image_url``."""
    cues = ["WEBVTT", ""]
    for tile in range(storyboard.tiles):
        start_ms = tile * storyboard.interval_ms
        row, column = divmod(tile, storyboard.columns)
        x, y = column * storyboard.tile_width, row * storyboard.tile_height
        box = f"{x},{y},{storyboard.tile_width},{storyboard.tile_height}"
        cues += [
            f"{_timestamp(start_ms)} --> {_timestamp(start_ms + storyboard.interval_ms)}",
            f"{image_url}#xywh={box}",
            "",
        ]
    return "\n".join(cues)


def _timestamp(milliseconds: int) -> str:
    seconds, rest_ms = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}.{rest_ms:03d}"
