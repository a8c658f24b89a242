import pytest

from app.media.limits import MediaLimits
from app.media.plan import plan_targets
from app.media.wire import Request


def request(**changes: int) -> Request:
    limits = MediaLimits()
    values = {
        "max_thumbnails": limits.max_thumbnails,
        "max_tiles": limits.max_tiles,
        "tile_interval_ms": limits.tile_interval_ms,
        **changes,
    }
    return Request(
        descriptor=0,
        size_bytes=0,
        container="mp4",
        kind="video",
        demuxer="mov",
        sandbox_required=True,
        address_space_bytes=0,
        cpu_seconds=0,
        max_pixels=0,
        max_streams=0,
        thumbnail_width=320,
        tile_width=160,
        tile_height=90,
        jpeg_quality=80,
        **values,
    )


@pytest.mark.parametrize("duration_ms", [0, 1, 999, 6_000, 61_000, 1_800_000, 36_000_000])
def test_moments_lie_in_order_inside_the_recording(duration_ms: int) -> None:
    targets, _ = plan_targets(duration_ms, request())

    moments = [target.time_ms for target in targets]
    assert moments == sorted(moments)
    assert moments[-1] <= duration_ms


def test_a_long_recording_decodes_no_more_frames_than_it_has_tiles() -> None:
    targets, interval_ms = plan_targets(1_800_000, request())

    assert interval_ms == 18_000
    assert len(targets) == 100
    assert sum(target.thumbnail for target in targets) == 12


def test_a_short_clip_gets_its_thumbnails_and_close_tiles() -> None:
    targets, interval_ms = plan_targets(6_000, request())

    assert interval_ms == 1000
    assert sum(target.thumbnail for target in targets) == 12
    assert sum(target.tile is not None for target in targets) == 6


def test_a_recording_of_unknown_length_gets_one_picture() -> None:
    targets, _ = plan_targets(0, request())

    assert [(target.time_ms, target.thumbnail, target.tile) for target in targets] == [(0, True, 0)]


def test_without_tiles_only_thumbnails_are_made() -> None:
    targets, _ = plan_targets(60_000, request(max_tiles=0, max_thumbnails=60))

    assert len(targets) == 60
    assert all(target.tile is None for target in targets)
