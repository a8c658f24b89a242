import pytest

from app.media.facts import Storyboard
from app.media.storyboard import storyboard_interval_ms, storyboard_vtt


@pytest.mark.parametrize(
    ("duration_ms", "interval_ms"),
    [(0, 10_000), (6_000, 10_000), (1_000_000, 10_000), (1_000_001, 11_000), (7_200_000, 72_000)],
)
def test_a_long_recording_gets_wider_tiles(duration_ms: int, interval_ms: int) -> None:
    chosen = storyboard_interval_ms(duration_ms, smallest_ms=10_000, max_tiles=100)

    assert chosen == interval_ms


def test_each_span_of_time_names_its_tile() -> None:
    sheet = Storyboard(b"", 160, 90, columns=10, rows=2, interval_ms=72_000, tiles=12)

    vtt = storyboard_vtt(sheet, "/recordings/1/storyboard.jpg")

    lines = vtt.splitlines()
    assert lines[0] == "WEBVTT"
    assert lines[2] == "00:00:00.000 --> 00:01:12.000"
    assert lines[3] == "/recordings/1/storyboard.jpg#xywh=0,0,160,90"
    assert lines[-2] == "00:13:12.000 --> 00:14:24.000"
    assert lines[-1] == "/recordings/1/storyboard.jpg#xywh=160,90,160,90"
