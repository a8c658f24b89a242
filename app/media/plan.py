"""Which moments of a recording are shown: pure arithmetic, no decoder."""

from dataclasses import dataclass

from app.media.storyboard import storyboard_interval_ms
from app.media.wire import Request


@dataclass(frozen=True, slots=True)
class Target:
    """One moment to show, in one or both places."""

    time_ms: int
    thumbnail: bool
    tile: int | None


def plan_targets(duration_ms: int, request: Request) -> tuple[list[Target], int]:
    """Choose the moments and the tile interval.

    Tiles are aimed at the middle of their span. When there are more tiles than thumbnails, the
    thumbnails share tiles' frames, because decoding is nearly all of the cost.
    """
    # A short clip gets closer tiles, so that its seek bar shows about twenty.
    smallest_ms = min(request.tile_interval_ms, max(1000, duration_ms // 20_000 * 1000))
    interval_ms = storyboard_interval_ms(
        duration_ms, smallest_ms=smallest_ms, max_tiles=max(1, request.max_tiles)
    )
    tiles = min(request.max_tiles, max(1, -(-duration_ms // interval_ms)))
    moments = [min(duration_ms, tile * interval_ms + interval_ms // 2) for tile in range(tiles)]
    wanted = request.max_thumbnails if duration_ms else min(1, request.max_thumbnails)
    if tiles >= wanted:
        chosen = {(2 * k + 1) * tiles // (2 * wanted) for k in range(wanted)}
        return [Target(t, n in chosen, n) for n, t in enumerate(moments)], interval_ms
    targets = [Target(t, thumbnail=False, tile=n) for n, t in enumerate(moments)]
    targets += [
        Target((2 * k + 1) * duration_ms // (2 * wanted), thumbnail=True, tile=None)
        for k in range(wanted)
    ]
    return sorted(targets, key=lambda target: target.time_ms), interval_ms
